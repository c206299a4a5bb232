"""Whole programs that run with and without the recorder."""

# The same, without `asyncio.run(main())` at the end.
WHOLE = {
    "names after servers": """
        import asyncio
        async def tell():
            print(asyncio.current_task().get_name())
        async def serve(reader, writer):
            writer.close()
        async def main():
            for host in ("127.0.0.1", ["127.0.0.1", "localhost"]):
                server = await asyncio.start_server(serve, host, 0)
                await asyncio.create_task(tell())
                server.close()
        asyncio.run(main())
    """,
    "own stack": """
        import asyncio, inspect
        def inner():
            print([one.function for one in inspect.stack()])
            print(inspect.currentframe().f_back.f_code.co_name)
        async def main():
            inner()
        inner()
        asyncio.run(main())
    """,
    "stacks of others": """
        import asyncio, sys, traceback, warnings
        def name(file):
            return file.rsplit("/", 1)[-1]
        def deep(depth):
            try:
                return sys._getframe(depth).f_code.co_name
            except ValueError as error:
                return str(error)
        def careful(message, category, file, line, *rest):
            print(message, category.__name__, name(file))
        warnings.showwarning = careful
        warnings.simplefilter("always")
        def warn():
            for level in range(12):
                warnings.warn(str(level), UserWarning, stacklevel=level)
            traceback.print_stack(limit=3, file=sys.stderr)
        async def wait():
            await asyncio.sleep(0.01)
        async def fail():
            raise ValueError
        async def numbers():
            try:
                yield 1
            finally:
                raise ValueError
        async def main():
            print([deep(depth) for depth in range(12)])
            warn()
            tasks = [asyncio.create_task(each) for each in (wait(), fail())]
            await asyncio.sleep(0)
            for task in (*tasks, asyncio.current_task()):
                for limit in (None, 0, 1, 3):
                    print([each.f_code.co_name for each in task.get_stack(limit=limit)])
            asyncio.get_running_loop().call_soon(warn)
            await asyncio.gather(*tasks, return_exceptions=True)
            left = numbers()
            await anext(left)
            def report(loop, context):
                print(repr(context["future"]).partition("coro=")[2][:30])
            asyncio.get_running_loop().set_exception_handler(report)
            del left
            await asyncio.sleep(0.01)
        print(deep(1), deep(2))
        warn()
        asyncio.run(main())
    """,
    "names": """
        import asyncio, atexit, os, queue, sys, threading, time
        print([each for each in (queue.SimpleQueue, type(queue.SimpleQueue()))])
        for each in (time.sleep, atexit.register, os._exit, threading.Thread.start,
                     asyncio.Event.set, asyncio.Lock.acquire, sys._getframe):
            print(each.__name__, each.__qualname__, each.__module__)
        async def tell():
            return asyncio.current_task().get_name()
        async def main():
            for name in ("A", None, "Task-9", 5, None):
                print(await asyncio.create_task(tell(), name=name))
            task = asyncio.create_task(tell())
            task.set_name("later")
            print(await task, await asyncio.create_task(tell()))
        asyncio.run(main())
    """,
    "end": """
        import asyncio, atexit, sys
        class Loud:
            def __init__(self, name):
                self.name = name
            def __del__(self):
                print("gone", self.name)
        def fail(text):
            raise ValueError(text)
        def leave():
            raise SystemExit(5)
        def twice():
            atexit.register(print, "registered too late")
            atexit.unregister(unwanted)
            print("beyond:", deep())
        def deep():
            try:
                return sys._getframe(2)
            except ValueError:
                return None
        def unwanted():
            print("unregistered")
        def hook(kind, error, trace):
            print("hook", kind.__name__, error, trace.tb_frame.f_code.co_name)
        atexit.register(unwanted)
        for function in (twice, leave):
            atexit.register(function)
        atexit.register(fail, "at the end")
        atexit.register(print, "keeps", Loud("in the arguments").name)
        async def main():
            try:
                await asyncio.create_task(cycle())
            except ValueError as error:
                error.itself = error
        async def cycle():
            raise ValueError(Loud("in a cycle"))
        named = Loud("in the module")
        sys.excepthook = hook
        asyncio.run(main())
        fail("uncaught")
    """,
    "second run": """
        import asyncio, sys
        async def main():
            name = asyncio.current_task().get_name()
            print(name, sys.getprofile(), sys.gettrace())
            async def inner():
                return asyncio.current_task().get_name()
            return await asyncio.create_task(inner())
        print(asyncio.run(main()), asyncio.run(main()))
        with asyncio.Runner() as runner:
            print(runner.run(main()), runner.run(main()))
        print(asyncio.run(main()))
    """,
    "streams": """
        import asyncio, faulthandler, os, sys
        out, err = sys.stdout, sys.stderr
        print(type(out), type(err), out.name, err.name, out.mode)
        print(out.encoding, err.errors, out.closed, out.newlines)
        print(out.isatty(), out.readable(), out.writable(), out.fileno(), err.fileno())
        out.writelines(["one ", "two\\n"])
        out.flush()
        out.buffer.write("caf\\u00e9\\n".encode())
        out.buffer.flush()
        out.reconfigure(line_buffering=True)
        for wrong in (3, b"x", None):
            try:
                out.write(wrong)
            except TypeError as error:
                print(error)
        faulthandler.enable()
        faulthandler.disable()
        async def main():
            for part in (b"\\xe2", b"\\x82", b"\\xac\\n"):
                out.buffer.write(part)
                out.buffer.flush()
                await asyncio.sleep(0)
        asyncio.run(main())
    """,
    "policy": """
        import asyncio, warnings
        warnings.simplefilter("ignore")
        async def main():
            print("ok")
        if hasattr(asyncio, "get_event_loop_policy"):
            loop = asyncio.get_event_loop_policy().new_event_loop()
            loop.run_until_complete(main())
            loop.close()
    """,
    "own policy": """
        import asyncio, warnings
        warnings.simplefilter("ignore")
        async def main():
            print(asyncio.get_running_loop().get_debug())
        if hasattr(asyncio, "DefaultEventLoopPolicy"):
            class Policy(asyncio.DefaultEventLoopPolicy):
                def new_event_loop(self):
                    loop = super().new_event_loop()
                    loop.set_debug(True)
                    loop.slow_callback_duration = 1000  # Say nothing of a busy machine.
                    return loop
            asyncio.set_event_loop_policy(Policy())
        asyncio.run(main())
    """,
    "loop factory": """
        import asyncio
        async def main():
            print("ok", type(asyncio.get_running_loop()))
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(main())
        with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
            runner.run(main())
    """,
    "own loop": """
        import asyncio
        class Loop(asyncio.SelectorEventLoop):
            def __init__(self, name):
                super().__init__()
                self.name = name
            def call_soon(self, callback, *args, **options):
                self.calls = getattr(self, "calls", 0) + 1
                return super().call_soon(callback, *args, **options)
        async def main():
            loop = asyncio.get_running_loop()
            print(loop.name, loop.calls, type(loop).__name__, isinstance(loop, Loop))
        with asyncio.Runner(loop_factory=lambda: Loop("mine")) as runner:
            runner.run(main())
    """,
    "own selector": """
        import asyncio, selectors
        async def main():
            await asyncio.sleep(0.01)
            print("ok")
        loop = asyncio.SelectorEventLoop(selectors.SelectSelector())
        loop.run_until_complete(main())
        loop.close()
    """,
    "current loop": """
        import asyncio, warnings
        warnings.simplefilter("ignore")
        async def main():
            print("ok")
        try:
            loop = asyncio.get_event_loop()
        except RuntimeError as error:
            print(error)
        else:
            loop.run_until_complete(main())
            loop.close()
    """,
    "turns of a server": """
        import asyncio
        async def ticks():
            for number in range(12):
                print("tick", number)
                await asyncio.sleep(0)
        async def main():
            for serving in (True, False):
                task = asyncio.create_task(ticks())
                server = await asyncio.start_server(
                    print, "127.0.0.1", 8765 + serving, start_serving=serving
                )
                print("set up")
                await server.start_serving()
                print("serves")
                server.close()
                await task
        asyncio.run(main())
    """,
    "loops of threads": """
        import asyncio, concurrent.futures
        def asked():
            try:
                return type(asyncio.get_event_loop()).__name__
            except RuntimeError as error:
                return str(error)
        def own():
            asyncio.set_event_loop(asyncio.new_event_loop())
            loop = asyncio.get_event_loop()
            return loop is first, loop.run_until_complete(asyncio.sleep(0, "own"))
        def again():
            loop = asyncio.get_event_loop()
            loop.close()
            return loop is first
        first = asyncio.new_event_loop()
        asyncio.set_event_loop(first)
        pool = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="its")
        for call in asked, own, again, lambda: asyncio.run(asyncio.sleep(0, "run")):
            print(first.run_until_complete(first.run_in_executor(pool, call)))
        print(asyncio.get_event_loop() is first)
        pool.shutdown()
        first.close()
    """,
    "where it was made": """
        import asyncio, os, re, sys, warnings
        def show(text):
            print(re.sub(r"(File .|at ).*[/\\\\]", r"\\1", str(text)))
        warnings.showwarning = lambda message, *about, **options: show(message)
        async def work():
            pass
        async def main():
            loop = asyncio.get_running_loop()
            print(sys.get_coroutine_origin_tracking_depth())
            work()
            async def inner():
                work()
                print(len(asyncio.create_task(work()).get_stack()))
            await inner()
            for timer in (
                loop.call_later(0.01, work),
                loop.call_at(loop.time() + 0.01, work),
                loop.call_soon(work),
            ):
                show(repr(timer).partition("created")[2])
                timer.cancel()
            sys.set_coroutine_origin_tracking_depth(3)
            print(sys.get_coroutine_origin_tracking_depth())
            work()
            kept = work()
            sys.set_coroutine_origin_tracking_depth(0)
            work()
            return kept
        kept = asyncio.run(main(), debug=True)
        del kept
        print(sys.get_coroutine_origin_tracking_depth())
        sys.set_coroutine_origin_tracking_depth(5)
        work()
    """,
    "frames of an error": """
        import asyncio, inspect, sys, traceback
        def walk(trace):
            while trace is not None:
                yield trace.tb_frame.f_code.co_name
                trace = trace.tb_next
        def hook(kind, error, trace):
            print(*walk(trace))
            print(*walk(error.__traceback__))
        async def fail():
            await asyncio.sleep(0)
            raise ValueError
        async def main():
            try:
                await asyncio.create_task(fail())
            except ValueError as error:
                trace = error.__traceback__
                print(*[one.name for one in traceback.extract_tb(trace)])
                print(*[one.function for one in inspect.getinnerframes(trace)])
                print(*[one.function for one in inspect.trace()])
            await asyncio.create_task(fail())
        sys.excepthook = hook
        asyncio.run(main())
    """,
    "frames of an error, one by one": """
        import asyncio
        def show(error):
            trace, names = error.__traceback__, []
            while trace is not None:
                names.append(trace.tb_frame.f_code.co_name)
                trace = trace.tb_next
            print(type(error).__name__, *names)
        async def inner(error):
            await asyncio.sleep(0.01)
            raise error
        async def outer(error):
            try:
                await inner(error)
            except BaseException as caught:
                show(caught)
                raise
        async def waits(lock):
            try:
                await lock.acquire()
            except asyncio.CancelledError as error:
                show(error)
                raise
        class Twice:
            def __await__(self):
                yield
                raise KeyError
        def breaks():
            raise IndexError
        async def tried(wait):
            try:
                await wait
            except Exception as error:
                show(error)
                for part in getattr(error, "exceptions", ()):
                    show(part)
        async def group():
            async with asyncio.TaskGroup() as group:
                group.create_task(outer(OSError()))
        async def main():
            loop = asyncio.get_running_loop()
            loop.set_exception_handler(lambda loop, about: show(about["exception"]))
            task = asyncio.create_task(outer(ValueError()))
            await tried(task)
            show(task.exception())
            await tried(outer(LookupError()))
            await tried(Twice())
            await tried(asyncio.wait_for(asyncio.Event().wait(), 0.01))
            await tried(asyncio.gather(outer(EOFError()), asyncio.sleep(0.02)))
            await tried(group())
            lock, queue = asyncio.Lock(), asyncio.Queue()
            for call in (lock.release, queue.get_nowait, asyncio.Condition().notify):
                try:
                    call()
                except Exception as error:
                    show(error)
            await lock.acquire()
            task = asyncio.create_task(waits(lock))
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])
            loop.call_soon(breaks)
            barrier = asyncio.Barrier(2)
            task = asyncio.create_task(barrier.wait())
            await asyncio.sleep(0)
            await barrier.abort()
            await tried(task)
            raise OverflowError
        try:
            asyncio.run(main())
        except OverflowError as error:
            show(error)
        loop = asyncio.new_event_loop()
        try:
            loop.run_until_complete(outer(ValueError()))
        except ValueError as error:
            show(error)
        loop.close()
    """,
    "garbage": """
        import gc, timeit
        print(gc.isenabled(), gc.disable(), gc.isenabled(), gc.enable(), gc.isenabled())
        timeit.timeit("1", number=1)
        print(gc.isenabled(), gc.isenabled.__name__, gc.enable.__doc__)
        gc.disable()
    """,
    "a value that answers nothing": """
        import asyncio
        class Lazy:  # As what Django has for its settings.
            def answer(self, *about):
                raise LookupError("not configured")
            __class__ = property(answer)
            __getattr__ = answer
            def __call__(self, *args):
                print("called", len(args))
        settings = Lazy()
        async def give():
            return settings
        async def main():
            inner = Lazy()
            print(await asyncio.create_task(give()) is settings)
            loop = asyncio.get_running_loop()
            loop.call_soon(settings)
            loop.call_later(0.01, settings, 1)
            await asyncio.sleep(0.02)
            future = loop.create_future()
            future.add_done_callback(settings)
            future.set_result(settings)
            await asyncio.to_thread(settings, 1, 2)
            await loop.run_in_executor(None, settings, 1, 2, 3)
            lock = asyncio.Lock()
            async with lock:
                await asyncio.sleep(0)
            try:
                await asyncio.open_connection("127.0.0.1", 9)
            except OSError as error:
                print(type(error).__name__)
        asyncio.run(main())
    """,
    "eager exit": """
        import asyncio, gc, sys, weakref
        tasks = weakref.WeakSet()
        class Task(asyncio.Task):
            def __init__(self, *args, **options):
                tasks.add(self)
                super().__init__(*args, **options)
        async def leave(error, waits):
            if waits:
                await asyncio.sleep(0)
            raise error
        async def main():
            if sys.version_info >= (3, 12):
                loop = asyncio.get_running_loop()
                for factory in (
                    asyncio.eager_task_factory,
                    asyncio.create_eager_task_factory(Task),
                ):
                    loop.set_task_factory(factory)
                    for error in (SystemExit, KeyboardInterrupt):
                        try:
                            asyncio.create_task(leave(error(3), False))
                        except BaseException as caught:
                            print(repr(caught), caught.__cause__, caught.__context__)
                        print(len(asyncio.all_tasks()), len(tasks))
                        future = loop.create_future()
                        future.set_result(3)
                        print(await future)
            await asyncio.create_task(leave(SystemExit(4), True))
        asyncio.run(main())
    """,
    "current loop left": """
        import asyncio, warnings
        warnings.simplefilter("always")
        class Told:
            def __del__(self):
                print("thrown away")
        async def work():
            told = Told()
            try:
                await asyncio.sleep(60)
            finally:
                print("cleans up")
        async def stop():
            await asyncio.sleep(0.01)
            raise SystemExit(3)
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        tasks = [loop.create_task(work()), loop.create_task(work())]
        loop.run_until_complete(stop())
    """,
    "another loop left": """
        import asyncio
        async def work():
            try:
                await asyncio.sleep(60)
            finally:
                print("cleans up")
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        task = loop.create_task(work())
        loop.run_until_complete(asyncio.sleep(0.01))
        asyncio.set_event_loop(None)
    """,
    "second file": """
        import beside
        try:
            beside.fail()
        except ValueError:
            import traceback
            print(traceback.format_exc().count("beside.py"))
        beside.fail()
    """,
}
