"""The statements of random programs, one function for each kind."""

import sys
from collections.abc import Callable

from tests.fuzz.programs import Lines, Writer, block

Kind = Callable[[Writer, int], Lines]
PLAIN: list[Kind] = []


def plain(kind: Kind) -> Kind:
    """A statement of some lines."""
    PLAIN.append(kind)
    return kind


def bounded(writer: Writer, wait: str) -> Lines:
    """A wait for what may never come, mostly with an end."""
    number = writer.number()
    how = writer.one_of("timeout", "wait_for", "timeout", "wait_for", "bare")
    if how == "bare":
        return [f"await {wait}", writer.says(f"went on {number}")]
    writer.constructs[how] += 1
    if how == "wait_for":
        tried = [f"await asyncio.wait_for({wait}, {writer.seconds()})"]
    else:
        head = f"async with asyncio.timeout({writer.seconds()}):"
        tried = block(head, [f"await {wait}", writer.says(f"in time {number}")])
    late = [writer.says(f"too late {number}")]
    return [*block("try:", tried), *block("except TimeoutError:", late)]


@plain
def prints(writer: Writer, depth: int) -> Lines:
    number = writer.number()
    return [
        writer.one_of(
            f'print(f"{{name}}: {number}")',
            f'print(name, {number}, sep="-")',
            f'print(name, end=" {number} ")',
            f'print(name, {number}, end="")',
            f'print(name, "{number}\\nand more")',
            f'sys.stdout.write(f"{{name}} {number};")',
            'print(name, f"{asyncio.get_running_loop().time():.3f}")',
            "print()",
            "print(name, asyncio.current_task().get_name())",
        )
    ]


@plain
def sleeps(writer: Writer, depth: int) -> Lines:
    return [f"await asyncio.sleep({writer.seconds()})"]


@plain
def gives_a_turn(writer: Writer, depth: int) -> Lines:
    return ["await asyncio.sleep(0)"]


@plain
def blocks_the_loop(writer: Writer, depth: int) -> Lines:
    if not writer.blocks:
        return sleeps(writer, depth)
    return [f"time.sleep({writer.seconds(1)})"]


@plain
def raises(writer: Writer, depth: int) -> Lines:
    error = writer.one_of(
        f'ValueError("{writer.number()}")',
        f"KeyError({writer.number()})",
        "RuntimeError",
        'ExceptionGroup("both", [ValueError(1), KeyError(2)])',
        "asyncio.CancelledError",
        "TimeoutError",
    )
    # Where nothing catches it, most of a program would never run.
    if depth == 0:
        return prints(writer, depth)
    often = writer.one_of("len(name) % 2 == 0", "len(name) % 2 == 1", "True")
    return block(f"if {often}:", [f"raise {error}"])


@plain
def awaits_a_coroutine(writer: Writer, depth: int) -> Lines:
    return [f'print(name, "got", await {writer.call()})']


@plain
def starts_a_task(writer: Writer, depth: int) -> Lines:
    task = f"task{writer.number()}"
    lines = [f"{task} = {writer.task()}"]
    if writer.one_of(False, False, True):
        writer.parts.add("report")
        report = "functools.partial(report, name)"
        lines.append(f"{task}.add_done_callback({report})")
    end = writer.one_of("await", "cancel", "cancel and await", "shield", "nothing")
    between = writer.one_of([], ["await asyncio.sleep(0)"], sleeps(writer, depth))
    if end == "await":
        return [*lines, *between, f'print(name, "has", await {task})']
    if end == "shield":
        writer.constructs["shield"] += 1
        return [*lines, *bounded(writer, f"asyncio.shield({task})")]
    if end.startswith("cancel"):
        writer.constructs["cancel"] += 1
        said = writer.one_of("", '"enough"')
        lines += [*between, f"print(name, {task}.cancel({said}))"]
    if end == "cancel and await":
        missed = ['print(name, "saw", type(error).__name__, *error.args)']
        lines += [
            *block("try:", [f"await {task}"]),
            *block("except asyncio.CancelledError as error:", missed),
        ]
    return lines


@plain
def cancels_itself(writer: Writer, depth: int) -> Lines:
    cancel = "asyncio.current_task().cancel()"
    if depth > 0 and writer.one_of(True, False):
        return [cancel]
    swallow = [
        writer.says(f"is not cancelled {writer.number()}"),
        "print(name, asyncio.current_task().uncancel())",
    ]
    return [
        *block("try:", [cancel, f"await asyncio.sleep({writer.seconds()})"]),
        *block("except asyncio.CancelledError:", swallow),
    ]


@plain
def gathers(writer: Writer, depth: int) -> Lines:
    calls = ", ".join(writer.calls())
    if writer.one_of(True, False):
        calls += ", return_exceptions=True"
    return [f'print(name, "gathered", await asyncio.gather({calls}))']


@plain
def waits_for_some(writer: Writer, depth: int) -> Lines:
    jobs, until = (
        f"jobs{writer.number()}",
        writer.one_of("FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"),
    )
    tasks = ", ".join(f"asyncio.create_task({call})" for call in writer.calls())
    timeout = writer.one_of("", f", timeout={writer.seconds()}")
    until = f"asyncio.{until}"
    lines = [
        f"{jobs} = [{tasks}]",
        f"done, pending = await asyncio.wait({jobs}, return_when={until}{timeout})",
        f'print(name, "done:", [job in done for job in {jobs}], len(pending))',
    ]
    if writer.one_of(True, False):
        lines += block(f"for job in {jobs}:", ["job.cancel()"])
    return lines


@plain
def takes_as_completed(writer: Writer, depth: int) -> Lines:
    tasks = ", ".join(f"asyncio.create_task({call})" for call in writer.calls())
    timeout = writer.one_of("", f", timeout={writer.seconds()}")
    each = ['print(name, "next", await job)']
    if writer.one_of(True, False):
        each = [
            *block("try:", each),
            *block("except Exception as error:", ['print(name, "next", repr(error))']),
        ]
    return block(f"for job in asyncio.as_completed([{tasks}]{timeout}):", each)


@plain
def uses_an_event(writer: Writer, depth: int) -> Lines:
    event = writer.part("event")
    how = writer.one_of("set", "set", "clear", "wait", "wait", "is_set")
    if how == "wait":
        return bounded(writer, f"{event}.wait()")
    if how == "is_set":
        return [f"print(name, {event}.is_set())"]
    return [f"{event}.{how}()"]


@plain
def uses_a_condition(writer: Writer, depth: int) -> Lines:
    condition = writer.part("condition")
    how = writer.one_of("notify()", "notify(2)", "notify_all()", "wait", "wait_for")
    number = writer.number()
    if how.startswith("notify"):
        body = [f"{condition}.{how}", writer.says(f"notified {number}")]
    elif how == "wait":
        body = bounded(writer, f"{condition}.wait()")
    else:
        body = bounded(writer, f"{condition}.wait_for(lambda: len(name) > 3)")
    return block(f"async with {condition}:", body)


@plain
def meets_at_a_barrier(writer: Writer, depth: int) -> Lines:
    barrier = writer.part("barrier")
    how = writer.one_of("wait", "wait", "wait", "reset", "abort")
    if how != "wait":
        return [f"await {barrier}.{how}()", f"print(name, {barrier}.broken)"]
    broken = [writer.says(f"finds it broken {writer.number()}")]
    return [
        *block("try:", bounded(writer, f"{barrier}.wait()")),
        *block("except asyncio.BrokenBarrierError:", broken),
    ]


@plain
def uses_a_queue(writer: Writer, depth: int) -> Lines:
    queue = writer.part("queue", "queue", "stack", "heap")
    number = writer.number()
    hows = ["put", "put", "put_nowait", "get", "get", "get_nowait", "task_done", "join"]
    if sys.version_info >= (3, 13):
        hows.append("shutdown")
    how = writer.one_of(*hows)
    if how == "put":
        return bounded(writer, f"{queue}.put({number % 7})")
    if how in {"get", "join"}:
        return bounded(writer, f"{queue}.{how}()")
    if how == "shutdown":
        writer.constructs["queue shutdown"] += 1
        return [f"{queue}.shutdown({writer.one_of('', 'True')})"]
    argument = number % 7 if how == "put_nowait" else ""
    error = "ValueError"
    if "nowait" in how:
        error = "asyncio.QueueFull" if how == "put_nowait" else "asyncio.QueueEmpty"
    tried = [f'print(name, "{how}", {queue}.{how}({argument}), {queue}.qsize())']
    missed = ["print(name, type(error).__name__)"]
    return [*block("try:", tried), *block(f"except {error} as error:", missed)]


@plain
def schedules_callbacks(writer: Writer, depth: int) -> Lines:
    writer.parts.add("later")
    number = writer.number()
    event = writer.part("event")
    what = writer.one_of(f"later, name, {number}", f"later, {number}", f"{event}.set")
    how = writer.one_of(
        f"call_soon({what})",
        f"call_later({writer.seconds()}, {what})",
        f"call_at(asyncio.get_running_loop().time() + {writer.seconds()}, {what})",
    )
    line = f"handle{number} = asyncio.get_running_loop().{how}"
    if writer.one_of(False, False, True):
        between = sleeps(writer, depth)
        return [line, *between, f"handle{number}.cancel()"]
    return [line]


@plain
def awaits_a_future(writer: Writer, depth: int) -> Lines:
    number = writer.number()
    future = f"future{number}"
    line = f"{future} = asyncio.get_running_loop().create_future()"
    act = writer.one_of(
        f"{future}.set_result, {number}",
        f"{future}.set_exception, ValueError({number})",
        f"{future}.cancel",
    )
    loop = "asyncio.get_running_loop()"
    how = writer.one_of("soon", "later", "itself", "task")
    if how == "soon":
        act = f"{loop}.call_soon({act})"
    elif how == "later":
        act = f"{loop}.call_later({writer.seconds()}, {act})"
    else:
        method, _, argument = act.partition(", ")
        act = f"{method}({argument})"
        if how == "task":
            wrapped = f"setter{number}"
            body = [f"await asyncio.sleep({writer.seconds()})", act]
            head = block(f"async def {wrapped}():", body)
            act = "\n".join(
                [*head, f"helper{number} = asyncio.create_task({wrapped}())"]
            )
    missed = ['print(name, "future:", repr(error))']
    return [
        line,
        *act.split("\n"),
        *block("try:", [f'print(name, "future:", await {future})']),
        *block("except ValueError as error:", missed),
    ]


@plain
def keeps_a_context(writer: Writer, depth: int) -> Lines:
    tag = writer.part("tag")
    if writer.one_of(True, False):
        return [f"{tag}.set(name)"]
    return [f'print(name, "finds", {tag}.get())']


@plain
def hands_to_a_thread(writer: Writer, depth: int) -> Lines:
    writer.parts |= {"slot", "crunch"}
    fails = writer.one_of("", "", ", True")
    loop = "asyncio.get_running_loop()"
    call = writer.one_of(
        f"asyncio.to_thread(crunch, name, slot(){fails})",
        f"{loop}.run_in_executor(None, crunch, name, slot(){fails})",
    )
    missed = ['print(name, "thread:", repr(error))']
    return [
        *block("try:", bounded(writer, call)),
        *block("except ValueError as error:", missed),
    ]


@plain
def talks_to_a_server(writer: Writer, depth: int) -> Lines:
    if writer.blocks:
        return hands_to_a_thread(writer, depth)
    writer.parts |= {"slot", "serve"}
    number = writer.number()
    sends = [f'writer.write(b"{number} {n}\\n")' for n in range(writer.one_of(1, 2))]
    talk = []
    for send in sends:
        talk += [send, "await writer.drain()", "print(name, await reader.readline())"]
    if writer.one_of(True, False):
        talk += ["writer.write_eof()", "print(name, await reader.read())"]
    talk += ["writer.close()", "await writer.wait_closed()", writer.says("hung up")]
    body = [
        "port = server.sockets[0].getsockname()[1]",
        'reader, writer = await asyncio.open_connection("127.0.0.1", port)',
        *talk,
    ]
    return [
        "await asyncio.sleep(slot())",
        'server = await asyncio.start_server(serve, "127.0.0.1", 0)',
        *block("async with server:", body),
    ]
