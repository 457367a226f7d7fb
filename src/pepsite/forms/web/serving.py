"""The application on a port of this computer, and the link that opens it in a browser."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import logging
import os
import secrets
import socket
import sys
import tempfile
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import Final

from waitress.server import create_server

from pepsite.forms.errors import said_of_fault
from pepsite.forms.web.application import NAME, Settings, create_app
from pepsite.forms.web.desk import Desk
from pepsite.forms.web.sessions import Sessions

THIS_COMPUTER: Final = "127.0.0.1"
# What is too long for a page is refused by a page of ours, so it has to be let in first. It is
# held in memory: what is being typed never lies on the disk in the clear.
_LET_IN: Final = 32_000_000
# One person, a browser or two. Each thread keeps memory of its own.
_THREADS: Final = 2
_ARENAS: Final = -8
"""`M_ARENA_MAX` of <malloc.h>."""
_TRIMMED_ABOVE: Final = -1
"""`M_TRIM_THRESHOLD` of <malloc.h>."""
_SPARE_BYTES: Final = 65_536
_COLLECTED_AFTER: Final = (700, 5, 2)
_LAST_ANSWER_SECONDS: Final = 60


class Forms:
    """The forms, listening on this computer alone."""

    def __init__(
        self, desk: Desk, port: int, report: Callable[[str], None], below: str = ""
    ) -> None:
        """Listen on this port; 0 takes any that is free. All addresses begin with `below`.

        Raises:
            OSError: the port is taken.
        """
        # That a request waits a moment for another is nothing to tell whoever fills in forms.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self.sessions = Sessions(time.monotonic)
        listening = socket.create_server((THIS_COMPUTER, port))
        self.below = below
        self.host = f"{THIS_COMPUTER}:{listening.getsockname()[1]}"
        self._server = create_server(
            create_app(desk, self.sessions, Settings(self.host, report, below)),
            sockets=[listening],
            threads=_THREADS,
            ident=None,
            max_request_body_size=_LET_IN,
            inbuf_overflow=_LET_IN,
            outbuf_overflow=_LET_IN,
            # `select` cannot watch a file beyond the first 1,024 that a process has open.
            asyncore_use_poll=True,
        )

    def new_link(self) -> str:
        """Return an address that opens the forms once, within a few minutes."""
        return f"http://{self.host}{self.below}/open?key={self.sessions.new_link_key()}"

    def run(self) -> None:
        """Answer until interrupted."""
        with contextlib.suppress(KeyboardInterrupt):
            self._server.run()

    def close(self) -> None:
        """Stop answering, once what is being answered is done; at most a minute later."""
        self._server.task_dispatcher.shutdown(timeout=_LAST_ANSWER_SECONDS)
        self._server.close()


def new_place() -> str:
    """Return the beginning of addresses that nobody else knows."""
    return f"/{secrets.token_hex(16)}"


def give_back_early() -> None:
    """Have what pages no longer need go back to the computer, and not into a store for later.

    The C library would set memory aside for each thread by itself, and keep what one large page
    took for the next. To be called before the first thread is there, which has its own by then.
    """
    if sys.platform == "linux":
        # Where it is another library than most have, that it cannot be told so does no harm.
        with contextlib.suppress(OSError, AttributeError):
            library = ctypes.CDLL(None)
            library.mallopt(_ARENAS, 1)
            library.mallopt(_TRIMMED_ABOVE, _SPARE_BYTES)


def keep_small() -> None:
    """Say that what this process holds by now stays, so that the rest is cleared away often.

    The forms stay open all day, and what each page leaves behind shall not add up meanwhile.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECTED_AFTER)


def tell_faults_by_place(report: Callable[[str], None]) -> None:
    """Have what goes wrong beside or below a page be told as a page's own faults are.

    Python, Flask and waitress would print all that was raised, which may quote a record.
    """
    by_place = _ByPlace(report)
    for name in (NAME, "waitress"):
        logger = logging.getLogger(name)
        logger.addHandler(by_place)
        logger.propagate = False
    threading.excepthook = by_place.of_thread


class _ByPlace(logging.Handler):
    """Tells of a fault by its type and its place, and nothing else that is logged."""

    def __init__(self, report: Callable[[str], None]) -> None:
        super().__init__(logging.ERROR)
        self._report = report

    def emit(self, record: logging.LogRecord) -> None:
        failure = record.exc_info[1] if record.exc_info else None
        if failure is not None:
            self._report(said_of_fault(failure))

    def of_thread(self, told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            self._report(said_of_fault(told.exc_value))


@contextlib.contextmanager
def opened_in_browser(link: str) -> Iterator[bool]:
    """Open a link in this person's browser; the answer is whether there is one.

    The link is not handed over as an argument, which others on this computer could read while
    the browser starts, but in a file that only this person can.
    """
    with tempfile.TemporaryDirectory(prefix="pepsite-") as folder:
        page = Path(folder, "open.html")
        os.close(os.open(page, os.O_CREAT | os.O_WRONLY, 0o600))
        page.write_text(_PAGE.format(link=escape(link)), encoding="utf-8")
        yield webbrowser.open(page.as_uri())


_PAGE = (
    '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>pepsite forms</title>'
    '<meta http-equiv="refresh" content="0;url={link}"><a href="{link}">Open the forms</a></html>'
)
