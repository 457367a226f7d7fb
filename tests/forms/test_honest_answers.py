"""An honest answer is offered only where the record, the checklist and the policy take it.

Tried on whole records of the example school: each honest answer that a page offers is given, and
all rules of `pepsite validate` are asked whether they find anything that they did not find before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pepsite.compliance.rules import RULES
from pepsite.compliance.workspace import Workspace
from pepsite.forms.questions.answers import GIVEN, Answers, indexed, join, key_of
from pepsite.forms.questions.asking import WHY, Asking, candidate, opened, place_at, places
from pepsite.forms.questions.computed import submitted
from pepsite.forms.questions.judging import as_judged, opened_judgement
from pepsite.forms.questions.pages import Question, page_at, page_of
from pepsite.forms.questions.wording import form, form_names
from pepsite.policy.pack import PolicyPack
from pepsite.records.casefile import Casefile
from pepsite.records.codes import Phase
from pepsite.records.ids import new_item_id
from pepsite.records.kinds import BY_SCHEMA
from pepsite.records.pep import Pep
from pepsite.records.review import Audit, QaReview
from pepsite.store.packs import load_pack, shipped_packs
from pepsite.store.typed import type_record
from pepsite.usecases.workspace import Opened, open_workspace, read_child
from tests.forms.test_beginning import DAY

pytestmark = pytest.mark.uncounted

ROOT = Path(__file__).parents[2]
SAID_WITH_IT = {
    "not-known-yet": {"ask": "The school", "by/day": "1", "by/month": "9", "by/year": "2026"},
    "does-not-apply": {"why": "There is none."},
    "asked-declined": {"declined_on/day": "1", "declined_on/month": "5", "declined_on/year": "2026"},
}  # fmt: skip
Found = set[tuple[str, str]]


@pytest.fixture(scope="module")
def workspace() -> Opened:
    return open_workspace(ROOT)


@pytest.fixture(scope="module")
def casefiles(workspace: Opened) -> list[Casefile]:
    found = (read_child(ROOT, folder)[0] for folder in workspace.folders())
    return [one for one in found if one is not None]


@dataclass(frozen=True)
class Whole:
    """A whole record, opened in a form, and what the rules find once it says something else."""

    asking: Asking
    answers: Answers
    find: Callable[[Answers], Found]

    def refused(self) -> Iterator[tuple[str, str, str, Found]]:
        """Yield each honest answer that a page offers and that is then found fault with."""
        answers = indexed(self.answers)
        before = self.find(answers)
        for place in places(self.asking, answers):
            if place.follow_up:
                continue
            for question in page_of(self.asking, answers, place).questions:
                for choice in question.instead:
                    if choice.value != GIVEN:
                        after = indexed(self._with(question, choice.value))
                        found = self.find(after) - before
                        if found and not self._is_asked_for_elsewhere(found, question.key):
                            yield place.address, question.key, choice.value, found
                        assert self._follow_up(place.address, after, question.key)

    def _with(self, question: Question, honest: str) -> Answers:
        inside = f"{question.key}/"
        kept = {
            key: value
            for key, value in self.answers.items()
            if key != question.key and not key.startswith(inside)
        }
        said = {join(question.key, name): text for name, text in SAID_WITH_IT[honest].items()}
        return {**kept, question.instead_box: honest, **said}

    def _is_asked_for_elsewhere(self, found: Found, key: str) -> bool:
        """Say whether only what a part always has is missing, which has a question of its own."""
        part = key.rpartition("/")[0]
        return bool(part) and all(
            code == "missing-field" and where != key and where.startswith(f"{part}/")
            for code, where in found
        )

    def _follow_up(self, address: str, answers: Answers, key: str) -> bool:
        """Say whether the page after it asks what goes with the honest answer."""
        if self.asking.form.speaks_to == "child":
            return place_at(self.asking, answers, address + WHY) is None
        page = page_at(self.asking, answers, address + WHY)
        return page is not None and any(one.key.startswith(f"{key}/") for one in page.questions)


def rules_on(workspace: Opened, policy: PolicyPack) -> Callable[[Casefile], Found]:
    people = workspace.register.people

    def find(casefile: Casefile) -> Found:
        asked = Workspace(policy, people.get, lambda _: None)
        return {
            (f.code, ".".join(map(str, f.field))) for rule in RULES for f in rule(casefile, asked)
        }

    return find


def finder(
    asking: Asking, put: Callable[[object], Casefile], rules: Callable[[Casefile], Found]
) -> Callable[[Answers], Found]:
    def find(answers: Answers) -> Found:
        values = candidate(asking, answers)
        record = type_record(values, "", BY_SCHEMA)
        if isinstance(record, tuple):
            return {(one.code, key_of(answers, one.field)) for one in record}
        return rules(put(record))

    return find


PLAN_FORMS = [name for name in form_names() if form(name).record == "pep"]


@pytest.mark.parametrize("policy", shipped_packs())
def test_a_plan_takes_every_honest_answer_that_is_offered(
    policy: str, workspace: Opened, casefiles: list[Casefile]
) -> None:
    pack = load_pack(policy)
    whole: dict[object, tuple[Casefile, Pep]] = {}
    for casefile in casefiles:
        for pep in casefile.peps:
            if pep.claims_to_be_complete:
                whole.setdefault(pep.phase, (casefile, pep))
    assert len(whole) == 3
    own = policy == workspace.policy.name
    for casefile, pep in whole.values():
        if not own and pep.phase is not Phase.STATUTORY:
            continue  # what a policy takes differs by field; phases are tried by one
        values = pep.model_dump(mode="json", by_alias=True, exclude_unset=True)
        for name in PLAN_FORMS if own and pep.phase is Phase.STATUTORY else ("pep",):
            asking = Asking(form(name), DAY, pack, is_new=False, by="ps-1")
            answers = submitted(opened(asking, values), DAY)
            alone = replace(casefile, peps=(pep,), qa_reviews=(), audits=())
            find = finder(asking, _putting_pep(alone, pep), rules_on(workspace, pack))
            assert (name, [*Whole(asking, answers, find).refused()]) == (name, [])


def _putting_pep(casefile: Casefile, pep: Pep) -> Callable[[object], Casefile]:
    def put(record: object) -> Casefile:
        peps = tuple(record if one.id == pep.id else one for one in casefile.peps)
        return replace(casefile, peps=peps)  # type: ignore[arg-type]  # it was read as one

    return put


def test_a_child_s_record_takes_every_honest_answer_that_is_offered(
    workspace: Opened, casefiles: list[Casefile]
) -> None:
    for casefile in casefiles[:3]:
        asking = Asking(form("new-child"), DAY, workspace.policy, is_new=False)
        values = casefile.child.model_dump(mode="json", by_alias=True, exclude_unset=True)
        find = finder(
            asking,
            lambda record, of=casefile: replace(of, child=record),  # type: ignore[misc]
            rules_on(workspace, workspace.policy),
        )
        assert [*Whole(asking, opened(asking, values), find).refused()] == []


def _putting_judgement(casefile: Casefile) -> Callable[[object], Casefile]:
    def put(record: object) -> Casefile:
        if isinstance(record, QaReview):
            reviews = (record if one.id == record.id else one for one in casefile.qa_reviews)
            return replace(casefile, qa_reviews=tuple(reviews))
        assert isinstance(record, Audit)
        audits = (record if one.id == record.id else one for one in casefile.audits)
        return replace(casefile, audits=tuple(audits))

    return put


def test_a_review_or_an_audit_takes_every_honest_answer_that_is_offered(
    workspace: Opened, casefiles: list[Casefile]
) -> None:
    policy, seen = workspace.policy, set[tuple[str, str]]()
    rules = rules_on(workspace, policy)
    for casefile in casefiles:
        judged: list[QaReview | Audit] = [*casefile.qa_reviews, *casefile.audits]
        for one in judged:
            about = form("qa-review" if isinstance(one, QaReview) else "audit")
            sort = (about.id, getattr(one, "type", ""))
            answers = opened_judgement(one, policy, casefile, new_item_id)
            if not one.rating or sort in seen or answers is None:
                continue
            seen.add(sort)
            asking = as_judged(Asking(about, DAY, policy, is_new=False, by="ps-1"), answers)
            find = finder(asking, _putting_judgement(casefile), rules)
            assert [*Whole(asking, answers, find).refused()] == []
    assert {kind for kind, _ in seen} == {"qa-review", "audit"}
