from __future__ import annotations

import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from pepsite.site.preview import open_server, serve_folder


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.html").write_text("<h1>Here</h1>")
    (tmp_path / "site/empty").mkdir()
    (tmp_path / "secret.txt").write_text("not for you")
    with open_server(tmp_path / "site") as server:
        assert "127.0.0.1" == server.server_address[0]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def get(port: int, path: str, host: str | None = None, method: str = "GET") -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
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


def test_the_address_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def interrupted(self: object, poll_interval: float = 0.5) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("http.server.ThreadingHTTPServer.serve_forever", interrupted)
    serve_folder(tmp_path, 0, told.append)

    assert 1 == len(told)
    assert told[0].startswith("http://127.0.0.1:")
