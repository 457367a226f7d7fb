"""A stopwatch for programs: seconds, the largest process, and all of them together.

Memory is read from Linux's `/proc` while the program runs, up to twenty times a second. The
largest process is by the most it ever held (`VmHWM`); together is by what the program and
all it started held at one moment, with what they share counted once (`Pss`).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import IO

_BETWEEN_LOOKS = 0.05
_LOOK_AND_WAIT = 30
"""How many times as long as a look the wait after it is: a program may stand still meanwhile."""

_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Run:
    """What one program took, in seconds and megabytes, and the last line it printed."""

    seconds: float
    largest: float
    together: float
    answer: str = ""

    def __add__(self, other: Run) -> Run:
        """Return what both took, one after the other."""
        return Run(
            self.seconds + other.seconds,
            max(self.largest, other.largest),
            max(self.together, other.together),
            other.answer,
        )


@dataclass(frozen=True, slots=True)
class Held:
    """What one process holds in memory, in megabytes.

    `resident` is all of it; in `own` what it shares with other processes is counted in parts.
    """

    resident: float
    own: float


def memory_of(pid: int) -> Held:
    """Return what a process that is running holds."""
    return Held(_field(pid, "status", "VmRSS:"), _field(pid, "smaps_rollup", "Pss:"))


class BenchmarkError(SystemExit):
    """A program did not do what is measured, so that the figures would mean nothing."""


def pepsite(*arguments: str | Path) -> list[str]:
    """Return the command line of pepsite with these arguments."""
    return [str(Path(sys.executable).with_name("pepsite")), *map(str, arguments)]


@contextmanager
def a_process_ready() -> Iterator[int]:
    """Keep a process ready, for whoever asks it meanwhile: this one's user, here alone.

    Yields its number.
    """
    before = os.environ.get("XDG_RUNTIME_DIR")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_RUNTIME_DIR"] = folder
        try:
            run(pepsite("ready", "start", "--minutes", "60"))
            _, number, *_ = run(pepsite("ready", "status")).answer.split()
            yield int(number)
        finally:
            run(pepsite("ready", "stop"))
            del os.environ["XDG_RUNTIME_DIR"]
            if before is not None:
                os.environ["XDG_RUNTIME_DIR"] = before


def part(name: str, *arguments: str | Path) -> list[str]:
    """Return the command line of a program that stands beside this one."""
    return [sys.executable, "-m", f"benchmarks.parts.{name}", *map(str, arguments)]


def run(command: Sequence[str], cwd: Path | None = None, beside: int | None = None) -> Run:
    """Run a program once. The memory of a process `beside`, and of all it starts, is its too.

    Raises:
        BenchmarkError: it did not exit with 0.
    """
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as complaints:
        start = time.perf_counter()
        with subprocess.Popen(command, cwd=cwd, stdout=printed, stderr=complaints) as process:
            watch = _Watch(process.pid, *([] if beside is None else [beside]))
            code = process.wait()
            seconds = time.perf_counter() - start
            watch.stop()
        if code != 0:
            said = f"{_end_of(printed)}\n{_end_of(complaints)}"
            message = f"{' '.join(command[:6])} ... exited with {code}\n{said}"
            raise BenchmarkError(message)
        return Run(seconds, watch.largest, watch.together, _end_of(printed))


def best_of(
    times: int, *commands: Sequence[str], before: Callable[[], object] = lambda: None
) -> list[Run]:
    """Run each program this many times, in turns, and return the fastest of each.

    Its memory is the most that any of its runs took. `before` is done before each run.
    """
    runs: list[list[Run]] = [[] for _ in commands]
    for _ in range(times):
        for command, of_command in zip(commands, runs, strict=True):
            before()
            of_command.append(run(command))
    return [_best(of_command) for of_command in runs]


def _best(runs: list[Run]) -> Run:
    fastest = min(runs, key=lambda one: one.seconds)
    return Run(
        fastest.seconds,
        max(one.largest for one in runs),
        max(one.together for one in runs),
        fastest.answer,
    )


def _end_of(printed: IO[bytes]) -> str:
    printed.seek(0, 2)
    printed.seek(max(0, printed.tell() - 2_000))
    lines = printed.read().decode(errors="replace").splitlines()
    return lines[-1] if lines else ""


class _Watch:
    """Looks at programs and all they started, again and again, until told to stop."""

    def __init__(self, *pids: int) -> None:
        self.largest = self.together = 0.0
        self._pids = pids
        self._stopped = Event()
        self._thread = Thread(target=self._look_on)
        self._thread.start()

    def stop(self) -> None:
        """Stop looking."""
        self._stopped.set()
        self._thread.join()

    def _look_on(self) -> None:
        while True:
            start = time.thread_time()
            processes = [one for pid in self._pids for one in _tree(pid)]
            largest = [_field(pid, "status", "VmHWM:") for pid in processes]
            together = sum(_field(pid, "smaps_rollup", "Pss:") for pid in processes)
            self.largest = max(self.largest, *largest)
            self.together = max(self.together, together)
            looking = time.thread_time() - start
            if self._stopped.wait(max(_BETWEEN_LOOKS, _LOOK_AND_WAIT * looking)):
                return


def _tree(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):  # it may end while we look
        for children in _PROC.glob(f"{pid}/task/*/children"):
            for child in children.read_text().split():
                yield from _tree(int(child))


def _field(pid: int, file: str, name: str) -> float:
    with suppress(OSError):
        for line in (_PROC / str(pid) / file).read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) / 1024
    return 0.0
