"""What is dear to make and nobody changes, made once for all processes that run the tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

try:
    import fcntl
except ImportError:  # Windows: nobody waits, and what two make is the same
    _flock = None
else:
    _flock = fcntl.flock


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return the folder of this name. The first process that asks for it fills it with `make`."""
    base = factory.getbasetemp()
    top = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, part = top / "made-once" / name, top / "made-once" / f"{name}.part"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder.with_name(f"{folder.name}.lock")):
        if not folder.exists():
            make(part)
            part.rename(folder)
    return folder


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Wait until no other process is here. One that is killed keeps nobody waiting."""
    with lock.open("w") as file:
        if _flock is not None:
            _flock(file, fcntl.LOCK_EX)
        yield
