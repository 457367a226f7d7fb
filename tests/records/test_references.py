from __future__ import annotations

from collections.abc import Iterator

import pytest

from pepsite.findings import FieldPath
from pepsite.records.base import Model
from pepsite.records.ids import PREFIXES
from pepsite.records.kinds import Record
from pepsite.records.references import references
from pepsite.records.review import RaisedBy
from tests.records.full import FULL, ID, PEP_OF_EACH_PHASE, record_of

KIND_OF = {prefix: kind for kind, prefix in PREFIXES.items()}


def ids_in(value: object, place: FieldPath) -> Iterator[tuple[FieldPath, str, str]]:
    if isinstance(value, dict):
        for name, one in value.items():
            if place or name != "id":
                yield from ids_in(one, (*place, name))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from ids_in(one, (*place, index))
    elif isinstance(value, str) and ID.fullmatch(value):
        yield place, KIND_OF[value.partition("-")[0]], value


@pytest.mark.parametrize(
    "record",
    [*(pytest.param(one, id=kind) for kind, one in FULL.items()), *PEP_OF_EACH_PHASE.values()],
)
def test_every_field_that_holds_an_id_points_somewhere(record: Record) -> None:
    by_pattern = sorted(ids_in(record.model_dump(mode="json", by_alias=True), ()), key=str)
    assert sorted(references(record), key=str) == by_pattern


def test_there_is_something_to_find() -> None:
    kinds = {kind for record in FULL.values() for _, kind, _ in references(record)}
    assert kinds == set(PREFIXES) - {"calendar"}  # a calendar is found by year, never named
    assert len(references(FULL["pep"])) > 10
    assert references(FULL["authority"]) == []


def test_an_honest_answer_points_nowhere() -> None:
    honest = {"no_answer": "not-known-yet", "ask": "The school", "by": "2025-10-10"}
    record = record_of("pep", history=honest, premium=honest, transition=honest, targets=honest)
    assert not {"history", "premium", "transition"} & {
        place[0] for place, _, _ in references(record)
    }


def test_what_is_left_out_points_nowhere() -> None:
    record = record_of("pep", school=None, meetings=[], prepared_by=None, previous_pep=None)
    places = {place[0] for place, _, _ in references(record)}
    assert not {"school", "meetings", "prepared_by", "previous_pep"} & places


def test_words_in_the_place_of_something_that_points_point_nowhere() -> None:
    class EitherOr(Model):
        who: RaisedBy | str

    assert references(EitherOr(who="words")) == []
    assert references(EitherOr(who=RaisedBy(audit="au-0000000000000"))) == [
        (("who", "audit"), "audit", "au-0000000000000")
    ]
