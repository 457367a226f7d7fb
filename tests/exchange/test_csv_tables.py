"""Schools and people from tables of our own form."""

from __future__ import annotations

import io
import json

import pytest

from pepsite.errors import ImportRefusedError
from pepsite.exchange.csv_tables import STAFF_SYSTEM, import_people, import_schools
from pepsite.exchange.imported import Imported, plan_files
from pepsite.privacy.identity import StaffIdentity
from pepsite.records.kinds import MODELS, kind_of
from pepsite.records.person import Person
from pepsite.records.school import School

SCHOOLS = (
    "name,urn,ukprn,early_years_number,local_id,type,phases,authority,in_area,district,closed_on\n"
)
A_SCHOOL = "Elm Primary,123456,,,,maintained,eyfs;statutory,Invented Council,yes,,\n"
PEOPLE = "staff_id,name,role,active,team,started_on,left_on,line_manager,schools,leads_phases\n"


def schools(rows: str, recorded: dict[str, School] | None = None) -> Imported:
    return import_schools(io.StringIO(SCHOOLS + rows), recorded or {})


def people(
    rows: str,
    known: dict[str, StaffIdentity] | None = None,
    recorded: dict[str, Person] | None = None,
    registered: dict[str, School] | None = None,
    *,
    names: bool = False,
) -> Imported:
    return import_people(
        io.StringIO(PEOPLE + rows),
        known or {},
        recorded or {},
        registered or {},
        names_in_records=names,
    )


def told(imported: Imported) -> list[str]:
    return [f"{odd.file}:{odd.line} {odd.code}" for odd in imported.odd]


def written(imported: Imported) -> list[dict[str, object]]:
    """Return the files without ids, having read each back as a record."""
    for record, values in zip(
        (*imported.new, *imported.changed), plan_files(imported).values(), strict=True
    ):
        assert MODELS[kind_of(record)].model_validate_json(json.dumps(values)) == record
    return [
        {name: value for name, value in values.items() if name not in {"id", "schema"}}
        for values in plan_files(imported).values()
    ]


def school_records(imported: Imported) -> dict[str, School]:
    return {each.id: each for each in imported.new if isinstance(each, School)}


def person_records(imported: Imported) -> dict[str, Person]:
    return {each.id: each for each in imported.new if isinstance(each, Person)}


def staff(imported: Imported) -> dict[str, StaffIdentity]:
    return {
        each.local_ids[STAFF_SYSTEM]: each
        for each in imported.identities
        if isinstance(each, StaffIdentity)
    }


def test_a_row_is_a_school() -> None:
    imported = schools(A_SCHOOL)
    assert written(imported) == [
        {
            "name": "Elm Primary",
            "urn": "123456",
            "type": "maintained",
            "phases": ["eyfs", "statutory"],
            "authority": "Invented Council",
            "in_area": True,
            "nation": "england",
        }
    ]
    assert told(imported) == []


def test_the_same_table_again_changes_nothing() -> None:
    before = schools(A_SCHOOL)
    second = schools(A_SCHOOL, school_records(before))
    assert (second.new, second.changed, second.unchanged) == ((), (), 1)


def test_a_school_is_known_by_any_number_and_an_empty_cell_says_nothing() -> None:
    before = schools(A_SCHOOL.replace(",,,,maintained", ",10000001,,,maintained"))
    row = "Elm Academy,,10000001,,,academy,statutory,Invented Council,no,North,31/08/2025\n"
    second = schools(row, school_records(before))
    assert (second.new, second.unchanged) == ((), 0)
    (values,) = written(second)
    assert [record.id for record in second.changed if isinstance(record, School)] == list(
        school_records(before)
    )
    assert (values["urn"], values["type"], values["closed_on"]) == (
        "123456", "academy", "2025-08-31",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("Elm,,,,,maintained,eyfs,Council,yes,,", "no-key"),
        ("Elm,12,,,,maintained,eyfs,Council,yes,,", "number-wrong"),
        ("Elm,,12,,,maintained,eyfs,Council,yes,,", "number-wrong"),
        ("Elm,123456,,,,castle,eyfs,Council,yes,,", "value-unknown"),
        ("Elm,123456,,,,maintained,ks2,Council,yes,,", "value-unknown"),
        ("Elm,123456,,,,maintained,eyfs,Council,perhaps,,", "value-unknown"),
        ("Elm,123456,,,,maintained,eyfs,Council,yes,,31/02/2025", "value-unknown"),
        (",123456,,,,maintained,eyfs,Council,yes,,", "value-missing"),
        ("Elm,123456,,,,maintained,,Council,yes,,", "value-missing"),
        ("Elm\x07,123456,,,,maintained,eyfs,Council,yes,,", "not-text"),
        (f"{'E' * 301},123456,,,,maintained,eyfs,Council,yes,,", "not-text"),
        ("Elm,123456", "row-shape"),
    ],
)
def test_a_row_that_is_no_school_is_left_out(row: str, code: str) -> None:
    imported = schools(row + "\n" + A_SCHOOL.replace("123456", "654321"))
    assert told(imported) == [f"schools:2 {code}"]
    assert len(imported.new) == 1


def test_two_rows_with_one_number_are_both_left_out() -> None:
    assert told(schools(A_SCHOOL + A_SCHOOL)) == [
        "schools:2 school-twice",
        "schools:3 school-twice",
    ]


def test_numbers_of_two_schools_are_no_school() -> None:
    other = "Oak,,10000001,,,academy,statutory,Invented Council,yes,,\n"
    recorded = school_records(schools(A_SCHOOL + other))
    row = "Elm Oak,123456,10000001,,,academy,statutory,Invented Council,yes,,\n"
    assert told(schools(row, recorded)) == ["schools:2 several-schools"]


@pytest.mark.parametrize("text", ["", "urn,name\n1,2\n", SCHOOLS])
def test_a_table_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ImportRefusedError, match="nothing was imported"):
        import_schools(io.StringIO(text), {})


A_TEAM = (
    "1,Ada Head,virtual-school-head,yes,,01/09/2020,,,,\n"
    "2,Ben Lead,phase-manager,yes,Primary,2021-09-01,,1,123456,eyfs statutory\n"
)


@pytest.mark.parametrize("column", ["urn", "District", "name"])
def test_a_column_that_is_there_twice_is_refused_whether_it_is_needed_or_not(column: str) -> None:
    table = f"{SCHOOLS.strip()},{column}\n{A_SCHOOL.strip()},other\n"
    said = f"schools, line 1: the column {column.lower()} is there twice"
    with pytest.raises(ImportRefusedError, match=said):
        import_schools(io.StringIO(table), {})


def test_a_row_is_a_person_and_the_name_goes_into_the_identity_store() -> None:
    registered = school_records(schools(A_SCHOOL))
    imported = people(A_TEAM, registered=registered)
    head = next(iter(person_records(imported)))
    assert written(imported) == [
        {"role": "virtual-school-head", "started_on": "2020-09-01", "active": True},
        {
            "role": "phase-manager",
            "team": "Primary",
            "started_on": "2021-09-01",
            "active": True,
            "line_manager": head,
            "schools": list(registered),
            "leads_phases": ["eyfs", "statutory"],
        },
    ]
    assert [each.full_name for each in staff(imported).values()] == ["Ada Head", "Ben Lead"]
    assert "Ada" not in repr(imported)


def test_names_are_in_records_where_the_authority_says_so() -> None:
    assert [values["name"] for values in written(people(A_TEAM, names=True, registered={}))] == [
        "Ada Head", "Ben Lead",
    ]  # fmt: skip


def test_the_same_people_again_change_nothing() -> None:
    registered = school_records(schools(A_SCHOOL))
    before = people(A_TEAM, registered=registered)
    second = people(A_TEAM, staff(before), person_records(before), registered)
    assert (second.new, second.changed, second.unchanged) == ((), (), 2)
    assert second.identities == ()


def test_someone_left_and_has_another_name_now() -> None:
    before = people("1,Ada Head,virtual-school-head,yes,,,,,,\n")
    second = people(
        "1,Ada Foot,virtual-school-head,no,,,31/08/2025,,,\n", staff(before), person_records(before)
    )
    assert written(second) == [
        {"role": "virtual-school-head", "left_on": "2025-08-31", "active": False}
    ]
    (identity,) = staff(second).values()
    assert identity.full_name == "Ada Foot"
    assert identity.person == staff(before)["1"].person


@pytest.mark.parametrize(
    ("rows", "odd", "how_many"),
    [
        (",Ada,phase-manager,yes,,,,,,\n", ["people:2 no-key"], 0),
        (f"{'1' * 41},Ada,phase-manager,yes,,,,,,\n", ["people:2 no-key"], 0),
        ("1,Ada,queen,yes,,,,,,\n", ["people:2 value-unknown"], 0),
        ("1,Ada,,yes,,,,,,\n", ["people:2 value-missing"], 0),
        ("1,A\x07da,phase-manager,yes,,,,,,\n", ["people:2 not-text"], 0),
        (
            "1,Ada,phase-manager,yes,,01/02/2020,01/01/2020,,,\n",
            ["people:2 dates-out-of-order"],
            0,
        ),
        (
            "1,Ada,phase-manager,yes,,,,,,\n1,Ben,phase-manager,yes,,,,,,\n",
            ["people:2 person-twice", "people:3 person-twice"],
            0,
        ),
        ("1,Ada,phase-manager,yes,,,,9,,\n", ["people:2 manager-unknown"], 1),
        ("1,Ada,phase-manager,yes,,,,,99,\n", ["people:2 school-unknown"], 1),
        (
            "1,Ada,queen,yes,,,,,,\n2,Ben,phase-manager,yes,,,,1,,\n",
            ["people:2 value-unknown", "people:3 manager-unknown"],
            1,
        ),
    ],
)
def test_rows_that_cannot_be_used_as_they_stand(rows: str, odd: list[str], how_many: int) -> None:
    imported = people(rows)
    assert told(imported) == odd
    assert len(imported.new) == len(imported.identities) == how_many


def test_an_address_goes_to_the_identity_store_alone_and_may_change() -> None:
    heading = "staff_id,name,role,active,email\n"
    before = import_people(
        io.StringIO(heading + "1,Ada,phase-manager,yes,ada@ashmere.example\n"),
        {}, {}, {}, names_in_records=True,
    )  # fmt: skip
    moved = import_people(
        io.StringIO(heading + "1,,phase-manager,yes,head@ashmere.example\n"),
        staff(before), person_records(before), {}, names_in_records=True,
    )  # fmt: skip
    same = import_people(
        io.StringIO(heading + "1,Ada,phase-manager,yes,\n"),
        staff(moved), person_records(before), {}, names_in_records=True,
    )  # fmt: skip
    wrong = import_people(
        io.StringIO(heading + "1,Ada,phase-manager,yes,Ada <a@b>\n"),
        {}, {}, {}, names_in_records=True,
    )  # fmt: skip

    assert [one.email for one in staff(before).values()] == ["ada@ashmere.example"]
    assert [(one.email, one.full_name) for one in staff(moved).values()] == [
        ("head@ashmere.example", "Ada")
    ]
    assert same.identities == ()
    assert told(wrong) == ["people:2 address-wrong"]
    assert "ashmere" not in json.dumps(plan_files(before))
