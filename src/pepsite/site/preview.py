"""A built site in a browser on this computer, and on no other."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from pepsite.site import content_security

if TYPE_CHECKING:
    from collections.abc import Callable

_THIS_COMPUTER: Final = "127.0.0.1"
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def serve_folder(folder: Path, port: int, announce: Callable[[str], None]) -> None:
    """Serve the site in `folder` until interrupted; tell `announce` its address, once.

    Port 0 takes any that is free. Only this computer can connect.
    """
    with open_server(folder, port) as server:
        announce(f"http://{_THIS_COMPUTER}:{server.server_port}/")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


def open_server(folder: Path, port: int = 0) -> ThreadingHTTPServer:
    """Return a server of the files in `folder`, listening on this computer alone."""
    handler = partial(_SiteHandler, directory=str(folder))
    return ThreadingHTTPServer((_THIS_COMPUTER, port), handler)


class _SiteHandler(SimpleHTTPRequestHandler):
    """Files only: no listings, no log, nothing kept by the browser."""

    def send_head(self) -> IO[bytes] | None:  # type: ignore[override]
        # A page elsewhere can have its own name lead here, and then read what we send.
        host = self.headers.get("Host", "").rpartition(":")[0] or self.headers.get("Host", "")
        if host not in {_THIS_COMPUTER, "localhost"}:
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return None
        return super().send_head()

    def list_directory(self, path: object) -> None:  # noqa: ARG002  # its name there
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Security-Policy", content_security.kept_in(Path(self.directory)))
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name there
        """Say nothing: a page's name is nobody else's business."""
