"""A review asks the policy's questions, one to a page, and leaves out what nobody answered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from pepsite.compliance.results import CheckResult, Explanation, Status
from pepsite.forms.questions.answers import Answers, text, texts
from pepsite.forms.questions.asking import Asking, candidate, places, question_of
from pepsite.forms.questions.beginning import last_pep
from pepsite.forms.questions.beside import Beside, LastTime, beside
from pepsite.forms.questions.checking import faults_of
from pepsite.forms.questions.judging import (
    as_judged,
    begun_qa_review,
    hints_beside,
    judged_form,
    judgement,
    opened_judgement,
    rating_the_answers_give,
)
from pepsite.forms.questions.pages import page_at
from pepsite.forms.questions.summary import rows
from pepsite.forms.questions.wording import form
from pepsite.policy.pack import PolicyPack
from pepsite.policy.questions import QuestionsEdition
from pepsite.records.casefile import Casefile
from pepsite.records.kinds import BY_SCHEMA, path_of
from pepsite.records.pep import Pep
from pepsite.records.review import Audit, QaReview, TemplateUsed
from pepsite.store.typed import type_record
from pepsite.usecases.workspace import open_workspace, read_child

DAY = date(2026, 5, 15)
CHILD = "ch-3xv61edfcf3qx"


@dataclass(frozen=True)
class Reviewed:
    casefile: Casefile
    policy: PolicyPack
    pep: Pep
    edition: QuestionsEdition
    asking: Asking
    answers: Answers


@pytest.fixture(scope="module")
def workspace() -> tuple[Casefile, PolicyPack]:
    opened = open_workspace(Path(__file__).parents[2])
    folder = next(one for one in opened.folders() if one[0].endswith(CHILD))
    casefile, _ = read_child(opened.root, folder)
    assert casefile is not None
    return casefile, opened.policy


@pytest.fixture(scope="module")
def reviewed(workspace: tuple[Casefile, PolicyPack]) -> Reviewed:
    casefile, policy = workspace
    pep = last_pep(casefile)
    assert pep is not None
    values = begun_qa_review(
        pep,
        casefile,
        policy.checklists[0],
        day=DAY,
        reviewer="ps-xjdwsk2evkj5g",
        id_=casefile.qa_reviews[0].id,
    )
    assert values is not None
    record = type_record(values, "", BY_SCHEMA)
    assert isinstance(record, QaReview)
    numbers = count(10000)
    answers = opened_judgement(record, policy, casefile, lambda: f"q{next(numbers)}")
    assert answers is not None
    found = policy.checklist(record.checklist.name, record.checklist.edition)
    assert found is not None
    asking = Asking(judged_form(form("qa-review"), found[1], answers), DAY, policy)
    return Reviewed(casefile, policy, pep, found[1], asking, answers)


def answered(reviewed: Reviewed, choice: str) -> Answers:
    answers = dict(reviewed.answers)
    for item in texts(answers, "answers"):
        answers[f"answers/{item}/answer"] = choice
    return answers


def test_every_question_in_force_has_a_page_in_its_own_words(reviewed: Reviewed) -> None:
    pages = [one for one in places(reviewed.asking, reviewed.answers) if one.section == "questions"]

    assert [one.page.title for one in pages] == [one.text for one in reviewed.edition.questions]
    assert [question_of(one.address) for one in pages] == [
        one.id for one in reviewed.edition.questions
    ]
    assert question_of("rating") == ""


def test_a_question_offers_the_answers_of_its_edition_and_none_is_chosen(
    reviewed: Reviewed,
) -> None:
    page = page_at(reviewed.asking, reviewed.answers, "question-q1")
    assert page is not None
    answer = page.questions[0]

    assert [one.value for one in answer.choices] == ["yes", "no"]
    assert text(reviewed.answers, answer.key) == ""


def test_what_nobody_answered_is_left_out_of_the_record(reviewed: Reviewed) -> None:
    item = texts(reviewed.answers, "answers")[0]
    one = {**reviewed.answers, f"answers/{item}/answer": "yes"}

    assert "answers" not in candidate(reviewed.asking, reviewed.answers)
    assert candidate(reviewed.asking, one)["answers"] == [
        {"id": item, "question": "q1", "answer": "yes"}
    ]


def test_the_rating_that_the_answers_give_is_shown_once_it_can_be_told(reviewed: Reviewed) -> None:
    whole = answered(reviewed, "yes")

    assert rating_the_answers_give(reviewed.asking, reviewed.answers, reviewed.casefile) is None
    assert rating_the_answers_give(reviewed.asking, whole, reviewed.casefile) == (
        "Meeting the expected standard"
    )
    assert [one for one in faults_of(reviewed.asking, whole) if not one.only_missing] == []


def test_check_your_answers_has_each_question_with_its_answer(reviewed: Reviewed) -> None:
    said = {row.question: row.said for row in rows(reviewed.asking, answered(reviewed, "no"))}

    assert {one.text: said[one.text] for one in reviewed.edition.questions} == {
        one.text: ("No",) for one in reviewed.edition.questions
    }


def test_the_form_finds_its_questions_by_what_the_answers_say(reviewed: Reviewed) -> None:
    plain = replace(reviewed.asking, form=form("qa-review"))
    unknown = {**reviewed.answers, "checklist/name": "gone"}
    undated = {**reviewed.answers, "checklist/edition/day": "x"}

    assert as_judged(plain, reviewed.answers).form == reviewed.asking.form
    assert [as_judged(plain, one).form for one in (unknown, undated)] == [plain.form] * 2
    assert as_judged(replace(plain, form=form("school")), {}).form == form("school")


def test_what_the_records_say_stands_beside_a_question_with_where_they_say_it(
    reviewed: Reviewed,
) -> None:
    check = next(one.hint[0] for one in reviewed.edition.questions if one.hint)
    question = next(one.id for one in reviewed.edition.questions if check in one.hint)
    result = CheckResult(
        check,
        Status.MET_LATE,
        reviewed.pep.id,
        "WAL-1",
        Explanation("the rule", "it was completed on day 23"),
        evidence=(path_of(reviewed.pep),),
    )

    def beside_it(address: str, answers: Answers = reviewed.answers) -> tuple[Beside, ...]:
        return hints_beside(reviewed.asking, answers, reviewed.casefile, [result], address)

    [shown] = beside_it(f"question-{question}")
    assert shown == Beside(
        reviewed.policy.titles()[check],
        ("Met late: it was completed on day 23", "Where it stands: the plan of 27 April 2026"),
    )
    assert beside_it("rating") == ()
    assert beside_it(f"question-{question}", {}) == ()


def test_a_review_before_the_first_edition_cannot_be_begun(reviewed: Reviewed) -> None:
    assert (
        begun_qa_review(
            reviewed.pep,
            reviewed.casefile,
            reviewed.policy.checklists[0],
            day=date(1999, 1, 1),
            reviewer="ps-xjdwsk2evkj5g",
            id_="qa-1",
        )
        is None
    )


def test_a_record_that_is_not_whole_comes_to_nothing(reviewed: Reviewed) -> None:
    without = {key: one for key, one in reviewed.answers.items() if key != "reviewer"}

    assert judgement(reviewed.asking, without, reviewed.casefile) is None
    assert rating_the_answers_give(reviewed.asking, without, reviewed.casefile) is None


def test_an_audit_has_a_page_for_each_question_and_each_part(
    workspace: tuple[Casefile, PolicyPack],
) -> None:
    casefile, policy = workspace
    template = next(one for one in policy.audits if any(x.parts for x in policy.editions_of(one)))
    edition = policy.editions_of(template)[-1]
    audit = _audit(template.id, edition.from_on, str(template.types[0]), casefile)
    numbers = count(10000)

    answers = opened_judgement(audit, policy, casefile, lambda: f"q{next(numbers)}")

    assert answers is not None
    asking = Asking(judged_form(form("audit"), edition, answers), DAY, policy)
    addresses = [one.address for one in places(asking, answers)]
    assert [one for one in addresses if one.startswith("part-")] == [
        f"part-{part.id}" for part in edition.parts
    ]
    assert candidate(asking, answers).keys() >= {"auditors", "template"}


def _audit(name: str, edition: date, type_: str, casefile: Casefile) -> Audit:
    own = next(iter(casefile.audits), None)
    values = {
        "schema": "audit/1",
        "id": own.id if own else "au-0000000000000",
        "type": type_,
        "child": casefile.child.id,
        "template": {"name": name, "edition": edition.isoformat()},
        "audited_on": DAY.isoformat(),
        "auditors": [{"id": "a1b2c3", "role": "virtual-school-head"}],
    }
    record = type_record(values, "", BY_SCHEMA)  # type: ignore[arg-type]  # JSON is what it has
    assert isinstance(record, Audit), record
    return record


def test_what_was_asked_for_last_time_stands_beside_the_next_review(reviewed: Reviewed) -> None:
    earlier = reviewed.casefile.qa_reviews[-1].model_copy(
        update={"improvements": "Say how each target will be measured.", "pep": reviewed.pep.id}
    )
    casefile = replace(reviewed.casefile, qa_reviews=(earlier,))
    page = page_at(reviewed.asking, reviewed.answers, "improvements")
    assert page is not None

    shown = beside(
        reviewed.asking, page, LastTime(reviewed.pep, casefile, reviewed.policy, frozenset())
    )

    assert shown == (
        Beside("What was asked for last time", ("Say how each target will be measured.",)),
    )


def test_the_last_rating_stands_beside_the_new_one(reviewed: Reviewed) -> None:
    scale = reviewed.edition.scale[0]
    earlier = reviewed.casefile.qa_reviews[-1].model_copy(
        update={
            "pep": reviewed.pep.id,
            "rating": scale.id,
            "checklist": TemplateUsed(
                name=reviewed.policy.checklists[0].id, edition=reviewed.edition.from_on
            ),
        }
    )
    casefile = replace(reviewed.casefile, qa_reviews=(earlier,))
    page = page_at(reviewed.asking, reviewed.answers, "rating")
    assert page is not None

    shown = beside(
        reviewed.asking, page, LastTime(reviewed.pep, casefile, reviewed.policy, frozenset())
    )

    assert [one.lines for one in shown] == [(scale.title,)]
