"""Schools and people from tables of our own form: one row, one record.

docs/importing.md lists the columns. An empty cell says nothing: what the record has there
is kept. Doing it again with the same table changes nothing.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TextIO, TypeVar

from pydantic import TypeAdapter, ValidationError

from pepsite.exchange.imported import Imported, OddRow, in_order
from pepsite.exchange.tables import (
    Row,
    Table,
    can_be_key,
    can_be_line,
    day,
    read_table,
    refused,
)
from pepsite.exchange.updating import changed
from pepsite.privacy.identity import MailAddress, StaffIdentity
from pepsite.records.ids import new_id
from pepsite.records.person import Person
from pepsite.records.school import School

STAFF_SYSTEM: Final = "staff"
"""What the identity store calls the `staff_id` of the table of people."""

SCHOOLS, PEOPLE = "schools", "people"
NUMBERS: Final = ("urn", "ukprn", "early_years_number", "local_id")
"""The columns any of which says which school a row is about."""

SCHOOL_COLUMNS: Final = ("name", "type", "phases", "authority", "in_area")
SCHOOL_COLUMNS_OPTIONAL: Final = (*NUMBERS, "nation", "district", "closed_on")
PEOPLE_COLUMNS: Final = ("staff_id", "name", "role", "active")
PEOPLE_COLUMNS_OPTIONAL: Final = (
    "team", "started_on", "left_on", "line_manager", "schools", "leads_phases", "email",
)  # fmt: skip

_LISTS = ("phases", "schools", "leads_phases")
_DAYS = ("closed_on", "started_on", "left_on")
_YES_OR_NO = ("in_area", "active")
_YES = {"yes": True, "true": True, "no": False, "false": False}

NewId = Callable[[str], str]
Shared = TypeVar("Shared", School, Person)


@dataclass(slots=True)
class _Result:
    """What has come of a table so far."""

    odd: list[OddRow]
    new: list[School | Person] = field(default_factory=list)
    changed: list[School | Person] = field(default_factory=list)
    unchanged: int = 0

    def add(self, before: Shared | None, after: Shared) -> None:
        if before is None:
            self.new.append(after)
        elif after == before:
            self.unchanged += 1
        else:
            self.changed.append(after)

    def imported(self, identities: Iterable[StaffIdentity] = ()) -> Imported:
        return Imported(
            tuple(self.new),
            tuple(self.changed),
            self.unchanged,
            in_order(self.odd),
            tuple(identities),
        )


def import_schools(
    table: TextIO, recorded: Mapping[str, School], new_record_id: NewId = new_id
) -> Imported:
    """Return the school records this table makes or changes. `recorded` are those there are.

    A school is known again by any of its numbers.

    Raises:
        ImportRefusedError: it is not such a table.
    """
    read = _read(table, SCHOOLS, SCHOOL_COLUMNS, SCHOOL_COLUMNS_OPTIONAL)
    known = _by_number(recorded.values())
    often = Counter(number for row in read.rows for number in _numbers(row))
    result = _Result(list(read.odd))
    for row in read.rows:
        ids = {known[number] for number in _numbers(row) if number in known}
        before = recorded[next(iter(ids))] if len(ids) == 1 else None
        if not _numbers(row):
            outcome: School | str = "no-key"
        elif any(often[number] > 1 for number in _numbers(row)):
            outcome = "school-twice"
        elif len(ids) > 1:
            outcome = "several-schools"
        else:
            outcome = _record(School, _values(row), before or new_record_id("school"))
        if isinstance(outcome, str):
            result.odd.append(OddRow(SCHOOLS, row.line, outcome))
        else:
            result.add(before, outcome)
    return result.imported()


def import_people(  # noqa: PLR0913  # what is known of people and schools, and where ids come from
    table: TextIO,
    known: Mapping[str, StaffIdentity],
    recorded: Mapping[str, Person],
    schools: Mapping[str, School],
    *,
    names_in_records: bool,
    new_record_id: NewId = new_id,
) -> Imported:
    """Return the records of people, and their identities, that this table makes or changes.

    `known` are the identities by `staff_id` (`IdentityStore.staff_of(STAFF_SYSTEM)`). Names go
    into the identity store, and into records only where the authority's settings name staff.

    Raises:
        ImportRefusedError: it is not such a table.
    """
    read = _read(table, PEOPLE, PEOPLE_COLUMNS, PEOPLE_COLUMNS_OPTIONAL)
    often = Counter(row["staff_id"] for row in read.rows)
    by_number = {number: school for (_, number), school in _by_number(schools.values()).items()}
    result = _Result(list(read.odd))
    good: dict[str, tuple[Row, Person]] = {}
    for row in read.rows:
        staff_id = row["staff_id"]
        own_id = known[staff_id].person if staff_id in known else new_record_id("person")
        if not can_be_key(staff_id):
            outcome: Person | str = "no-key"
        elif often[staff_id] > 1:
            outcome = "person-twice"
        elif row["name"] and not can_be_line(row["name"]):
            outcome = "not-text"
        elif row["email"] and not _is_address(row["email"]):
            outcome = "address-wrong"
        else:
            values = _values(row)
            _put_schools(values, by_number, row, result.odd)
            if not names_in_records:
                values.pop("name", None)
            outcome = _record(Person, values, recorded.get(own_id, own_id))
        if isinstance(outcome, str):
            result.odd.append(OddRow(PEOPLE, row.line, outcome))
        else:
            good[staff_id] = row, outcome
    ids = {staff_id: each.person for staff_id, each in known.items() if each.person in recorded}
    ids |= {staff_id: person.id for staff_id, (_, person) in good.items()}
    for row, person in good.values():
        manager = row["line_manager"]
        if manager and manager not in ids:
            result.odd.append(OddRow(PEOPLE, row.line, "manager-unknown"))
        managed = changed(person, line_manager=ids[manager]) if manager in ids else person
        result.add(recorded.get(person.id), managed)
    return result.imported(_identities(good, known))


def _identities(
    good: Mapping[str, tuple[Row, Person]], known: Mapping[str, StaffIdentity]
) -> list[StaffIdentity]:
    """Return the identities of these people that are new, or say something else now."""
    found = []
    for staff_id, (row, person) in good.items():
        before = known.get(staff_id)
        said = {"full_name": row["name"], "email": row["email"]}
        given = {column: text for column, text in said.items() if text}
        if before is None:
            numbers = {STAFF_SYSTEM: staff_id}
            new = StaffIdentity(person=person.id, local_ids=numbers)
            found.append(changed(new, **given))
        elif (now := changed(before, **given)) is not before:
            found.append(now)
    return found


def _is_address(text: str) -> bool:
    try:
        _ADDRESS.validate_python(text)
    except ValidationError:
        return False
    return True


_ADDRESS = TypeAdapter[str](MailAddress)


def _read(table: TextIO, file: str, required: tuple[str, ...], optional: tuple[str, ...]) -> Table:
    read = read_table(table, file, required, optional)
    if not read.rows and not read.odd:
        raise refused(file, 1, "there are no rows below the heading")
    return read


def _numbers(row: Row) -> list[tuple[str, str]]:
    return [(column, row[column]) for column in NUMBERS if row[column]]


def _by_number(schools: Iterable[School]) -> dict[tuple[str, str], str]:
    """Return the id of each school by each of its numbers."""
    return {
        (column, number): school.id
        for school in schools
        for column in NUMBERS
        if (number := getattr(school, column))
    }


def _put_schools(
    values: dict[str, object], by_number: Mapping[str, str], row: Row, odd: list[OddRow]
) -> None:
    """Put the ids of schools in the place of their numbers."""
    numbers = _listed(row["schools"])
    if any(number not in by_number for number in numbers):
        odd.append(OddRow(PEOPLE, row.line, "school-unknown"))
    if numbers:
        values["schools"] = [by_number[number] for number in numbers if number in by_number]


def _listed(text: str) -> list[str]:
    return list(dict.fromkeys(part for part in re.split(r"[;\s]+", text) if part))


def _values(row: Row) -> dict[str, object]:
    """Return what the cells that are filled in say, as a record has it."""
    values: dict[str, object] = {}
    for column, text in row.values.items():
        if not text or column in {"staff_id", "line_manager", "email"}:
            continue
        if column in _LISTS:
            values[column] = _listed(text)
        elif column in _YES_OR_NO:
            values[column] = _YES.get(text.lower(), text)
        elif column in _DAYS and (on := day(text)):
            values[column] = on.isoformat()
        else:
            values[column] = text
    return values


def _record(
    model: type[Shared],
    values: Mapping[str, object],
    before: Shared | str,
) -> Shared | str:
    """Return the record with these values, or the code of what keeps it from being one.

    `before` is the record there is, or the id of a new one.
    """
    kept: Mapping[str, object] = (
        {"schema": _SCHEMAS[model], "id": before}
        if isinstance(before, str)
        else before.model_dump(mode="json", by_alias=True, exclude_none=True)
    )
    try:
        return model.model_validate_json(json.dumps({**kept, **values}))
    except ValidationError as error:
        first = error.errors(include_input=False, include_context=False, include_url=False)[0]
        return _code(first["type"], first["loc"])


_SCHEMAS: Mapping[type[School | Person], str] = {School: "school/1", Person: "person/1"}


def _code(kind: str, place: tuple[int | str, ...]) -> str:
    """Return our code for what pydantic found. None of its own words, which quote the value."""
    if place and place[0] in {"urn", "ukprn"}:
        return "number-wrong"
    match kind:
        case "missing":
            return "value-missing"
        case "dates-out-of-order":
            return kind
        case "string_too_long" | "string_pattern_mismatch":
            return "not-text"
        case _:
            return "value-unknown"
