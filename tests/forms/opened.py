"""A workspace in Git, and the forms opened on it as somebody."""

from __future__ import annotations

import re
import subprocess
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pepsite.forms.web.application import Settings, create_app
from pepsite.forms.web.desk import Desk
from pepsite.forms.web.sessions import Sessions
from pepsite.store.drafts import Drafts
from pepsite.store.identities import IdentityStore
from tests.usecases.examples import BASE, lay_out

HOST = "127.0.0.1:8123"
ORIGIN = f"http://{HOST}"
OFFICER_ID, TEACHER_ID, SOCIAL_WORKER_ID = (
    "ps-1rg6nhntkpqjd",
    "ps-hxye2m0ptcak8",
    "ps-5d913e2mmd7db",
)
OLDER_CHILD, YOUNGER_CHILD = "ch-pkxc1mjxwh83g", "ch-ztcfncxj4a9qh"
SCHOOL = "sc-gnjvj28cdf62x"
NUMBER = "2468"
"""With which the computer is taken back from a child or a carer."""
NOW = datetime(2026, 5, 15, 10, 0, tzinfo=UTC)


def workspace_in_git(folder: Path, base: Path = BASE) -> Path:
    """Lay out a workspace, and accept it as main."""
    root = lay_out(base, folder)
    for words in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-q", "-m", "Begin")):
        subprocess.run(("git", "-C", root, *words), check=True)
    return root


@dataclass
class Clock:
    """Two clocks that go when they are told to: of the day, and of the session."""

    moment: datetime = NOW
    seconds: float = 1000.0

    def wait(self, minutes: float) -> None:
        self.moment += timedelta(minutes=minutes)
        self.seconds += minutes * 60


@dataclass
class OpenForms:
    """The forms, opened by somebody; a browser without JavaScript."""

    desk: Desk
    sessions: Sessions
    clock: Clock
    client: FlaskClient
    reported: list[str] = field(default_factory=list)

    def sign_in(self) -> TestResponse:
        key = self.sessions.new_link_key()
        return self.post("/open", {"key": key}, token=False)

    def get(self, address: str, **more: Any) -> TestResponse:
        return self.client.get(address, base_url=ORIGIN, **more)

    def post(
        self, address: str, sent: dict[str, Any] | None = None, *, token: bool = True, **more: Any
    ) -> TestResponse:
        headers = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"} | more.pop("headers", {})
        said = dict(sent or {})
        if token:
            said.setdefault("_token", self.token)
        return self.client.post(address, base_url=ORIGIN, data=said, headers=headers, **more)

    @property
    def token(self) -> str:
        (session,) = self.sessions._sessions.values()
        return session.csrf

    def begin(self, form: str, **about: str) -> str:
        """Begin a form and return the address of its task list."""
        response = self.post(f"/form/{form}", about)
        assert response.status_code == 303, response.text
        home: str = response.location
        if self.get(home).location == f"{home}/lend":
            assert self.post(f"{home}/lend", {"number": NUMBER}).location == home
        return home

    def take_back(self) -> None:
        """Take back the computer that was lent to a child or a carer."""
        assert self.post("/give-back", {"number": NUMBER}).location.endswith("/")

    def save(self, address: str, sent: dict[str, Any], do: str = "") -> TestResponse:
        """Fill in a page as it is shown now, and press a button."""
        shown = self.get(address)
        assert shown.status_code == 200, shown.status_code
        (seen,) = re.findall(r'name="_seen" value="(\d+)"', shown.text)
        return self.post(address, {"_seen": seen, "do": do} | sent)


def patient(desk: Desk) -> Desk:
    """Have pages wait for what is worked out beside them: a test does not hang on the machine."""
    desk.waiting.patience = desk.ahead.patience = desk.wishes.patience = 60
    return desk


def open_forms(
    root: Path, person: str, state: Path, identities: IdentityStore | None = None
) -> OpenForms:
    """Open the forms as this person, signed in."""
    clock, reported = Clock(), list[str]()
    drafts = Drafts.open(state / "drafts", state / "key.txt", workspace=root)
    desk = patient(Desk(root, person, drafts, lambda: clock.moment, identities))
    sessions = Sessions(lambda: clock.seconds)
    app = _application(desk, sessions, Settings(HOST, reported.append))
    forms = OpenForms(desk, sessions, clock, app.test_client(), reported)
    assert forms.sign_in().status_code == 303
    return forms


@cache
def _nobodys() -> Flask:
    """Return an application that nobody has opened: copies have its addresses and templates."""
    nobody: Any = None
    return create_app(nobody, nobody, Settings(HOST))


def _application(desk: Desk, sessions: Sessions, settings: Settings) -> Flask:
    """Return what `create_app` does, with all that is the same for everybody made once."""
    app = copy(_nobodys())
    app.extensions = {"pepsite": (desk, sessions, settings)}
    return app


def words_of(response: TestResponse) -> str:
    """Return what a page says, without its markup."""
    main = response.text.partition("<main")[2].partition("</main")[0].partition(">")[2]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main))).strip()


def title_of(response: TestResponse) -> str:
    (title,) = re.findall(r"<title>(.*?)</title>", response.text, re.DOTALL)
    return unescape(title)
