"""Who audits what: whoever may, and nobody much more than the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pepsite.compliance.sampling.population import Candidate
from pepsite.compliance.sampling.spread import spread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pepsite.compliance.results import Setting
    from pepsite.policy.sampling import SamplingVersion
    from pepsite.records.person import Person


class Chosen(NamedTuple):
    """A PEP that was drawn; for whom, once that is settled."""

    candidate: Candidate
    auditor: str | None = None
    second_auditor: str | None = None


def auditors_on(version: SamplingVersion, setting: Setting) -> tuple[Person, ...]:
    """Return who may audit at all on the day: those at work in one of the plan's roles, by id."""
    day = setting.as_of
    return tuple(
        person
        for _, person in sorted(setting.register.people.items())
        if person.role_on(day) in version.auditors and person.is_at_work_on(day)
    )


def may_audit(
    one: Candidate, version: SamplingVersion, auditors: Iterable[Person]
) -> tuple[str, ...]:
    """Return who of the auditors may audit this PEP: never whose own it is."""
    barred = one.own_of | (one.judged_by if version.auditor == "not-the-first" else frozenset())
    return tuple(
        person.id
        for person in auditors
        if person.id not in barred and _is_meant(person, one, version)
    )


def _is_meant(person: Person, one: Candidate, version: SamplingVersion) -> bool:
    match version.auditor:
        case "line-manager":
            return person.id == one.line_manager
        case "leads-the-phase":
            return one.phase in person.leads_phases
        case "any" | "not-the-first" | "brings-own":  # pragma: no branch  # there is no other
            return True


def give_out(
    drawn: Sequence[Candidate],
    version: SamplingVersion,
    auditors: Sequence[Person],
    place: Callable[[str], str],
) -> tuple[Chosen, ...]:
    """Return each PEP with its auditors, so that nobody has much more to do than the others.

    The second is anybody who may audit, of whom the first alone is asked to be the line
    manager or to lead the phase.
    """
    order = sorted(auditors, key=lambda person: place(person.id))
    anybody = version.model_copy(update={"auditor": "any"})
    if version.auditor in ("not-the-first", "brings-own"):
        anybody = version
    seats = [(one.pep, may_audit(one, version, order)) for one in drawn]
    if version.second_auditor:
        seats += [(one.pep, may_audit(one, anybody, order)) for one in drawn]
    given = spread(seats)
    second = given[len(drawn) :] or [None] * len(drawn)
    return tuple(
        Chosen(one, first, other) for one, first, other in zip(drawn, given, second, strict=False)
    )
