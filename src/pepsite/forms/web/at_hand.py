"""A form as this person fills it in today, and what the records say beside its questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TYPE_CHECKING

from pepsite.forms.questions.asking import Asking, question_of
from pepsite.forms.questions.beside import Beside, LastTime, said_before
from pepsite.forms.questions.judging import (
    begun_qa_review,
    hints_beside,
    opened_judgement,
    rating_the_answers_give,
)
from pepsite.forms.questions.phrasing import code_words, day_in_words, pep_label
from pepsite.privacy.handed_over import who_came
from pepsite.privacy.permission import Action, readers
from pepsite.records.codes import Role
from pepsite.records.ids import new_item_id
from pepsite.records.kinds import BY_SCHEMA
from pepsite.records.review import QaReview
from pepsite.store.drafts import Draft
from pepsite.store.typed import type_record
from pepsite.usecases.compute_compliance import child_results

if TYPE_CHECKING:
    from datetime import date

    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.specification import Form
    from pepsite.forms.web.desk import Desk
    from pepsite.records.casefile import Casefile
    from pepsite.records.child import Child
    from pepsite.records.pep import Pep

_WITH_A_PLAN_BEFORE = frozenset({"pep", "qa-review"})
"""Kinds of record beside which the plan before is shown."""


# --- what a form asks


def as_begun(here: Desk, spec: Form, record: str, child: str) -> Draft:
    """Return what a form that was opened on a record would be. It is kept nowhere."""
    now = here.now()
    return Draft(
        person=here.person_id, form=spec.id, record=record, child=child or None, base="-",
        begun_at=now, saved_at=now,
    )  # fmt: skip


def asking_of(here: Desk, spec: Form, draft: Draft) -> Asking:
    """Return a form as this person fills it in today."""
    register = here.shared.register
    known = {
        "school": {one.id: one.name for one in register.schools.values() if not one.closed_on},
        "person": {
            one.id: here.person_label(one) for one in register.people.values() if one.active
        },
    }
    casefile = here.casefile(draft.child) if draft.child else None
    if casefile is not None:
        known["pep"] = {one.id: pep_label(one) for one in casefile.peps}
    near = casefile.child.responsible if casefile else ()
    first = {one.person for one in near if one.covers(here.today)}
    others = _Lazily(lambda: _sorted(_perhaps_siblings(here, draft)))
    asking = Asking(
        spec,
        here.today,
        here.shared.policy,
        # Who has to do with the child stands first.
        {**{kind: _sorted(some, first) for kind, some in known.items()}, "child": others},
        former={
            **{one.id: one.name for one in register.schools.values() if one.closed_on},
            **{
                one.id: here.person_label(one) for one in register.people.values() if not one.active
            },
        },
        child=here.known_as(draft.child) if draft.child else "",
        terms=here.terms,
        is_new=draft.base is None,
        by=here.person_id,
    )
    said = _Lazily(lambda: said_before(asking, last_time(here, spec, draft)))
    entries = _entries(here, casefile.child) if casefile else {}
    return replace(asking, items={"view": said, "item": entries})


class _Lazily(Mapping[str, str]):
    """Names that are looked for only where a page shows them."""

    def __init__(self, look: Callable[[], dict[str, str]]) -> None:
        self._look = look
        self._found: dict[str, str] | None = None

    @property
    def found(self) -> dict[str, str]:
        """The names, looked for once."""
        if self._found is None:
            self._found = self._look()
        return self._found

    def __getitem__(self, key: str) -> str:
        return self.found[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)


def _sorted(labels: Mapping[str, str], first: AbstractSet[str] = frozenset()) -> dict[str, str]:
    """Return names by what people read, with those first that are sought most."""
    return dict(sorted(labels.items(), key=lambda one: (one[0] not in first, one[1].casefold())))


def _perhaps_siblings(here: Desk, draft: Draft) -> dict[str, str]:
    """Return the children who may be asked about beside another, and what they are called.

    Brothers and sisters nearly always have the same social worker: all children would be
    thousands. Those who are named in the record already are among them.
    """
    answers = draft.answers
    chosen = answers.get("siblings_in_care")
    named = chosen if isinstance(chosen, list) else []
    workers = {str(said) for key, said in answers.items() if key.endswith("/person")}
    near = {*workers, here.person_id}
    found = {
        child.id: here.child_label(child.id)
        for child in here.children_naming(near)
        if child.id != draft.record
        and _has_worker(child, near)
        and here.may(Action.READ, here.about("child", child))
    }
    return found | {one: here.child_label(one) for one in map(str, named) if one not in found}


def _has_worker(child: Child, people: AbstractSet[str]) -> bool:
    return any(one.person in people and one.role is Role.SOCIAL_WORKER for one in child.responsible)


def _entries(here: Desk, child: Child) -> dict[str, str]:
    """Return what of a child's record has a day that may have been put right, by its id."""
    found: list[tuple[str, str, date]] = [
        *((one.id, "In care", one.entered_on) for one in child.care),
        *((one.id, here.label_of(one.school), one.from_on) for one in child.education),
        *(
            (one.id, code_words("YearGroup", one.year_group), one.from_on)
            for one in child.year_groups
        ),
    ]
    return {id_: f"{what}, from {day_in_words(day)}" for id_, what, day in found}


# --- the plan before


def last_time(here: Desk, spec: Form, draft: Draft) -> LastTime | None:
    """Return the plan before this one, for what is shown of it beside the questions.

    Beside a review that is the plan before the one reviewed; or that plan itself, where it
    was reviewed before and sent again.
    """
    wanted = draft.child if spec.record in _WITH_A_PLAN_BEFORE else None
    casefile = here.casefile(wanted) if wanted else None
    person = here.person
    if casefile is None or person is None:
        return None
    # A review that is opened again is not what was said before it.
    reviews = tuple(one for one in casefile.qa_reviews if one.id != draft.record)
    casefile = replace(casefile, qa_reviews=reviews)
    last = _plan_before(casefile, draft)
    if last is None:
        return None
    was_there = person.role_on(here.today) in who_came(last)
    reader = readers(person, here.today, was_there=was_there)
    return LastTime(last, casefile, here.shared.policy, reader)


def _plan_before(casefile: Casefile, draft: Draft) -> Pep | None:
    """Return the plan that came before what a draft is about."""
    about = str(draft.answers.get("pep", draft.record))
    if about != draft.record and any(one.pep == about for one in casefile.qa_reviews):
        return casefile.pep(about)
    before = []
    for one in casefile.peps:
        if one.id == about:
            break
        if one.counts:
            before.append(one)
    return before[-1] if before else None


# --- reviews


def judges_plans(here: Desk) -> bool:
    """Say whether the policy of today has a checklist, and this person's role judges by it."""
    person, checklists = here.person, here.shared.policy.checklists
    return bool(person and checklists and person.role_on(here.today) in checklists[0].reviewers)


def review_begun(here: Desk, casefile: Casefile, pep_id: str, id_: str) -> Answers | None:
    """Return the answers that the review of a plan begins with.

    None where there is no such plan, or the policy of today has no checklist for it, or leaves it
    to people in another role.
    """
    policy = here.shared.policy
    pep = casefile.pep(pep_id)
    if pep is None or not judges_plans(here):
        return None
    values = begun_qa_review(
        pep,
        casefile,
        policy.checklists[0],
        day=here.today,
        reviewer=here.person_id,
        id_=id_,
    )
    record = values and type_record(values, "", BY_SCHEMA)
    if not isinstance(record, QaReview):
        return None
    return opened_judgement(record, policy, casefile, new_item_id)


def hints(
    here: Desk, asking: Asking, answers: Answers, draft: Draft, address: str
) -> tuple[Beside, ...]:
    """Return what the records say beside a question of a review, and what the answers give."""
    casefile = here.casefile(draft.child) if draft.child else None
    if asking.form.judged_by is None or casefile is None:
        return ()
    if not question_of(address):
        rating = rating_the_answers_give(asking, answers, casefile)
        return (Beside("What your answers come to", (rating,)),) if rating else ()
    results = child_results(casefile, here.shared.setting(here.today))
    return hints_beside(asking, answers, casefile, results, address)
