"""Checklists and audit templates of a policy, as people read and print them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pepsite.policy.base import in_force
from pepsite.privacy import conditions, wording
from pepsite.privacy import published_policy as published
from pepsite.privacy.sources import source_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from pepsite.policy.audits import AuditTemplate
    from pepsite.policy.checklists import Checklist
    from pepsite.policy.pack import PolicyPack
    from pepsite.policy.questions import Question, QuestionsEdition

_TIERS: Final = {
    1: "Judges one PEP",
    2: "Judges a sample of PEPs a second time",
    3: "Judges PEPs across a theme, or a child's whole journey",
}
_TYPES: Final = {
    "journey": "a child's journey",
    "dip-sample": "a dip sample",
    "themed": "a theme",
    "peer": "review by peers",
    "line-management": "review by a line manager",
    "moderation": "moderation",
    "self-review": "a school's look at its own plans",
}
_MUST_SUPPLY: Final = {
    "questions": "questions",
    "answers": "answers",
    "scale": "ratings",
    "rating": "how answers make a rating",
}


def checklists(policy: PolicyPack, as_of: date) -> Iterator[published.Checklist]:
    """Yield the checklists by which each PEP is judged, in the edition in force on a day."""
    for checklist in policy.checklists:
        edition = in_force(checklist.editions, as_of)
        if edition is not None:
            used_for = _TIERS[checklist.tier]
            if checklist.accepts_completion:
                used_for += ", and decides whether it is complete"
            who = _roles(checklist.reviewers)
            yield _form(checklist, edition, policy, used_for, who, is_audit=False)


def audit_templates(policy: PolicyPack, as_of: date) -> Iterator[published.Checklist]:
    """Yield the templates of audits, with the questions in force on a day."""
    for template in policy.audits:
        edition = in_force(policy.editions_of(template), as_of)
        if edition is not None:
            kinds = wording.either(_TYPES[one] for one in template.types)
            used_for = f"For {kinds}{wording.for_which(template.when)}"
            who = _roles(template.auditors)
            yield _form(template, edition, policy, used_for, who, is_audit=True)


def _roles(roles: Iterable[object]) -> str:
    return wording.either(str(one).replace("-", " ") for one in roles)


def _form(  # noqa: PLR0913  # what a checklist and a template have in common, and what not
    one: Checklist | AuditTemplate,
    edition: QuestionsEdition,
    policy: PolicyPack,
    used_for: str,
    used_by: str,
    *,
    is_audit: bool,
) -> published.Checklist:
    ratings = {value.id: value.title for value in edition.scale}
    # A scale of which only part is known is none to choose from.
    scale = () if "scale" in edition.to_supply else tuple(ratings.values())
    return published.Checklist(
        id=one.id,
        title=one.title,
        used_by=used_by,
        used_for=used_for,
        since=edition.from_on,
        questions=tuple(_questions(edition)),
        rules=tuple(
            published.RatingRule(
                ratings.get(rule.rating, rule.rating),
                conditions.when(rule.when, edition) + wording.for_which(rule.for_peps),
            )
            for rule in edition.rating
        ),
        otherwise=(
            "there is no rating, and nobody may record one"
            if edition.rating and edition.rated_by == "rule"
            else edition.rating_in_words.removesuffix(".")
        ),
        rated_by_auditor=edition.rated_by == "auditor",
        source=source_of((edition.source, *edition.also), policy),
        is_audit=is_audit,
        scale=() if edition.rated_by == "nobody" else scale,
        rated_parts=tuple(
            published.Question(
                str(number),
                part.title,
                scale,
                "Say why." if part.comment_required else "",
                part.source,
                topic=str(part.topic or ""),
            )
            for number, part in enumerate(edition.parts, start=1)
        ),
        to_supply=wording.both([_MUST_SUPPLY[each] for each in edition.to_supply] or [""]),
        panel=tuple(_roles(seat.any_of) for seat in getattr(one, "panel", ())),
        wants_overview=getattr(one, "overview_required", None) is not None,
        reading=edition.reading or "",
    )


def _questions(edition: QuestionsEdition) -> Iterator[published.Question]:
    """Yield the questions, each under the section of the form that it is in."""
    sections = {one.id: one for one in edition.sections}
    for number, question in enumerate(edition.questions, start=1):
        section = sections.get(question.section or "")
        title = section.title if section is not None else ""
        whose = wording.whose(section.only_when) if section and section.only_when else ""
        if whose not in title:
            title += f" (only for {whose})"
        yield _question(number, question, edition, title)


def _question(
    number: int, question: Question, edition: QuestionsEdition, section: str
) -> published.Question:
    choices = edition.choices(question)
    explained = [
        f"“{one.title}”"
        for one in choices
        if one.explanation_required or one.id in question.explain
    ]
    wanted = [question.guidance or ""]
    if explained:
        wanted.append(f"Explain the answer {wording.either(explained)}.")
    asked = wording.for_which(question.when).strip(" ()")
    if asked:
        wanted.append(f"Only for: {asked}.")
    return published.Question(
        number=str(number),
        text=question.text,
        answers=tuple(answer.title for answer in choices),
        explanation_wanted=" ".join(filter(None, wanted)),
        source=question.source,
        section=section,
        topic=str(question.topic or ""),
    )
