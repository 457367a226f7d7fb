"""Nothing that anyone wrote in a record about a child, a plan or a review is on any page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from itertools import product

import pytest

from pepsite.privacy.guidance import public_site
from pepsite.privacy.published import PublishedSite, SchoolPage
from pepsite.records.calendar import Calendar
from pepsite.records.kinds import Record
from pepsite.records.references import references
from tests.privacy.planted import CANARY, VARIANTS, Planter, may_be_shown
from tests.privacy.small import AS_OF, CALENDAR, SCHOOLS, gathered, records


def texts(value: object) -> Iterator[str]:
    """Yield every text anywhere in a published value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))
    else:
        assert value is None or isinstance(value, int | bool | date)


def canaries(site: PublishedSite) -> set[str]:
    """Return the places of the canaries that got out."""
    return {found for text in texts(site) for found in re.findall(rf"{CANARY} [a-z_0-9.]+", text)}


def full_workspace(variant: int) -> tuple[list[Record], set[str]]:
    planter = Planter(variant)
    made = planter.records()
    # Terms that can be counted, and a second school, besides the planted ones.
    real = [one for text in (CALENDAR, SCHOOLS.partition("---")[2]) for one in records(text)]
    return [*(one for one in made if not isinstance(one, Calendar)), *real], planter.planted


def staff_site(variant: int, *, with_calendars: bool = True) -> PublishedSite:
    made, _ = full_workspace(variant)
    return gathered([one for one in made if with_calendars or not isinstance(one, Calendar)]).site()


@pytest.mark.parametrize("with_calendars", [True, False], ids=["terms known", "no calendar"])
@pytest.mark.parametrize("variant", range(VARIANTS))
def test_no_words_of_a_record_are_on_the_staff_site(variant: int, *, with_calendars: bool) -> None:
    found = canaries(staff_site(variant, with_calendars=with_calendars))
    assert [one for one in found if not may_be_shown(one)] == []


@pytest.mark.parametrize("variant", range(VARIANTS))
def test_no_words_of_a_record_are_on_the_public_site(variant: int) -> None:
    found = gathered(full_workspace(variant)[0])
    setting = found.setting
    site = public_site(setting.policy, setting.register.authority, setting.calendars, AS_OF)
    assert all(one.startswith(f"{CANARY} authority.") for one in canaries(site))
    assert canaries(site)


def test_a_calendars_own_words_are_those_of_its_authority_and_its_closures() -> None:
    (calendar,) = (one for one in Planter(0).records() if isinstance(one, Calendar))
    (whole,) = records(CALENDAR)
    assert isinstance(whole, Calendar)
    shared = calendar.model_copy(update={"school": None, "terms": whole.terms})
    setting = gathered([*full_workspace(0)[0], shared]).setting
    site = public_site(setting.policy, setting.register.authority, setting.calendars, AS_OF)
    found = {one for one in canaries(site) if " calendar." in one}
    assert found == {f"{CANARY} calendar.authority", f"{CANARY} calendar.closures.reason"}


# The canaries are worth nothing unless there is something they could have come out with.


def test_every_kind_of_row_was_there_to_carry_one_out() -> None:
    filled: set[str] = set()
    for variant, with_calendars in product(range(VARIANTS), (True, False)):
        staff = staff_site(variant, with_calendars=with_calendars).staff
        assert staff is not None
        for page in staff.schools:
            filled |= {field.name for field in fields(page) if getattr(page, field.name)}
    # A canary is no answer to a question, so none was failed.
    assert filled == {field.name for field in fields(SchoolPage)} - {"failed_items"}


def test_every_part_of_the_staff_pages_was_there_to_carry_one_out() -> None:
    filled: set[str] = set()
    for variant in range(VARIANTS):
        staff = staff_site(variant).staff
        assert staff is not None
        filled |= {field.name for field in fields(staff) if getattr(staff, field.name)}
    assert filled >= {"board", "groups", "quality", "concerns", "year"}


def test_canaries_are_planted_everywhere() -> None:
    planted = {place for variant in range(VARIANTS) for place in full_workspace(variant)[1]}
    assert len(planted) > 200
    for place in (
        "pep.meetings.place",
        "pep.meetings.why",
        "pep.meetings.summary",
        "pep.meetings.invited.reason",
        "pep.voice.views.words",
        "pep.targets.what",
        "pep.disagreements.words",
        "child.education.why_left",
        "child.events.reason",
        "child.corrections.why",
        "qa-review.rating",
        "qa-review.improvements",
        "qa-review.answers.explanation",
        "audit.recommendations.what",
        "sample.seed",
        "action.recommendation",
        "action.action",
        "person.name",
        "person.team",
        "school.authority",
        "school.district",
        "school.inspections.outcome",
    ):
        assert place in planted, place


def test_a_school_is_named_and_that_is_all_that_is_said_of_it() -> None:
    found = {one for variant in range(VARIANTS) for one in canaries(staff_site(variant))}
    assert {one for one in found if " school." in one} == {f"{CANARY} school.name"}


def test_no_page_points_to_a_person_but_to_whose_caseload_or_audit_it_is() -> None:
    """Whose turn it is, is said by role; an officer's own page is under the officer's id."""
    made, _ = full_workspace(0)
    people = {id for one in made for _, kind, id in references(one) if kind == "person"}  # noqa: A001
    staff = staff_site(0).staff
    assert people
    assert staff is not None
    assert staff.groups
    assert not [
        text
        for page in (*staff.schools, *staff.children)
        for text in texts(page)
        for one in people
        if one in text
    ]
