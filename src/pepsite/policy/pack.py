"""A policy pack: everything one authority decided, with what it takes over from another.

Each part is typed when it is first asked for: most runs ask for few, and typing all of them
takes as long as judging a child's records.
"""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from pepsite.errors import PolicyPackError
from pepsite.policy.base import Version, in_force
from pepsite.policy.fault import PackFaultsError
from pepsite.policy.supplied import given_in_full

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pepsite.policy.audits import AuditsFile, AuditTemplate
    from pepsite.policy.base import Source
    from pepsite.policy.checklists import Checklist, ChecklistsFile
    from pepsite.policy.completeness import CompletenessFile, Requirement, RequirementVersion
    from pepsite.policy.content import ContentDuty, ContentFile
    from pepsite.policy.coverage import Coverage, CoverageFile
    from pepsite.policy.expectations import ExpectationsFile
    from pepsite.policy.follow_up import Consequence, FollowUp, FollowUpFile
    from pepsite.policy.header import PackFile, SourcesFile
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
    from pepsite.policy.themes import Theme, ThemesFile
    from pepsite.policy.timescales import Clock, EntryLimit, TimescalesFile
    from pepsite.records.base import Model
    from pepsite.records.codes import Phase, YearGroup
    from pepsite.records.pep import PepType


class PackParts:
    """The files of one pack, each typed by `read` when it is first asked for."""

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

    def __init__(self, read: Callable[[str], Model]) -> None:
        self._read = read

    if not TYPE_CHECKING:  # pragma: no branch  # or any name would pass for one of a part

        def __getattr__(self, name: str) -> Model:
            """Return a part, read from now on."""
            if name not in PARTS:
                raise AttributeError(name)
            return vars(self).setdefault(name, self._read(name))


PARTS = tuple(PackParts.__annotations__)
"""The parts of a pack: `follow_up` is what stands in `follow-up.yaml`."""


def schema_of_part(part: str) -> str:
    """Return what stands under `schema` in the file of a part."""
    return f"policy-{part.replace('_', '-')}/1"


def model_of_part(part: str) -> type[Model]:
    """Return the model of a part, loading the module it stands in."""
    module = import_module(f"pepsite.policy.{'header' if part in NEEDED_PARTS else part}")
    words = part.split("_")
    return cast("type[Model]", getattr(module, f"{''.join(map(str.capitalize, words))}File"))


NEEDED_PARTS = ("pack", "sources")
"""What every pack has. Any other may be left out."""


def part_models() -> Mapping[str, type[Model]]:
    """Return the models of a pack's files, by what stands under `schema`."""
    return {schema_of_part(part): model_of_part(part) for part in PARTS}


class PolicyPack:
    """A pack with what it extends, ready to be asked. Statutory parts come first.

    What the last one says of eligibility and phases holds from the day it begins; clocks,
    duties and requirements add up, so that nothing statutory can be switched off. Only what
    one leaves open may be given again by another (`supplied.py`).
    """

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

    def __init__(self, parts: tuple[PackParts, ...]) -> None:
        self.parts = parts
        """What the pack is made of, the pack extended first."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the packs that it is made of."""
        return tuple(part.pack.name for part in self.parts)

    @property
    def is_floor(self) -> bool:
        """Whether it is what every authority stands on, and no authority's own."""
        return len(self.parts) == 1

    def read_whole(self) -> None:
        """Read every part now, for whoever hands the pack on: to another process, say."""
        for pack in self.parts:
            for part in PARTS:
                getattr(pack, part)

    if not TYPE_CHECKING:  # pragma: no branch  # as above

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # any of the above
            """Return what all parts together say of one thing, put together from now on."""
            if name not in PolicyPack.__annotations__:
                raise AttributeError(name)
            return vars(self).setdefault(name, self._together(name))

    def _together(self, name: str) -> object:
        if name in _ADDED_UP:
            lists = self._lists(*_ADDED_UP[name])
            return tuple(one for entries in given_in_full(lists) for one in entries)
        if name in _LAYERED:
            return _layered(self._lists(*_LAYERED[name]))
        make = _OTHERWISE.get(name)
        return getattr(self.parts[-1].pack, name) if make is None else make(self)

    def _lists(self, part: str, name: str) -> tuple[tuple[Any, ...], ...]:
        return tuple(getattr(getattr(one, part), name) for one in self.parts)

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

    def accepting_on(self, day: date) -> tuple[tuple[Checklist, QuestionsEdition], ...]:
        """Return the checklists by one of which a PEP of this day must have been accepted.

        None: it is complete when somebody accepts it, without a review.
        """
        return tuple(
            (one, edition)
            for one in self.checklists
            if one.accepts_completion and (edition := in_force(one.editions, day)) is not None
        )

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


SAID = tuple(PolicyPack.__annotations__)
"""All that a pack says together with what it extends, by name."""

_ADDED_UP: Mapping[str, tuple[str, str]] = {
    "clocks": ("timescales", "clocks"),
    "entry_limits": ("timescales", "entry"),
    "participants": ("participants", "duties"),
    "requirements": ("completeness", "requirements"),
    "content": ("content", "duties"),
    "sections": ("sections", "sections"),
    "copies": ("sections", "copies"),
    "checklists": ("checklists", "checklists"),
    "audits": ("audits", "templates"),
    "themes": ("themes", "themes"),
    "plans": ("sampling", "plans"),
    "coverage": ("coverage", "duties"),
    "follow_up": ("follow_up", "duties"),
    "consequences": ("follow_up", "consequences"),
    "measures": ("reports", "measures"),
    "reports": ("reports", "reports"),
}
"""What adds up over the packs: which part it is in, and which of its lists."""

_LAYERED: Mapping[str, tuple[str, str]] = {
    "eligibility": ("phases", "eligibility"),
    "except_legal_statuses": ("phases", "except_legal_statuses"),
    "phases": ("phases", "phases"),
    "withholding": ("reports", "withholding"),
    "schools_causing_concern": ("reports", "schools_causing_concern"),
}
"""What holds until a pack's own begins, in the same way."""

_OTHERWISE: Mapping[str, Callable[[PolicyPack], object]] = {
    "bank_holidays_known_until": lambda pack: _bank_holidays_known_until(pack.parts),
    "chairs": lambda pack: tuple(
        part.participants.chair for part in pack.parts if part.participants.chair
    ),
    "chair": lambda pack: _layered(tuple(one.versions for one in pack.chairs)),
    "expectations": lambda pack: tuple(part.expectations for part in pack.parts),
    "sources": lambda pack: {one.id: one for part in pack.parts for one in part.sources.sources},
}
"""What is put together in a way of its own. All else is as the pack's own header says."""


def combine(parts: tuple[PackParts, ...]) -> PolicyPack:
    """Return the pack that these make together: the one extended first, the authority's last.

    Everything they say is looked through.

    Raises:
        PackFaultsError: an id is used twice, a name leads nowhere, or children are left out
            who have a PEP by law. It holds all of them.
        PolicyPackError: nobody says until when bank holidays are known.
    """
    from pepsite.policy.faults import faults  # noqa: PLC0415  # it loads the models of all parts

    _bank_holidays_known_until(parts)
    found = tuple(faults(parts))
    if found:
        raise PackFaultsError(found)
    return PolicyPack(parts)


def _bank_holidays_known_until(parts: tuple[PackParts, ...]) -> date:
    for part in reversed(parts):
        if part.pack.bank_holidays_known_until is not None:
            return part.pack.bank_holidays_known_until
    message = f"policy pack {parts[-1].pack.name}: no pack says bank_holidays_known_until"
    raise PolicyPackError(message)


def _layered(lists: tuple[tuple[Version, ...], ...]) -> tuple[Version, ...]:
    """Return the versions that hold: until a pack's own begin, those of the pack it extends."""
    layered: tuple[Version, ...] = ()
    for own in lists:
        begins = min((version.from_on for version in own), default=date.max)
        layered = (*(version for version in layered if version.from_on < begins), *own)
    return layered
