"""Every form is reached from the start page by links and buttons, and no link leads to nowhere.

Somebody of each role begins at the start page, follows every link, and presses every button that
begins a form or looks for somebody. Nothing is sent, thrown away or accepted.
"""

from __future__ import annotations

import re
import subprocess
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urldefrag, urlencode

import pytest

from pepsite.forms.questions.wording import form, form_names
from pepsite.privacy.permission import Action
from pepsite.records.codes import Role
from pepsite.records.ids import new_id
from tests.forms.opened import (
    NUMBER,
    OFFICER_ID,
    OLDER_CHILD,
    SCHOOL,
    SOCIAL_WORKER_ID,
    TEACHER_ID,
    OpenForms,
    open_forms,
    workspace_in_git,
)
from tests.forms.test_web_plans import with_a_plan_sent
from tests.forms.test_web_roles import QUALITY, write_person
from tests.usecases.examples import OLDER_PEP

pytestmark = pytest.mark.uncounted

BEGINS = re.compile(r"/form/[a-z-]+|/search|/child/[^/]+/(plan/[^/]+/)?audit(/[^/]+/action/[^/]+)?")
"""Where a button leads that only begins something, or looks for it."""
DELEGATE_ID = "ps-nvk3ye26c8nhn"
LOOKED_FOR = "mill"
"""A part of the name of a school: the search shows it with the children there."""
Way: TypeAlias = tuple[str, str, tuple[tuple[str, str], ...]]
"""A request: its method, its address, and what it sends. Of a form only the first page is asked."""


@dataclass
class Crawl:
    """What somebody of one role reaches from the start page."""

    forms: OpenForms
    seen: set[str] = field(default_factory=set)
    first_pages: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def go(self) -> Crawl:
        waiting: deque[Way] = deque([("GET", "/", ())])
        while waiting:
            method, address, sent = waiting.popleft()
            key = f"{method} {address} {urlencode(sent)}"
            if key in self.seen:
                continue
            self.seen.add(key)
            is_post = method == "POST"
            answer = self.forms.post(address, dict(sent)) if is_post else self.forms.get(address)
            if (answer.location or "").endswith("/lend"):
                self.lend(answer.location.removesuffix("/lend"))
            elif answer.status_code == 303:
                waiting.append(("GET", answer.location, ()))
            elif answer.status_code != 200:
                if not (is_post and answer.status_code == 422):  # nothing was chosen yet
                    self.faults.append(f"{answer.status_code} {key}")
            elif answer.mimetype == "text/html":
                waiting.extend(self.ways_from(address, answer.text))
        return self

    def lend(self, home: str) -> None:
        """Look at the page of a child or a carer, to whom the computer is lent meanwhile."""
        assert self.forms.post(f"{home}/lend", {"number": NUMBER}).location == home
        (_, first, _), *_ = self.ways_from(home, self.forms.get(home).text)
        assert list(self.ways_from(first, self.forms.get(first).text)) == []
        self.forms.take_back()

    def ways_from(self, address: str, text: str) -> Iterator[Way]:
        """Yield where the links and buttons of a page lead, and what they send."""
        links = [
            urldefrag(unescape(one)).url for one in re.findall(r'<a [^>]*href="([^"]+)"', text)
        ]
        inside = re.fullmatch(r"/form/([^/]+)/[^/]+(/.*)?", address)
        if inside is None:
            yield from (("GET", one, ()) for one in dict.fromkeys(links) if one.startswith("/"))
        elif inside[2]:
            if "/page/" in inside[2] or not form(inside[1]).pages:
                self.first_pages.add(inside[1])
            return
        else:
            page = next((one for one in links if "/page/" in one), "")
            if page:
                yield "GET", page, ()
            else:
                self.faults.append(f"{inside[1]} is offered and has no page for this person")
        for action, inner in re.findall(
            r'<form [^>]*action="([^"]+)"[^>]*>(.*?)</form>', text, re.DOTALL
        ):
            if BEGINS.fullmatch(action):
                yield from (("POST", action, sent) for sent in sent_from(inner))


def sent_from(inner: str) -> Iterator[tuple[tuple[str, str], ...]]:
    """Yield what a small form sends: with each of what can be chosen, and with a name to find."""
    boxes = [
        dict(re.findall(r'(\w+)="([^"]*)"', one)) for one in re.findall("<input [^>]*>", inner)
    ]
    sent = {one["name"]: unescape(one.get("value", "")) for one in boxes if one["type"] == "hidden"}
    sent.pop("_token")
    if any(one["name"] == "wanted" for one in boxes):
        sent["wanted"] = LOOKED_FOR
    radios = [{one["name"]: one["value"]} for one in boxes if one["type"] == "radio"]
    for way in radios or [{}]:
        yield tuple(sorted((sent | way).items()))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with plans in every state, audits and actions, and people of all roles."""
    root = workspace_in_git(tmp_path_factory.mktemp("reach") / "workspace", QUALITY)
    plan = root / OLDER_PEP
    text = plan.read_text("utf-8").replace("status: complete", "status: submitted")
    back = f"returned: [{{id: aaaaa5, returned_on: 2026-05-10, by: {OFFICER_ID}, why: More.}}]"
    for state in (text, text.replace("status: submitted", f"status: returned\n{back}")):
        other = new_id("pep")
        written = re.sub(r"(?m)^id: .*$", f"id: {other}", state)
        plan.with_name(f"{other}.yaml").write_text(written, "utf-8")
    for role in Role:
        write_person(root, new_id("person"), str(role), "active: true")
    write_person(root, DELEGATE_ID, str(Role.DELEGATE), f"active: true\nschools: [{SCHOOL}]")
    for words in (("add", "-A"), ("commit", "-qm", "More of it")):
        subprocess.run(("git", "-C", root, *words), check=True)
    return root


@pytest.fixture(scope="module")
def crawled(world: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Crawl]:
    """Return what is reached by somebody of each role, and by those who know a child."""
    state = tmp_path_factory.mktemp("reach-state")
    people = {
        str(role): next(
            one.stem
            for one in sorted((world / "records/people").glob("*.yaml"))
            if f"role: {role}\n" in one.read_text("utf-8") and one.stem != DELEGATE_ID
        )
        for role in Role
    }
    people |= {"the teacher": TEACHER_ID, "the social worker": SOCIAL_WORKER_ID}
    people |= {"the delegate at the child's school": DELEGATE_ID}
    opened = {who: open_forms(world, id_, state / id_) for who, id_ in people.items()}
    return {who: Crawl(one).go() for who, one in opened.items() if one.desk.may(Action.START)}


def test_no_link_leads_to_nowhere_and_no_form_is_offered_without_a_page_for_the_person(
    crawled: dict[str, Crawl],
) -> None:
    assert len(crawled) > 8
    for who, one in crawled.items():
        assert (who, one.faults, one.forms.reported) == (who, [], [])


def test_the_first_page_of_every_form_is_reached_from_the_start_page(
    crawled: dict[str, Crawl], tmp_path: Path
) -> None:
    reached = set[str]().union(*(one.first_pages for one in crawled.values()))
    # Only where no policy asks for a review is a plan accepted as it is.
    root = workspace_in_git(tmp_path / "workspace")
    with_a_plan_sent(root, "england")
    reached |= Crawl(open_forms(root, OFFICER_ID, tmp_path / "state")).go().first_pages
    assert sorted(set(form_names()) - reached) == []


def test_who_knows_a_child_reaches_what_they_write(crawled: dict[str, Crawl]) -> None:
    together = {"pep", "meeting", "child-voice", "carer-view", "typed-for-someone"}
    assert together <= crawled["the social worker"].first_pages
    assert {"calendar-closures", "action"} & crawled["the social worker"].first_pages == set()
    assert f"GET /child/{OLDER_CHILD} " in crawled["the teacher"].seen
    assert crawled["delegate"].first_pages == set()
    assert {"calendar-closures", "school", "person"} <= crawled["data-officer"].first_pages
    at_school = crawled["the delegate at the child's school"]
    for who in (crawled["the teacher"], at_school):
        assert {"pep", "meeting", "carer-view"} <= who.first_pages
        assert "typed-for-someone" not in who.first_pages  # the social worker asks the child
