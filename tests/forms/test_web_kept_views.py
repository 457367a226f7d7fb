"""What the child keeps to some people is on no page of anybody else: every page is walked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pepsite.records.ids import new_id, new_item_id
from pepsite.records.paths import path_to
from pepsite.records.voice import MaySee
from tests.forms.opened import (
    OFFICER_ID,
    OLDER_CHILD,
    SOCIAL_WORKER_ID,
    TEACHER_ID,
    YOUNGER_CHILD,
    OpenForms,
    open_forms,
    words_of,
    workspace_in_git,
)
from tests.forms.test_web_filling import git
from tests.forms.test_web_review_list import MANAGER_ID, YOUNGER_PLAN, send

pytestmark = pytest.mark.uncounted

OLDER_PLAN, NEW_PLAN = "pep-hc4dvy5m8nb0v", new_id("pep")
LAST_PATH = path_to("pep", OLDER_PLAN, OLDER_CHILD)
PLAN_PATH = path_to("pep", NEW_PLAN, OLDER_CHILD)
LETS_SEE = {
    OFFICER_ID: MaySee.VIRTUAL_SCHOOL,
    TEACHER_ID: MaySee.SCHOOL,
    SOCIAL_WORKER_ID: MaySee.SOCIAL_WORKER,
}
CHOICES = tuple(MaySee)
OLD_ITEMS, NEW_ITEMS = ([new_item_id() for _ in CHOICES] for _ in range(2))
TYPED = {"of": "child", "how": "in-person", "said_on": "2026-05-05", "typed_by": MANAGER_ID}
FORMS = ("pep", "child-voice", "typed-for-someone", "close", "revise")


def secret(choice: MaySee, when: str) -> str:
    """Return a word that stands nowhere else."""
    return f"{when}{choice.replace('-', '')}"


def views(when: str, items: list[str] = OLD_ITEMS) -> list[dict[str, Any]]:
    """Return a view for each that the child may choose."""
    return [
        {
            "id": items[number],
            "topic": "hard",
            "words": f"I told you of {secret(choice, when)} once.",
            "may_see": [str(choice)],
            "contribution": TYPED,
        }
        for number, choice in enumerate(CHOICES)
    ]


def as_yaml(choices: list[dict[str, Any]]) -> str:
    lines = ["voice:", "  views:"]
    for one in choices:
        lines += [f"    - id: {one['id']}", f"      topic: {one['topic']}"]
        lines += [f"      words: {one['words']}", "      may_see:"]
        lines += [f"        - {one['may_see'][0]}", "      contribution:"]
        lines += [f"        {name}: {value}" for name, value in one["contribution"].items()]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace in which the child has said things, in two plans and in what waits."""
    root = workspace_in_git(tmp_path_factory.mktemp("kept") / "workspace")
    last = (root / LAST_PATH).read_text("utf-8")
    whole = re.sub(r"(?ms)^voice:\n(?:[ ].*?\n)+", as_yaml(views("last")), last)
    assert secret(MaySee.SCHOOL, "last") in whole
    (root / LAST_PATH).write_text(whole, "utf-8")
    draft = (root / path_to("pep", YOUNGER_PLAN, YOUNGER_CHILD)).read_text("utf-8")
    draft = draft.replace(YOUNGER_CHILD, OLDER_CHILD).replace(YOUNGER_PLAN, NEW_PLAN)
    (period,) = re.findall(r"(?m)^care_period: .*$", last)
    draft = re.sub(r"(?m)^care_period: .*$", period, draft)
    (root / PLAN_PATH).write_text(draft.rstrip() + "\n" + as_yaml(views("now")), "utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "The child says")
    for number, person in enumerate((MANAGER_ID, OFFICER_ID, TEACHER_ID, SOCIAL_WORKER_ID)):
        said = [*views("then"), *views("new", NEW_ITEMS)]
        send(root, person, {"voice": {"views": said}}, PLAN_PATH, f"sent{number}")
    return root


def pages(forms: OpenForms) -> Iterator[tuple[str, str]]:
    """Yield every page that can be reached from the start page, and those of the plan's forms."""
    asked = {"child": OLDER_CHILD, "record": NEW_PLAN}
    begun = [forms.post(f"/form/{one}", asked) for one in FORMS]  # not all are for everybody
    waiting, seen = ["/", "/review", *(one.location for one in begun if one.location)], set[str]()
    while waiting:
        address = waiting.pop()
        if address in seen or "/copy/" in address:  # a copy is for its reader
            continue
        seen.add(address)
        shown = forms.get(address, follow_redirects=True)
        assert shown.status_code in (200, 404), address
        yield address, shown.text
        found = re.findall(r'href="(/[^"#?]*)', shown.text)
        waiting += [one for one in found if not one.startswith("/assets/")]


@pytest.mark.parametrize("person", LETS_SEE)
def test_nobody_reads_what_the_child_keeps_to_others(
    root: Path, tmp_path: Path, person: str
) -> None:
    forms = open_forms(root, person, tmp_path / "state")
    found = dict(pages(forms))
    assert len(found) > 50
    shown = {
        (choice, when, address.startswith("/review/"))
        for choice in CHOICES
        for when in ("last", "now", "then", "new")
        for address, text in found.items()
        if secret(choice, when) in text
    }
    # All of them were at the meeting about the last plan; about the new one there was none.
    at_meeting = {one for one in shown if one[:2] == (MaySee.EVERYONE_AT_MEETING, "last")}
    assert {choice for choice, *_ in shown - at_meeting} == {LETS_SEE[person]}
    for when in ("now", "then", "new"):
        assert (LETS_SEE[person], when, True) in shown
    assert (LETS_SEE[person], "now", False) in shown


def test_where_two_changed_what_is_kept_to_others_neither_is_shown(
    root: Path, tmp_path: Path
) -> None:
    own = tmp_path / "workspace"
    git(root, "clone", "--quiet", str(root), str(own))
    git(own, "branch", "forms/sent0", "origin/forms/sent0")
    git(own, "remote", "remove", "origin")
    text = (own / PLAN_PATH).read_text("utf-8")
    for choice in CHOICES:
        text = text.replace(secret(choice, "now"), secret(choice, "since"))
    (own / PLAN_PATH).write_text(text, "utf-8")
    git(own, "commit", "-qam", "Somebody else was quicker")
    forms = open_forms(own, OFFICER_ID, tmp_path / "state")
    shown = forms.get("/review/sent0")
    assert "What somebody else changed meanwhile" in shown.text
    assert "It is not what it was before." in words_of(shown)
    for when in ("now", "then", "new", "since"):
        seen = {choice for choice in CHOICES if secret(choice, when) in shown.text}
        assert seen <= {MaySee.VIRTUAL_SCHOOL}, when
    assert secret(MaySee.VIRTUAL_SCHOOL, "since") in shown.text
