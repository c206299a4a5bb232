/**
 * Words that readers use for one thing. The first of a group is the one that the
 * others count as, in questions and in the site's texts alike.
 *
 * A group is only right if its words can stand for each other in any question here.
 */
export const GROUPS = [
  "hang, freeze, frozen, stuck, unresponsive, never returns, never finishes, never ends",
  "deadlock, dead lock, dead-lock, dead locks",
  "concurrently, in parallel, parallel, simultaneously, simultaneous, at the same time, same time, at once, concurrency, concurrent, parallelism, side by side, overlap",
  "sync, synchronous, synchronously, non async, non-async, regular function, normal function, plain function",
  "async, asynchronous, asynchronously",
  "blocking, blocks, block, blocked",
  "cancel, abort, canceled, canceling, cancelled, cancellation, cancelling, kill a task",
  "stop, terminate, quit, shut down, shutdown",
  "ctrlc, ctrl-c, ctrl+c, ctrl c, control-c, control c, sigint, keyboard interrupt, keyboardinterrupt",
  "timeout, time out, timed out, times out, time limit, deadline, deadlines, give up after",
  "error, exception, failure, fail, failed, fails, raise, raised, raises",
  "limit, throttle, cap, at most, no more than, bounded, restrict, max, maximum",
  "ratelimit, rate limit, rate limiting, rate-limit, per second, requests per second, calls per second",
  "subprocess, child process, child processes, external program, external command, shell command",
  "processpool, process pool, processpoolexecutor, multiprocessing, multiple processes",
  "cpubound, cpu bound, cpu-bound, cpu intensive, cpu-intensive, cpu heavy, cpu-heavy, number crunching, heavy computation",
  "periodic, periodically, every n seconds, every x seconds, every few seconds, every minute, scheduled, recurring, interval",
  "test, unit test, unittest, unit testing, testing",
  "mock, fake, stub, patch",
  "notebook, jupyter, ipython, colab",
  "http, https",
  "fireandforget, fire and forget, fire-and-forget, without waiting, without awaiting, dont wait",
  "backoff, back-off, back off, exponential",
  "retry, try again, retries, retrying, reattempt",
  "lock, mutex",
  "debug, troubleshoot, diagnose, debugging",
  "memory leak, leak",
  "eventloop, event loop, event loops",
  "log, logging, logger, logs",
  "port in use, address already in use, eaddrinuse",
  "loop over, iterate, iteration, iterating",
  "signal, sigterm",
  "run a command, execute a command, call a program",
  "old, legacy, deprecated, outdated, obsolete",
  "migrate, upgrade, port to, modernize, modernise, replace, instead",
  "difference, vs, versus, compare, comparison, compared",
];
