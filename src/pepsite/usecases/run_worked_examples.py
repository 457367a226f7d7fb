"""Does a policy pack mean what its authors think? Their examples, run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from pydantic import JsonValue

from pepsite.compliance.conformity.consistency import one_calendar_a_year, points_somewhere
from pepsite.compliance.conformity.forms import edition_of, form_of, rating_in_words
from pepsite.compliance.conformity.samples import sample_follows_its_plan
from pepsite.compliance.results import Setting
from pepsite.compliance.rules import RULES
from pepsite.compliance.sampling.draw import draw
from pepsite.compliance.sampling.population import Candidate, Drawing, candidates, drawing_on
from pepsite.compliance.worked_examples import (
    NO_MARK,
    DrawOutcome,
    ExpectedDraw,
    UsualFile,
    WorkedExample,
    plain_records,
    unlike_expected,
    unlike_expected_draws,
    unlike_expected_findings,
    unlike_expected_ratings,
)
from pepsite.compliance.workspace import Workspace
from pepsite.findings import Finding
from pepsite.policy.base import in_force
from pepsite.policy.calendars import Calendars, Unknown
from pepsite.records.authority import Authority
from pepsite.records.calendar import Calendar
from pepsite.records.casefile import Casefile, Register
from pepsite.records.child import Child
from pepsite.records.fingerprint import fingerprint
from pepsite.records.kinds import BY_SCHEMA, Record, path_of
from pepsite.records.pep import Pep
from pepsite.records.person import Person
from pepsite.records.review import Action, Audit, QaReview, Sample
from pepsite.records.school import School
from pepsite.store.bank_holidays import bank_holidays
from pepsite.store.packs import load_pack
from pepsite.store.typed import type_record
from pepsite.usecases.compute_compliance import child_results, rows_of, shared_results
from pepsite.usecases.read_worked_examples import PlacedExample, usual_examples, worked_examples

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pepsite.compliance.results import CheckResult
    from pepsite.policy.pack import PolicyPack

R = TypeVar("R", bound=Record)
C = TypeVar("C", Pep, QaReview, Audit)


@dataclass(frozen=True, slots=True)
class ExampleOutcome:
    """One example, where it stands, and in what it came out otherwise than it says.

    `results` and `findings` are all that came out, `ids` what its names stand for, and
    `ratings` what each review and audit comes to, by name; `draws` is by plan.
    """

    placed: PlacedExample
    ids: Mapping[str, str]
    results: tuple[CheckResult, ...]
    findings: tuple[Finding, ...]
    ratings: Mapping[str, str]
    draws: Mapping[str, DrawOutcome | str]

    @property
    def example(self) -> WorkedExample:
        """What its authors wrote."""
        return self.placed.example

    @property
    def differences(self) -> tuple[str, ...]:
        """What came out otherwise than the example says."""
        return (
            *unlike_expected(self.example, self.results, self.ids),
            *unlike_expected_findings(self.example, self.findings),
            *unlike_expected_ratings(self.example, self.ratings),
            *unlike_expected_draws(self.example, self.draws, self.ids),
        )

    @property
    def holds(self) -> bool:
        """Whether everything came out as the example says."""
        return not self.differences

    def in_words(self) -> str:
        """Return where the example is, what it says, and what came out instead."""
        return "\n  ".join((self.placed.sentence, *self.differences))


def run_worked_examples(
    pack: str, workspace: Path | None = None, *, under: str | None = None
) -> tuple[ExampleOutcome, ...]:
    """Return how each example of a pack comes out, in the order of its files.

    `under` names another pack to run them by: what England's examples say has to hold under
    every pack that extends it, save where an example is of England alone.

    Raises:
        PolicyPackError: the pack, or a file of its examples, cannot be used; the message
            names file and line.
    """
    policy = load_pack(under or pack, workspace)
    return tuple(
        run_worked_example(one, policy, workspace)
        for one in worked_examples(pack, workspace, load_pack(pack, workspace))
        if not (under not in {None, pack} and one.example.only_here)
    )


def run_worked_example(
    placed: PlacedExample, policy: PolicyPack, workspace: Path | None = None
) -> ExampleOutcome:
    """Return how one example comes out under a policy.

    Raises:
        PolicyPackError: it cannot be run as it is given; the message names file and line.
    """
    return _outcome(placed, policy, usual_examples(policy.name, workspace))


def _outcome(placed: PlacedExample, policy: PolicyPack, usual: UsualFile) -> ExampleOutcome:
    example = placed.example
    records = _records(placed, policy, usual)
    ids = {name: str(getattr(record, "id", "")) for name, record in records.items()}
    casefiles, register = _gathered(tuple(records.values()))
    calendars = Calendars(
        tuple(register.calendars.values()), bank_holidays(policy.bank_holidays_known_until)
    )
    results: tuple[CheckResult, ...] = ()
    if example.as_of is not None:
        results = tuple(_results(casefiles, Setting(policy, calendars, register, example.as_of)))
    draws = {
        plan: _draw(plan, one, casefiles, Setting(policy, calendars, register, one.on))
        for plan, one in example.expect_draw.items()
    }
    places = {str(getattr(one, "id", "")): path_of(one) for one in records.values()}
    begin_on = register.authority.records_begin_on
    workspace = Workspace(policy, register.people.get, places.get, begin_on)
    findings = tuple(_findings(casefiles, tuple(records.values()), workspace))
    ratings = dict(_ratings(casefiles, records, policy))
    return ExampleOutcome(placed, ids, results, findings, ratings, draws)


_SEED = "a worked example"


def _draw(
    name: str, expected: ExpectedDraw, casefiles: tuple[Casefile, ...], setting: Setting
) -> DrawOutcome | str:
    """Return what a draw by this plan comes to, or why none can be made."""
    plan = next((one for one in setting.policy.plans if one.id == name), None)
    drawing = plan and drawing_on(plan, setting, expected.asked_for)
    if not isinstance(drawing, Drawing):
        return drawing.missing if drawing else "there is no such plan on that day"
    found = [one for each in casefiles for one in candidates(each, drawing, setting)]
    listed = tuple(one for one in found if isinstance(one, Candidate))
    drawn = draw(listed, drawing, setting, _SEED)
    if isinstance(drawn, Unknown):
        return drawn.missing
    return DrawOutcome(listed, drawn, len(found) - len(listed))


def _ratings(
    casefiles: tuple[Casefile, ...], records: Mapping[str, Record], policy: PolicyPack
) -> Iterator[tuple[str, str]]:
    """Yield what the form of each review and audit comes to, where the policy has the form."""
    of = {one.child.id: one for one in casefiles}
    for name, record in records.items():
        if isinstance(record, QaReview | Audit):
            casefile, edition = of.get(record.child), edition_of(record, policy)
            if casefile is not None and edition is not None:
                yield name, rating_in_words(form_of(record, edition, casefile))


def _results(casefiles: tuple[Casefile, ...], setting: Setting) -> Iterator[CheckResult]:
    # Of one child only, the child the example is about.
    yield from child_results(casefiles[0], setting)
    yield from shared_results([rows_of(one, setting) for one in casefiles], setting)


def _findings(
    casefiles: tuple[Casefile, ...], records: tuple[Record, ...], workspace: Workspace
) -> Iterator[Finding]:
    for casefile in casefiles:
        for rule in RULES:
            yield from rule(casefile, workspace)
    yield from one_calendar_a_year(one for one in records if isinstance(one, Calendar))
    for record in records:
        yield from points_somewhere(record, workspace)
        if isinstance(record, Sample):
            yield from sample_follows_its_plan(record, workspace)


def _records(placed: PlacedExample, policy: PolicyPack, usual: UsualFile) -> Mapping[str, Record]:
    phases = in_force(policy.phases, placed.example.as_of or policy.phases[-1].from_on)
    plain = plain_records(usual, placed.example.given, phases or policy.phases[-1])
    records = {name: _record(name, values, placed) for name, values in plain.items()}
    marks = {one.id: fingerprint(one) for one in records.values() if isinstance(one, Pep)}
    return {name: _as_judged(one, marks) for name, one in records.items()}


def _as_judged(record: Record, marks: Mapping[str, str]) -> Record:
    """Return a review or an audit with the fingerprint of the PEP in the place of noughts."""
    if isinstance(record, QaReview) and record.pep_fingerprint == NO_MARK:
        return record.model_copy(
            update={"pep_fingerprint": marks.get(record.pep, record.pep_fingerprint)}
        )
    if isinstance(record, Audit):
        peps = tuple(
            one.model_copy(update={"fingerprint": marks.get(one.pep, one.fingerprint)})
            if one.fingerprint == NO_MARK
            else one
            for one in record.peps
        )
        return record.model_copy(update={"peps": peps})
    return record


def _record(name: str, values: Mapping[str, JsonValue], placed: PlacedExample) -> Record:
    record = type_record(values, name, BY_SCHEMA)
    if isinstance(record, tuple):
        wrong = "; ".join(
            f"{'.'.join(str(part) for part in one.field) or 'schema'}: {one.message}"
            for one in record
        )
        message = f"{name} cannot be as it is given: {wrong}"
        raise placed.refused(message)
    return record


def _gathered(records: tuple[Record, ...]) -> tuple[tuple[Casefile, ...], Register]:
    """Return the children's records, the child the example is about first, and what all share."""

    def all_of(model: type[R]) -> tuple[R, ...]:
        return tuple(one for one in records if isinstance(one, model))

    def of_child(model: type[C], child: Child) -> tuple[C, ...]:
        return tuple(one for one in all_of(model) if one.child == child.id)

    casefiles = tuple(
        Casefile(child, of_child(Pep, child), of_child(QaReview, child), of_child(Audit, child))
        for child in all_of(Child)
    )
    register = Register(
        all_of(Authority)[0],
        calendars={one.id: one for one in all_of(Calendar)},
        schools={one.id: one for one in all_of(School)},
        people={one.id: one for one in all_of(Person)},
        samples={one.id: one for one in all_of(Sample)},
        actions={one.id: one for one in all_of(Action)},
    )
    return casefiles, register
