"""What rules may ask beyond the records they look at, and a note of what they asked.

A verdict on some records holds as long as every question asked on the way still has the
same answer. So whatever is remembered of a verdict, its questions are remembered with it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from pepsite.policy.base import in_force
from pepsite.policy.sections import section_on
from pepsite.records.codes import Phase, YearGroup
from pepsite.records.pep import PepType
from pepsite.records.sections import SignedSection

if TYPE_CHECKING:
    from collections.abc import Callable

    from pepsite.policy.audits import AuditTemplate
    from pepsite.policy.completeness import Requirement, RequirementVersion
    from pepsite.policy.pack import PolicyPack
    from pepsite.policy.phases import PhaseMap
    from pepsite.policy.questions import QuestionsEdition
    from pepsite.policy.sampling import SamplingVersion
    from pepsite.policy.sections import SectionVersion
    from pepsite.records.codes import Role
    from pepsite.records.person import Person


RECORDS_BEGIN_ON = "records-begin-on"
"""A question that the authority answers, and no policy."""
_MOST_KINDS = 500
"""Kinds of PEP and day for which it is held what they must have."""


class ChecklistUsed(NamedTuple):
    """One edition of a checklist, and in which roles people may judge by it."""

    reviewers: tuple[Role, ...]
    edition: QuestionsEdition


class TemplateUsed(NamedTuple):
    """A template without its editions, and the one edition of its questions."""

    template: AuditTemplate
    edition: QuestionsEdition


class Blocking(NamedTuple):
    """Ratings by a checklist or template with which a PEP cannot be complete."""

    of: str
    ratings: tuple[str, ...]
    source: str


class Accepting(NamedTuple):
    """A checklist whose review lets a PEP be complete, the source that says so, who reviews."""

    checklist: str
    source: str
    reviewers: tuple[Role, ...]


class Workspace:
    """The rest of the workspace, as rules see it.

    `find_person` reads a person's record; `find_path` tells where the record with an id is
    kept. Each answers None for what is not there. What was done before the records `begin_on`
    was done under the rules of another system.
    """

    def __init__(
        self,
        policy: PolicyPack,
        find_person: Callable[[str], Person | None],
        find_path: Callable[[str], str | None],
        begin_on: date = date.min,
    ) -> None:
        self._policy = policy
        self._find_person = find_person
        self._find_path = find_path
        self._begin_on = begin_on
        # Many PEPs are submitted on one day.
        self._requirements: dict[str, tuple[tuple[Requirement, RequirementVersion], ...]] = {}
        self.asked: set[str] = set()
        """The records that were asked about: `where ID` it is, or `what ID` says."""
        self.asked_policy: set[str] = set()
        """The questions the policy was asked; `policy_answer` answers them again."""

    def begin(self) -> None:
        """Forget what was asked so far: the next verdict begins."""
        self.asked.clear()
        self.asked_policy.clear()

    def path(self, record_id: str) -> str | None:
        """Return where the record with this id is kept."""
        self.asked.add(f"where {record_id}")
        return self._find_path(record_id)

    def role_on(self, person_id: str, day: date) -> Role | None:
        """Return the role somebody had on this day, if there is a record that tells it.

        Nothing else of other records is asked by any rule: `pepsite.usecases.check_change`
        counts on it.
        """
        self.asked.add(f"what {person_id}")
        person = self._find_person(person_id)
        return None if person is None else person.role_on(day)

    def records_begin_on(self) -> date:
        """Return the day on which this workspace took over from another system."""
        self.asked_policy.add(RECORDS_BEGIN_ON)
        return self._begin_on

    def section(self, section: SignedSection, day: date) -> SectionVersion | None:
        """Return who owns and signs a section on this day, or None where nobody is said to."""
        self.asked_policy.add(f"section {section} {day}")
        return section_on(self._policy.sections, section, day)

    def policy_begins_on(self) -> date:
        """Return the day of the policy's first edition."""
        self.asked_policy.add("begins-on")
        return self._policy.first_edition_on

    def phases(self, day: date) -> PhaseMap | None:
        """Return which year groups have which phase on this day."""
        self.asked_policy.add(f"phases {day}")
        return in_force(self._policy.phases, day)

    def requirements(
        self, phase: Phase, pep_type: PepType, year_group: YearGroup, day: date
    ) -> tuple[tuple[Requirement, RequirementVersion], ...]:
        """Return what such a PEP, submitted on this day, must have."""
        question = f"requirements {phase} {pep_type} {year_group} {day}"
        self.asked_policy.add(question)
        if question not in self._requirements:
            if len(self._requirements) >= _MOST_KINDS:
                self._requirements.clear()
            self._requirements[question] = self._policy.requirements_on(
                phase, pep_type, year_group, day
            )
        return self._requirements[question]

    def checklist(self, name: str, edition: date) -> ChecklistUsed | None:
        """Return the edition of a checklist that began on this day."""
        found = _checklist(self._policy, name, edition)
        # A name the policy does not know is somebody's own, and noted nowhere.
        known = found is not None
        self.asked_policy.add(f"checklist {name} {edition}" if known else "checklist-editions")
        return found

    def checklist_editions(self) -> tuple[str, ...]:
        """Return the name and the day of every edition there is."""
        self.asked_policy.add("checklist-editions")
        return _checklist_editions(self._policy)

    def plan(self, name: str, edition: date) -> SamplingVersion | None:
        """Return the edition of a sampling plan that began on this day."""
        found = _plan(self._policy, name, edition)
        known = found is not None
        self.asked_policy.add(f"plan {name} {edition}" if known else "plan-editions")
        return found

    def plan_editions(self) -> tuple[str, ...]:
        """Return the name and the day of every edition of a sampling plan there is."""
        self.asked_policy.add("plan-editions")
        return _plan_editions(self._policy)

    def accepting(self, day: date) -> tuple[Accepting, ...]:
        """Return the checklists by one of which a PEP of this day must have been accepted."""
        self.asked_policy.add(f"accepting {day}")
        return _accepting(self._policy, day)

    def template(self, name: str, edition: date) -> TemplateUsed | None:
        """Return an audit template with the questions of the edition that began on this day.

        Where a template asks the questions of a checklist, the edition is the checklist's.
        """
        found = _template(self._policy, name, edition)
        known = found is not None
        self.asked_policy.add(f"template {name} {edition}" if known else "template-editions")
        return found

    def template_editions(self) -> tuple[str, ...]:
        """Return the name of every template, with the day of every edition of its questions."""
        self.asked_policy.add("template-editions")
        return _template_editions(self._policy)

    def blocking_forms(self) -> tuple[str, ...]:
        """Return the checklists and templates of which some rating ever blocks a sign-off."""
        self.asked_policy.add("blocking-forms")
        return _blocking_forms(self._policy)

    def blocking(self, day: date) -> tuple[Blocking, ...]:
        """Return the ratings that, given on this day, do not let a PEP be complete."""
        self.asked_policy.add(f"blocking {day}")
        return _blocking(self._policy, day)


def policy_answer(policy: PolicyPack, question: str) -> str:  # noqa: C901, PLR0911, PLR0912  # one line for each
    """Return what a policy answers to a question it was asked, as text to compare.

    Raises:
        ValueError: this is no question.
    """
    match question.split(" "):
        case ["begins-on"]:
            return str(policy.first_edition_on)
        case ["section", section, day]:
            on = date.fromisoformat(day)
            return repr(section_on(policy.sections, SignedSection(section), on))
        case ["phases", day]:
            return repr(in_force(policy.phases, date.fromisoformat(day)))
        case ["requirements", phase, pep_type, year_group, day]:
            asked = policy.requirements_on(
                Phase(phase), PepType(pep_type), YearGroup(year_group), date.fromisoformat(day)
            )
            # Other versions of it say nothing about this day.
            return repr([(one.model_dump(exclude={"versions"}), version) for one, version in asked])
        case ["checklist", name, edition]:
            return repr(_checklist(policy, name, date.fromisoformat(edition)))
        case ["checklist-editions"]:
            return repr(_checklist_editions(policy))
        case ["plan", name, edition]:
            return repr(_plan(policy, name, date.fromisoformat(edition)))
        case ["plan-editions"]:
            return repr(_plan_editions(policy))
        case ["accepting", day]:
            return repr(_accepting(policy, date.fromisoformat(day)))
        case ["template", name, edition]:
            return repr(_template(policy, name, date.fromisoformat(edition)))
        case ["template-editions"]:
            return repr(_template_editions(policy))
        case ["blocking-forms"]:
            return repr(_blocking_forms(policy))
        case ["blocking", day]:
            return repr(_blocking(policy, date.fromisoformat(day)))
        case _:
            raise ValueError(question)


def _checklist(policy: PolicyPack, name: str, edition: date) -> ChecklistUsed | None:
    found = policy.checklist(name, edition)
    return None if found is None else ChecklistUsed(found[0].reviewers, found[1])


def _checklist_editions(policy: PolicyPack) -> tuple[str, ...]:
    return tuple(
        f"{checklist.id} of {edition.from_on}"
        for checklist in policy.checklists
        for edition in checklist.editions
    )


def _plan(policy: PolicyPack, name: str, edition: date) -> SamplingVersion | None:
    return next(
        (
            version
            for plan in policy.plans
            for version in plan.versions
            if plan.id == name and version.from_on == edition
        ),
        None,
    )


def _plan_editions(policy: PolicyPack) -> tuple[str, ...]:
    return tuple(
        f"{plan.id} of {version.from_on}" for plan in policy.plans for version in plan.versions
    )


def _accepting(policy: PolicyPack, day: date) -> tuple[Accepting, ...]:
    return tuple(
        Accepting(one.id, edition.source, one.reviewers)
        for one, edition in policy.accepting_on(day)
    )


def _template(policy: PolicyPack, name: str, edition: date) -> TemplateUsed | None:
    found = policy.template(name, edition)
    if found is None:
        return None
    # The other editions say nothing about this audit.
    return TemplateUsed(found[0].model_copy(update={"editions": ()}), found[1])


def _template_editions(policy: PolicyPack) -> tuple[str, ...]:
    return tuple(
        f"{template.id} of {edition.from_on}"
        for template in policy.audits
        for edition in policy.editions_of(template)
    )


def _blocking_forms(policy: PolicyPack) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            one.of
            for one in policy.consequences
            if any(version.brings == "block-sign-off" for version in one.versions)
        )
    )


def _blocking(policy: PolicyPack, day: date) -> tuple[Blocking, ...]:
    return tuple(
        Blocking(one.of, version.ratings, version.source)
        for one in policy.consequences
        if (version := in_force(one.versions, day)) is not None
        and version.brings == "block-sign-off"
    )
