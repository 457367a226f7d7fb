"""A site served as a good host would serve it: compressed, and under its own strict header."""

from __future__ import annotations

import gzip
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from pepsite.site.content_security import kept_in


@contextmanager
def compressed(site: Path) -> Iterator[str]:
    """Serve the site on this computer, and give its address."""

    @cache
    def content(path: Path) -> bytes:
        return gzip.compress(path.read_bytes(), mtime=0)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # as http.server calls it
            path = site / (self.path.partition("?")[0].strip("/") or "index.html")
            if not path.is_file():
                self.send_error(HTTPStatus.NOT_FOUND)
                return
            body = content(path)
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", mimetypes.guess_type(path)[0] or "text/plain")
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "max-age=600")
            self.send_header("Content-Security-Policy", kept_in(site))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name there
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
