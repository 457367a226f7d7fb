"""The invented virtual school: the same for the same seed, right in form, whole in its links."""

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from pepsite.invented.dice import Dice
from pepsite.invented.fields import Fields
from pepsite.invented.invent import Invented, invent
from pepsite.invented.samples import areas
from pepsite.invented.schools import invent_schools
from pepsite.invented.terms import AS_OF
from pepsite.records.ids import check_character_holds
from pepsite.records.kinds import MODELS, Record, kind_of, path_from
from pepsite.records.paths import place_of
from pepsite.records.references import references
from pepsite.store.packs import load_pack

WALSALL = load_pack("walsall")


@pytest.fixture(scope="module", params=[1, 2, 3])
def school(request: pytest.FixtureRequest) -> Invented:
    return invent(40, request.param, WALSALL)


@pytest.fixture(scope="module")
def models(school: Invented) -> list[Record]:
    return [model_of(record) for record in school.records()]


def model_of(record: Fields) -> Record:
    kind, _ = path_from(record)
    return MODELS[kind].model_validate_json(json.dumps(record))


def text_of(seed: int) -> str:
    return json.dumps(list(invent(40, seed, WALSALL).records()))


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert text_of(7) == text_of(7)


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_the_bytes_do_not_hang_on_pythons_own_hashes(hash_seed: str) -> None:
    again = subprocess.run(
        [sys.executable, "-c", PRINT_DIGEST],
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        check=True,
        text=True,
    )

    assert again.stdout == hashlib.sha256(text_of(7).encode()).hexdigest()


PRINT_DIGEST = """
import hashlib, json
from pepsite.invented.invent import invent
from pepsite.store.packs import load_pack
text = json.dumps(list(invent(40, 7, load_pack("walsall")).records()))
print(hashlib.sha256(text.encode()).hexdigest(), end="")
"""


def test_another_seed_gives_other_children() -> None:
    assert text_of(7) != text_of(8)


def test_every_kind_of_record_is_there(models: list[Record]) -> None:
    assert {kind_of(model) for model in models} == set(MODELS)


def test_every_field_stands_where_its_model_has_it(school: Invented, models: list[Record]) -> None:
    for record, model in zip(school.records(), models, strict=True):
        values = json.loads(model.model_dump_json(by_alias=True, exclude_unset=True))
        assert json.dumps(record) == json.dumps(without_empty(values))


def without_empty(value: Any) -> Any:  # whatever JSON holds
    if isinstance(value, dict):
        return {name: without_empty(part) for name, part in value.items() if part != []}
    if isinstance(value, list):
        return [without_empty(part) for part in value]
    return value


def test_every_id_is_right_and_given_once(school: Invented) -> None:
    ids = [str(record["id"]) for record in school.records() if "id" in record]

    assert all(check_character_holds(one) for one in ids)
    assert len(set(ids)) == len(ids)


def test_every_path_is_one_that_records_have(school: Invented) -> None:
    for record in school.records():
        kind, path = path_from(record)
        place = place_of(path)
        assert place is not None
        assert place.kind == kind


def test_everything_pointed_to_is_there(models: list[Record]) -> None:
    known = {(kind_of(model), getattr(model, "id", "")) for model in models}
    missing = [
        (kind_of(model), place)
        for model in models
        for place, kind, record_id in references(model)
        if (kind, record_id) not in known
    ]

    assert missing == []


def test_what_a_child_is_answered_was_said_in_an_earlier_plan(school: Invented) -> None:
    for child in school.children:
        said = {
            (pep["id"], view["id"])
            for pep in child.peps
            for view in pep.get("voice", {}).get("views", [])
        }
        for pep in child.peps:
            for answer in pep.get("voice", {}).get("answered_from_last_time", []):
                assert (answer["pep"], answer["view"]) in said


def test_a_prose_child_is_always_the_token(school: Invented) -> None:
    texts = {text for record in school.records() for _, text in leaves(record)}

    assert not [text for text in texts if "<" in text or "{" in text.replace("{child}", "")]


def test_no_identity_is_in_any_record(school: Invented) -> None:
    everything = "\n".join(
        text for record in school.records() for _, text in leaves(record)
    ).casefold()
    for who in school.identities():
        for secret in (who.full_name, who.upn, who.local_id):
            assert secret.casefold() not in everything


def test_no_child_has_a_birthday_on_record(school: Invented) -> None:
    for child in school.children:
        texts = {text for record in child.records() for _, text in leaves(record)}
        assert child.identity.born_on.isoformat() not in texts


def test_nobody_on_the_staff_shares_a_name_with_a_child(school: Invented) -> None:
    children = {part for who in school.identities() for part in who.full_name.split()}
    staff = {part for person in school.shared.staff.people for part in person["name"].split()}

    assert children.isdisjoint(staff)


def test_nothing_is_known_before_it_has_happened(school: Invented) -> None:
    known_too_soon = Counter(
        name
        for record in school.records()
        if record["schema"] != "calendar/1"
        for name, text in leaves(record)
        if name not in AHEAD and is_day(text) and date.fromisoformat(text) > AS_OF
        # A period is known before it is over.
        if (record["schema"], name) != ("sample/1", "until_on")
    )

    assert known_too_soon == Counter()


AHEAD = {
    "annual_review_on",
    "by",
    "ends_on",
    "expected_end_on",
    "expected_on",
    "next_meeting_on",
    "next_statutory_review_on",
    "planned_for",
    "put_right_by",
    "target_on",
    "timetable_agreed_until",
    "timetable_review_on",
}


def is_day(text: str) -> bool:
    return len(text) == 10 and text[4] == text[7] == "-" and text[:4].isdigit()


def leaves(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text in a record with the name of the field it stands in."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, key)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part, name)
    elif isinstance(value, str):
        yield name, value


def test_four_hundred_children_have_their_share_of_everything() -> None:
    school = invent(400, 1, WALSALL)
    statuses = Counter(pep["status"] for child in school.children for pep in child.peps)

    assert sum(statuses.values()) > 1500
    assert statuses["complete"] > 0.7 * sum(statuses.values())
    assert set(statuses) == {"draft", "submitted", "returned", "complete", "closed"}


def test_a_large_council_draws_its_samples_by_area() -> None:
    assert areas(600) == [range(600)]
    assert areas(1_201) == [range(600), range(600, 1_200), range(1_200, 1_201)]


def test_a_whole_country_has_schools_with_numbers_of_the_right_form() -> None:
    schools = invent_schools(Dice(1), 80_000).schools
    numbers = [school.get("urn") or school.get("ukprn") or school["id"] for school in schools]

    for school in schools[:16] + schools[9_990:10_020] + schools[-20:]:
        model_of(school)
    assert len(set(numbers)) == len(schools)


@pytest.mark.parametrize("children", [1, 2, 35])
def test_any_number_of_children_will_do(children: int) -> None:
    records = [model_of(record) for record in invent(children, 5, WALSALL).records()]
    known = {(kind_of(model), getattr(model, "id", "")) for model in records}

    assert all(
        (kind, record_id) in known for model in records for _, kind, record_id in references(model)
    )
