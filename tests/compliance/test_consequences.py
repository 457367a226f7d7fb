"""What must follow a judgement: both sides of each line."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from pepsite.compliance.results import CheckResult
from pepsite.policy.follow_up import Consequence, FollowUp
from tests.compliance.made import Made, made

AS_OF = date(2025, 12, 1)
BEFORE = date(2025, 11, 1)
PEP = {"completed_on": "2025-09-25", "meetings": [{"held_on": "2025-09-22"}]}
NEXT = {"completed_on": "2025-11-20", "meetings": [{"held_on": "2025-11-18"}]}
REVIEW = {"reviewed_on": "2025-10-01", "rating": "not-meeting", "improvements": "Clearer targets."}
SENT_BACK = {"returned_on": "2025-10-02", "by": "the officer", "why": "Clearer targets."}
FIVE_DAYS = {"number": 5, "unit": "working-days"}
NO_UNIT = {"number": 5, "unit": "unknown"}


def brings(what: str, **more: Any) -> Consequence:
    ratings = more.pop("ratings", ["not-meeting"])
    return Consequence.model_validate(
        {
            "id": "brought",
            "title": "What the rating brings",
            "of": more.pop("of", "pep-quality"),
            "doer": "virtual-school-officer",
            "versions": [
                {
                    "from": more.pop("begins", "2018-09-01"),
                    "source": "EXM-1",
                    "ratings": ratings,
                    "brings": what,
                    **more,
                }
            ],
        },
        strict=False,
    )


def follows(of: str, *, done_by: str = "training-offered", **more: Any) -> FollowUp:
    return FollowUp.model_validate(
        {
            "id": "followed",
            "title": "What follows",
            "of": of,
            "done_by": done_by,
            "doer": "virtual-school-officer",
            "versions": [{"from": more.pop("begins", "2018-09-01"), "source": "EXM-1", **more}],
        },
        strict=False,
    )


def under(one: Consequence | FollowUp, **given: Any) -> Made:
    if isinstance(one, Consequence):
        return made(**given).under(consequences=(one,))
    return made(**given).under(follow_up=(one,))


def result(one: Consequence | FollowUp, as_of: date = AS_OF, **given: Any) -> CheckResult:
    return under(one, **given).results(as_of, one.id)[0]


# --- Sent back


@pytest.mark.parametrize(
    ("pep", "within", "status"),
    [
        pytest.param({}, None, "due", id="not yet, and no time is set"),
        pytest.param({}, FIVE_DAYS, "overdue", id="not yet, and its time has passed"),
        pytest.param({}, NO_UNIT, "cannot-tell", id="nobody knows which days"),
        pytest.param({"returned": [SENT_BACK]}, FIVE_DAYS, "met", id="the day after"),
        pytest.param(
            {"returned": [{**SENT_BACK, "returned_on": "2025-10-08"}]},
            FIVE_DAYS,
            "met",
            id="on the fifth working day",
        ),
        pytest.param(
            {"returned": [{**SENT_BACK, "returned_on": "2025-10-09"}]},
            FIVE_DAYS,
            "met-late",
            id="on the sixth",
        ),
        pytest.param(
            {"returned": [{**SENT_BACK, "returned_on": "2025-09-30"}]},
            None,
            "due",
            id="it was sent back before that",
        ),
        pytest.param({"status": "complete"}, None, "missed", id="it was accepted all the same"),
    ],
)
def test_a_pep_is_sent_back_for_its_rating(
    pep: dict[str, Any], within: dict[str, Any] | None, status: str
) -> None:
    one = brings("return", **({"within": within} if within else {}))
    assert result(one, peps=[{**PEP, **pep}], qa_reviews=[REVIEW]).status == status


def test_once_the_next_pep_is_submitted_nobody_sends_the_last_one_back() -> None:
    found = result(brings("return"), peps=[PEP, NEXT], qa_reviews=[REVIEW])
    assert found.status == "missed"


@pytest.mark.parametrize(
    ("review", "count"),
    [
        pytest.param({}, 1, id="the rating that brings it"),
        pytest.param({"rating": "meeting"}, 0, id="another rating"),
        pytest.param({"rating": None}, 0, id="not rated yet"),
        pytest.param({"reviewed_on": "2025-12-02"}, 0, id="judged tomorrow"),
        pytest.param({"checklist": {"name": "another"}}, 0, id="by another checklist"),
    ],
)
def test_only_the_rating_that_is_named_brings_something(review: dict[str, Any], count: int) -> None:
    child = under(brings("return"), peps=[PEP], qa_reviews=[{**REVIEW, **review}])
    assert len(child.results(AS_OF, "brought")) == count


@pytest.mark.parametrize(
    ("begins", "count"),
    [
        pytest.param("2025-10-01", 1, id="that day"),
        pytest.param("2025-10-02", 0, id="the day after"),
    ],
)
def test_what_a_rating_brings_is_by_the_policy_of_that_day(begins: str, count: int) -> None:
    child = under(brings("return", begins=begins), peps=[PEP], qa_reviews=[REVIEW])
    assert len(child.results(AS_OF, "brought")) == count


def test_a_rating_of_a_closed_pep_brings_nothing() -> None:
    closed = {"closed_on": "2025-10-02", "by": "the officer", "reason": "moved"}
    child = under(brings("return"), peps=[{**PEP, "closed": closed}], qa_reviews=[REVIEW])
    assert child.results(AS_OF, "brought") == []


def test_a_rating_by_an_audit_brings_it_as_well() -> None:
    audit = {"audited_on": "2025-10-01", "rating": "red", "peps": [{"pep": "pep 1"}]}
    one = brings("return", of="tier-2-dip-sample", ratings=["red"])
    assert result(one, peps=[{**PEP, "returned": [SENT_BACK]}], audits=[audit]).status == "met"


# --- Judged again

AGAIN = {**REVIEW, "reviewed_on": "2025-11-10", "rating": "meeting", "improvements": None}


@pytest.mark.parametrize(
    ("peps", "reviews", "within", "status"),
    [
        pytest.param([PEP], [], FIVE_DAYS, "due", id="waits to be submitted again"),
        pytest.param(
            [{**PEP, "completed_on": "2025-11-03"}], [], None, "due", id="submitted, and no time"
        ),
        pytest.param(
            [{**PEP, "completed_on": "2025-11-03"}], [], FIVE_DAYS, "overdue", id="submitted, late"
        ),
        pytest.param(
            [{**PEP, "completed_on": "2025-11-03"}], [AGAIN], FIVE_DAYS, "met", id="the fifth day"
        ),
        pytest.param(
            [{**PEP, "completed_on": "2025-10-31"}], [AGAIN], FIVE_DAYS, "met-late", id="the sixth"
        ),
        pytest.param([PEP, NEXT], [], FIVE_DAYS, "overdue", id="the next PEP came, not judged"),
        pytest.param(
            [PEP, NEXT],
            [{**AGAIN, "reviewed_on": "2025-11-27", "pep": "pep 2"}],
            FIVE_DAYS,
            "met",
            id="the next PEP was judged",
        ),
        pytest.param([PEP], [AGAIN], FIVE_DAYS, "met", id="judged again without more"),
        pytest.param(
            [PEP], [{**AGAIN, "reviewed_on": "2025-10-01"}], None, "due", id="on the same day"
        ),
        pytest.param(
            [PEP],
            [{**AGAIN, "reviewed_on": "2025-10-01", "follows": "qa-review 1"}],
            None,
            "met",
            id="on the same day, and it follows",
        ),
    ],
)
def test_a_pep_is_judged_again_once_it_is_submitted_again(
    peps: list[dict[str, Any]],
    reviews: list[dict[str, Any]],
    within: dict[str, Any] | None,
    status: str,
) -> None:
    one = brings("re-audit", **({"within": within} if within else {}))
    assert result(one, peps=peps, qa_reviews=[REVIEW, *reviews]).status == status


# --- Told, and paid

TOLD = {"feedback": {"shared_on": "2025-10-03", "shared_with": ["designated-teacher"]}}


@pytest.mark.parametrize(
    ("feedback", "roles", "status"),
    [
        pytest.param(TOLD, ["designated-teacher"], "met", id="told"),
        pytest.param(TOLD, ["designated-teacher", "social-worker"], "due", id="one was not"),
        pytest.param({}, ["designated-teacher"], "due", id="nobody was"),
    ],
)
def test_each_who_is_to_know_is_told(
    feedback: dict[str, Any], roles: list[str], status: str
) -> None:
    one = brings("notify", roles=roles)
    assert result(one, peps=[PEP], qa_reviews=[{**REVIEW, **feedback}]).status == status


def test_with_whom_an_audit_was_shared_cannot_be_told() -> None:
    audit = {"audited_on": "2025-10-01", "rating": "red", "peps": [{"pep": "pep 1"}]}
    one = brings("notify", of="tier-2-dip-sample", ratings=["red"], roles=["designated-teacher"])
    found = result(one, peps=[PEP], audits=[audit])
    assert (found.status, found.missing) == (
        "cannot-tell",
        "a place in an audit for whom it was shared with",
    )


def paid(approved_on: str | None) -> dict[str, Any]:
    return {"premium": {"lines": [{"approved_on": approved_on}]}}


@pytest.mark.parametrize(
    ("approved_on", "rating", "statuses"),
    [
        pytest.param("2025-10-01", "meeting", ["met"], id="on the day of the rating"),
        pytest.param("2025-09-30", "meeting", ["missed"], id="the day before"),
        pytest.param("2025-10-01", "not-meeting", ["missed"], id="a rating that does not release"),
        pytest.param(None, "meeting", [], id="nothing was approved"),
        pytest.param("2025-12-02", "meeting", [], id="approved tomorrow"),
    ],
)
def test_the_premium_is_approved_only_after_a_rating_that_releases_it(
    approved_on: str | None, rating: str, statuses: list[str]
) -> None:
    one = brings("release-funding", ratings=["meeting"])
    child = under(
        one, peps=[{**PEP, **paid(approved_on)}], qa_reviews=[{**REVIEW, "rating": rating}]
    )
    assert [str(each.status) for each in child.results(AS_OF, "brought")] == statuses


def test_what_blocks_sign_off_is_no_check_of_practice() -> None:
    child = under(brings("block-sign-off"), peps=[PEP], qa_reviews=[REVIEW])
    assert child.results(AS_OF, "brought") == []


# --- What begins when something is found


@pytest.mark.parametrize(
    ("again", "status", "as_of"),
    [
        pytest.param("2025-10-02", "met", AS_OF, id="on the same day"),
        pytest.param("2025-10-09", "met", AS_OF, id="on the fifth working day"),
        pytest.param("2025-10-10", "met-late", AS_OF, id="on the sixth"),
        pytest.param("2025-10-09", "due", date(2025, 10, 8), id="not before that day"),
    ],
)
def test_a_pep_that_was_sent_again_keeps_the_day_it_was_first_sent(
    again: str, status: str, as_of: date
) -> None:
    back = {**SENT_BACK, "sent_again_on": again}
    pep = {**PEP, "status": "submitted", "returned": [back]}
    found = result(follows("returned-pep", within=FIVE_DAYS), as_of, peps=[pep])
    assert found.status == status


@pytest.mark.parametrize(
    ("again", "status"),
    [
        pytest.param("2025-10-09", "met", id="on the fifth working day"),
        pytest.param("2025-10-10", "met-late", id="on the sixth"),
        pytest.param("2025-09-25", "overdue", id="not yet"),
    ],
)
def test_a_pep_that_was_sent_back_is_improved_in_time(again: str, status: str) -> None:
    waits = "returned" if again < "2025-10" else "submitted"
    pep = {**PEP, "completed_on": again, "status": waits, "returned": [SENT_BACK]}
    assert result(follows("returned-pep", within=FIVE_DAYS), peps=[pep]).status == status


@pytest.mark.parametrize(
    ("review", "status"),
    [
        pytest.param(
            {"training": {"offered_on": "2025-10-08", "to": "designated-teacher"}},
            "met",
            id="the fifth day",
        ),
        pytest.param(
            {"training": {"offered_on": "2025-10-09", "to": "designated-teacher"}},
            "met-late",
            id="the sixth",
        ),
        pytest.param({}, "overdue", id="none"),
        pytest.param(TOLD, "overdue", id="feedback is no training"),
    ],
)
def test_training_is_offered_in_time(review: dict[str, Any], status: str) -> None:
    one = follows("not-at-standard", within=FIVE_DAYS)
    assert result(one, peps=[PEP], qa_reviews=[{**REVIEW, **review}]).status == status


@pytest.mark.parametrize(
    ("pep", "review", "reviews", "status"),
    [
        pytest.param({}, {}, [], "due", id="nothing"),
        pytest.param({}, TOLD, [], "met", id="feedback"),
        pytest.param(
            {},
            {"training": {"offered_on": "2025-10-08", "to": "designated-teacher"}},
            [],
            "met",
            id="training",
        ),
        pytest.param({"returned": [SENT_BACK]}, {}, [], "met", id="sent back"),
        pytest.param({}, {}, [AGAIN], "met", id="reviewed again"),
    ],
)
def test_anything_done_about_it_follows_up_a_pep_not_at_standard(
    pep: dict[str, Any], review: dict[str, Any], reviews: list[dict[str, Any]], status: str
) -> None:
    one = follows("not-at-standard", done_by="anything")
    found = result(one, peps=[{**PEP, **pep}], qa_reviews=[{**REVIEW, **review}, *reviews])
    assert found.status == status


def moderation(**more: Any) -> dict[str, Any]:
    return {
        "type": "moderation",
        "audited_on": "2025-10-10",
        "judges_qa_review": "qa-review 1",
        "rating": "meeting",
        **more,
    }


@pytest.mark.parametrize(
    ("given", "statuses"),
    [
        pytest.param({}, ["due"], id="the ratings differ"),
        pytest.param({"rating": "not-meeting"}, [], id="they agree"),
        pytest.param({"rating": None, "answers": {"q1": "no"}}, ["due"], id="an answer differs"),
        pytest.param({"rating": None, "answers": {"q1": "yes"}}, [], id="the answer is the same"),
        pytest.param({"type": "dip-sample"}, [], id="no moderation"),
        pytest.param({"audited_on": "2025-12-02"}, [], id="tomorrow"),
    ],
)
def test_only_a_moderation_that_disagreed_is_to_be_settled(
    given: dict[str, Any], statuses: list[str]
) -> None:
    child = under(
        follows("moderation-disagreed"),
        peps=[PEP],
        qa_reviews=[REVIEW],
        audits=[moderation(**given)],
    )
    assert [str(one.status) for one in child.results(AS_OF, "followed")] == statuses


@pytest.mark.parametrize(
    ("later", "status"),
    [
        pytest.param({**AGAIN, "follows": "qa-review 1"}, "met", id="a review that follows"),
        pytest.param(AGAIN, "due", id="a review that does not say so"),
    ],
)
def test_a_judgement_that_follows_settles_a_disagreement(
    later: dict[str, Any], status: str
) -> None:
    one = follows("moderation-disagreed")
    found = result(one, peps=[PEP], qa_reviews=[REVIEW, later], audits=[moderation()])
    assert found.status == status


@pytest.mark.parametrize(
    ("begins", "count"),
    [
        pytest.param("2025-10-10", 1, id="on the day of the moderation"),
        pytest.param("2025-10-11", 0, id="the day after"),
    ],
)
def test_a_disagreement_from_before_the_duty_began_is_not_to_be_settled(
    begins: str, count: int
) -> None:
    one = follows("moderation-disagreed", begins=begins)
    child = under(one, peps=[PEP], qa_reviews=[REVIEW], audits=[moderation()])
    assert len(child.results(AS_OF, "followed")) == count


def test_a_moderation_of_an_audit_is_held_against_that_audit() -> None:
    first = {"audited_on": "2025-10-02", "rating": "amber"}
    again = moderation(judges_qa_review=None, judges_audit="audit 1", rating="green")
    found = result(follows("moderation-disagreed"), peps=[PEP], audits=[first, again])
    assert found.status == "due"


# --- In the next sample


@pytest.mark.parametrize(
    ("plan", "status", "due_on"),
    [
        pytest.param("tier-2-half-term", "due", date(2025, 12, 19), id="of each half term"),
        pytest.param("tier-2-monthly", "overdue", date(2025, 11, 30), id="of each month"),
        pytest.param("gone", "cannot-tell", None, id="of a plan that there was not on the day"),
    ],
)
def test_what_is_carried_into_the_next_sample_is_due_by_the_end_of_its_period(
    plan: str, status: str, due_on: date | None
) -> None:
    carried = brings("next-sample", plan=plan)
    found = result(carried, peps=[PEP], qa_reviews=[REVIEW])
    assert (found.status, found.due_on) == (status, due_on)


@pytest.mark.parametrize(
    ("rating", "status"),
    [
        pytest.param("meeting", "met", id="another rating, in whatever review"),
        pytest.param("not-meeting", "overdue", id="the same, in no audit of the plan"),
    ],
)
def test_a_later_judgement_ends_it_only_with_another_rating_or_out_of_the_plan(
    rating: str, status: str
) -> None:
    again = {"reviewed_on": "2025-10-20", "rating": rating}
    carried = brings("next-sample", plan="tier-2-monthly")
    assert result(carried, peps=[PEP], qa_reviews=[REVIEW, again]).status == status


def test_a_next_sample_is_that_of_a_plan() -> None:
    with pytest.raises(ValidationError, match="needs-with-it"):
        brings("next-sample")
