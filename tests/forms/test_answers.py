"""Answers are what people typed: nothing is lost on the way from a record and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pepsite.forms.questions.answers import (
    answers_of,
    record_of,
    with_item,
    with_posted,
    without_item,
)
from pepsite.records.base import Model
from pepsite.records.kinds import BY_SCHEMA, MODELS
from pepsite.store.reading import parse
from pepsite.versions.shapes import same
from tests.records.full import PEP_OF_EACH_PHASE, fields_of
from tests.store.generated import records as anything

DEMO = Path(__file__).parents[2] / "records"


def comes_back(record: dict[str, Any], model: type[Model]) -> bool:
    return same(record_of(answers_of(record, model), model), record)


@pytest.mark.uncounted
def test_every_record_of_the_demo_comes_back_from_its_answers_as_it_was() -> None:
    lost = []
    for path in sorted(DEMO.rglob("*.yaml")):
        record = parse(path.read_bytes(), path.name)
        assert isinstance(record, dict)
        model = BY_SCHEMA[str(record["schema"])]
        answers = answers_of(record, model)
        hidden = [key for key in answers if key.endswith("=")]
        if not same(record_of(answers, model), record) or hidden:
            lost.append((path.name, hidden))

    assert lost == []


@pytest.mark.parametrize("kind", MODELS)
def test_a_record_with_every_field_filled_in_comes_back_with_each_as_a_question(kind: str) -> None:
    record = fields_of(MODELS[kind])

    answers = answers_of(record, MODELS[kind])

    assert same(record_of(answers, MODELS[kind]), record)
    assert [key for key in answers if key.endswith("=")] == []


@pytest.mark.parametrize("phase", PEP_OF_EACH_PHASE)
def test_so_does_a_plan_of_each_phase(phase: str) -> None:
    pep = PEP_OF_EACH_PHASE[phase]
    record = pep.model_dump(mode="json", by_alias=True, exclude_none=True)

    assert comes_back(record, type(pep))


@pytest.mark.parametrize("kind", MODELS)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_whatever_stands_in_a_field_is_never_dropped(kind: str, data: st.DataObject) -> None:
    record = fields_of(MODELS[kind])
    for name in data.draw(st.lists(st.sampled_from(sorted(record)), max_size=3)):
        record[name] = data.draw(st.none() | anything | st.text() | st.lists(anything))
    record |= data.draw(anything)

    assert comes_back(record, MODELS[kind])


def test_a_day_that_is_none_is_kept_as_it_was_typed_and_goes_into_the_record_so() -> None:
    typed = {"closed_on/day": "31", "closed_on/month": "Feb", "closed_on/year": ""}

    assert record_of(typed, MODELS["school"]) == {"closed_on": "31/Feb/"}


@pytest.mark.parametrize(
    ("month", "written"),
    [("2", "2026-02-03"), ("02", "2026-02-03"), ("Feb", "2026-02-03"), ("february", "2026-02-03")],
)
def test_a_month_may_be_a_number_or_a_name(month: str, written: str) -> None:
    typed = {"closed_on/day": "3", "closed_on/month": month, "closed_on/year": "2026"}

    assert record_of(typed, MODELS["school"]) == {"closed_on": written}


@pytest.mark.parametrize("month", ["junk", "maybe", "Marchpane", "Fe", "Octopus"])
def test_a_word_that_only_begins_like_a_month_is_none(month: str) -> None:
    typed = {"closed_on/day": "3", "closed_on/month": month, "closed_on/year": "2026"}

    assert record_of(typed, MODELS["school"]) == {"closed_on": f"3/{month}/2026"}


@pytest.mark.parametrize(
    "typed", ["9" * 5000, f"{'9' * 5000}.5", f"0.{'9' * 5000}", f"-{'9' * 19}"]
)
def test_more_digits_than_any_number_has_stay_as_they_were_typed(typed: str) -> None:
    total = record_of({"wellbeing/sdq/total": typed}, MODELS["pep"])
    assert total == {"wellbeing": {"sdq": {"total": typed}}}
    amount: dict[str, str | tuple[str, ...]] = {"premium/lines": ("b811k1",)}
    amount["premium/lines/b811k1/amount_paid"] = typed
    assert record_of(amount, MODELS["pep"]) == {"premium": {"lines": [{"amount_paid": typed}]}}


@pytest.mark.parametrize(
    ("typed", "pence"),
    [("120", 12000), ("87.50", 8750), ("£1,250", 125000), ("0", 0), ("12.5", "12.5"), ("x", "x")],
)
def test_money_is_typed_in_pounds_and_kept_in_pence(typed: str, pence: object) -> None:
    answers: dict[str, str | tuple[str, ...]] = {"premium/lines": ("b811k1",)}
    answers["premium/lines/b811k1/amount_paid"] = typed

    record = record_of(answers, MODELS["pep"])

    assert record == {"premium": {"lines": [{"amount_paid": pence}]}}


def test_an_item_that_is_removed_goes_with_all_that_was_typed_in_it() -> None:
    answers = with_item({"inspections/no_answer": ""}, "inspections", "a1b2c3")
    answers = with_item(answers, "inspections", "d4e5f6")
    answers["inspections/a1b2c3/outcome"] = "Good"

    left = without_item(answers, "inspections", "a1b2c3")

    assert left == {"inspections": ("d4e5f6",), "inspections/d4e5f6/id": "d4e5f6"}


def test_what_was_posted_takes_the_place_of_what_stood_there_and_an_empty_box_empties_it() -> None:
    answers = {"name": "Elm School", "urn": "100000", "type": "academy"}

    after = with_posted(answers, ["name", "urn"], {"name": " Oak\r\nSchool ", "type": "x"})

    assert after == {"type": "academy", "name": "Oak\nSchool"}


def test_a_text_that_nobody_changed_keeps_its_last_empty_line() -> None:
    answers = {"strengths": "Reads well.\n"}

    assert with_posted(answers, ["strengths"], {"strengths": "Reads well."}) == answers
