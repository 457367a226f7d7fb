"""Work shared among processes, its results in the order of the work.

What is asked of one child's folder does not depend on another's, so all the processors of a
machine can be at it. Little work is done in this process: starting others takes time too.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from pepsite.errors import PepsiteError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import ProcessPoolExecutor

Context = TypeVar("Context")
Item = TypeVar("Item")
Result = TypeVar("Result")

_MOST_AT_ONCE = 16
"""Items a process is handed at once: asking for each alone would cost more than some of them."""
_HANDFULS = 16
"""How many handfuls of few items there are for each process, or one would have the last to do."""
_WORTH_A_PROCESS = 32
"""Items for which another process is worth starting."""
_WAITING = 3
"""How many handfuls wait for each process; more would only take memory."""
_ENDED = (
    "a process that was at work has been ended from outside, perhaps for want of memory; "
    "try again with `--jobs 1`"
)


def processors() -> int:
    """Return how many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # not every system has it
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def in_order(
    work: Callable[[Context, Item], Result], context: Context, items: Sequence[Item], jobs: int
) -> Iterator[Result]:
    """Yield `work(context, item)` for each item, in their order, from up to `jobs` processes.

    `work` is a function of a module. Each process has the context as it was at the start;
    what `work` changes in it stays in that process.

    Raises:
        PepsiteError: a process was ended from outside.
    """
    processes = min(jobs, len(items) // _WORTH_A_PROCESS)
    if processes < 2:  # noqa: PLR2004  # one process is this one
        yield from (work(context, item) for item in items)
        return
    # Whoever does little work need not wait for these to be loaded.
    import multiprocessing  # noqa: PLC0415
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415

    gc.collect()
    gc.freeze()  # what is here now is shared with the new processes, as long as nobody counts it
    pool = ProcessPoolExecutor(
        processes,
        mp_context=multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn"),
        initializer=_begin,
        initargs=(work, context),
    )
    try:
        yield from _handed_out(pool, items, processes)
    except BrokenProcessPool as ended:
        raise PepsiteError(_ENDED) from ended
    finally:
        pool.shutdown(cancel_futures=True)
        gc.unfreeze()


def _handed_out(
    pool: ProcessPoolExecutor, items: Sequence[Item], processes: int
) -> Iterator[Result]:
    at_once = min(_MOST_AT_ONCE, max(1, len(items) // (processes * _HANDFULS)))
    handfuls = (items[at : at + at_once] for at in range(0, len(items), at_once))
    most_waiting = processes * _WAITING
    waiting = deque(pool.submit(_do, handful) for handful in islice(handfuls, most_waiting))
    while waiting:
        results = waiting.popleft().result()
        waiting.extend(pool.submit(_do, handful) for handful in islice(handfuls, 1))
        yield from results


# --- In the other processes

_mine: tuple[Callable[[Any, Any], Any], Any]


def _begin(work: Callable[[Any, Any], Any], context: object) -> None:
    global _mine  # noqa: PLW0603  # a process has one work to do
    _mine = (work, context)
    # Ctrl-C reaches every process of a terminal; the first one ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_the_first, daemon=True).start()


def _end_with_the_first() -> None:
    # Killed outright, the first process can end nobody, and the others would wait for ever.
    from multiprocessing import parent_process  # noqa: PLC0415  # as for `in_order`

    first = parent_process()
    if first is not None:  # pragma: no branch  # this is never the first
        first.join()
        os._exit(1)


def _do(items: Sequence[Any]) -> list[Any]:
    work, context = _mine
    return [work(context, item) for item in items]
