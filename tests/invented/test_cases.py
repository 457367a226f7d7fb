"""Each life a virtual school knows is in the example of forty children."""

from collections.abc import Callable
from functools import cache

import pytest

from pepsite.invented.cases import Case
from pepsite.invented.children import InventedChild
from pepsite.invented.fields import Fields
from pepsite.invented.identities import FIRST_NAMES_THAT_ARE_WORDS
from pepsite.invented.invent import Invented, invent
from pepsite.store.packs import load_pack

WALSALL = load_pack("walsall")


@cache
def example() -> Invented:
    return invent(40, 1, WALSALL)


def the_child(case: Case) -> InventedChild:
    return next(child for child in example().children if child.case is case)


def peps_of(child: InventedChild, **fields: object) -> list[Fields]:
    return [
        pep for pep in child.peps if all(pep.get(name) == value for name, value in fields.items())
    ]


def meetings(child: InventedChild) -> list[Fields]:
    return [meeting for pep in child.peps for meeting in pep["meetings"]]


def statuses(child: InventedChild) -> list[str]:
    return [step["status"] for step in child.child["education_statuses"]]


def parts(child: InventedChild) -> list[str]:
    return [place["part"] for place in child.child["education"]]


def events(child: InventedChild) -> list[str]:
    return [event["kind"] for event in child.child.get("events", [])]


def last_main_school(child: InventedChild) -> Fields:
    place = [place for place in child.child["education"] if place["part"] == "main"][-1]
    schools = example().shared.places.schools
    return next(school for school in schools if school["id"] == place["school"])


def held_after(child: InventedChild) -> list[str]:
    return [meeting["outcome"] for meeting in meetings(child)]


TOLD: dict[Case, Callable[[InventedChild], object]] = {
    Case.UNACCOMPANIED: lambda one: (
        one.child["care"][0]["unaccompanied"]
        and one.child["interpreter_needed"]
        and any(who["role"] == "interpreter" for who in meetings(one)[0]["invited"])
    ),
    Case.IN_CUSTODY: lambda one: (
        "in-custody" in statuses(one)
        and one.child["care"][0]["placements"][-1]["type"] == "R5"
        and last_main_school(one)["type"] == "secure-setting"
    ),
    Case.NO_SCHOOL_PLACE: lambda one: (
        "tuition" in parts(one)
        and any(
            "school" not in pep and "interim_provision" in pep.get("arrangements", {})
            for pep in one.peps
        )
    ),
    Case.DUAL_REGISTERED: lambda one: {"main", "subsidiary"} <= set(parts(one)),
    Case.PART_TIME: lambda one: (
        any(place.get("timetable") == "part-time" for place in one.child["education"])
        and "part-time-timetable" in events(one)
    ),
    Case.WANTS_NO_MEETING: lambda one: [
        meeting for meeting in meetings(one) if meeting["mode"] == "none-by-agreement"
    ],
    Case.CARER_DECLINED: lambda one: [
        pep
        for pep in one.peps
        if "no_answer" in pep.get("carer_views", {})
    ],
    Case.NOT_KNOWN_YET: lambda one: (
        one.peps[0]["content"]["key_stage_2"]["no_answer"] == "not-known-yet"
    ),
    Case.EMERGENCY: lambda one: one.child["care"][0]["emergency"],
    Case.CAME_BACK: lambda one: (
        len(one.child["care"]) == 2 and len({pep["care_period"] for pep in one.peps}) == 2
    ),
    Case.LEFT_CARE: lambda one: (
        one.child["care"][0]["reason_ended"] == "E11"
        and peps_of(one, status="closed")[0]["closed"]["reason"] == "left-care"
    ),
    Case.BIRTH_CORRECTED: lambda one: one.child["corrections"][0]["field"] == "born",
    Case.SCHOOL_MOVE: lambda one: peps_of(one, type="change-of-provision"),
    Case.REPLANNED: lambda one: (
        len(held_after(one)) > len(one.peps) + 1 and "held" in held_after(one)
    ),
    Case.DUPLICATE: lambda one: (
        peps_of(one, status="closed")[0]["closed"]["reason"] == "duplicate"
    ),
    Case.RETURNED: lambda one: (
        one.peps[-1]["status"] == "returned" and one.qa_reviews[-1]["improvements"]
    ),
    Case.SUBMITTED: lambda one: one.peps[-1]["status"] == "submitted",
    Case.REVISED: lambda one: (
        [pep for pep in one.peps if "revisions" in pep]
        and [review for review in one.qa_reviews if "follows" in review]
    ),
    Case.INITIAL_MISSED: lambda one: (
        [pep["status"] for pep in one.peps] == ["draft"] and "held" not in held_after(one)
    ),
    Case.INITIAL_LATE: lambda one: one.peps[0]["type"] == "initial",
    Case.SUSPENDED: lambda one: events(one).count("suspension") > 2,
    Case.EXCLUDED: lambda one: (
        "permanent-exclusion" in events(one)
        and last_main_school(one)["type"] == "pupil-referral-unit"
    ),
    Case.LEAVING_CARE: lambda one: peps_of(one, type="leaving-care"),
    Case.DISAGREEMENT: lambda one: [pep for pep in one.peps if "disagreements" in pep],
    Case.ADOPTION: lambda one: one.child["care"][0]["legal_statuses"][-1]["status"] == "E1",
    Case.NOT_IN_EDUCATION: lambda one: [
        pep
        for pep in one.peps
        if pep["content"].get("situation") == "seeking-education-employment-or-training"
    ],
    Case.LOW_ATTENDANCE: lambda one: any(
        entry["sessions_attended"] < 0.7 * entry["sessions_possible"]
        for pep in one.peps
        for entry in pep.get("attendance", [])
        if "sessions_possible" in entry
    ),
    Case.IN_WALES: lambda one: last_main_school(one)["nation"] == "wales",
    Case.INDEPENDENT: lambda one: last_main_school(one)["type"] == "independent",
    Case.INTO_RECEPTION: lambda one: any(
        pep.get("transition", {}).get("trigger") == "into-reception" for pep in one.peps
    ),
    Case.SPECIAL_SCHOOL: lambda one: (
        last_main_school(one)["type"] == "special" and one.child["sen"][0]["provision"] == "E"
    ),
    Case.NEW_NOW: lambda one: (
        one.peps[0]["status"] == "draft" and one.peps[0]["meetings"][0]["outcome"] == "planned"
    ),
    Case.REVIEW_MISSED: lambda one: not [
        day for day in (pep["meetings"][-1]["planned_for"] for pep in one.peps)
        if "2025-09-01" <= day <= "2025-12-31"
    ],
    Case.OUT_OF_AREA: lambda one: not last_main_school(one)["in_area"],
}  # fmt: skip


@pytest.mark.parametrize("case", [case for case in Case if case is not Case.NONE])
def test_the_example_has(case: Case) -> None:
    assert TOLD[case](the_child(case))


def test_children_have_names_that_are_words() -> None:
    names = [who.full_name.split(" ", 1) for who in example().identities()]

    assert set(FIRST_NAMES_THAT_ARE_WORDS) <= {first for first, _ in names}
    assert {"Reading", "Young", "Page"} <= {last for _, last in names}


def test_brothers_and_sisters_name_one_another() -> None:
    siblings = {
        child.child["id"]: child.child["siblings_in_care"][0]
        for child in example().children
        if "siblings_in_care" in child.child
    }

    assert siblings
    assert all(siblings[siblings[one]] == one for one in siblings)


def test_some_schools_have_had_nothing_quality_assured_this_year() -> None:
    school_of = {pep["id"]: pep.get("school") for child in example().children for pep in child.peps}
    this_year = {
        school_of[review["pep"]]
        for child in example().children
        for review in child.qa_reviews
        if review["reviewed_on"] >= "2025-09-01"
    }
    with_plans = {
        pep["school"]
        for child in example().children
        for pep in child.peps
        if pep.get("school") and pep.get("completed_on", "") >= "2025-09-01"
    }

    assert with_plans - this_year


def test_reviews_are_held_late_or_missed_now_and_then_and_actions_run_over() -> None:
    actions = [action for child in example().children for action in child.actions]
    ratings = {review["rating"] for child in example().children for review in child.qa_reviews}

    assert [
        action
        for action in actions
        if "outcome" not in action and action["target_on"] < "2026-05-15"
    ]
    assert [action for action in actions if "outcome" in action]
    assert ratings == {"meeting", "not-meeting"}
