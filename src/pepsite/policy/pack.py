"""A policy pack: everything one authority decided, with what it takes over from another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated, Literal, TypeVar, get_args

from pydantic import BaseModel, Field, StringConstraints
from pydantic.fields import FieldInfo

from pepsite.errors import PolicyPackError
from pepsite.policy.base import CitesSource, Source, in_force
from pepsite.policy.checklists import Checklist, ChecklistEdition, ChecklistsFile
from pepsite.policy.completeness import CompletenessFile, Requirement
from pepsite.policy.coverage import Coverage, CoverageFile
from pepsite.policy.follow_up import FollowUp, FollowUpFile
from pepsite.policy.participants import ChairVersion, Participants, ParticipantsFile
from pepsite.policy.phases import Eligibility, PhaseMap, PhasesFile
from pepsite.policy.timescales import Clock, TimescalesFile
from pepsite.records.base import Day, Line, Model, Prose

Part = TypeVar("Part")

PackName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]


class PackFile(Model):
    """`pack.yaml`: which pack this is, what it extends, and when it is due for review.

    `first_edition_on` is the day the pack begins: before it, nothing can be told.
    """

    schema_: Literal["policy-pack/1"] = Field(alias="schema")
    name: PackName
    title: Line
    about: Prose
    extends: PackName | None = None
    first_edition_on: Day
    review_due_on: Day | None = None
    bank_holidays_known_until: Day | None = None


class SourcesFile(Model):
    """`sources.yaml`."""

    schema_: Literal["policy-sources/1"] = Field(alias="schema")
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class PackParts:
    """The files of one pack, typed."""

    pack: PackFile
    sources: SourcesFile
    phases: PhasesFile
    timescales: TimescalesFile
    participants: ParticipantsFile
    completeness: CompletenessFile
    checklists: ChecklistsFile
    coverage: CoverageFile
    follow_up: FollowUpFile


PART_MODELS: Mapping[str, type[Model]] = {
    "policy-pack/1": PackFile,
    "policy-sources/1": SourcesFile,
    "policy-phases/1": PhasesFile,
    "policy-timescales/1": TimescalesFile,
    "policy-participants/1": ParticipantsFile,
    "policy-completeness/1": CompletenessFile,
    "policy-checklists/1": ChecklistsFile,
    "policy-coverage/1": CoverageFile,
    "policy-follow-up/1": FollowUpFile,
}
"""The models of a pack's files, by what stands under `schema`."""


@dataclass(frozen=True, slots=True)
class PolicyPack:
    """A pack with what it extends, ready to be asked. Statutory parts come first."""

    name: str
    title: str
    about: str
    first_edition_on: date
    review_due_on: date | None
    bank_holidays_known_until: date
    eligibility: tuple[Eligibility, ...]
    phases: tuple[PhaseMap, ...]
    clocks: tuple[Clock, ...]
    participants: tuple[Participants, ...]
    chair: tuple[ChairVersion, ...]
    requirements: tuple[Requirement, ...]
    checklists: tuple[Checklist, ...]
    coverage: tuple[Coverage, ...]
    follow_up: tuple[FollowUp, ...]
    sources: Mapping[str, Source]

    def checklist(self, name: str, edition: date) -> tuple[Checklist, ChecklistEdition] | None:
        """Return the checklist of this name in the edition that began on this day, or None."""
        for checklist in self.checklists:
            for one in checklist.editions:
                if checklist.id == name and one.from_on == edition:
                    return checklist, one
        return None

    def titles(self) -> dict[str, str]:
        """Return the title of every check by its id, statutory ones first."""
        named = (self.clocks, self.participants, self.follow_up, self.coverage)
        return {check.id: check.title for checks in named for check in checks}

    def eligibility_on(self, day: date) -> Eligibility | None:
        """Return the rule on who has a PEP on this day, or None before the pack begins."""
        return in_force(self.eligibility, day)


def combine(parts: tuple[PackParts, ...]) -> PolicyPack:
    """Return the pack that these make together: the one extended first, the authority's last.

    What the last one says of eligibility and phases holds; clocks, duties and requirements
    add up, so that nothing statutory can be switched off.

    Raises:
        PolicyPackError: two packs use the same id, a source is missing, or nobody says
            until when bank holidays are known.
    """
    own = parts[-1].pack
    known = [part.pack.bank_holidays_known_until for part in parts]
    until = next((day for day in reversed(known) if day is not None), None)
    if until is None:
        message = f"policy pack {own.name}: no pack says bank_holidays_known_until"
        raise PolicyPackError(message)
    pack = PolicyPack(
        name=own.name,
        title=own.title,
        about=own.about,
        first_edition_on=own.first_edition_on,
        review_due_on=own.review_due_on,
        bank_holidays_known_until=until,
        eligibility=_last(tuple(part.phases.eligibility for part in parts)),
        phases=_last(tuple(part.phases.phases for part in parts)),
        clocks=tuple(clock for part in parts for clock in part.timescales.clocks),
        participants=tuple(duty for part in parts for duty in part.participants.duties),
        chair=_last(tuple(part.participants.chair for part in parts)),
        requirements=tuple(one for part in parts for one in part.completeness.requirements),
        checklists=tuple(one for part in parts for one in part.checklists.checklists),
        coverage=tuple(one for part in parts for one in part.coverage.duties),
        follow_up=tuple(one for part in parts for one in part.follow_up.duties),
        sources={source.id: source for part in parts for source in part.sources.sources},
    )
    _refuse_equal_ids(pack)
    _refuse_missing_sources(pack, parts)
    return pack


def _last(lists: tuple[tuple[Part, ...], ...]) -> tuple[Part, ...]:
    return next((one for one in reversed(lists) if one), ())


def _refuse_equal_ids(pack: PolicyPack) -> None:
    checks = [
        *(one.id for one in pack.clocks),
        *(one.id for one in pack.participants),
        *(one.id for one in pack.coverage),
        *(one.id for one in pack.follow_up),
    ]
    for ids in (
        checks,
        [requirement.id for requirement in pack.requirements],
        [checklist.id for checklist in pack.checklists],
    ):
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            message = f"policy pack {pack.name}: more than one entry is called {', '.join(twice)}"
            raise PolicyPackError(message)


def _refuse_missing_sources(pack: PolicyPack, parts: tuple[PackParts, ...]) -> None:
    named = set().union(*(_sources_in(part) for part in parts))
    missing = sorted(named - set(pack.sources))
    if missing:
        message = f"policy pack {pack.name}: sources.yaml does not have {', '.join(missing)}"
        raise PolicyPackError(message)


def _sources_in(parts: PackParts) -> set[str]:
    """Return the id of every source that any value of these files names."""
    found: set[str] = set()
    for part in fields(parts):
        found |= _sources_of(getattr(parts, part.name))
    return found


def _sources_of(value: object) -> set[str]:
    if isinstance(value, tuple):
        return set().union(*(_sources_of(item) for item in value))
    if not isinstance(value, BaseModel):
        return set()
    found: set[str] = set()
    for name, info in type(value).model_fields.items():
        inner = getattr(value, name)
        if inner and _cites(info):
            found |= set(inner) if isinstance(inner, tuple) else {inner}
        else:
            found |= _sources_of(inner)
    return found


def _cites(info: FieldInfo) -> bool:
    """Say whether a field holds source ids: its type is marked, or that of what it lists."""
    marks = [*info.metadata]
    for part in get_args(info.annotation):
        marks += [*getattr(part, "__metadata__", ()), *_marks_inside(part)]
    return any(isinstance(mark, CitesSource) for mark in marks)


def _marks_inside(annotation: object) -> list[object]:
    return [mark for part in get_args(annotation) for mark in getattr(part, "__metadata__", ())]
