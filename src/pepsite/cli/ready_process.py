"""The process that is kept ready: it has loaded what judging takes, and has children judge.

It holds code and nothing else. It reads no file of a workspace, and not even what is asked of it:
a child does, made for that one command, and is gone when it has ended. It says nothing and writes
nothing. It ends when nothing was asked for a while, when its socket is no longer there, as after
a logout, and when a file that it loaded code from is no longer as it was.
"""

from __future__ import annotations

import atexit
import fcntl
import gc
import os
import select
import signal
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from pepsite.cli.failures import ExitCode, start_quickly
from pepsite.cli.ready import (
    IGNORABLE,
    LONGEST_REQUEST,
    NOT_BEGUN,
    PATIENCE,
    peer,
    place,
    runtime_folder,
    surroundings,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.records.base import Model

_LOADED = (
    *(f"pepsite.cli.{name}_command" for name in ("validate", "hooks", "merge_driver")),
    *(f"pepsite.usecases.{name}" for name in ("check_change", "judging")),
    "pepsite.render.text",
    *("concurrent.futures.process", "multiprocessing.popen_fork"),
)
"""The commands, and what they load only once they know that they need it."""

_MOST_AT_ONCE = 64
_MOST_OPEN = 1 << 16
_BETWEEN_LOOKS = 30.0
"""Seconds after which it looks whether its socket is still there, though nobody asks."""
_CLOCKS_DIFFER = 10**8
"""Nanoseconds by which a file may seem older than it is."""
_BEFORE_ITS_TURN = 30.0
"""Seconds for which it waits until one that is ending has ended."""
_MAY_DO = ("Uid:", "Gid:", "Groups:", "CapEff:", "NoNewPrivs:", "Seccomp:", "Seccomp_filters:")
"""What the kernel tells of a process: nobody may do more by having it done here."""


def stay(minutes: int) -> None:
    """Stay ready until nothing was asked for so many minutes. In each child, run what was asked.

    Ends with `NOT_BEGUN` where another process is ready, or its code changed while it was loaded.
    """
    try:
        asked_by = _Ready(60.0 * minutes).asked_by()
    except BlockingIOError:
        os._exit(NOT_BEGUN)
    if asked_by is None:
        return
    try:
        _take_over(asked_by)
    except KeyboardInterrupt:
        os._exit(ExitCode.INTERRUPTED)
    except (OSError, ValueError):
        os._exit(NOT_BEGUN)
    from pepsite.cli.main import main  # noqa: PLC0415  # a child has it loaded

    try:
        main()
    except SystemExit as ended:
        _leave(ended.code)


@dataclass(frozen=True, slots=True)
class _Child:
    number: int
    ended: int
    """A file descriptor that can be read once it has."""
    asked_by: socket.socket


class _Ready:
    """The socket, the children at work, and the files of the code as they were."""

    def __init__(self, idle_seconds: float) -> None:
        # Nothing stays of whoever started this. What they pass over, not everybody does who asks.
        os.closerange(3, _MOST_OPEN)
        os.chdir("/")
        os.umask(0o077)
        for one in IGNORABLE:
            signal.signal(one, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self._idle_seconds = idle_seconds
        os.close(os.pidfd_open(os.getpid()))  # an older Linux says here that it cannot
        self._surroundings = surroundings()
        self._may_do = _may_do(os.getpid())
        if self._may_do is None:
            raise PermissionError
        with suppress(FileExistsError):
            Path(runtime_folder()).mkdir(0o700)
        self._place = Path(place())
        self._lock = self._place.with_suffix(".lock").open("wb")
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._poll = select.poll()
        self._children: list[_Child] = []

    def asked_by(self) -> socket.socket | None:
        """Return, in each child, the connection to whoever asked; in this process None, at the end.

        Raises:
            BlockingIOError: another process is ready; or its code is just being installed.
            OSError: none can be ready here.
        """
        self._wait_for_its_turn()
        began = time.time_ns()
        _load()
        self._code = _code()
        # Whoever writes a file sets when it was changed, but not when they did so.
        if any(not one or one[-1] > began - _CLOCKS_DIFFER for one in self._code.values()):
            raise BlockingIOError
        self._place.unlink(missing_ok=True)  # nobody's, or the lock would not be ours
        self._listener.bind(str(self._place))
        self._socket = _as_it_is(self._place)
        self._listener.listen(_MOST_AT_ONCE)
        self._poll.register(self._listener, select.POLLIN)
        end = time.monotonic() + self._idle_seconds
        while self._children or (self._is_there() and time.monotonic() < end):
            wait = min(_BETWEEN_LOOKS, max(0.0, end - time.monotonic()))
            told = dict(self._poll.poll(1000 * wait))
            for child in tuple(self._children):
                if child.ended in told:
                    self._tell(child)
                elif (what := told.get(child.asked_by.fileno())) is not None:
                    self._pass_on(child, what)
            if self._listener.fileno() in told and (asked_by := self._taken_in()) is not None:
                return asked_by
            if told:
                end = time.monotonic() + self._idle_seconds
        if self._is_there():
            self._place.unlink()
        return None

    def _wait_for_its_turn(self) -> None:
        """Wait while another has the lock but no socket: it is ending, or becoming ready.

        Raises:
            BlockingIOError: another process is ready, or does not end.
        """
        end = time.monotonic() + _BEFORE_ITS_TURN
        while True:
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if self._place.exists() or time.monotonic() > end:
                    raise
                time.sleep(0.02)
            else:
                return

    def _is_there(self) -> bool:
        return _as_it_is(self._place)[:1] == self._socket[:1]

    def _taken_in(self) -> socket.socket | None:
        """Take in whoever asks. Return the connection in the child that is made for them."""
        connection, _ = self._listener.accept()
        if self._is_there() and self._code != _code():
            self._place.unlink()
        number, user = peer(connection)
        if (
            not self._is_there()
            or user != os.getuid()
            or _may_do(number) != self._may_do
            or len(self._children) == _MOST_AT_ONCE
        ):
            connection.close()
            return None
        try:
            child = os.fork()
        except OSError:
            connection.close()
            return None
        if not child:
            self._listener.close()
            for other in self._children:
                other.asked_by.close()
                os.close(other.ended)
            connection.settimeout(PATIENCE)
            connection.send(self._surroundings)
            return connection
        os.setpgid(child, child)
        self._children.append(_Child(child, os.pidfd_open(child), connection))
        self._poll.register(self._children[-1].ended, select.POLLIN)
        self._poll.register(connection, select.POLLRDHUP)
        return None

    def _pass_on(self, child: _Child, what: int) -> None:
        """Pass on that whoever asked has left, or that Ctrl-C reached them: all of a command."""
        if what & select.POLLHUP:
            self._poll.unregister(child.asked_by)
            os.kill(child.number, signal.SIGTERM)
        else:
            self._poll.modify(child.asked_by, 0)  # that they leave is told in any case
            os.killpg(child.number, signal.SIGINT)

    def _tell(self, child: _Child) -> None:
        """Tell whoever asked how the command ended."""
        self._children.remove(child)
        self._poll.unregister(child.ended)
        with suppress(KeyError):  # it may have left before
            self._poll.unregister(child.asked_by)
        _, status = os.waitpid(child.number, 0)
        with child.asked_by, suppress(OSError):
            child.asked_by.send(b"%d" % os.waitstatus_to_exitcode(status))
        os.close(child.ended)


def _leave(code: object) -> NoReturn:
    """End a child. All that its parent loaded is let go of at once, and not piece by piece."""
    atexit._run_exitfuncs()  # noqa: SLF001  # there is no other way to have them run
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # what was to be read there has been written before
            stream.flush()
    os._exit(code if isinstance(code, int) else ExitCode.NOTHING_FOUND)


def _load() -> None:
    """Load what the commands need. Each child has it, and none changes it for another."""
    start_quickly()
    for name in _LOADED:
        import_module(name)
    from pepsite.policy.pack import part_models  # noqa: PLC0415  # after `start_quickly`
    from pepsite.privacy.identifying import line_fields, prose_fields  # noqa: PLC0415  # as above
    from pepsite.records.base import Model  # noqa: PLC0415  # as above
    from pepsite.records.kinds import MODELS  # noqa: PLC0415  # as above
    from pepsite.records.references import pointing_fields  # noqa: PLC0415  # as above
    from pepsite.store.shapes import in_the_one_layout, plainest  # noqa: PLC0415  # as above

    for model in (*MODELS.values(), *part_models().values()):
        model.model_rebuild()
    for part in _kinds_of(Model):
        for found_once in (pointing_fields, prose_fields, line_fields):
            found_once(part)
    in_the_one_layout()
    plainest()
    gc.collect()
    gc.freeze()  # or the first look for unused objects would copy all of it in each child


def _kinds_of(model: type[Model]) -> Iterator[type[Model]]:
    for kind in model.__subclasses__():
        yield kind
        yield from _kinds_of(kind)


def _code() -> dict[str, tuple[int, ...]]:
    """Return how every file is that code was loaded from."""
    modules = (getattr(one, "__file__", None) for one in tuple(sys.modules.values()))
    return {one: _as_it_is(one) for one in {sys.executable, *filter(None, modules)}}


def _as_it_is(path: str | Path) -> tuple[int, ...]:
    """Return what tells a file from another that takes its place, or nothing where none is."""
    try:
        found = os.stat(path)  # noqa: PTH116  # hundreds of them, while somebody waits
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _may_do(process: int) -> object:
    """Return what a process may do and see, as the kernel has it; None where it does not say."""
    about = Path("/proc", str(process))
    try:
        lines = (about / "status").read_text().splitlines()
        spaces = {one.name: one.readlink() for one in (about / "ns").iterdir()}
        return (
            [line for line in lines if line.startswith(_MAY_DO)],
            spaces,
            (about / "root").readlink(),
            _confined_by(about),
        )
    except OSError:
        return None


def _confined_by(about: Path) -> bytes | None:
    """Return the profile or label that AppArmor, SELinux or Smack confines a process by.

    It is None where none of them is at work: the kernel then has the file, and nothing to say.
    """
    try:
        return (about / "attr" / "current").read_bytes()
    except OSError:
        return None


def _take_over(asked_by: socket.socket) -> None:
    """Become the process that asked: its words, environment, folder, input and output.

    Raises:
        OSError: its folder cannot be opened, or it no longer asks.
        ValueError: what it handed over is not whole.
    """
    os.setpgid(0, 0)
    request, [*streams, folder], _, _ = socket.recv_fds(asked_by, LONGEST_REQUEST, 4)
    mask, count, *words = request.split(b"\0")
    os.fchdir(folder)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    for descriptor in (*streams, folder):
        os.close(descriptor)
    os.umask(int(mask))
    sys.argv[:] = map(os.fsdecode, words[: int(count)])
    os.environb.clear()
    for one in words[int(count) :]:
        name, _, said = one.partition(b"=")
        os.environb[name] = said
    time.tzset()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=os.isatty(1))  # all else of it is the same
