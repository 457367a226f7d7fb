"""A built site in a browser on this computer, and on no other."""

from __future__ import annotations

import secrets
import sys
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from pepsite.errors import place_of_fault
from pepsite.site import content_security

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pepsite.site.names import Names

_THIS_COMPUTER: Final = "127.0.0.1"
_HEADERS: Final = {
    "Cache-Control": "no-store",
    # A page of another program on this computer is of the same site to a browser, and could
    # have the search with its names run as a script of its own.
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_KEY: Final = "key"
_COOKIE: Final = "pepsite-site"
_SEARCH: Final = ("search_index.json", "search_index.js")


def serve_folder(
    folder: Path, port: int, announce: Callable[[str], None], names: Names | None = None
) -> None:
    """Serve the site in `folder` until interrupted; tell `announce` its address, once.

    Port 0 takes any that is free. Only this computer can connect, and where names are put in,
    only a browser that was opened with the address.
    """
    with open_server(folder, port, names) as server:
        announce(address_of(server))
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


def open_server(folder: Path, port: int = 0, names: Names | None = None) -> PreviewServer:
    """Return a server of the files in `folder`, listening on this computer alone."""
    handler = partial(_SiteHandler, directory=str(folder))
    return PreviewServer((_THIS_COMPUTER, port), handler, names)


def address_of(server: PreviewServer) -> str:
    """Return the address to open, with the key where one is asked for."""
    key = f"?{_KEY}={server.key}" if server.names else ""
    return f"http://{_THIS_COMPUTER}:{server.server_port}{server.place}/{key}"


class PreviewServer(ThreadingHTTPServer):
    """Serves one site. Others who use this computer can connect too, so names ask for a key.

    A browser gives a cookie to every port of this computer, so to servers of others too. Therefore
    the pages with names are below a `place` that nobody else knows, and the cookie is for it alone.
    """

    def __init__(
        self,
        address: tuple[str, int],
        handler: Callable[..., SimpleHTTPRequestHandler],
        names: Names | None,
    ) -> None:
        """Listen, with the names to put in, if any."""
        super().__init__(address, handler)
        self.names = names
        self.key = secrets.token_urlsafe(32)
        self.place = f"/{secrets.token_hex(16)}" if names else ""

    def lets_in(self, key: str) -> bool:
        """Say whether this is the key."""
        return secrets.compare_digest(key.encode(), self.key.encode())

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002  # their names there
        """Tell a fault by its type and place: a message may have the page, and so a child's id.

        It is none that a browser went away, or that a new build took a file from under a page.
        """
        failure = sys.exception()
        if failure is not None and not isinstance(failure, ConnectionError | FileNotFoundError):
            told = f"{type(failure).__name__} at {place_of_fault(failure)}"
            sys.stderr.write(f"pepsite serve: {told}\n")


class _SiteHandler(SimpleHTTPRequestHandler):
    """Files only: no listings, no log, nothing kept by the browser."""

    server: PreviewServer

    def send_head(self) -> IO[bytes] | None:  # type: ignore[override]
        # A page elsewhere can have its own name lead here, and then read what we send.
        host = self.headers.get("Host", "").rpartition(":")[0] or self.headers.get("Host", "")
        if host not in {_THIS_COMPUTER, "localhost"}:
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return None
        names = self.server.names
        if names is None:
            return super().send_head()
        if self._opens():
            return None
        if not (self._is_below_place() and any(map(self.server.lets_in, self._cookies()))):
            self.send_error(HTTPStatus.FORBIDDEN, "Open the address that pepsite serve printed")
            return None
        self.path = self.path.removeprefix(self.server.place)
        return self._with(names)

    def _is_below_place(self) -> bool:
        return self.path.startswith(f"{self.server.place}/")

    def _opens(self) -> bool:
        """Answer a request that brings the key, and say whether it was one."""
        asked = urlsplit(self.path)
        [key, *_] = parse_qs(asked.query).get(_KEY, [""])
        if not (self._is_below_place() and self.server.lets_in(key)):
            return False
        self.send_response(HTTPStatus.SEE_OTHER)
        only_here = f"Path={self.server.place}/; HttpOnly; SameSite=Strict"
        self.send_header("Set-Cookie", f"{_COOKIE}={self.server.key}; {only_here}")
        self.send_header("Location", f"{self.server.place}/")
        self.send_header("Content-Length", "0")
        self.end_headers()
        return True

    def _cookies(self) -> Iterator[str]:
        """Yield what was kept here, whatever other programs had the browser keep beside it."""
        for cookie in self.headers.get("Cookie", "").split(";"):
            name, _, value = cookie.strip().partition("=")
            if name == _COOKIE:
                yield value

    def _with(self, names: Names) -> IO[bytes] | None:
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        search = path.name in _SEARCH
        if not (search or path.suffix == ".html") or not path.is_file():
            return super().send_head()
        text = path.read_text(encoding="utf-8")
        body = (names.in_search(text) if search else names.in_page(text)).encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return BytesIO(body)

    def list_directory(self, path: object) -> None:  # noqa: ARG002  # its name there
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Security-Policy", content_security.kept_in(Path(self.directory)))
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name there
        """Say nothing: a page's name is nobody else's business."""
