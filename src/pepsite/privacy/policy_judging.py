"""The chapters of a policy's page on judging: by which questions, how often, and what follows."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from pepsite.compliance.results import so_many
from pepsite.policy.base import in_force
from pepsite.privacy import conditions, rules_in_words, wording
from pepsite.privacy.dated_entry import dated_entry
from pepsite.privacy.published_policy import PolicyEntry, PolicyItem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from pepsite.policy.audits import AuditTemplate
    from pepsite.policy.checklists import Checklist
    from pepsite.policy.pack import PolicyPack
    from pepsite.policy.questions import Question, QuestionsEdition
    from pepsite.records.codes import Role

_BEGINS: Final = {
    "returned-pep": "when a PEP is sent back",
    "not-at-standard": "when a PEP is found not at standard",
    "action": "for an action with a target date",
    "moderation-disagreed": "when two people judged differently",
}
_NO_SPAN: Final = {**dict.fromkeys(_BEGINS, "no time is set"), "action": "by that date"}
MUST_SUPPLY: Final = {
    "questions": "the questions",
    "answers": "the answers",
    "scale": "the scale of ratings",
    "rating": "how answers make a rating",
}
"""What a source may leave out that answers are judged by, in words."""


def checklists(pack: PolicyPack, as_of: date) -> Iterator[PolicyEntry]:
    """Yield by which questions PEPs are reviewed and audited, and how answers make a rating."""
    for one in pack.checklists:
        edition = in_force(one.editions, as_of)
        if edition is not None:
            yield _judging(one, edition, f"Answered by the {_any(one.reviewers)}.")
    for template in pack.audits:
        edition = in_force(template.editions, as_of)
        types = wording.either(rules_in_words.code(each) for each in template.types)
        who = f"For audits of this type: {types}. Audited by the {_any(template.auditors)}."
        if edition is not None:
            yield _judging(template, edition, who)
        elif template.same_questions_as is not None:
            asked = template.same_questions_as
            title = next((one.title for one in pack.checklists if one.id == asked), asked)
            same = f"It asks the questions of “{title}”."
            yield PolicyEntry(template.id, template.title, (who, same))


def _any(roles: Iterable[Role]) -> str:
    return wording.either(wording.role(one).lower() for one in roles)


def _judging(judged: Checklist | AuditTemplate, edition: QuestionsEdition, who: str) -> PolicyEntry:
    titles = {one.id: one.title for one in edition.scale}
    says = [who]
    if titles:
        below = {one.id: "" if one.at_standard else " (not at standard)" for one in edition.scale}
        scale = ", ".join(f"“{title}”{below[one]}" for one, title in titles.items())
        says.append(f"Ratings: {scale}.")
    for rule in edition.rating:
        holds = conditions.when(rule.when, edition) + wording.for_which(rule.for_peps)
        if edition.rated_by == "auditor":
            says.append(f"“{titles.get(rule.rating, rule.rating)}” may be given only if {holds}.")
        else:
            says.append(f"“{titles.get(rule.rating, rule.rating)}” if {holds}.")
    says.append(wording.sentence(edition.rating_in_words))
    if edition.improvements_when_not_at_standard is not None:
        says.append("A PEP that is not at standard needs to be told what to improve.")
    missing = [MUST_SUPPLY[one] for one in edition.to_supply]
    if missing:
        says.append(f"Not in the source, and for the authority to supply: {wording.both(missing)}.")
    items = [*_questions(edition)]
    items += [PolicyItem("Rated", part.title, part.source) for part in edition.parts]
    return dated_entry(judged.id, judged.title, edition, says, listed="Questions", items=items)


def _questions(edition: QuestionsEdition) -> Iterator[PolicyItem]:
    """Yield the questions in their order, and where a section begins, its title."""
    sections = {one.id: one for one in edition.sections}
    inside: str | None = None
    for number, question in enumerate(edition.questions, start=1):
        section = sections.get(question.section or "")
        if section is not None and section.id != inside:
            only = f"only for {wording.whose(section.only_when)}" if section.only_when else ""
            yield PolicyItem(section.title, only, section.source)
        inside = question.section
        yield PolicyItem(str(number), _question(question, edition), question.source)


def _question(question: Question, edition: QuestionsEdition) -> str:
    answers = ", ".join(one.title for one in edition.choices(question))
    ungraded = "" if question.graded else "; counts for no rating"
    given = f" ({answers}{ungraded})" if answers else ungraded
    return f"{question.text}{given}{wording.for_which(question.when)}"


def themes(pack: PolicyPack, as_of: date) -> Iterator[PolicyEntry]:
    """Yield the groups of children that samples and reports look at."""
    del as_of
    for one in pack.themes:
        said = " and ".join(map(rules_in_words.a_filter, one.filters))
        yield PolicyEntry(one.id, one.title, (f"A child {said}.",), sources=(one.source,))


def samples(pack: PolicyPack, as_of: date) -> Iterator[PolicyEntry]:
    """Yield how PEPs are drawn to be looked at again."""
    for one in pack.plans:
        version = in_force(one.versions, as_of)
        if version is not None:
            yield dated_entry(one.id, one.title, version, rules_in_words.plan(one, version, pack))


def follow_up(pack: PolicyPack, as_of: date) -> Iterator[PolicyEntry]:
    """Yield how many PEPs are looked at, and what a judgement brings."""
    for covered in pack.coverage:
        how_many = in_force(covered.versions, as_of)
        if how_many is not None:
            who = wording.role(covered.doer).lower()
            said = f"The {who} {rules_in_words.coverage(covered, how_many)}."
            yield dated_entry(covered.id, covered.title, how_many, (said,))
    for duty in pack.follow_up:
        its = in_force(duty.versions, as_of)
        if its is not None:
            within = f"within {wording.span(its.within)}" if its.within else _NO_SPAN[duty.of]
            said = f"{wording.role(duty.doer)}, {_BEGINS[duty.of]}: {within}."
            yield dated_entry(duty.id, duty.title, its, (said,))
    titles = _rating_titles(pack)
    for one in pack.consequences:
        version = in_force(one.versions, as_of)
        if version is not None:
            said = f"{rules_in_words.consequence(version, titles)}."
            turn = f"Seen to by the {wording.role(one.doer).lower()}."
            yield dated_entry(one.id, one.title, version, (said, turn))


def _rating_titles(pack: PolicyPack) -> dict[str, str]:
    editions = chain(
        chain.from_iterable(one.editions for one in pack.checklists),
        chain.from_iterable(one.editions for one in pack.audits),
    )
    return {value.id: value.title for edition in editions for value in edition.scale}


def reports(pack: PolicyPack, as_of: date) -> Iterator[PolicyEntry]:
    """Yield which figures go to whom, and when a school is listed as causing concern."""
    measures = {one.id: one for one in pack.measures}
    for report in pack.reports:
        version = in_force(report.versions, as_of)
        if version is None:
            continue
        who = wording.both(one.who for one in version.recipients)
        says = (report.about, f"Each {rules_in_words.code(version.period)}, for: {who}.")
        items = [
            PolicyItem(
                measures[one].title, rules_in_words.measure(measures[one]), measures[one].source
            )
            for group in version.groups
            for one in group.measures
        ]
        yield dated_entry(report.id, report.title, version, says, listed="Figures", items=items)
    concern = in_force(pack.schools_causing_concern, as_of)
    if concern is not None:
        number = so_many(concern.at_least, "PEP")
        said = f"At least {number} below standard in an academic year."
        title = "When a school is listed as causing concern"
        yield dated_entry("schools-causing-concern", title, concern, (said,))
