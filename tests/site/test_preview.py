from __future__ import annotations

import re
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from pepsite.site.names import Names
from pepsite.site.preview import PreviewServer, open_server, serve_folder


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.html").write_text("<h1>Here</h1>")
    (tmp_path / "site/empty").mkdir()
    (tmp_path / "secret.txt").write_text("not for you")
    with running(tmp_path / "site") as server:
        assert "127.0.0.1" == server.server_address[0]
        yield server.server_port


@contextmanager
def running(folder: Path, names: Names | None = None) -> Iterator[PreviewServer]:
    with open_server(folder, 0, names) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def get(port: int, path: str, host: str | None = None, method: str = "GET") -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, headers={"Host": host or f"127.0.0.1:{port}"})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


def test_a_page_is_served_and_kept_nowhere(port: int, capfd: pytest.CaptureFixture[str]) -> None:
    response = get(port, "/")

    assert 200 == response.status
    assert "no-store" == response.headers["Cache-Control"]
    assert "same-origin" == response.headers["Cross-Origin-Resource-Policy"]
    assert ("", "") == capfd.readouterr()


@pytest.mark.parametrize(
    "path", ["/empty/", "/nothing.html", "/../secret.txt", "/%2e%2e/secret.txt"]
)
def test_what_is_not_a_page_is_not_found(port: int, path: str) -> None:
    assert 404 == get(port, path).status


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("host", ["attacker.invalid", "attacker.invalid:80", "127.0.0.1.invalid"])
def test_another_name_for_this_computer_is_refused(port: int, host: str, method: str) -> None:
    assert 421 == get(port, "/", host, method).status


def test_nothing_can_be_sent(port: int) -> None:
    assert 501 == get(port, "/", method="POST").status


def test_a_browser_that_went_away_is_no_fault(
    port: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "site/long.bin").write_bytes(bytes(1 << 24))
    with socket.create_connection(("127.0.0.1", port), timeout=60) as browser:
        browser.sendall(f"GET /long.bin HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        assert browser.recv(1)
        # Closed like this, what is still sent is refused at once.
        browser.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    _wait_for_what_is_answered()

    assert ("", "") == capfd.readouterr()
    assert 200 == get(port, "/").status


def test_a_fault_is_told_by_its_type_and_place_alone(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "search_index.json").write_text("{Zebedee}")
    with running(tmp_path, Names({"ch-0000000000001": "Zebedee"})) as server:
        connection = HTTPConnection("127.0.0.1", server.server_port, timeout=60)
        place, cookie = f"{server.place}/search_index.json", f"pepsite-site={server.key}"
        connection.request("GET", place, headers={"Cookie": cookie})
        with pytest.raises(ConnectionResetError):
            connection.getresponse()
        connection.close()
        _wait_for_what_is_answered()

    said = capfd.readouterr().err
    assert re.fullmatch(r"pepsite serve: JSONDecodeError at pepsite/site/names\.py:\d+\n", said)


def _wait_for_what_is_answered() -> None:
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(60)


def test_the_address_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def interrupted(self: object, poll_interval: float = 0.5) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("http.server.ThreadingHTTPServer.serve_forever", interrupted)
    serve_folder(tmp_path, 0, told.append)

    assert 1 == len(told)
    assert told[0].startswith("http://127.0.0.1:")
