"""Hostile text in every box of every form: kept as it was typed, and shown as text everywhere."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

import pytest
from lxml import html

from pepsite.forms.questions.wording import form, form_names
from pepsite.forms.web.filling import answers_in
from tests.forms.conftest import OpenAs
from tests.forms.opened import OFFICER_ID, OLDER_CHILD, YOUNGER_CHILD, OpenForms
from tests.forms.test_web_ahead import wait_for_quality_assurance
from tests.forms.test_web_filling import HOSTILE, draft_of
from tests.forms.test_web_following import PHASE_MANAGER
from tests.usecases.examples import CALENDAR

pytestmark = pytest.mark.uncounted

OLDER_PLAN, YOUNGER_PLAN = "pep-hc4dvy5m8nb0v", "pep-jxp7jjy63y6fz"
TO_BEGIN: dict[str, dict[str, str]] = {
    "action": {},
    "audit": {"audit": "journey/journey"},
    "calendar": {},
    "calendar-closures": {"record": PurePosixPath(CALENDAR).stem},
    "carer-view": {"child": YOUNGER_CHILD, "record": YOUNGER_PLAN},
    "child-voice": {"child": YOUNGER_CHILD, "record": YOUNGER_PLAN},
    "close": {"child": YOUNGER_CHILD, "record": YOUNGER_PLAN},
    "filed": {"child": OLDER_CHILD, "record": OLDER_PLAN},
    "meeting": {"child": YOUNGER_CHILD, "record": YOUNGER_PLAN},
    "new-child": {},
    "pep": {"child": OLDER_CHILD, "type": "review"},
    "person": {},
    "qa-review": {"child": OLDER_CHILD, "pep": OLDER_PLAN},
    "return": {"child": OLDER_CHILD, "record": OLDER_PLAN},
    "revise": {"child": OLDER_CHILD, "record": OLDER_PLAN},
    "school": {},
    "typed-for-someone": {"child": YOUNGER_CHILD, "record": YOUNGER_PLAN},
}
_BOXES = ".//main//form[@data-keeps]//input[@type='text'] | .//main//form[@data-keeps]//textarea"


def boxes_of(page: str) -> dict[str, str]:
    """Return the boxes of a page that one writes into, with what stands in each."""
    found = html.fromstring(page).xpath(_BOXES)
    return {one.name: (one.value or "").replace("\r\n", "\n") for one in found}


def posted_from(page: str) -> dict[str, Any]:
    """Return what a browser would send of a page as it stands."""
    sent: dict[str, list[str]] = {}
    for part in html.fromstring(page).xpath(".//main//form[@data-keeps]"):
        for name, value in part.form_values():
            sent.setdefault(name, []).append(value)
    return sent


def begun(open_as: OpenAs, name: str) -> tuple[OpenForms, str]:
    """Begin a form as somebody who may, and return the address of its task list."""
    forms = open_as(PHASE_MANAGER if name == "audit" else OFFICER_ID)
    if name == "audit":
        return forms, forms.post(f"/child/{OLDER_CHILD}/audit", TO_BEGIN[name]).location
    if name == "return":
        wait_for_quality_assurance(forms.desk.root)
    return forms, forms.begin(name, **TO_BEGIN[name])


def test_every_form_that_asks_something_is_tried() -> None:
    assert set(TO_BEGIN) == {name for name in form_names() if form(name).pages}


@pytest.mark.parametrize("name", TO_BEGIN)
def test_hostile_text_in_every_box_is_the_same_text_everywhere(open_as: OpenAs, name: str) -> None:
    forms, home = begun(open_as, name)
    filled: dict[str, str] = {}
    changes = form(name).changes  # its pages are tried with that form
    elsewhere = {one.id for one in form(changes).pages} if changes else set()
    waiting = [*pages_on(forms, home), *pages_on(forms, f"{home}/check")]
    seen: set[str] = set()
    while waiting:
        address = waiting.pop()
        if address in seen or address.partition("/page/")[2].partition("/")[0] in elsewhere:
            continue
        shown = forms.get(address)
        if shown.status_code != 200:
            continue
        seen.add(address)
        typed = dict.fromkeys(boxes_of(shown.text), HOSTILE)
        sent = {**posted_from(shown.text), **typed}
        if 'value="add"' in shown.text:
            waiting.append(forms.post(address, {**sent, "do": "add"}).location)
        else:
            assert forms.post(address, {**sent, "do": "later"}).status_code == 303
        again = forms.get(address)
        assert boxes_of(again.text) == typed
        assert "<script>alert" not in again.text
        filled |= typed
        waiting += pages_in(again.text)
    answers = answers_in(draft_of(forms))
    assert {key: answers[key] for key in filled} == filled
    assert len(filled) > 0
    check = forms.get(f"{home}/check").text
    assert "<script>alert" not in check
    assert html.fromstring(check).text_content().count(HOSTILE) > 0


def pages_on(forms: OpenForms, address: str) -> list[str]:
    return pages_in(forms.get(address).text)


def pages_in(text: str) -> list[str]:
    return sorted(set(re.findall(r'href="([^"]*/page/[^"#]*)', text)))
