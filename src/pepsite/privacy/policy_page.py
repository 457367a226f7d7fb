"""A whole policy pack as a page: what was decided, since when, from which source, how read.

Made from the pack alone, so that `pepsite policy show` and the site say the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pepsite.policy.base import in_force
from pepsite.policy.completeness import NoAnswerKind
from pepsite.policy.sampling import SizeNotStated
from pepsite.policy.timescales import ByTermDeadline, NotStated, Unit
from pepsite.privacy import policy_judging, rules_in_words, wording
from pepsite.privacy.dated_entry import dated_entry
from pepsite.privacy.published_policy import (
    CitedSource,
    PolicyChapter,
    PolicyEntry,
    PolicyItem,
    PolicyPage,
)
from pepsite.privacy.wording import long_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from pepsite.policy.audits import AuditTemplate
    from pepsite.policy.base import Circumstances
    from pepsite.policy.checklists import Checklist
    from pepsite.policy.pack import PolicyPack
    from pepsite.policy.timescales import Clock, ClockVersion
    from pepsite.records.codes import Role

_PEPS: Final = {
    "initial-pep": "the first PEP",
    "review-pep": "each review",
    "every-pep": "every PEP",
    "leaving-care-pep": "the PEP made as care ends",
    "new-provision-pep": "the PEP made at a new place of education",
}
_MUST: Final = {
    "be-invited": "Invited",
    "come": "Come",
    "come-or-contribute": "Come, or contribute in another way",
}
_STAGES: Final = {
    "always": "Always",
    "before-the-meeting": "Before the meeting",
    "during-the-meeting": "During the meeting",
    "after-the-meeting": "After the meeting",
    "when-the-child-moves": "When the child moves",
    "when-care-ends": "When care ends",
    "without-a-school-place": "Without a school place",
    "when-quality-assuring": "When quality assuring",
}
_PROMPTS: Final = {
    "new-into-care": "when a child comes into care",
    "new-provision": "when a child starts at a new place of education",
    "due-soon": "when something is due soon",
    "overdue": "when something is overdue",
    "meeting-held": "when the meeting was held",
    "returned": "when a PEP was sent back",
    "signed-off": "when a PEP was signed off",
    "not-at-standard": "when a PEP was found not at standard",
}


def policy_page(pack: PolicyPack, as_of: date) -> PolicyPage:
    """Return everything the pack says as it stands on a day; what is not in force is left out."""
    made = (
        PolicyChapter(name, title, about, tuple(entries(pack, as_of)))
        for name, title, about, entries in _CHAPTERS
    )
    chapters = tuple(one for one in made if one.entries)
    return PolicyPage(
        f"The PEP policy of {pack.title}",
        f"{pack.about.strip()}{_review_due(pack.review_due_on, as_of)}",
        as_of,
        chapters,
        tuple(
            CitedSource(one.id, one.document, one.where, one.says, one.address or "")
            for one in pack.sources.values()
        ),
    )


def _review_due(due_on: date | None, as_of: date) -> str:
    if due_on is None:
        return ""
    was = "was" if due_on < as_of else "is"
    return f" The policy {was} due for review on {long_date(due_on)}."


def _roles(roles: Iterable[Role]) -> str:
    return wording.both(wording.role(one).lower() for one in roles)


# --- Whom it is for


def _principles(pack: PolicyPack, as_of: date) -> Iterator[PolicyEntry]:
    found = [one for file in pack.expectations for one in file.principles]
    items = [
        PolicyItem("", one.says, ", ".join((one.source, *one.also)))
        for one in found
        if in_force((one,), as_of)
    ]
    if items:
        yield PolicyEntry("principles", "What the policy says of PEPs", (), "", tuple(items))


def _who(pack: PolicyPack, as_of: date) -> Iterator[PolicyEntry]:
    rule = pack.eligibility_on(as_of)
    if rule is not None:
        said = f"A child in care has a PEP {wording.has_a_pep(rule)}."
        yield dated_entry("eligibility", "Who has a PEP", rule, (said,))
    left_out = in_force(pack.except_legal_statuses, as_of)
    if left_out is not None and left_out.statuses:
        said = f"In care under legal status {wording.either(left_out.statuses)}: no PEP."
        yield dated_entry("legal-statuses", "Who has none", left_out, (said,))
    phases = in_force(pack.phases, as_of)
    if phases is not None:
        groups = (("Early years", phases.eyfs), ("Statutory school age", phases.statutory))
        items = (
            PolicyItem(name, wording.year_groups(year_groups))
            for name, year_groups in (*groups, ("Post-16", phases.post_16))
            if year_groups
        )
        yield dated_entry("phases", "The phases", phases, listed="Year groups", items=items)


# --- Clocks


def _clocks(pack: PolicyPack, as_of: date) -> Iterator[PolicyEntry]:
    for clock in pack.clocks:
        version = in_force(clock.versions, as_of)
        if version is not None:
            yield _clock(clock, version)
    for limit in pack.entry_limits:
        its = in_force(limit.versions, as_of)
        if its is not None:
            yield dated_entry(limit.id, limit.title, its, rules_in_words.entry_limit(limit, its))


def _clock(clock: Clock, version: ClockVersion) -> PolicyEntry:
    whom = f"For {_PEPS[clock.of]}{wording.for_which(clock.when)}"
    if clock.only_when:
        whom += f" of {wording.whose(clock.only_when)}"
    begins = wording.counted_besides(version.by)
    by = wording.sentence(wording.by_when(version.by))
    says = (
        f"{by}, counted from {begins}." if begins else f"{by}.",
        f"{whom}. It is the turn of the {wording.role(clock.doer).lower()}.",
    )
    items: list[PolicyItem] = []
    if isinstance(version.by, ByTermDeadline):
        for one in version.by.deadlines:
            term = f"{one.term.capitalize()} {wording.academic_year(one.academic_year)}"
            others = "".join(
                f"; {wording.both(map(wording.year_group, it.year_groups))}: {long_date(it.by)}"
                for it in one.except_for
            )
            items.append(PolicyItem(term, f"{long_date(one.by)}{others}"))
    return dated_entry(
        clock.id,
        clock.title,
        version,
        says,
        listed="Last days" if items else "",
        items=items,
        statutory=clock.statutory,
    )


# --- The meeting, and who owns what


def _participants(pack: PolicyPack, as_of: date) -> Iterator[PolicyEntry]:
    for chair in pack.chairs:
        version = in_force(chair.versions, as_of)
        if version is not None:
            said = f"The {wording.role(version.with_school).lower()} chairs."
            if version.without_school is not version.with_school:
                without = wording.role(version.without_school).lower()
                said += f" Without a school place the {without} does."
            yield dated_entry(chair.id, chair.title, version, (said,))
    for duty in pack.participants:
        its = in_force(duty.versions, as_of)
        if its is not None:
            said = f"{_MUST[duty.must]}: {_roles(its.roles)}{wording.for_which(duty.when)}."
            excused = ("A reason on record excuses.",) if duty.excused_by_reason else ()
            yield dated_entry(duty.id, duty.title, its, (said, *excused, *_whose(duty.only_when)))


def _whose(circumstances: Circumstances) -> tuple[str, ...]:
    return (f"Only for {wording.whose(circumstances)}.",) if circumstances else ()


def _sections(pack: PolicyPack, as_of: date) -> Iterator[PolicyEntry]:
    for one in pack.sections:
        version = in_force(one.versions, as_of)
        if version is None:
            continue
        says = [f"Owned by the {wording.role(version.owner).lower()}."]
        if version.owner_without_school is not None:
            without = wording.role(version.owner_without_school).lower()
            says.append(f"Without a school place, by the {without}.")
        if version.supported_by:
            says.append(f"Supported by: {_roles(version.supported_by)}.")
        if version.signed_by is not None:
            says.append(f"Signed by the {wording.role(version.signed_by).lower()}.")
        yield dated_entry(one.id, one.title, version, says)


def _copies(pack: PolicyPack, as_of: date) -> Iterator[PolicyEntry]:
    for one in pack.copies:
        version = in_force(one.versions, as_of)
        if version is not None:
            parts = wording.both(str(part).replace("-", " ") for part in version.parts)
            says = f"A copy for the {str(one.reader).replace('-', ' ')} has: {parts}."
            yield dated_entry(one.id, one.title, version, (says,))


# --- What a PEP holds


def _completeness(pack: PolicyPack, as_of: date) -> Iterator[PolicyEntry]:
    for level, title in (("required", "Must have"), ("advised", "Should have")):
        found = [
            (one, version)
            for one in pack.requirements
            if (version := in_force(one.versions, as_of)) is not None and version.level == level
        ]
        items = []
        for one, version in found:
            more = [wording.for_which(one.when).strip(" ()")]
            more += ["where the child is on no school's roll"] * one.unless_on_roll
            if one.if_answered is not None:
                more.append(f"where {wording.field(one.if_answered)} is answered")
            if one.each_has:
                each = wording.both(wording.field(name) for name in one.each_has)
                more.append(f"each with {each}")
            if version.accepts != tuple(NoAnswerKind):
                more.append(rules_in_words.honest(version.accepts))
            said = "; ".join(filter(None, more))
            items.append(PolicyItem(wording.sentence(one.title), said, version.source))
        if items:
            says = (
                "Where nothing else is said, an honest answer is accepted: not known yet, does not "
                "apply, asked and declined.",
            )
            name = f"A complete PEP: {title.lower()}"
            yield PolicyEntry(f"completeness-{level}", name, says, title, tuple(items))


def _content(pack: PolicyPack, as_of: date) -> Iterator[PolicyEntry]:
    for duty in pack.content:
        version = in_force(duty.versions, as_of)
        if version is not None:
            said = wording.sentence(rules_in_words.content(version.rule))
            says = (
                f"{said}{wording.for_which(duty.when)}.",
                *_whose(duty.only_when),
                f"Seen to by the {wording.role(duty.doer).lower()}.",
            )
            yield dated_entry(duty.id, duty.title, version, says)


# --- What people are told


def _expectations(pack: PolicyPack, as_of: date) -> Iterator[PolicyEntry]:
    """Yield what is expected of each role, by stage; one entry for a role."""
    found = [
        one
        for file in pack.expectations
        for one in file.expectations
        if in_force((one,), as_of) is not None
    ]
    stages = list(_STAGES)
    for role in dict.fromkeys(one.role for one in found):
        its = [one for one in found if one.role is role]
        its.sort(key=lambda one: stages.index(one.stage))
        items = tuple(
            PolicyItem(_STAGES[one.stage], one.says + wording.for_which(one.when), one.source)
            for one in its
        )
        yield PolicyEntry(f"role-{role}", wording.role(role), (), "What is expected", items)


def _prompts(pack: PolicyPack, as_of: date) -> Iterator[PolicyEntry]:
    for file in pack.expectations:
        for one in file.prompts:
            if in_force((one,), as_of) is not None:
                copy = f"; a copy to: {_roles(one.copy_to)}" if one.copy_to else ""
                said = f"{wording.sentence(_PROMPTS[one.when])}. To: {_roles(one.to)}{copy}."
                yield dated_entry(one.id, one.title, one, (said,))


def _told(pack: PolicyPack, as_of: date) -> Iterator[PolicyEntry]:
    del as_of
    for file in pack.expectations:
        for event in file.events:
            where = ", ".join(filter(None, (long_date(event.held_on), event.at, event.place)))
            yield PolicyEntry(event.id, event.title, (f"{where}.",), sources=(event.source,))
        for contact in file.contacts:
            yield PolicyEntry(
                contact.id, contact.what_for, (f"Ask: {contact.who}.",), sources=(contact.source,)
            )
    words = [word for file in pack.expectations for word in file.words]
    if words:
        items = tuple(PolicyItem(one.ours, one.theirs, one.source) for one in words)
        yield PolicyEntry("words", "The authority's own words", (), "Our word, and theirs", items)


def _conflicts(pack: PolicyPack, as_of: date) -> Iterator[PolicyEntry]:
    del as_of
    for file in pack.expectations:
        for one in file.conflicts:
            says = (one.settled,)
            yield PolicyEntry(one.id, one.conflict, says, sources=(one.source,))


def _to_supply(pack: PolicyPack, as_of: date) -> Iterator[PolicyEntry]:
    judged: tuple[Checklist | AuditTemplate, ...] = (*pack.checklists, *pack.audits)
    for one in judged:
        edition = in_force(one.editions, as_of)
        if edition is not None and edition.to_supply:
            missing = wording.both(policy_judging.MUST_SUPPLY[one] for one in edition.to_supply)
            says = (f"The source does not have {missing}.",)
            yield dated_entry(one.id, one.title, edition, says)
    for clock in pack.clocks:
        its = in_force(clock.versions, as_of)
        span = getattr(its.by, "span", None) if its is not None else None
        if its is not None and isinstance(its.by, NotStated):
            yield dated_entry(clock.id, clock.title, its, ("The source states no time.",))
        elif its is not None and span is not None and span.unit is Unit.UNKNOWN:
            yield dated_entry(
                clock.id, clock.title, its, ("The source does not say which days count.",)
            )
    for plan in pack.plans:
        version = in_force(plan.versions, as_of)
        if version is not None and isinstance(version.size, SizeNotStated):
            says = ("The source states no size.",)
            yield dated_entry(plan.id, plan.title, version, says)


_CHAPTERS: Final[
    tuple[tuple[str, str, str, Callable[[PolicyPack, date], Iterator[PolicyEntry]]], ...]
] = (
    ("principles", "What PEPs are for", "", _principles),
    ("who", "Who has a PEP", "", _who),
    (
        "timescales",
        "By when",
        "What is marked statutory is asked for by law. It is counted beside what the authority "
        "asks for, and both are shown.",
        _clocks,
    ),
    ("meeting", "Who takes part", "", _participants),
    ("sections", "Who owns which section", "", _sections),
    (
        "copies",
        "Who gets a copy of what",
        "The child's own words stand in a copy only where the child lets that reader see them. "
        "What is not named here is left out.",
        _copies,
    ),
    (
        "complete",
        "When a PEP is complete",
        "By the policy in force on the day it was submitted.",
        _completeness,
    ),
    ("content", "What a good PEP holds", "Judged and shown, never a reason to refuse.", _content),
    ("judging", "How PEPs are judged", "", policy_judging.checklists),
    (
        "themes",
        "Themes",
        "Groups of children that samples and reports look at.",
        policy_judging.themes,
    ),
    ("samples", "What is looked at again", "", policy_judging.samples),
    ("follow-up", "What must follow", "", policy_judging.follow_up),
    ("reports", "Who is told what", "", policy_judging.reports),
    ("roles", "What is expected of whom", "", _expectations),
    ("prompts", "Messages", "", _prompts),
    ("told", "Whom to ask, and when to come", "", _told),
    (
        "conflicts",
        "Where the sources differ",
        "What the sources say differently, or leave open, and how this policy settles it.",
        _conflicts,
    ),
    (
        "to-supply",
        "For the authority to supply",
        "What the sources leave out. Nothing is claimed of it: where an answer rests on it, the "
        "answer is “cannot tell”.",
        _to_supply,
    ),
)
"""The chapters in the order in which they are read: name, title, what is said above, entries."""
