"""One part of an invented plan never says the opposite of another."""

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import NamedTuple

import pytest

from pepsite.invented.fields import Fields
from pepsite.invented.invent import Invented, invent
from pepsite.invented.phrases import _pools, threads
from pepsite.store.packs import load_pack

WALSALL = load_pack("walsall")

HERE = ("yes", "for-part")
ATTENDED = ("PN1", "PN2", "PN3", "PN4")
STAYED_AWAY = ("PN5", "PN6", "PN7")
LITTLE = 0.93
ENGLISH = ("Reading", "Writing", "English", "English language")


class Plan(NamedTuple):
    """A PEP with the child it is about, and when that child was born."""

    pep: Fields
    child: Fields
    born_on: date


@pytest.fixture(scope="module", params=[1, 2, 3])
def school(request: pytest.FixtureRequest) -> Invented:
    return invent(40, request.param, WALSALL)


@pytest.fixture(scope="module")
def plans(school: Invented) -> list[Plan]:
    return [
        Plan(pep, one.child, one.identity.born_on) for one in school.children for pep in one.peps
    ]


@pytest.fixture(scope="module")
def complete(plans: list[Plan]) -> list[Fields]:
    return [plan.pep for plan in plans if plan.pep["status"] == "complete"]


def came(pep: Fields, role: str) -> list[str]:
    invited = pep["meetings"][-1].get("invited", [])
    return [one["came"] for one in invited if one["role"] == role]


def age_on(born_on: date, day: date) -> int:
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def attendance_of(pep: Fields) -> float | None:
    counted = pep.get("attendance")
    if not isinstance(counted, list):
        return None
    return float(counted[-1]["sessions_attended"] / counted[-1]["sessions_possible"])


def attainment(pep: Fields) -> list[Fields]:
    rows = pep.get("content", {}).get("attainment", [])
    return [row for row in rows if "level" in row] if isinstance(rows, list) else []


def in_a_sentence(subject: str) -> str:
    return subject if subject.startswith("English") else subject.lower()


def sen_on(child: Fields) -> str:
    sen = child["sen"][-1]
    return str(sen["primary_need"]) if sen["provision"] != "N" else ""


# --- the child's part and the meeting


def test_participation_is_what_the_meeting_has(plans: list[Plan]) -> None:
    with_voice = [plan for plan in plans if "voice" in plan.pep]

    assert {pep["voice"]["participation"] for pep, _, _ in with_voice} >= {"PN0", "PN1", "PN6"}
    for pep, _, born_on in with_voice:
        code = pep["voice"]["participation"]
        held_on = date.fromisoformat(pep["meetings"][-1]["held_on"])
        (child_came,) = came(pep, "child")
        assert (code == "PN0") == (age_on(born_on, held_on) < 4)
        if code != "PN0":
            assert code in (ATTENDED if child_came in HERE else STAYED_AWAY)


def test_where_an_advocate_spoke_an_advocate_was_invited(plans: list[Plan]) -> None:
    for pep, _, _ in plans:
        if pep.get("voice", {}).get("participation") in ("PN2", "PN5"):
            assert came(pep, "advocate") == ["yes"]


def test_who_did_not_want_to_take_part_was_not_there(plans: list[Plan]) -> None:
    for pep, _, _ in plans:
        topics = {view["topic"] for view in pep.get("voice", {}).get("views", [])}
        if topics & {"did-not-want-to-take-part", "no-meeting-wanted"}:
            assert came(pep, "child") == ["no"]


def test_a_summary_has_the_child_there_only_if_the_child_came(plans: list[Plan]) -> None:
    there = {text.partition("\n")[0].partition("<")[0] for text in _pools()["meeting"]["there"]}
    for pep, _, _ in plans:
        summary = pep["meetings"][-1].get("summary", "")
        if any(summary.startswith(beginning) for beginning in there):
            assert came(pep, "child")[0] in HERE


def test_each_view_was_answered_with_an_outcome_of_its_own(plans: list[Plan]) -> None:
    pools = _pools()
    bands = [pools[band] for band in ("early", "infant", "junior", "lower", "upper", "later")]
    rows = [
        row
        for topics in (*bands, pools["newcomer"])
        for said in topics.values()
        for row in said
        if isinstance(row, list)
    ]
    outcome_of = {fixed(said): fixed(what) for said, what, _, _ in rows}
    acted_on = [
        view
        for pep, _, _ in plans
        for view in pep.get("voice", {}).get("views", [])
        if "acted_on" in view
    ]

    assert len({what for _, what, _, _ in rows}) == len(rows)
    assert acted_on
    for view in acted_on:
        assert any(
            said <= set(view["words"].split()) and what <= set(view["acted_on"]["what"].split())
            for said, what in outcome_of.items()
        )


def fixed(text: str) -> frozenset[str]:
    """Return the words of a text that no gap changes."""
    return frozenset(word for word in text.split() if "<" not in word and ">" not in word)


# --- learning and what is said of it


def test_achievements_say_what_the_scores_say(school: Invented) -> None:
    seen = 0
    for one in school.children:
        scores = [
            pep["content"]["key_stage_2"]
            for pep in one.peps
            if "reading" in pep.get("content", {}).get("key_stage_2", {})
        ]
        said = [text for pep in one.peps for text in achievements(pep) if "Key stage 2" in text]
        if not scores:
            continue
        assert all(other == scores[0] for other in scores)
        met = {name for name, score in scores[0].items() if score >= 100}
        for text in said:
            seen += 1
            claimed, _, denied = text.partition("; not yet in ")
            if "all three tests" in text:
                assert met == set(scores[0])
            elif "not yet at the expected standard" in text:
                assert met == set()
            else:
                assert {name for name in scores[0] if name in claimed} == met
                assert {name for name in scores[0] if name in denied} == set(scores[0]) - met
    assert seen


def achievements(pep: Fields) -> Iterator[str]:
    history = pep.get("history")
    for entry in history if isinstance(history, list) else []:
        yield entry.get("achievements", "")


def test_nothing_else_claims_the_tests_of_year_six() -> None:
    loose = [
        text
        for key, texts in _pools()["achievements"].items()
        if not key.startswith("ks2")
        for text in texts
    ]

    assert not [text for text in loose if "expected" in text or "tests" in text]


def test_summaries_say_of_each_subject_what_its_row_says(plans: list[Plan]) -> None:
    rows_seen = 0
    for pep, _, _ in plans:
        summary = pep.get("content", {}).get("progress_summary", "")
        rows = attainment(pep)
        if not rows:
            continue
        level, pace = summary.split("\n")[:-1], summary.split("\n")[-1]
        good = level[0] if "not yet" not in level[0] else ""
        wanting = level[-1] if "More is needed" in level[-1] or "not yet" in level[-1] else ""
        ahead, _, behind = pace.partition("slower")
        for row in rows:
            rows_seen += 1
            name = in_a_sentence(row["subject"])
            if row["level"] in ("at", "above"):
                assert name in good or "every subject" in good
                assert name not in wanting
            else:
                assert name in wanting
            assert (name in ahead) == (row["progress"] == "above-expected")
            assert (name in behind) == (row["progress"] == "below-expected")
    assert rows_seen


def test_nobody_above_what_is_expected_is_given_a_new_target_in_that_subject(
    plans: list[Plan],
) -> None:
    for pep, _, _ in plans:
        above = {
            row["subject"].split(" ")[0].lower()
            for row in attainment(pep)
            if row["level"] == "above"
        }
        for target in pep.get("targets", []):
            assert target["subject"] not in above or "review" in target


def test_a_special_need_in_a_subject_shows_in_its_attainment(plans: list[Plan]) -> None:
    seen = 0
    for pep, child, _ in plans:
        need = sen_on(child)
        for row in attainment(pep):
            if need == "MLD" or (need == "SPLD" and row["subject"] in ENGLISH):
                seen += 1
                assert row["level"] in ("below", "working-towards")
    assert seen


# --- attendance


def test_attendance_is_a_need_only_where_the_figures_say_so(plans: list[Plan]) -> None:
    seen = 0
    texts = {text for key, text in never_good()}
    for pep, _, _ in plans:
        rate = attendance_of(pep)
        little = rate is not None and rate < LITTLE
        for need in pep.get("needs", []):
            if need["kind"] == "attendance" and any(
                need["what"].startswith(text) for text in texts
            ):
                seen += 1
                assert little
        for target in pep.get("targets", []):
            if target["subject"] == "attendance" and target.get("review", {}).get(
                "outcome"
            ) not in ("achieved", "discontinued"):
                assert little
                attended, _, possible, *_ = target["baseline"]["what"].split()
                assert int(attended) / int(possible) < LITTLE
                assert "hree days in most weeks" not in target["baseline"]["what"]
    assert seen


def never_good() -> Iterator[tuple[str, str]]:
    for thread in threads().values():
        if thread.subject == "attendance":
            yield thread.key, thread.need.partition("<")[0]


def test_a_barrier_to_attendance_is_named_only_where_the_figures_say_so(
    plans: list[Plan],
) -> None:
    for pep, _, _ in plans:
        rate = attendance_of(pep)
        for counted in pep["attendance"] if rate is not None else []:
            assert ("barrier" in counted) == (rate is not None and rate < LITTLE)


def test_what_came_of_an_attendance_target_is_what_the_register_says(plans: list[Plan]) -> None:
    for pep, _, _ in plans:
        rate = attendance_of(pep)
        for target in pep.get("targets", []):
            review = target.get("review", {})
            if target["subject"] == "attendance" and review.get("outcome") == "achieved":
                assert rate is not None
                assert rate >= 0.8


# --- plans that are complete


def test_the_virtual_school_agreed_to_how_behaviour_is_answered(complete: list[Fields]) -> None:
    agreed = [pep["wellbeing"]["behaviour_agreed_with_virtual_school"] for pep in complete]

    assert set(agreed) == {True}


def test_nobody_behaves_well_and_has_been_suspended(plans: list[Plan]) -> None:
    for pep, child, _ in plans:
        suspended = any(event["kind"] == "suspension" for event in child.get("events", []))
        said = pep.get("wellbeing", {}).get("behaviour_strategies", "")
        assert not (suspended and said.startswith("{child} behaves well"))


def test_wherever_premium_is_given_somebody_agreed_to_it(plans: list[Plan]) -> None:
    premiums = [pep["premium"] for pep, _, _ in plans if "premium" in pep]

    assert premiums
    assert all(premium["agreed_by"] and premium["lines"] for premium in premiums)


def test_a_change_of_provision_says_how_the_move_is_prepared(plans: list[Plan]) -> None:
    changes = [pep for pep, _, _ in plans if pep["type"] == "change-of-provision"]

    assert changes
    assert {pep["transition"]["trigger"] for pep in changes} == {"new-school"}


def test_a_complete_plan_was_quality_assured_and_rated(
    school: Invented, complete: list[Fields]
) -> None:
    rated = {
        review["pep"]
        for one in school.children
        for review in one.qa_reviews
        if review.get("rating")
    }

    assert {pep["id"] for pep in complete} <= rated


def test_the_chair_is_the_designated_teacher_where_there_is_a_school(plans: list[Plan]) -> None:
    meetings = [
        (pep, meeting)
        for pep, _, _ in plans
        for meeting in pep["meetings"]
        if meeting["mode"] != "none-by-agreement"
    ]

    assert {meeting["chair"] for _, meeting in meetings} == {"designated-teacher", "social-worker"}
    for pep, meeting in meetings:
        chair = "designated-teacher" if "school" in pep else "social-worker"
        assert meeting["chair"] == chair
        if meeting["outcome"] == "held":
            assert came({"meetings": [meeting]}, chair) == ["yes"]


def test_reviewers_are_nearly_always_the_childs_own_officer(school: Invented) -> None:
    own = list(
        chain.from_iterable(
            (
                review["reviewer"] in officers_on(one.child, review["reviewed_on"])
                for review in one.qa_reviews
            )
            for one in school.children
        )
    )

    assert sum(own) >= 0.95 * len(own)


def officers_on(child: Fields, day: str) -> set[str]:
    return {
        one["person"]
        for one in child["responsible"]
        if one["role"] == "virtual-school-officer"
        and one["from_on"] <= day <= one.get("until_on", "9999")
    }
