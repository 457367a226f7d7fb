"""Who may do what: each role against each action, and no unless something says yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pepsite.privacy.permission import About, Action, may, may_see, writes
from pepsite.records.child import Child
from pepsite.records.codes import Role
from pepsite.records.person import Person
from pepsite.records.sections import SignedSection
from pepsite.records.voice import MaySee
from tests.privacy.small import WALSALL, records

DAY = date(2026, 5, 15)
OWN, OTHER = "sc-1", "sc-2"
STAFF = ("virtual-school-officer", "phase-manager", "virtual-school-deputy", "virtual-school-head")
NOBODY = (
    "school-staff",
    "independent-reviewing-officer",
    "carer",
    "parent",
    "child",
    "board-member",
    "other",
)


def child_of(education: str, responsible: str) -> Child:
    (child,) = records(
        "{schema: child/1, id: ch-1, born: 2014-03, care: [{id: aaaaaa, entered_on: 2025-01-06}], "
        "year_groups: [{id: aaaaab, from_on: 2025-09-01, year_group: Y6}], "
        f"education: [{education}], responsible: [{responsible}]}}"
    )
    assert isinstance(child, Child)
    return child


AT_SCHOOL = "{id: aaaaac, school: sc-1, part: main, from_on: 2025-09-01}"
LOOKED_AFTER = "{id: aaaaad, role: social-worker, person: ps-1, from_on: 2025-09-01}"
CHILD = child_of(AT_SCHOOL, LOOKED_AFTER)


def person_of(number: int, role: str, schools: str, more: str = "") -> Person:
    (person,) = records(
        f"{{schema: person/1, id: ps-{number}, role: {role}, schools: [{schools}], active: true{more}}}"
    )
    assert isinstance(person, Person)
    return person


def someone(role: str, more: str = "") -> Person:
    return person_of(1, role, OWN, more)


def about(kind: str = "pep", *, of_child: bool = True, section: str | None = None) -> About:
    signed = SignedSection(section) if section else None
    return About(kind, DAY, CHILD if of_child else None, signed, WALSALL.sections)


def test_nobody_and_who_has_left_may_do_nothing() -> None:
    left = someone(STAFF[0]).model_copy(update={"active": False})
    gone = someone(STAFF[0], ", left_on: 2026-05-14")
    leaving = someone(STAFF[0], ", left_on: 2026-05-15")
    assert not any(may(None, action, about()) for action in Action)
    assert not any(may(left, action, about()) for action in Action)
    assert not any(may(gone, action, about()) for action in Action)
    assert may(leaving, Action.READ, about())


def test_who_has_left_sees_nothing_that_the_child_said() -> None:
    gone = someone("virtual-school-officer", ", left_on: 2026-05-14")
    leaving = someone("virtual-school-officer", ", left_on: 2026-05-15")
    assert not may_see(gone, [MaySee.VIRTUAL_SCHOOL], DAY)
    assert not may_see(gone, [MaySee.VIRTUAL_SCHOOL], DAY, typed_by=gone.id)
    assert may_see(leaving, [MaySee.VIRTUAL_SCHOOL], DAY)


@pytest.mark.parametrize(
    ("role", "own"),
    [
        ("designated-teacher", MaySee.SCHOOL),
        ("social-worker", MaySee.SOCIAL_WORKER),
        ("personal-adviser", MaySee.PERSONAL_ADVISER),
        ("virtual-school-officer", MaySee.VIRTUAL_SCHOOL),
        ("data-officer", None),
        ("board-member", None),
    ],
)
def test_what_the_child_said_is_for_those_the_child_chose(role: str, own: MaySee | None) -> None:
    one = someone(role)
    assert [each for each in MaySee if may_see(one, [each], DAY)] == ([own] if own else [])
    at_meeting = [each for each in MaySee if may_see(one, [each], DAY, was_there=True)]
    assert set(at_meeting) == {MaySee.EVERYONE_AT_MEETING, *([own] if own else [])}
    # Kept to whoever typed it, it is for nobody else, whoever is named beside.
    assert not may_see(one, MaySee, DAY, was_there=True)
    assert may_see(one, MaySee, DAY, typed_by=one.id)
    assert not may_see(one, [], DAY, typed_by="ps-5")
    assert not may_see(None, [MaySee.SCHOOL], DAY)


@pytest.mark.parametrize("role", STAFF)
def test_the_virtual_school_sees_writes_and_reviews_everything(role: str) -> None:
    of_others = {Action.HAND_OVER, Action.LET_PAST, Action.AUDIT, Action.READ_WHOLE}
    for action in set(Action) - of_others:
        assert may(someone(role), action, about("qa-review"))


def test_only_the_head_of_the_virtual_school_lets_past_what_is_refused() -> None:
    head = "virtual-school-head"
    allowed = [str(one) for one in Role if may(someone(str(one)), Action.LET_PAST)]
    assert allowed == [head]
    gone = someone(head, ", left_on: 2026-05-14")
    before = ", earlier_roles: [{id: aaaaaa, role: phase-manager, until_on: 2026-05-15}]"
    assert not may(gone, Action.LET_PAST, about("submission"))
    assert not may(someone(head, before), Action.LET_PAST, about("submission"))


@pytest.mark.parametrize(
    ("role", "number", "auditors", "expected"),
    [
        pytest.param("phase-manager", 5, {Role.PHASE_MANAGER}, True, id="an auditor"),
        pytest.param("phase-manager", 5, {Role.VIRTUAL_SCHOOL_HEAD}, False, id="no auditor"),
        pytest.param("phase-manager", 5, set(), False, id="the policy names nobody"),
        pytest.param("social-worker", 1, {Role.SOCIAL_WORKER}, True, id="on the panel"),
        pytest.param("social-worker", 5, {Role.SOCIAL_WORKER}, False, id="of another child"),
        pytest.param("data-officer", 5, {Role.DATA_OFFICER}, False, id="who fills in none"),
    ],
)
def test_an_audit_is_begun_by_those_whom_the_policy_has_do_it(
    role: str, number: int, auditors: set[Role], expected: bool
) -> None:
    one = person_of(number, role, OWN)
    asked = replace(about("audit"), audited_by=frozenset(auditors))
    assert may(one, Action.AUDIT, asked) is expected
    assert not may(one, Action.AUDIT, replace(asked, kind="pep"))
    assert not may(one, Action.AUDIT, replace(asked, child=None))


def test_who_writes_a_plan_or_judges_it_reads_the_whole_of_it() -> None:
    roles = (*STAFF, "designated-teacher", "social-worker", "data-officer")
    allowed = [one for one in roles if may(someone(one), Action.READ_WHOLE, about())]
    assert allowed == [*STAFF, "designated-teacher", "social-worker"]
    elsewhere = person_of(5, "designated-teacher", OTHER)
    assert not may(elsewhere, Action.READ_WHOLE, about())
    assert not may(someone(STAFF[0]), Action.READ_WHOLE, about("qa-review"))
    assert not may(someone(STAFF[0]), Action.READ_WHOLE, about(of_child=False))


def test_copies_for_others_are_the_virtual_school_s_to_make() -> None:
    roles = (*STAFF, "designated-teacher", "social-worker", "data-officer")
    allowed = [one for one in roles if may(someone(one), Action.HAND_OVER, about())]
    assert allowed == list(STAFF)
    assert not may(someone(STAFF[0]), Action.HAND_OVER, about("qa-review"))


@pytest.mark.parametrize("role", NOBODY)
def test_who_has_no_part_in_the_forms_may_do_nothing(role: str) -> None:
    assert not any(may(someone(role), action, about()) for action in Action)


@pytest.mark.parametrize("role", [*STAFF, "designated-teacher", "social-worker", "data-officer"])
def test_what_is_about_something_is_refused_when_that_is_not_said(role: str) -> None:
    for action in (Action.READ, Action.READ_WHOLE, Action.FILL, Action.HAND_OVER, Action.AUDIT):
        assert not may(someone(role), action)
    assert may(someone(role), Action.START)


def test_a_data_officer_keeps_the_lists_and_writes_no_plan() -> None:
    officer = someone("data-officer")
    filled = [
        kind
        for kind in ("child", "school", "person", "calendar", "pep", "qa-review", "audit")
        if may(officer, Action.FILL, about(kind))
    ]
    assert filled == ["child", "school", "person", "calendar"]
    assert may(officer, Action.SEARCH)
    assert not may(officer, Action.REVIEW)


@pytest.mark.parametrize(
    ("role", "number", "school", "expected"),
    [
        pytest.param("designated-teacher", 5, OWN, True, id="teacher at the child's school"),
        pytest.param("designated-teacher", 5, OTHER, False, id="teacher elsewhere"),
        pytest.param("delegate", 5, OWN, True, id="delegate at the child's school"),
        pytest.param("social-worker", 1, "", True, id="the child's social worker"),
        pytest.param("social-worker", 5, OWN, False, id="another social worker"),
    ],
)
def test_others_see_the_plans_of_their_own_children_only(
    role: str, number: int, school: str, expected: bool
) -> None:
    one = person_of(number, role, school)
    for kind in ("child", "pep"):
        assert may(one, Action.READ, about(kind)) is expected
    assert may(one, Action.FILL, about("pep")) is expected
    assert not may(one, Action.READ, about("qa-review"))
    assert not may(one, Action.READ, about("pep", of_child=False))
    assert may(one, Action.READ, about("school"))
    assert not may(one, Action.FILL, about("school"))
    assert not may(one, Action.SEARCH)
    assert not may(one, Action.REVIEW)


def test_a_teacher_no_longer_sees_a_child_who_has_moved() -> None:
    moved = child_of(AT_SCHOOL.replace("}", ", until_on: 2026-05-14}"), "")
    before, after = date(2026, 5, 14), DAY
    seen = [
        may(someone("designated-teacher"), Action.READ, About("pep", day, moved))
        for day in (before, after)
    ]
    assert seen == [True, False]


@pytest.mark.parametrize(
    ("role", "section", "expected"),
    [
        pytest.param("social-worker", "care", True, id="their own section"),
        pytest.param("designated-teacher", "care", False, id="another's section"),
        pytest.param("designated-teacher", "education", True, id="the school's section"),
        pytest.param("social-worker", "premium", True, id="one they support"),
        pytest.param("designated-teacher", None, True, id="no section"),
        pytest.param("virtual-school-officer", "care", True, id="an officer who types for them"),
        pytest.param("designated-teacher", "voice", False, id="one the policy gives to nobody"),
    ],
)
def test_who_writes_a_section_is_as_the_policy_says(
    role: str, section: str | None, expected: bool
) -> None:
    assert may(someone(role), Action.FILL, about(section=section)) is expected


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        pytest.param("social-worker", True, id="around the child"),
        pytest.param("virtual-school-officer", True, id="with a section of the policy's"),
        pytest.param("virtual-school-head", False, id="who only looks at it"),
        pytest.param("data-officer", False, id="who keeps the lists"),
    ],
)
def test_a_plan_is_written_by_those_around_the_child_and_whom_the_policy_names(
    role: str, expected: bool
) -> None:
    assert writes(someone(role), about()) is expected
    assert not writes(person_of(5, role, OTHER), about())


def test_without_a_school_place_the_plan_is_the_social_worker_s() -> None:
    nowhere = child_of("", LOOKED_AFTER)
    asked = About("pep", DAY, nowhere, SignedSection.EDUCATION, WALSALL.sections)
    assert may(someone("social-worker"), Action.FILL, asked)


def test_a_social_worker_no_longer_sees_a_child_who_is_another_s() -> None:
    one = someone("social-worker")
    for last, sees in ("2026-05-14", False), ("2026-05-15", True):
        child = child_of(AT_SCHOOL, LOOKED_AFTER.replace("}", f", until_on: {last}}}"))
        assert may(one, Action.READ, replace(about(), child=child)) is sees
        assert writes(one, replace(about(), child=child)) is sees


@pytest.mark.parametrize("role", ["social-worker", "personal-adviser", "designated-teacher"])
def test_the_record_of_a_child_who_is_there_is_filled_in_at_the_virtual_school(role: str) -> None:
    assert not may(someone(role), Action.FILL, about("child"))


def test_a_social_worker_may_begin_with_a_child_who_is_new() -> None:
    new = About("child", DAY)
    assert may(someone("social-worker"), Action.FILL, new)
    assert not may(someone("designated-teacher"), Action.FILL, new)


def test_the_role_is_that_of_the_day() -> None:
    earlier = ", earlier_roles: [{id: aaaaae, role: board-member, until_on: 2026-05-15}]"
    promoted = someone(STAFF[0], earlier)
    assert not may(promoted, Action.READ, about())
    assert promoted.role is Role.VIRTUAL_SCHOOL_OFFICER


@pytest.mark.parametrize(
    ("usual", "expected"), [(Role.SOCIAL_WORKER, True), (Role.DESIGNATED_TEACHER, False)]
)
def test_a_section_the_policy_gives_to_nobody_is_whose_the_form_says(
    usual: Role, expected: bool
) -> None:
    asked = replace(about(section="voice"), usual_owner=usual)
    assert may(someone("social-worker"), Action.FILL, asked) is expected


def test_a_form_is_filled_in_by_those_it_is_made_for() -> None:
    asked = replace(about("school"), filled_in_by=(Role.DATA_OFFICER,))
    roles = ("data-officer", "virtual-school-officer")
    assert [may(someone(role), Action.FILL, asked) for role in roles] == [True, False]
