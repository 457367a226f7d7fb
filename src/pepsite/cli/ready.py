"""A process that is kept ready, as those who ask it see it: where it is, and how it is asked.

It listens at a socket in a folder that its user alone may open. The two sides look at each other
before anything is handed over: the same user, by the kernel's word, and the same surroundings.
What is handed over is what a command of its own would have found: its words, its environment, its
folder, and its input and output themselves, so nothing that is read or written passes through
either. Only the standard library is loaded here: every command that may ask waits for it.
"""

from __future__ import annotations

import os
import signal
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from zlib import crc32

NOT_BEGUN = 75
"""The exit code of a child that could not even begin: the command runs where it was asked for."""

PATIENCE = 2.0
"""Seconds in which a process that is ready says so. Whoever waits longer is quicker alone."""
LONGEST_REQUEST = 1 << 20
_STOPPED = 10  # as in `ExitCode`, which is not loaded for this
_INTERRUPTED = 130
_OF_THIS_PROCESS = ("/fd/", "/proc/", "/dev/tty")
"""What is in the paths of files that are others, or none, for another process."""
_CREDENTIALS = struct.Struct("3i")
IGNORABLE = (signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT)
_OF_PYTHON = "PYTHON"
_LOCALE = ("LANG", "LC_ALL", "LC_CTYPE")


def place() -> str:
    """Return where the socket of the process is that this installation of pepsite keeps ready.

    Raises:
        OSError: its folder is not there, or others than this user may open it.
    """
    folder = runtime_folder()
    found = os.lstat(folder)
    if found.st_uid != os.getuid() or found.st_mode & 0o077:  # a link is open to all
        raise PermissionError(folder)
    of_this_one = crc32(os.fsencode(f"{sys.executable} {__file__}"))
    return os.path.join(folder, f"{of_this_one:08x}.socket")  # noqa: PTH118  # loads in no time


def runtime_folder() -> str:
    """Return the folder of the socket, which the system takes away after a logout."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime.startswith("/"):
        return f"{runtime}/pepsite"
    return f"/tmp/pepsite-{os.getuid()}"  # noqa: S108  # whose it is, is looked at before it is used


def surroundings() -> bytes:
    """Return what a command stands on beside what is handed over: it has to be the same."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return repr(
        (
            __file__,
            sys.executable,
            sys.version,
            sys.path,
            (sys.flags.optimize, sys.flags.dev_mode, sys.flags.utf8_mode, sys.warnoptions),
            [sys.getfilesystemencoding(), *((one.encoding, one.errors) for one in streams)],
            sorted(one for one in os.environ.items() if one[0].startswith(_OF_PYTHON)),
            os.getpriority(os.PRIO_PROCESS, 0),
            [signal.getsignal(one) is signal.SIG_IGN for one in IGNORABLE],
        )
    ).encode(errors="surrogateescape")


def peer(connection: socket.socket) -> tuple[int, int]:
    """Return the number and the user of the process at the other end, as the kernel has them."""
    found = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    number, user, _ = _CREDENTIALS.unpack(found)
    return number, user


@contextmanager
def _connected() -> Iterator[socket.socket]:
    """Yield a connection to the process that is ready.

    Raises:
        OSError: there is none, or it is not this user's.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
        connection.settimeout(PATIENCE)
        connection.connect(place())
        if peer(connection)[1] != os.getuid():
            raise PermissionError
        yield connection


def number() -> int | None:
    """Return the number of the process that is ready, or None where none is.

    One that is about to end, as its code has changed, takes in whoever comes and says nothing.
    """
    try:
        with _connected() as connection:
            return peer(connection)[0] if connection.recv(LONGEST_REQUEST) else None
    except OSError:
        return None


def end() -> bool:
    """Have the process end that is ready; say whether there was one."""
    try:
        with _connected() as connection:
            # It takes a socket that is gone as a sign, and looks when somebody comes.
            os.unlink(place())  # noqa: PTH108  # as above
            connection.recv(1)
    except OSError:
        return False
    return True


def ask() -> None:
    """Have a ready process run the command of this one, and end as it ended.

    Returns only where there is none, or it may not: then nothing has been done.
    """
    if None in (sys.stdin, sys.stdout, sys.stderr) or any(
        part in word for word in sys.argv for part in _OF_THIS_PROCESS
    ):
        return
    try:
        with _connected() as connection:
            if connection.recv(LONGEST_REQUEST) != surroundings():
                return
            _hand_over(connection)
            status = _status(connection)
    except OSError:
        return
    except KeyboardInterrupt:
        os._exit(_INTERRUPTED)
    if status != NOT_BEGUN:
        _end_like(status)


def _hand_over(connection: socket.socket) -> None:
    os.umask(mask := os.umask(0o077))
    argv = [os.fsencode(one) for one in sys.argv]
    environment = [name + b"=" + said for name, said in os.environb.items()]
    folder = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
    try:
        request = b"\0".join([b"%d" % mask, b"%d" % len(argv), *argv, *environment])
        socket.send_fds(connection, [request], [0, 1, 2, folder])
    finally:
        os.close(folder)


def _status(connection: socket.socket) -> int:
    """Return how the command ended: its exit code, or below zero the signal that ended it."""
    connection.settimeout(None)
    try:
        told = connection.recv(16)
    except KeyboardInterrupt:
        # It hears of this as Ctrl-C. Whoever presses it again does not wait for what it clears.
        connection.shutdown(socket.SHUT_WR)
        told = connection.recv(16) or b"%d" % _INTERRUPTED
    if not told:
        os.write(2, b"pepsite: the process kept ready was ended from outside; try again\n")
    return int(told or _STOPPED)


def _end_like(status: int) -> None:
    if status < 0:
        with suppress(OSError):  # some cannot be handled, and end all the same
            signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    os._exit(status)  # nothing was written here, and nothing waits to be


def keep(minutes: int) -> int | None:
    """Start a process that stays ready until nothing was asked of it for so many minutes.

    It is given nothing of this one but how Python was started, and does not end with it. Returns
    its number. Where one is there, or none can be, nothing happens.
    """
    if number() is not None:
        return None
    program = (
        f"import sys; sys.path[:] = {sys.path!r}\n"
        f"from pepsite.cli.ready_process import stay; stay({minutes})"
    )
    kept = {*_LOCALE, "XDG_RUNTIME_DIR"}
    environment = {
        name: said
        for name, said in os.environ.items()
        if name in kept or name.startswith(_OF_PYTHON)
    }
    nowhere = [(os.POSIX_SPAWN_OPEN, one, os.devnull, os.O_RDWR, 0) for one in range(3)]
    words = [sys.executable, "-c", program]
    with suppress(OSError, NotImplementedError):
        return os.posix_spawn(words[0], words, environment, file_actions=nowhere, setsid=True)
    return None
