"""What guidance shows of a policy: by situation, by role and by topic."""

from __future__ import annotations

from datetime import date

import pytest

from pepsite.policy.pack import PolicyPack
from pepsite.privacy.published_guidance import Asked, Point, RolePart, Situation, Topic
from pepsite.privacy.role_parts import role_parts
from pepsite.privacy.situations import situations
from pepsite.privacy.topics import TopicName, topic_of_field, topics
from pepsite.records.codes import Role
from pepsite.store.packs import load_pack, shipped_packs

DAY = date(2026, 5, 15)
BEFORE_ALL = date(2011, 3, 31)


def situation(policy: str, name: str) -> Situation:
    return next(one for one in situations(load_pack(policy), DAY) if one.id == name)


def timed(policy: str, name: str) -> tuple[Asked, ...]:
    """Return what stands on the timeline of a situation, from its beginning to its end."""
    return tuple(one for each in situation(policy, name).timeline for one in each.asked)


def role(policy: str, name: Role) -> RolePart:
    return next(one for one in role_parts(load_pack(policy), DAY) if one.id == name)


def topic(policy: str, name: TopicName) -> Topic:
    return next(one for one in topics(load_pack(policy), DAY) if one.id == name)


def said(asked: tuple[Asked, ...]) -> set[str]:
    return {f"{one.who} {one.says} {one.by}".strip() for one in asked}


# --- Situations


@pytest.mark.parametrize("name", shipped_packs())
def test_every_situation_is_there_under_every_policy(name: str) -> None:
    assert [one.id for one in situations(load_pack(name), DAY)] == [
        "initial",
        "review",
        "moving-school",
        "leaving-care",
        "no-school-place",
        "emergency",
        "custody",
        "unaccompanied",
    ]


def test_a_timeline_is_in_the_order_in_which_things_are_done() -> None:
    times = [
        (each.point, [one.by for one in each.asked])
        for each in situation("shropshire", "initial").timeline
    ]
    first_review = "by the first statutory review, which is held within 20 working days of"
    assert times == [
        (
            Point.BEFORE,
            [
                "within 20 school days",
                "at least 1 calendar day before the PEP meeting",
                "at least 1 calendar day before the PEP meeting",
            ],
        ),
        (
            Point.AFTER,
            [f"{first_review} coming into care", "within 10 school days", "within 20 school days"],
        ),
        (Point.LATER, ["by the day set at the last PEP meeting", "once in every school term"]),
    ]


@pytest.mark.parametrize("name", shipped_packs())
def test_every_timeline_has_the_times_that_go_on_whatever_happens(name: str) -> None:
    pack = load_pack(name)
    reviews = {
        clock.title for clock in pack.clocks if clock.of == "review-pep" and not clock.statutory
    }
    for one in situations(pack, DAY):
        rows = [row for each in one.timeline for row in each.asked]
        assert rows, one.id
        assert all(row.by for row in rows), one.id
        assert any("term" in row.by for row in rows), one.id
        assert reviews <= {row.says for row in rows}, one.id


def test_leaving_care_has_its_own_time_beside_that_of_the_reviews() -> None:
    (meeting,) = situation("warwickshire", "leaving-care").timeline
    assert meeting.point is Point.MEETING
    assert [one.by for one in meeting.asked] == [
        "once in every school term",
        "once in every school term, before its half-term holiday",
        "once in every school term, by the day listed for it",
        "in the school term in which the child leaves care",
    ]


@pytest.mark.parametrize(
    ("name", "point"),
    [
        ("moving-school", Point.BEFORE),
        ("custody", Point.BEFORE),
        ("no-school-place", Point.LATER),
    ],
)
def test_a_new_place_of_education_has_its_time_where_it_begins(name: str, point: Point) -> None:
    found = [
        each.point
        for each in situation("shropshire", name).timeline
        for one in each.asked
        if "new school" in one.counted_from
    ]
    assert found == [point]


@pytest.mark.parametrize("name", ["custody", "unaccompanied", "moving-school", "no-school-place"])
def test_what_holds_after_an_emergency_alone_stands_apart_at_the_end(name: str) -> None:
    for pack in shipped_packs():
        for each in situation(pack, name).timeline:
            of_some = [one.whom for one in each.asked if "emergency" in one.whom]
            assert bool(of_some) is (each.point is Point.SOME), pack


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("walsall", {"Social worker"}),
        ("shropshire", {"Social worker", "Virtual school officer"}),
        ("norfolk", {"Social worker", ""}),
    ],
)
def test_without_a_school_nothing_is_asked_of_a_designated_teacher(
    name: str, who: set[str]
) -> None:
    rows = [row for each in situation(name, "no-school-place").timeline for row in each.asked]
    assert {row.who for row in rows} == who


def test_an_emergency_has_its_own_times_and_not_those_of_a_planned_start() -> None:
    emergency = timed("shropshire", "emergency")
    arranged = [one for one in emergency if "arranged" in one.says]
    assert [(one.by, one.whom) for one in arranged] == [
        ("within 10 school days", "a child placed in an emergency")
    ]
    assert not any("emergency" in one.says for one in timed("shropshire", "initial"))


def test_a_child_without_a_place_may_have_come_into_care_either_way() -> None:
    whom = {one.whom for one in timed("shropshire", "no-school-place")}
    assert {"a child placed in an emergency", "a child whose coming into care was planned"} < whom


def test_what_a_situation_asks_besides_is_told() -> None:
    no_place = said(situation("shropshire", "no-school-place").besides)
    assert "Virtual school officer chairs the meeting" in no_place
    assert "Virtual school officer Chair the meeting and complete the plan." in no_place

    moving = said(situation("warwickshire", "moving-school").besides)
    assert "Receiving school is invited to the meeting" in moving
    assert "For a move, the PEP names the key adult at the new school" in moving

    alone = said(situation("warwickshire", "unaccompanied").besides)
    assert "Interpreter comes to the meeting" in alone


def test_what_has_no_stated_time_is_not_on_the_timeline_but_asked_besides() -> None:
    besides = situation("warwickshire", "review").besides
    assert [(one.says, one.by, one.counted_from) for one in besides] == [
        ("The social worker checks that their views were written down as they gave them", "", ""),
        ("The submitted PEP is quality assured", "", ""),
        ("The designated teacher hears the outcome of quality assurance", "", ""),
    ]


def test_what_law_and_authority_ask_alike_stands_once() -> None:
    reviews = [one for one in timed("shropshire", "review") if "every school term" in one.by]
    assert [(one.statutory, one.sources) for one in reviews] == [
        (True, ("SHR-06", "ENG-GUIDE-TERM"))
    ]


# --- Roles


def test_every_role_has_a_part_if_an_empty_one() -> None:
    assert [one.id for one in role_parts(load_pack("england"), DAY)] == [str(one) for one in Role]
    assert role("england", Role.HEADTEACHER).asked == ()


def test_a_role_is_told_what_it_does_and_when() -> None:
    asked = role("shropshire", Role.SOCIAL_WORKER).asked
    before = {one.says for one in asked if one.stage == "before-the-meeting"}
    assert "The social worker's page is up to date and signed before the meeting" in before
    assert "Fill in “The social worker's single page”" in before
    assert "The first PEP meeting is arranged" in before

    teacher = role("shropshire", Role.DESIGNATED_TEACHER).asked
    after = {(one.says, one.by) for one in teacher if one.stage == "after-the-meeting"}
    complete = "The designated teacher has the PEP complete and good after the meeting"
    assert (complete, "within 10 school days") in after
    during = {one.says for one in teacher if one.stage == "during-the-meeting"}
    assert "The designated teacher chairs the meeting" in during


def test_a_role_is_told_once_of_what_law_and_authority_ask_of_it_alike() -> None:
    begun = [
        (one.says, one.statutory, one.sources)
        for one in role("walsall", Role.SOCIAL_WORKER).asked
        if "is begun" in one.says
    ]
    assert begun == [
        (
            "After an emergency placement, the PEP is begun",
            True,
            ("WAL-20", "ENG-GUIDE-EMERGENCY"),
        )
    ]


def test_who_helps_with_a_section_and_who_signs_it_is_told() -> None:
    assert any(
        one.says.startswith("Help to fill in “")
        for one in role("warwickshire", Role.VIRTUAL_SCHOOL_OFFICER).asked
    )
    signs = [
        one.says
        for name in shipped_packs()
        for part in role_parts(load_pack(name), DAY)
        for one in part.asked
        if one.says.startswith("Put your name to “")
    ]
    assert signs


# --- Topics


def test_a_topic_has_what_a_complete_pep_has_and_what_a_good_one_holds() -> None:
    targets = {one.says for one in topic("shropshire", TopicName.TARGETS).asked}
    assert "A complete PEP has: targets with actions" in targets
    assert "There are targets: at least 1 in english, reading or writing and 1 in maths" in targets

    moves = {one.says for one in topic("warwickshire", TopicName.TRANSITIONS).asked}
    assert "For a move, the PEP names the key adult at the new school" in moves


def test_what_should_be_there_is_told_apart_from_what_must() -> None:
    found = {
        one.says.partition(":")[0]
        for name in shipped_packs()
        for each in topics(load_pack(name), DAY)
        for one in each.asked
        if one.says.startswith("A complete PEP")
    }
    assert found == {"A complete PEP has", "A complete PEP should have"}


def test_a_field_without_a_page_has_no_topic() -> None:
    assert topic_of_field("voice.views") is TopicName.VOICE
    assert topic_of_field("next_meeting_on") is None


# --- A policy that has not begun


@pytest.mark.parametrize("name", shipped_packs())
def test_before_a_policy_begins_nothing_is_asked(name: str) -> None:
    pack: PolicyPack = load_pack(name)

    assert not any(one.timeline for one in situations(pack, BEFORE_ALL))
    assert not any(one.besides for one in situations(pack, BEFORE_ALL))
    assert not any(one.asked for one in role_parts(pack, BEFORE_ALL))
    assert not any(one.asked for one in topics(pack, BEFORE_ALL))
