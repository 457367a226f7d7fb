"""A policy pack: everything one authority decided, with what it takes over from another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from pepsite.errors import PolicyPackError
from pepsite.policy.audits import AuditsFile, AuditTemplate
from pepsite.policy.base import Source, Version, in_force
from pepsite.policy.checklists import Checklist, ChecklistsFile
from pepsite.policy.completeness import CompletenessFile, Requirement, RequirementVersion
from pepsite.policy.content import ContentDuty, ContentFile
from pepsite.policy.coverage import Coverage, CoverageFile
from pepsite.policy.expectations import ExpectationsFile
from pepsite.policy.faults import PackFaultsError, faults
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
from pepsite.policy.sections import Copy, OwnedSection, SectionsFile
from pepsite.policy.supplied import as_supplied
from pepsite.policy.themes import Theme, ThemesFile
from pepsite.policy.timescales import Clock, EntryLimit, TimescalesFile
from pepsite.records.base import Day, Line, Model, Prose
from pepsite.records.codes import Phase, YearGroup
from pepsite.records.pep import PepType

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
    entry_limits: tuple[EntryLimit, ...]
    participants: tuple[Participants, ...]
    chair: tuple[ChairVersion, ...]
    chairs: tuple[Chair, ...]
    requirements: tuple[Requirement, ...]
    content: tuple[ContentDuty, ...]
    sections: tuple[OwnedSection, ...]
    copies: tuple[Copy, ...]
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

    def editions_of(self, template: AuditTemplate) -> tuple[QuestionsEdition, ...]:
        """Return the editions of a template's questions, which may be those of a checklist."""
        if template.same_questions_as is None:
            return template.editions
        return next(
            (one.editions for one in self.checklists if one.id == template.same_questions_as), ()
        )

    def template(self, name: str, edition: date) -> tuple[AuditTemplate, QuestionsEdition] | None:
        """Return the template of this name, and its questions in the edition of this day."""
        for template in self.audits:
            if template.id == name:
                for one in self.editions_of(template):
                    if one.from_on == edition:
                        return template, one
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
    duties and requirements add up, so that nothing statutory can be switched off. Only what
    one leaves open may be given again by another (`supplied.py`).

    Raises:
        PackFaultsError: an id is used twice, a name leads nowhere, or children are left out
            who have a PEP by law. It holds all of them.
        PolicyPackError: nobody says until when bank holidays are known.
    """
    own = parts[-1].pack
    known = [part.pack.bank_holidays_known_until for part in parts]
    until = next((day for day in reversed(known) if day is not None), None)
    if until is None:
        message = f"policy pack {own.name}: no pack says bank_holidays_known_until"
        raise PolicyPackError(message)
    found = tuple(faults(parts))
    if found:
        raise PackFaultsError(found)
    parts = as_supplied(parts)
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
        entry_limits=tuple(one for part in parts for one in part.timescales.entry),
        participants=tuple(duty for part in parts for duty in part.participants.duties),
        chair=_layered(tuple(chair.versions for chair in chairs)),
        chairs=chairs,
        requirements=tuple(one for part in parts for one in part.completeness.requirements),
        content=tuple(one for part in parts for one in part.content.duties),
        sections=tuple(one for part in parts for one in part.sections.sections),
        copies=tuple(one for part in parts for one in part.sections.copies),
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
