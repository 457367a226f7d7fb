"""A policy pack: everything one authority decided, with what it takes over from another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, Field, StringConstraints
from pydantic.fields import FieldInfo

from pepsite.errors import PolicyPackError
from pepsite.findings import FieldPath
from pepsite.policy.audits import AuditsFile, AuditTemplate
from pepsite.policy.base import CitesSource, Source, Version, in_force
from pepsite.policy.checklists import Checklist, ChecklistsFile
from pepsite.policy.completeness import CompletenessFile, Requirement, RequirementVersion
from pepsite.policy.content import ContentDuty, ContentFile
from pepsite.policy.coverage import Coverage, CoverageFile
from pepsite.policy.expectations import ExpectationsFile
from pepsite.policy.follow_up import Consequence, FollowUp, FollowUpFile
from pepsite.policy.participants import Chair, ChairVersion, Participants, ParticipantsFile
from pepsite.policy.phases import Eligibility, LegalStatusesExcepted, PhaseMap, PhasesFile
from pepsite.policy.questions import QuestionsEdition
from pepsite.policy.reports import (
    Measure,
    Report,
    ReportsFile,
    SchoolsCausingConcern,
    Withholding,
)
from pepsite.policy.sampling import SamplingFile, SamplingPlan
from pepsite.policy.sections import OwnedSection, SectionsFile
from pepsite.policy.themes import Theme, ThemesFile
from pepsite.policy.timescales import Clock, TimescalesFile
from pepsite.records.base import Day, Line, Model, Prose
from pepsite.records.codes import Phase, YearGroup
from pepsite.records.pep import PepType

PackName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]


class PackFaultError(PolicyPackError):
    """What the files of a pack say does not go together. Names the file and the field."""

    def __init__(self, pack: str, part: str, field: FieldPath, why: str) -> None:
        self.pack = pack
        self.file = f"{part.replace('_', '-')}.yaml"
        self.field = field
        self.why = why
        super().__init__(f"{pack}/{self.file}: {'.'.join(str(one) for one in field)}: {why}")


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
    content: ContentFile
    sections: SectionsFile
    checklists: ChecklistsFile
    audits: AuditsFile
    themes: ThemesFile
    sampling: SamplingFile
    coverage: CoverageFile
    follow_up: FollowUpFile
    reports: ReportsFile
    expectations: ExpectationsFile


PART_MODELS: Mapping[str, type[Model]] = {
    "policy-pack/1": PackFile,
    "policy-sources/1": SourcesFile,
    "policy-phases/1": PhasesFile,
    "policy-timescales/1": TimescalesFile,
    "policy-participants/1": ParticipantsFile,
    "policy-completeness/1": CompletenessFile,
    "policy-content/1": ContentFile,
    "policy-sections/1": SectionsFile,
    "policy-checklists/1": ChecklistsFile,
    "policy-audits/1": AuditsFile,
    "policy-themes/1": ThemesFile,
    "policy-sampling/1": SamplingFile,
    "policy-coverage/1": CoverageFile,
    "policy-follow-up/1": FollowUpFile,
    "policy-reports/1": ReportsFile,
    "policy-expectations/1": ExpectationsFile,
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
    except_legal_statuses: tuple[LegalStatusesExcepted, ...]
    phases: tuple[PhaseMap, ...]
    clocks: tuple[Clock, ...]
    participants: tuple[Participants, ...]
    chair: tuple[ChairVersion, ...]
    chairs: tuple[Chair, ...]
    requirements: tuple[Requirement, ...]
    content: tuple[ContentDuty, ...]
    sections: tuple[OwnedSection, ...]
    checklists: tuple[Checklist, ...]
    audits: tuple[AuditTemplate, ...]
    themes: tuple[Theme, ...]
    plans: tuple[SamplingPlan, ...]
    coverage: tuple[Coverage, ...]
    follow_up: tuple[FollowUp, ...]
    consequences: tuple[Consequence, ...]
    measures: tuple[Measure, ...]
    reports: tuple[Report, ...]
    withholding: tuple[Withholding, ...]
    schools_causing_concern: tuple[SchoolsCausingConcern, ...]
    expectations: tuple[ExpectationsFile, ...]
    sources: Mapping[str, Source]

    def checklist(self, name: str, edition: date) -> tuple[Checklist, QuestionsEdition] | None:
        """Return the checklist of this name in the edition that began on this day, or None."""
        for checklist in self.checklists:
            for one in checklist.editions:
                if checklist.id == name and one.from_on == edition:
                    return checklist, one
        return None

    def requirements_on(
        self, phase: Phase, pep_type: PepType, year_group: YearGroup, day: date
    ) -> tuple[tuple[Requirement, RequirementVersion], ...]:
        """Return what a PEP of this phase and type and year group must have on this day."""
        return tuple(
            (one, version)
            for one in self.requirements
            if one.when.holds(phase, pep_type, year_group)
            and (version := in_force(one.versions, day)) is not None
        )

    def titles(self) -> dict[str, str]:
        """Return the title of every check by its id, statutory ones first."""
        own = tuple(one.by_own for one in self.checklists if one.by_own is not None)
        named = (
            self.clocks,
            self.participants,
            self.chairs,
            self.content,
            own,
            self.follow_up,
            self.consequences,
            self.coverage,
            self.plans,
        )
        return {check.id: check.title for checks in named for check in checks}

    def eligibility_on(self, day: date) -> Eligibility | None:
        """Return the rule on who has a PEP on this day, or None before the pack begins."""
        return in_force(self.eligibility, day)


def combine(parts: tuple[PackParts, ...]) -> PolicyPack:
    """Return the pack that these make together: the one extended first, the authority's last.

    What the last one says of eligibility and phases holds from the day it begins; clocks,
    duties and requirements add up, so that nothing statutory can be switched off.

    Raises:
        PackFaultError: an id is used twice, a source is missing, or children are left out who
            have a PEP by law.
        PolicyPackError: nobody says until when bank holidays are known.
    """
    own = parts[-1].pack
    known = [part.pack.bank_holidays_known_until for part in parts]
    until = next((day for day in reversed(known) if day is not None), None)
    if until is None:
        message = f"policy pack {own.name}: no pack says bank_holidays_known_until"
        raise PolicyPackError(message)
    _refuse_equal_ids(parts)
    _refuse_narrower(parts)
    _refuse_missing_sources(parts)
    chairs = tuple(part.participants.chair for part in parts if part.participants.chair)
    return PolicyPack(
        name=own.name,
        title=own.title,
        about=own.about,
        first_edition_on=own.first_edition_on,
        review_due_on=own.review_due_on,
        bank_holidays_known_until=until,
        eligibility=_layered(tuple(part.phases.eligibility for part in parts)),
        except_legal_statuses=_layered(tuple(part.phases.except_legal_statuses for part in parts)),
        phases=_layered(tuple(part.phases.phases for part in parts)),
        clocks=tuple(clock for part in parts for clock in part.timescales.clocks),
        participants=tuple(duty for part in parts for duty in part.participants.duties),
        chair=_layered(tuple(chair.versions for chair in chairs)),
        chairs=chairs,
        requirements=tuple(one for part in parts for one in part.completeness.requirements),
        content=tuple(one for part in parts for one in part.content.duties),
        sections=tuple(one for part in parts for one in part.sections.sections),
        checklists=tuple(one for part in parts for one in part.checklists.checklists),
        audits=tuple(one for part in parts for one in part.audits.templates),
        themes=tuple(one for part in parts for one in part.themes.themes),
        plans=tuple(one for part in parts for one in part.sampling.plans),
        coverage=tuple(one for part in parts for one in part.coverage.duties),
        follow_up=tuple(one for part in parts for one in part.follow_up.duties),
        consequences=tuple(one for part in parts for one in part.follow_up.consequences),
        measures=tuple(one for part in parts for one in part.reports.measures),
        reports=tuple(one for part in parts for one in part.reports.reports),
        withholding=_layered(tuple(part.reports.withholding for part in parts)),
        schools_causing_concern=_layered(
            tuple(part.reports.schools_causing_concern for part in parts)
        ),
        expectations=tuple(part.expectations for part in parts),
        sources={source.id: source for part in parts for source in part.sources.sources},
    )


def _layered(lists: tuple[tuple[Version, ...], ...]) -> tuple[Version, ...]:
    """Return the versions that hold: until a pack's own begin, those of the pack it extends."""
    layered: tuple[Version, ...] = ()
    for own in lists:
        begins = min((version.from_on for version in own), default=date.max)
        layered = (*(version for version in layered if version.from_on < begins), *own)
    return layered


_IDS: tuple[tuple[str, str, str], ...] = (
    # Checks share one list of ids, because results are known by the id of their check.
    ("timescales", "clocks", "check"),
    ("participants", "duties", "check"),
    ("content", "duties", "check"),
    ("coverage", "duties", "check"),
    ("follow_up", "duties", "check"),
    ("follow_up", "consequences", "check"),
    ("sampling", "plans", "check"),
    ("completeness", "requirements", "requirement"),
    ("sections", "sections", "section"),
    # A review or an audit names either.
    ("checklists", "checklists", "checklist or template"),
    ("audits", "templates", "checklist or template"),
    ("themes", "themes", "theme"),
    ("reports", "measures", "measure"),
    ("reports", "reports", "report"),
    ("expectations", "principles", "principle"),
    ("expectations", "expectations", "expectation"),
    ("expectations", "prompts", "prompt"),
    ("expectations", "events", "event"),
    ("expectations", "contacts", "contact"),
    ("expectations", "conflicts", "conflict"),
    ("sources", "sources", "source"),
)
"""The lists of a pack whose entries have ids: file, list, and what its entries are called."""


def _refuse_equal_ids(parts: tuple[PackParts, ...]) -> None:
    seen: set[tuple[str, str]] = set()

    def note(part: PackParts, file: str, place: FieldPath, kind: str, one_id: str) -> None:
        if (kind, one_id) in seen:
            message = f"more than one {kind} is called {one_id}"
            raise PackFaultError(part.pack.name, file, (*place, "id"), message)
        seen.add((kind, one_id))

    for part in parts:
        for file, name, kind in _IDS:
            for place, one in enumerate(getattr(getattr(part, file), name)):
                note(part, file, (name, place), kind, one.id)
        if part.participants.chair is not None:
            note(part, "participants", ("chair",), "check", part.participants.chair.id)
        for place, checklist in enumerate(part.checklists.checklists):
            if checklist.by_own is not None:
                field = ("checklists", place, "by_own")
                note(part, "checklists", field, "check", checklist.by_own.id)


def _refuse_narrower(parts: tuple[PackParts, ...]) -> None:
    floor = parts[0].phases.eligibility
    for part in parts[1:]:
        for place, own in enumerate(part.phases.eligibility):
            law = in_force(floor, own.from_on)
            if law is not None and not own.covers(law):
                message = "this leaves out children who have a PEP by law"
                field = ("eligibility", place)
                raise PackFaultError(part.pack.name, "phases", field, message)
        for place, excepted in enumerate(part.phases.except_legal_statuses):
            by_law = in_force(parts[0].phases.except_legal_statuses, excepted.from_on)
            if not set(excepted.statuses) <= set(by_law.statuses if by_law else ()):
                message = "this leaves out children who have a PEP by law"
                field = ("except_legal_statuses", place)
                raise PackFaultError(part.pack.name, "phases", field, message)


def _refuse_missing_sources(parts: tuple[PackParts, ...]) -> None:
    known = {source.id for part in parts for source in part.sources.sources}
    for part in parts:
        for file in fields(part):
            for place, source in _sources_of(getattr(part, file.name), ()):
                if source not in known:
                    message = f"sources.yaml does not have {source}"
                    raise PackFaultError(part.pack.name, file.name, place, message)


def _sources_of(value: object, place: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    """Yield each source that any value of these names, with its place."""
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _sources_of(item, (*place, index))
    if not isinstance(value, BaseModel):
        return
    for name, info in type(value).model_fields.items():
        inner, inside = getattr(value, name), (*place, info.alias or name)
        if not (inner and _cites(info)):
            yield from _sources_of(inner, inside)
        elif isinstance(inner, tuple):
            yield from (((*inside, index), one) for index, one in enumerate(inner))
        else:
            yield inside, inner


def _cites(info: FieldInfo) -> bool:
    """Say whether a field holds source ids: its type is marked, or that of what it lists."""
    marks = [*info.metadata]
    for part in get_args(info.annotation):
        marks += [*getattr(part, "__metadata__", ()), *_marks_inside(part)]
    return any(isinstance(mark, CitesSource) for mark in marks)


def _marks_inside(annotation: object) -> list[object]:
    return [mark for part in get_args(annotation) for mark in getattr(part, "__metadata__", ())]
