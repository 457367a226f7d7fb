"""Every page of the forms is looked at: with axe-core, on a small phone, and at 200 %."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from flask import template_rendered
from jinja2 import Template
from playwright.sync_api import Browser, Page

from pepsite.forms.web.desk import Desk
from pepsite.forms.web.serving import Forms
from pepsite.privacy.identity import Identity
from pepsite.privacy.names import NameScan
from pepsite.store.drafts import Drafts
from pepsite.store.identities import IdentityStore
from tests.browser.forms_pages import MAY, Looking, follow, go_on, opened, press
from tests.forms.opened import (
    NUMBER,
    OFFICER_ID,
    OLDER_CHILD,
    SCHOOL,
    SOCIAL_WORKER_ID,
    YOUNGER_CHILD,
    patient,
    workspace_in_git,
)
from tests.forms.test_web_ahead import wait_for_quality_assurance
from tests.forms.test_web_following import AUDIT, OLDER_PEP, PHASE_MANAGER
from tests.forms.test_web_review_list import YOUNGER_PLAN, send
from tests.forms.test_web_wishes import accept
from tests.forms.test_web_withholding import VOICE
from tests.usecases.examples import CALENDAR

pytestmark = pytest.mark.browser

_TEMPLATES = files("pepsite.forms.web").joinpath("templates")
_EXTENDS = '{% extends "base.html" %}'
AUDITED = f"/child/{OLDER_CHILD}/audit"
PLAN = f"/child/{YOUNGER_CHILD}/plan/{YOUNGER_PLAN}"


def pages_there_are() -> set[str]:
    """Return the names of the templates that are pages."""
    read = {one.name: one.read_text("utf-8") for one in _TEMPLATES.iterdir()}
    pages = {name for name, said in read.items() if said.startswith(_EXTENDS)}
    parts = set(read) - pages
    used = "".join(read[name] for name in pages)
    assert [one for one in parts if f'"{one}"' not in used] == []  # else nobody looks at it
    return pages


@dataclass
class EveryPage:
    """A virtual school whose pages are walked, and which templates were shown meanwhile."""

    root: Path
    state: Path
    browser: Browser
    store: IdentityStore
    looking: Looking = field(default_factory=Looking)
    shown: set[str] = field(default_factory=set)

    def note(self, sender: object, template: Template, **_: Any) -> None:
        self.shown.add(template.name or "")

    @contextmanager
    def open_as(self, person: str) -> Iterator[Page]:
        drafts = Drafts.open(self.state / person, self.state / "key.txt", workspace=self.root)
        names = NameScan(self.store.identities())
        desk = patient(Desk(self.root, person, drafts, lambda: MAY, self.store, names))
        reported: list[str] = []
        forms = Forms(desk, 0, reported.append)
        threading.Thread(target=forms.run, daemon=True).start()
        with ExitStack() as stack:
            stack.callback(forms.close)
            yield stack.enter_context(opened(self.browser, forms.new_link()))
        assert reported == []

    def look(self, page: Page, address: str | None = None) -> None:
        self.looking.at(page, address)


@pytest.fixture
def walk(tmp_path: Path, browser: Browser) -> Iterator[EveryPage]:
    store = IdentityStore.create(tmp_path / "names" / "all.age", tmp_path / "names" / "key.txt")
    store.add(Identity(child=YOUNGER_CHILD, full_name="Will Fennimore", born_on=date(2015, 2, 3)))
    root = workspace_in_git(tmp_path / "workspace")
    plan = root / f"records/children/{YOUNGER_CHILD}/peps/{YOUNGER_PLAN}.yaml"
    plan.write_text(plan.read_text("utf-8").rstrip() + "\n" + VOICE, "utf-8")
    audit = root / f"records/children/{OLDER_CHILD}/audits/au-bx7k2zmc6zxd7.yaml"
    audit.parent.mkdir()
    audit.write_text(AUDIT.format(child=OLDER_CHILD, auditor=PHASE_MANAGER), "utf-8")
    for words in (("add", "-A"), ("commit", "-qm", "More of it")):
        subprocess.run(("git", "-C", root, *words), check=True)
    made = EveryPage(root, tmp_path / "state", browser, store)
    with template_rendered.connected_to(made.note):
        yield made


def test_every_page_is_for_everyone(walk: EveryPage) -> None:
    with walk.open_as(OFFICER_ID) as page:
        finding_ones_way(walk, page)
        a_plan_begun(walk, page)
        names_and_what_is_kept(walk, page)
        two_at_once(walk, page)
        copies(walk, page)
        a_childs_own_page(walk, page)
        a_review(walk, page)
    with walk.open_as(PHASE_MANAGER) as page:
        audits(walk, page)
    with walk.open_as(SOCIAL_WORKER_ID) as page:
        for address in ("/", "/review", f"/child/{YOUNGER_CHILD}", PLAN):
            walk.look(page, address)
        coming_and_going(walk, page)
    assert sorted(pages_there_are() - walk.shown) == []
    assert walk.looking.found == []


def finding_ones_way(walk: EveryPage, page: Page) -> None:
    walk.look(page)
    page.get_by_label("Find a child").fill("m")
    press(page, "Find")
    walk.look(page)
    page.get_by_label("Find a child").fill("mill")
    press(page, "Find")
    walk.look(page)
    for address in (
        f"/school/{SCHOOL}",
        f"/person/{OFFICER_ID}",
        "/to-quality-assure",
        "/due",
        "/calendars",
    ):
        walk.look(page, address)
    walk.look(page, f"/child/{OLDER_CHILD}")
    walk.look(page, f"/child/{OLDER_CHILD}/plan/{OLDER_PEP}")
    walk.look(page, f"/child/{OLDER_CHILD}/plan/{OLDER_PEP}/read")
    walk.look(page, f"/calendar/{PurePosixPath(CALENDAR).stem}")
    walk.look(page, "/nowhere")


def a_plan_begun(walk: EveryPage, page: Page) -> None:
    page.goto(f"/child/{OLDER_CHILD}")
    press(page, "Begin a new plan")
    walk.look(page)
    press(page, "Continue")
    walk.look(page)
    page.get_by_label("Review").check()
    press(page, "Continue")
    home = page.url
    walk.look(page)
    walk.look(page, f"{home}/as-before/help")
    for name in PLAN_PAGES:
        walk.look(page, f"{home}/page/{name}")
        go_on(page)
        walk.look(page)
    page.goto(f"{home}/page/targets")
    press(page, "Add")
    walk.look(page)
    page.goto(f"{home}/page/targets")
    follow(page, "Remove")
    walk.look(page)
    walk.look(page, f"{home}/check")
    press(page, "Send the whole plan")
    walk.look(page)
    walk.look(page, f"{home}/delete")
    walk.look(page, "/")


PLAN_PAGES = (
    "plan-prepared", "school-status", "attendance", "strengths", "needs", "participation",
    "views", "targets", "premium", "meetings", "sign-offs",
)  # fmt: skip


def names_and_what_is_kept(walk: EveryPage, page: Page) -> None:
    """The child is called as a word is, and keeps one thing to the social worker."""
    page.goto(PLAN)
    press(page, "Go on with the plan")
    home = page.url
    page.goto(f"{home}/page/strengths")
    page.locator("textarea").fill("Will reads well.")
    go_on(page)
    walk.look(page)
    go_on(page)
    walk.look(page)
    page.get_by_label("“Will” is the name").check()
    go_on(page)
    walk.look(page, f"{home}/page/view/kwa4f2")


def a_childs_own_page(walk: EveryPage, page: Page) -> None:
    """The child goes back in the browser too, and comes to no page but their own."""
    page.goto(PLAN)
    press(page, "The child fills in a page of their own here")
    walk.look(page)
    press(page, "Hand over the computer")
    walk.look(page)
    page.goto(PLAN)
    press(page, "The child fills in a page of their own here")
    page.get_by_label("Choose a number").fill(NUMBER)
    press(page, "Hand over the computer")
    walk.look(page)
    home = page.url
    for title in ("Your page", "Give the computer back"):
        page.go_back()
        assert page.title().startswith(title)
    for name in ("your-views", "your-talk", "your-wish"):
        walk.look(page, f"{home}/page/{name}")
    walk.look(page, f"{home}/check")
    press(page, "I have finished")
    walk.look(page)
    page.goto(f"{home}/page/your-talk")
    page.get_by_label("Yes, I want to talk").check()
    go_on(page)
    walk.look(page)
    page.get_by_label("Somebody in the virtual school").check()
    go_on(page)
    names_somebody(walk, page, home)
    page.goto(f"{home}/check")
    press(page, "I have finished")
    walk.look(page)
    sent = page.url.rpartition("/")[2]
    page.get_by_role("button", name="Give the computer back").click()
    press(page, "Take the computer back")
    walk.look(page)
    page.get_by_label("The number you chose").fill(NUMBER)
    press(page, "Take the computer back")
    is_put_right(walk, page)
    walk.look(page, "/")  # where it stands first that the child wants to talk
    accept(walk.root, sent)
    page.goto("/")
    follow(page, "Write down that you talked")
    walk.look(page)
    press(page, "Write it down")
    walk.look(page)


def names_somebody(walk: EveryPage, page: Page, home: str) -> None:
    page.goto(f"{home}/page/your-wish")
    page.get_by_label("This term, I want").fill("Will is kind. Ring mum on 01632 960 001.")
    page.get_by_label("Everyone at my meeting").check()
    go_on(page)
    walk.look(page)  # whether a word is the child's own name


def is_put_right(walk: EveryPage, page: Page) -> None:
    """What nobody was told at the child's screen is shown to whoever took the computer back."""
    walk.look(page)
    walk.look(page, "/")
    follow(page, "Your page: Will")
    press(page, "Save and send for review")
    walk.look(page)
    page.get_by_label("This term, I want").fill("Will is kind. Ring mum.")
    page.get_by_label("“Will” is the name").check()
    press(page, "Save and send for review")
    walk.look(page)


def two_at_once(walk: EveryPage, page: Page) -> None:
    """What somebody else had accepted meanwhile is about the same answer."""
    send(walk.root, PHASE_MANAGER, {"strengths": "{child} swims."}, id_="walk1")
    walk.look(page, "/review")
    page.get_by_role("link", name="Initial plan").click()
    page.wait_for_url("**/review/walk1")
    walk.look(page)
    press(page, "Send it back")
    walk.look(page)
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Accept it").is_visible()
    assert page.locator("dt", has_text="Strengths").is_visible()
    page.emulate_media(media="screen")
    press(page, "Accept it")
    walk.look(page)
    page.goto("/")
    page.get_by_role("link", name="Personal Education Plan: Will").first.click()
    press(page, "Check your answers and send")
    press(page, "Send what I have written")
    walk.look(page)
    press(page, "Bring both together")
    walk.look(page)
    page.get_by_label("Put in what I wrote").check()
    press(page, "Bring both together")
    press(page, "Send what I have written")
    walk.look(page)


def copies(walk: EveryPage, page: Page) -> None:
    walk.look(page, f"{PLAN}/copies")
    walk.look(page, f"{PLAN}/copy/carer")
    page.goto(f"{PLAN}/copies")
    press(page, "Put down that it went")
    walk.look(page)
    press(page, "Keep it with the plan")
    walk.look(page)
    page.locator("input[name=reader]").first.check()
    for box, value in (("day", "12"), ("month", "5"), ("year", "2026")):
        page.locator(f"input[name=sent-{box}]").fill(value)
    press(page, "Put down that it went")
    walk.look(page)


def a_review(walk: EveryPage, page: Page) -> None:
    wait_for_quality_assurance(walk.root)
    walk.look(page, "/to-quality-assure")
    page.goto(f"/child/{OLDER_CHILD}/plan/{OLDER_PEP}")
    press(page, "Quality assure a plan")
    home = page.url
    walk.look(page)
    follow(page, "The questions")
    walk.look(page)
    walk.look(page, f"{home}/end")
    go_on(page)
    walk.look(page)
    walk.look(page, f"{home}/check")


def audits(walk: EveryPage, page: Page) -> None:
    walk.look(page, f"{AUDITED}/au-bx7k2zmc6zxd7")
    walk.look(page, AUDITED)
    press(page, "Continue")
    walk.look(page)
    page.get_by_label("Journey").first.check()
    press(page, "Continue")
    walk.look(page)
    home = page.url
    page.goto(f"{home}/page/recommendations")
    press(page, "Add")
    page.locator("textarea").first.fill("{child} reads with an adult each day.")
    go_on(page)
    walk.look(page, f"{home}/end")
    go_on(page)
    walk.look(page)


def coming_and_going(walk: EveryPage, page: Page) -> None:
    walk.look(page, "/still-there?back=/")
    walk.look(page, "/open?key=x")
    press(page, "Open the forms")
    walk.look(page)
    page.goto("/")
    press(page, "Close the forms")
    walk.look(page)
    walk.look(page, "/")


@pytest.mark.soak
def test_every_page_of_every_question_of_a_plan_is_for_everyone(walk: EveryPage) -> None:
    """The pages differ in their words and boxes alone: this looks at all that are in the plan."""
    with walk.open_as(OFFICER_ID) as page:
        page.goto(f"/child/{OLDER_CHILD}")
        press(page, "Begin a new plan")
        page.get_by_label("Review").check()
        press(page, "Continue")
        home = page.url
        page.goto(f"{home}/check")
        links = page.locator('main a[href*="/page/"]').all()
        addresses = dict.fromkeys(str(one.get_attribute("href")) for one in links)
        assert len(addresses) > 50
        for address in addresses:
            walk.look(page, address)
    assert walk.looking.found == []
