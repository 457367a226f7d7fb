from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pepsite.findings import FieldPath
from pepsite.records.fingerprint import fingerprint
from pepsite.records.pep import Pep
from tests.records.full import FULL, PEP_OF_EACH_PHASE, fields_of, record_of

# Chosen here a second time, so that nobody adds to it without meaning to.
IGNORED = {"status", "events", "returned", "distribution", "sign_offs", "schema"}
PEP = fields_of(Pep)


def of(values: dict[str, Any]) -> str:
    # Unchecked: a value that could not stand alone would change the fingerprint all the same.
    named = {("schema_" if name == "schema" else name): one for name, one in values.items()}
    return fingerprint(Pep.model_construct(**named))


def leaves(value: Any, place: FieldPath = ()) -> Iterator[FieldPath]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from leaves(one, (*place, name))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from leaves(one, (*place, index))
    else:
        yield place


def changed(value: Any, place: FieldPath) -> Any:
    if not place:
        return f"{value} and more"
    if isinstance(value, dict):
        return {
            name: changed(one, place[1:]) if name == place[0] else one
            for name, one in value.items()
        }
    return [
        changed(one, place[1:]) if index == place[0] else one for index, one in enumerate(value)
    ]


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
@pytest.mark.parametrize("place", list(leaves(PEP)), ids=lambda place: ".".join(map(str, place)))
def test_a_change_anywhere_shows_but_for_what_follows_the_plan(place: FieldPath) -> None:
    same = of(changed(PEP, place)) == of(PEP)
    assert same is (place[0] in IGNORED)


@pytest.mark.parametrize("phase", list(PEP_OF_EACH_PHASE))
def test_a_fingerprint_has_its_form(phase: str) -> None:
    prefix, _, digest = fingerprint(PEP_OF_EACH_PHASE[phase]).partition(":")
    assert (prefix, len(digest)) == ("sha256", 64)


def test_sharing_and_filing_leave_it_as_it_was() -> None:
    pep = FULL["pep"]
    assert isinstance(pep, Pep)
    later = pep.model_copy(
        update={"events": (), "sign_offs": (), "distribution": (), "returned": ()}
    )
    assert fingerprint(later) == fingerprint(pep)


def test_what_is_left_out_and_what_is_none_are_the_same() -> None:
    without = {name: one for name, one in PEP.items() if name != "strengths"}
    left_out = Pep.model_validate(without, strict=False)
    none = Pep.model_validate(without | {"strengths": None}, strict=False)
    assert fingerprint(left_out) == fingerprint(none) != fingerprint(FULL["pep"])


def test_what_happened_to_a_child_is_part_of_the_childs_record() -> None:
    child = FULL["child"]
    assert fingerprint(child) != fingerprint(child.model_copy(update={"events": ()}))


def test_different_records_have_different_fingerprints() -> None:
    records = [*FULL.values(), record_of("pep"), record_of("child")]
    assert len({fingerprint(one) for one in records}) == len(records)
