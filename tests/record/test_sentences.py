"""What readers are told of programs of a few lines, step by step."""

import pytest

from tests.record.ending_programs import (
    CANCEL,
    CANCELLED,
    DEADLOCK,
    ENDLESS,
    FIRST_EXCEPTION,
    GATHER_RAISED,
    GROUP,
    LATE_END,
    REFUSED,
    SERVES,
    SHIELD,
    STUCK,
    THREAD_RAISED,
    THROWN_AWAY,
    TIMEOUT,
)
from tests.record.reading import told
from tests.record.small_programs import (
    BARRIER,
    BITS,
    BLOCK,
    CONDITION,
    DRAIN,
    END_OF_INPUT,
    EVENT,
    FIRST,
    FUTURE,
    GATHER,
    LOCK,
    NETWORK,
    QUEUE,
    SEMAPHORE,
    SHARED,
    THREAD,
    THREADS,
)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (GATHER, "main starts, creates A, B and C, and waits for all three."),
        (GATHER, "A starts, prints “A starts” and sleeps for 3 s."),
        (
            GATHER,
            ("C wakes up after sleeping 2 s, prints “C done” and returns 'C'."),
        ),
        (
            GATHER,
            (
                "A wakes up after sleeping 3 s, prints “A done” and "
                "returns 'A'. That was the last task that main waited for, "
                "so main can continue."
            ),
        ),
        (
            GATHER,
            (
                "main continues with ['A', 'B', 'C']. It prints that value and "
                "ends. The program ends."
            ),
        ),
        (
            QUEUE,
            (
                "producer wakes up because consumer took an item. It puts an item in "
                "the queue, which wakes consumer. producer prints “put 1” and waits "
                "for room in the queue."
            ),
        ),
        (
            QUEUE,
            (
                "consumer starts, takes an item, which wakes producer, and waits for "
                "an "
                "item because the queue is empty."
            ),
        ),
        (LOCK, "worker 1 starts, acquires the lock and sleeps for 1 s."),
        (LOCK, "worker 2 starts and waits for the lock that worker 1 holds."),
        (
            LOCK,
            (
                "worker 1 wakes up after sleeping 1 s and releases the lock, which "
                "wakes worker 2, the next in line. worker 1 ends."
            ),
        ),
        (
            LOCK,
            (
                "worker 2 wakes up because worker 1 released the lock. It acquires the "
                "lock "
                "and sleeps for 1 s."
            ),
        ),
        (
            LOCK,
            (
                "worker 3 wakes up after sleeping 1 s, releases the lock "
                "and ends. That was the last task that main waited for, so main can "
                "continue."
            ),
        ),
        (
            SEMAPHORE,
            "worker 3 starts and waits for pens, which worker 1 and worker 2 hold.",
        ),
        (
            BLOCK,
            (
                "report starts, calls time.sleep(2), which blocks the loop for 2 s, "
                "and then ends. ticker should have woken up at 0.5 s."
            ),
        ),
        (
            BLOCK,
            (
                "ticker wakes up 1.5 s late from its sleep of 0.5 s and ends. That was "
                "the last task that main waited for, so main can continue."
            ),
        ),
        (
            THREAD,
            "report starts, hands time.sleep(2) to a worker thread and waits.",
        ),
        (
            THREADS,
            (
                "main starts, hands time.sleep(2) to two worker threads "
                "and waits for both calls."
            ),
        ),
        (
            TIMEOUT,
            "The timeout of 1 s expires and cancels main, which waits for worker.",
        ),
        (
            TIMEOUT,
            (
                "worker is cancelled by the timeout while sleeping. To clean up, it "
                "prints “cleaning” and sleeps for 0.5 s."
            ),
        ),
        (
            CANCEL,
            (
                "worker is cancelled by main while sleeping. To clean up, it prints "
                "“cleaning” and sleeps for 0.5 s."
            ),
        ),
        (
            GROUP,
            (
                "fetch 2 wakes up after sleeping 1 s and raises "
                "ValueError('no news'). Its TaskGroup cancels fetch 1 and fetch 3."
            ),
        ),
        (
            GROUP,
            "fetch 1 is cancelled while sleeping, because fetch 2 failed, and ends.",
        ),
        (
            DEADLOCK,
            (
                "right wakes up after sleeping 1 s and waits for x, which "
                "left holds. Nothing can run any more: left waits for y, which right "
                "holds; right waits for x, which left holds. This is a deadlock."
            ),
        ),
        (
            FIRST,
            (
                "main starts, creates nap 1 and nap 2, and waits for the next task to "
                "finish."
            ),
        ),
        (SHARED, "main starts, prints “asks”, creates ask and waits for it."),
        (
            SHARED,
            (
                "ask wakes up after sleeping 1 s and returns 7. left and "
                "right can continue."
            ),
        ),
        (
            SHARED,
            "main continues with [7, 7]. It creates nap and waits for it.",
        ),
        (
            SHARED,
            (
                "main continues because its timeout has expired. It prints “too late” "
                "and ends."
            ),
        ),
        (
            FIRST,
            (
                "main continues because nap 1 is done. It prints “one” and waits for "
                "the next task to finish."
            ),
        ),
        (
            FIRST,
            (
                "main continues because nap 2 is done. It prints “one”, creates nap 3 "
                "and "
                "nap 4, and waits for the first task to finish."
            ),
        ),
        (
            NETWORK,
            "answer wakes up because data arrived from main, and sleeps for 1 s.",
        ),
        (
            NETWORK,
            (
                "main wakes up because data arrived from answer. It closes the "
                "connection "
                "and ends. The program ends."
            ),
        ),
        (EVENT, "The loop calls event.set(), which wakes main."),
        (
            EVENT,
            (
                "main wakes up because the loop called event.set(), and ends. The "
                "program ends."
            ),
        ),
        (
            REFUSED,
            (
                "main wakes up because the connection was refused. It prints “refused” "
                "and ends. The program ends."
            ),
        ),
        (
            LATE_END,
            (
                "main is cancelled by the timeout while waiting for time.sleep(3). It "
                "prints “gave up” and ends. The program ends at 3 s."
            ),
        ),
        (
            THROWN_AWAY,
            (
                "main wakes up after sleeping 1 s. Python destroys listen, which was "
                "still waiting. main sets the event and sleeps for 1 s."
            ),
        ),
        (
            END_OF_INPUT,
            (
                "answer wakes up because it has reached the end of its input. It "
                "prints "
                "“end”, closes the connection and ends."
            ),
        ),
        (
            DRAIN,
            (
                "main wakes up because the buffer has room. It prints “True”, closes "
                "the connection and ends."
            ),
        ),
        (
            GATHER_RAISED,
            (
                "main continues because save 1 raised ValueError('full'). It prints "
                "“full” and “one raised”, and ends."
            ),
        ),
        (
            FIRST_EXCEPTION,
            (
                "main starts, creates save 1 and save 2, and waits until all tasks are "
                "done or one raises."
            ),
        ),
        (
            FIRST_EXCEPTION,
            (
                "main continues because save 1 raised ValueError('full'). It prints "
                "“one "
                "raised” and ends."
            ),
        ),
        (
            FUTURE,
            (
                "main wakes up after sleeping 1 s, cancels box, which wakes cancel, "
                "and "
                "waits for cancel."
            ),
        ),
        (
            FUTURE,
            (
                "cancel wakes up because main cancelled box. It prints “box was "
                "cancelled” and ends. main can continue."
            ),
        ),
        (
            FUTURE,
            (
                "fail wakes up because main set an exception on box. It prints “box "
                "failed” and ends. main can continue."
            ),
        ),
        (
            FUTURE,
            (
                "fill wakes up because main set the result of box. It prints “7” and "
                "ends. main can continue."
            ),
        ),
        (
            SHIELD,
            (
                "main continues because canceller cancelled shielded. It prints "
                "“shield "
                "is gone” and waits for inner."
            ),
        ),
        (
            THREAD_RAISED,
            (
                "main wakes up because fail() raised ValueError. It prints “it failed” "
                "and ends. The program ends."
            ),
        ),
        (
            BARRIER,
            (
                "runner 1 wakes up because line released it, and ends. "
                "That was the last task that main waited for, so main can continue."
            ),
        ),
        (
            CONDITION,
            (
                "main wakes up after sleeping 1 s, acquires stock, prints “filled” and "
                "notifies stock, which wakes buyer. main prints “told”, releases stock "
                "and waits for buyer."
            ),
        ),
        (
            CONDITION,
            (
                "buyer wakes up because main notified stock. It acquires stock, prints "
                "“sold”, releases stock and ends. main can continue."
            ),
        ),
        (
            CANCELLED,
            (
                "main continues because nap was cancelled. It prints “gone” and ends. "
                "The program ends."
            ),
        ),
        (
            SERVES,
            (
                "main gets its next turn and serves until it is cancelled. The server "
                "waits for clients, but from now on none connects."
            ),
        ),
        (
            STUCK.format("queue.join()"),
            (
                "main starts, puts an item in the queue and waits until all items are "
                "done. Nothing can run any more: main waits until all items are done. "
                "This is a deadlock."
            ),
        ),
        (
            BITS,
            (
                "main continues because say 1 and say 2 are done. It prints an empty "
                "line "
                "and “done”, and ends. The program ends."
            ),
        ),
        (
            ENDLESS,
            (
                "main starts, calls time.sleep(7) eight times, which blocks the loop "
                "for 56 s in all, and then is stopped by the limit. The recording "
                "stops here."
            ),
        ),
    ],
)
def test_each_step_is_told(figure, source: str, sentence: str) -> None:
    assert sentence in told(figure(source))
