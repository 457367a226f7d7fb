"""The forms answer below one path that nobody else knows, so that no other server gets the cookie."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.cookiejar import CookieJar
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from pepsite.forms.web.application import Settings, create_app
from pepsite.forms.web.desk import Desk
from pepsite.forms.web.serving import Forms, new_place
from pepsite.store.drafts import Drafts
from tests.forms.opened import (
    HOST,
    NOW,
    OFFICER_ID,
    OLDER_CHILD,
    ORIGIN,
    OpenForms,
    words_of,
)

PLACE = "/0123456789abcdef"


@pytest.fixture
def below(forms: OpenForms) -> OpenForms:
    """Return the forms of somebody, below a path of their own, signed in."""
    app = create_app(forms.desk, forms.sessions, Settings(HOST, forms.reported.append, PLACE))
    return OpenForms(forms.desk, forms.sessions, forms.clock, app.test_client())


def signed_in(below: OpenForms) -> str:
    key = below.sessions.new_link_key()
    opened = below.post(f"{PLACE}/open", {"key": key}, token=False)
    assert opened.location == f"{PLACE}/"
    return opened.headers["Set-Cookie"]


def test_the_cookie_is_for_that_path_alone(below: OpenForms) -> None:
    assert f"Path={PLACE}/" in signed_in(below).split("; ")
    assert below.get(f"{PLACE}/").status_code == 200
    session = list(below.sessions._sessions.values())[-1]
    closed = below.post(f"{PLACE}/leave", {"_token": session.csrf}, token=False)
    assert f"Path={PLACE}/" in closed.headers["Set-Cookie"].split("; ")


def test_no_route_answers_anywhere_else(below: OpenForms) -> None:
    """Walks every route there is, outside of the path, with the cookie of the session."""
    signed_in(below)
    app = below.client.application
    (session,) = list(below.sessions._sessions.values())[-1:]
    asked = 0
    for rule in app.url_map.iter_rules():
        address = re.sub(r"<[^>]*>", "x", str(rule).replace("<child_id>", OLDER_CHILD))
        for place in ("", PLACE[:-1], f"{PLACE}x", "/other"):
            for method in (rule.methods or set()) & {"GET", "POST"}:
                answer = below.client.open(
                    f"{place}{address}",
                    method=method,
                    base_url=ORIGIN,
                    headers={"Origin": ORIGIN, "Cookie": f"pepsite-8123={session.key}"},
                )
                assert (answer.status_code, answer.data) == (404, b""), address
                asked += 1
    assert asked > 100


def test_every_address_on_a_page_is_below_it(below: OpenForms) -> None:
    signed_in(below)
    for address in ("/", f"/child/{OLDER_CHILD}", "/review", "/still-there"):
        shown = below.get(f"{PLACE}{address}")
        assert shown.status_code == 200
        found = re.findall(r'(?:href|src|action|data-warning)="(/[^"]*)"', shown.text)
        assert len(found) > 5
        assert [one for one in found if not one.startswith(f"{PLACE}/")] == []


@pytest.mark.parametrize("back", ["/", "/review", "/other/review", f"{PLACE}", "//evil.example/"])
def test_going_on_leads_to_no_place_but_ours(below: OpenForms, back: str) -> None:
    signed_in(below)
    session = list(below.sessions._sessions.values())[-1]
    own = below.post(
        f"{PLACE}/carry-on", {"_token": session.csrf, "back": f"{PLACE}/review"}, token=False
    )
    assert own.location == f"{PLACE}/review"
    led = below.post(f"{PLACE}/carry-on", {"_token": session.csrf, "back": back}, token=False)
    assert led.location == f"{PLACE}/"
    assert "Are you still there?" in words_of(below.get(f"{PLACE}/still-there?back={back}"))


# --- beside another server, really


class _Listening(HTTPServer):
    cookies: list[str | None]


class _Nosy(BaseHTTPRequestHandler):
    server: _Listening

    def do_GET(self) -> None:
        self.server.cookies.append(self.headers["Cookie"])
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def nosy() -> Iterator[_Listening]:
    server = _Listening(("127.0.0.1", 0), _Nosy)
    server.cookies = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_another_server_on_this_computer_is_not_given_the_cookie(
    workspace: Path, tmp_path: Path, nosy: _Listening
) -> None:
    drafts = Drafts.open(tmp_path / "drafts", tmp_path / "key.txt", workspace=workspace)
    served = Forms(
        Desk(workspace, OFFICER_ID, drafts, lambda: NOW), 0, lambda line: None, new_place()
    )
    threading.Thread(target=served.run, daemon=True).start()
    jar = CookieJar()
    browser = build_opener(HTTPCookieProcessor(jar))
    link = urlsplit(served.new_link())
    origin = f"http://{link.netloc}"
    sent = urlencode({"key": link.query.partition("=")[2]}).encode()
    with browser.open(Request(f"{origin}{link.path}", sent, {"Origin": origin})) as start:  # noqa: S310  # ours
        assert start.status == 200
        assert "Close the forms" in start.read().decode()
    assert len(jar) == 1
    for path in ("/", "/open", "/child/"):
        browser.open(f"http://127.0.0.1:{nosy.server_port}{path}").close()
    served.close()
    assert nosy.cookies == [None, None, None]
