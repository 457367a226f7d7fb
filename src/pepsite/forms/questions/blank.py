"""A PEP to print and fill in by hand: the same questions in the same words as the form asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pepsite.forms.questions.answered import choices_of
from pepsite.forms.questions.asking import Asking, kind_of
from pepsite.forms.questions.kinds import NO_ANSWERS, FieldKind, Sort
from pepsite.forms.questions.phrasing import in_words
from pepsite.forms.questions.wording import common, form
from pepsite.policy.base import in_force
from pepsite.policy.sections import section_on
from pepsite.privacy import wording
from pepsite.privacy.published_guidance import (
    BlankPart,
    BlankPep,
    BlankQuestion,
    BlankSection,
    Space,
)
from pepsite.privacy.wording import sentence
from pepsite.records.codes import Phase
from pepsite.records.field_titles import field_title

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.specification import Asked, Page, Section
    from pepsite.policy.pack import PolicyPack

_SPACES: Final = {
    Sort.DAY: Space.DAY,
    Sort.MONTH: Space.SHORT,
    Sort.TIME: Space.SHORT,
    Sort.NUMBER: Space.SHORT,
    Sort.WHOLE_NUMBER: Space.SHORT,
    Sort.MONEY: Space.SHORT,
    Sort.PROSE: Space.LINES,
    Sort.LINES: Space.LINES,
}
_MOST_CHOICES: Final = 14
"""Longer lists of codes are for a screen: on paper people write the word."""


def blank_peps(policy: PolicyPack, as_of: date) -> tuple[BlankPep, ...]:
    """Return a PEP with nothing in it for each phase, as the policy of a day has it."""
    return tuple(_blank(phase, policy, as_of) for phase in Phase)


def _blank(phase: Phase, policy: PolicyPack, as_of: date) -> BlankPep:
    asking = Asking(form("pep"), as_of, policy)
    paper = _Paper(asking, phase, policy, as_of)
    sections = (paper.section(one) for one in asking.form.sections)
    return BlankPep(
        str(phase),
        wording.PHASE_WORDS[phase],
        tuple(one for one in in_words(asking, asking.form.about.partition("\n\n")[0]).split("\n")),
        tuple(one for one in sections if one.parts),
    )


class _Paper:
    """The form of a PEP, for one phase."""

    def __init__(self, asking: Asking, phase: Phase, policy: PolicyPack, as_of: date) -> None:
        self._asking = asking
        self._phase = phase
        self._policy = policy
        self._as_of = as_of
        self._answers: Answers = {"content/phase": str(phase)}
        phases = in_force(policy.phases, as_of)
        years = (
            {
                Phase.EYFS: phases.eyfs,
                Phase.STATUTORY: phases.statutory,
                Phase.POST_16: phases.post_16,
            }
            if phases is not None
            else {}
        )
        self._years = frozenset(years.get(phase, ()))
        self._needed = frozenset(_needed(policy, phase, as_of))

    def section(self, one: Section) -> BlankSection:
        owned = section_on(self._policy.sections, one.signed, self._as_of) if one.signed else None
        owner = owned.owner if owned is not None else one.owner
        pages = (page for page in self._asking.form.pages if page.section == one.id)
        return BlankSection(
            self._said(one.title),
            self._said(one.about or ""),
            wording.role(owner),
            tuple(part for page in pages for part in self._parts(page, "")),
        )

    def _parts(self, page: Page, way: str) -> Iterator[BlankPart]:
        if not self._is_for_the_phase(page) or page.shown_when.record == "existing":
            return
        about = tuple(self._said(one) for one in (page.about or "").split("\n\n") if one)
        if page.list_ is None:
            questions = tuple(self._questions(page, way))
            if questions:
                instead = tuple(self._instead(page.fields, way))
                yield BlankPart(self._said(page.title), about, questions, instead)
            return
        here = f"{way}.{page.list_.field}" if way else page.list_.field
        kind = self._kind(here)
        if kind is None:
            return
        inner = [one for one in page.list_.pages if one.shown_when.record != "existing"]
        yield BlankPart(
            self._said(page.title),
            about,
            tuple(q for one in inner if one.list_ is None for q in self._questions(one, here)),
            tuple(self._honest(page.list_.no_answers)) if kind.honest else (),
            is_list=True,
            inside=tuple(part for one in inner if one.list_ for part in self._parts(one, here)),
            needed=here in self._needed,
        )

    def _is_for_the_phase(self, page: Page) -> bool:
        plan = page.shown_when.plan
        return (plan.phases is None or self._phase in plan.phases) and (
            plan.year_groups is None or not self._years.isdisjoint(plan.year_groups)
        )

    def _kind(self, way: str) -> FieldKind | None:
        return kind_of(self._asking, self._answers, way)

    def _questions(self, page: Page, way: str) -> Iterator[BlankQuestion]:
        for asked in page.fields:
            name = f"{way}.{asked.field}" if way else asked.field
            kind = self._kind(name)
            if kind is None:
                continue
            choices = self._choices(asked, kind)
            if kind.sort is Sort.PART and not choices:
                continue  # what is asked about it has questions of its own
            alone = len(page.fields) == 1
            label = asked.label or (page.title if alone else sentence(field_title(kind.name)))
            said = self._said(label)
            yield BlankQuestion(
                "" if alone and not way and said == self._said(page.title) else said,
                self._said(asked.hint or ""),
                Space.CHOICE if choices else _SPACES.get(kind.sort, Space.LINE),
                choices,
                name in self._needed,
            )

    def _choices(self, asked: Asked, kind: FieldKind) -> tuple[str, ...]:
        if kind.sort is Sort.PART:
            return tuple(self._said(one.label) for one in asked.choices)
        found = choices_of(self._asking, self._answers, kind, asked)
        return tuple(one.label for one in found) if len(found) <= _MOST_CHOICES else ()

    def _instead(self, fields: tuple[Asked, ...], way: str) -> Iterator[str]:
        """Yield the honest answers that a page takes, each once."""
        found: dict[str, None] = {}
        for asked in fields:
            kind = self._kind(f"{way}.{asked.field}" if way else asked.field)
            own = {one.code for one in asked.choices}
            if kind is not None and kind.honest and not own.intersection(NO_ANSWERS):
                found.update(dict.fromkeys(self._honest(asked.no_answers)))
        yield from found

    def _honest(self, sensible: tuple[object, ...] | None) -> Iterator[str]:
        offered = self._asking.form.no_answers if sensible is None else sensible
        for one in common().honest:
            if one.code in offered:
                yield self._said(one.label)

    def _said(self, words: str) -> str:
        return " ".join(in_words(self._asking, words).split())


def _needed(policy: PolicyPack, phase: Phase, as_of: date) -> Iterator[str]:
    """Yield the fields that a complete PEP of this phase has by the policy of a day."""
    for one in policy.requirements:
        version = in_force(one.versions, as_of)
        for_it = one.when.phases is None or phase in one.when.phases
        if version is not None and version.level == "required" and for_it:
            yield one.field
            for name in one.each_has:
                yield f"{one.field}.{name}"
