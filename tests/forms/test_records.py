"""What is sent: a record that was opened and not changed is sent as it was, to the last field."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pepsite.forms.questions.answers import Answers, with_item, with_posted
from pepsite.forms.questions.asking import Asking, candidate, opened
from pepsite.forms.questions.computed import submitted
from pepsite.forms.questions.wording import form, form_names
from pepsite.records.kinds import MODELS
from pepsite.store.reading import parse
from pepsite.versions.shapes import same
from tests.records.full import fields_of

DEMO = Path(__file__).parents[2] / "records"
FORMS = {name: form(name) for name in form_names()}
OWNING = {one.record: one for one in FORMS.values() if one.owns}
SOMEONE = "ps-xjdwsk2evkj5g"


def asking(name: str, **more: Any) -> Asking:
    return Asking(FORMS[name], date(2026, 5, 15), is_new=False, by=SOMEONE, **more)


@pytest.mark.uncounted
def test_a_record_that_nobody_changed_is_sent_as_it_was() -> None:
    changed = []
    for path in sorted(DEMO.rglob("*.yaml")):
        record = parse(path.read_bytes(), path.name)
        assert isinstance(record, dict)
        owning = OWNING.get(str(record["schema"]).partition("/")[0])
        if owning is not None:
            here = asking(owning.id)
            if not same(candidate(here, opened(here, record)), record):
                changed.append(path.name)

    assert changed == []


@pytest.mark.parametrize("name", FORMS)
def test_and_so_is_one_in_which_pages_that_are_not_asked_for_were_filled_in(name: str) -> None:
    record = fields_of(MODELS[FORMS[name].record])
    here = asking(name)

    assert same(candidate(here, opened(here, record)), record)


def test_one_answer_changes_one_field() -> None:
    record = fields_of(MODELS["pep"])
    here = asking("pep")

    after = with_posted(opened(here, record), ["strengths"], {"strengths": "Draws what he sees."})

    assert candidate(here, after) == {**record, "strengths": "Draws what he sees."}


def test_nobody_is_put_down_for_what_was_said_before_the_form_was_opened() -> None:
    here = asking("typed-for-someone")
    record: Any = {
        "carer_views": [{"id": "z97zxn", "words": "Proud", "contribution": {"of": "carer"}}]
    }
    answers = with_item(opened(here, record), "carer_views", "a1b2c3")

    sent: Any = candidate(here, answers)["carer_views"]

    assert [one["contribution"] for one in sent] == [{"of": "carer"}, {"typed_by": SOMEONE}]


def test_a_change_to_a_complete_plan_takes_the_next_number_and_the_day_it_is_sent() -> None:
    here = asking("revise")
    record: Any = {"revisions": [{"id": "z97zxn", "number": 4, "revised_on": "2026-01-02"}]}
    answers = {
        **with_item(opened(here, record), "revisions", "a1b2c3"),
        "revisions/a1b2c3/why": "x",
    }

    sent: Any = candidate(here, answers)["revisions"]

    assert sent == [
        record["revisions"][0],
        {"id": "a1b2c3", "why": "x", "number": 5, "revised_on": "2026-05-15", "by": SOMEONE},
    ]


@pytest.mark.parametrize(
    ("name", "list_", "typed", "follows"),
    [
        ("return", "returned", {"why": "x"}, {"returned_on": "2026-05-15", "by": SOMEONE}),
        ("filed", "events", {"kind": "filed"}, {"by": SOMEONE}),
        ("pep", "sign_offs", {"role": "carer"}, {"typed_by": SOMEONE}),
        ("pep", "sign_offs", {"role": "social-worker"}, {}),
        ("pep", "voice/answered_from_last_time", {"what": "x"}, {"pep": "pep-1"}),
    ],
)
def test_what_follows_from_who_fills_it_in_is_put_down_for_what_is_new(
    name: str, list_: str, typed: dict[str, str], follows: dict[str, str]
) -> None:
    answers: Answers = with_item({"previous_pep": "pep-1"}, list_, "a1b2c3")
    answers = {**answers, **{f"{list_}/a1b2c3/{key}": one for key, one in typed.items()}}

    sent: Any = candidate(asking(name), answers)
    for step in list_.split("/"):
        sent = sent[step]

    assert sent == [{"id": "a1b2c3"} | typed | follows]


def test_who_closes_a_plan_is_put_down_too() -> None:
    sent = candidate(asking("close"), {"closed/reason": "moved"})

    assert sent["closed"] == {"reason": "moved", "closed_on": "2026-05-15", "by": SOMEONE}


def test_a_plan_that_is_sent_is_complete_from_that_day() -> None:
    sent = candidate(asking("pep"), submitted({"status": "draft"}, date(2026, 5, 15)))

    assert (sent["status"], sent["completed_on"]) == ("submitted", "2026-05-15")
