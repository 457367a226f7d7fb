"""Is each sampling plan fulfilled, and does each sample go by its plan?

The children stream by, and each leaves a few small rows: in which periods it had a PEP that
could be drawn, and which of its PEPs were audited out of a sample. Plans are judged at the end.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from pepsite.compliance.conformity.forms import audit_is_finished
from pepsite.compliance.results import (
    CheckResult,
    Explanation,
    Setting,
    Status,
    cannot_tell,
    in_words,
    so_many,
    sources_of,
    status_of,
)
from pepsite.compliance.sampling.population import came_far_enough_on
from pepsite.records.kinds import path_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pepsite.policy.periods import Period
    from pepsite.policy.sampling import SamplingPlan, SamplingVersion
    from pepsite.records.casefile import Casefile
    from pepsite.records.review import Sample


@dataclass(frozen=True, slots=True)
class CouldBeDrawn:
    """Some child had a PEP that came far enough in this period to be drawn by this plan.

    By its day alone: whether it is of the right kind is settled by the draw.
    """

    plan: str
    period: str


@dataclass(frozen=True, slots=True)
class AuditedFromSample:
    """A PEP was audited out of a sample: in what kind of audit, when, by whom, where it says so."""

    pep: str
    sample: str
    kind: str
    on: date
    auditors: tuple[str, ...]
    path: str


SampleRow = CouldBeDrawn | AuditedFromSample


class DrawnSample(NamedTuple):
    """What is kept of a sample until the plans are judged: not what it was drawn from."""

    id: str
    plan: str
    from_on: date
    drawn_on: date
    peps: tuple[str, ...]
    short: int
    path: str
    auditors: tuple[tuple[str, ...], ...] = ()
    """Who has been given each of the PEPs, in their order."""


def drawn_sample(sample: Sample) -> DrawnSample:
    """Return what is kept of a sample."""
    return DrawnSample(
        sample.id,
        sample.plan.name,
        sample.from_on,
        sample.drawn_on,
        tuple(one.pep for one in sample.drawn),
        sum(one.wanted - one.found for one in sample.shortfalls if one.why == "too-few-peps"),
        path_of(sample),
        tuple(
            tuple(person for person in (one.auditor, one.second_auditor) if person is not None)
            for one in sample.drawn
        ),
    )


# --- What one child's records say


def sample_rows(casefile: Casefile, setting: Setting) -> Iterator[SampleRow]:
    """Yield what one child's records say of samples."""
    yield from _could_be_drawn(casefile, setting)
    for audit in casefile.audits:
        if audit.sample is None or audit.audited_on > setting.as_of:
            continue
        if not audit_is_finished(audit, casefile, setting.policy):
            continue
        people = tuple(one.person or one.id for one in audit.auditors)
        for judged in audit.peps:
            yield AuditedFromSample(
                judged.pep,
                audit.sample,
                str(audit.type),
                audit.audited_on,
                people,
                path_of(audit),
            )


def _could_be_drawn(casefile: Casefile, setting: Setting) -> Iterator[CouldBeDrawn]:
    reached: dict[str, set[date]] = {}
    for plan, _, period in setting.sampled:
        kinds = {one.population.reached for one in plan.versions}
        for kind in kinds - reached.keys():
            reached[kind] = {
                on
                for pep in casefile.peps
                if pep.counts
                and (on := came_far_enough_on(pep, kind, casefile))
                and on <= setting.as_of
            }
        if any(period.holds(on) for kind in kinds for on in reached[kind]):
            yield CouldBeDrawn(plan.id, period.name)


# --- Plans


def plans_fulfilled(
    rows: Iterable[SampleRow], samples: Iterable[DrawnSample], setting: Setting
) -> Iterator[CheckResult]:
    """Yield, for each plan and period, whether the draw was made and all of it audited.

    A plan whose source states no size is never judged. That there were fewer PEPs than the
    plan wants is said, and is nobody's fault.
    """
    seen = tuple(rows)
    could = {(row.plan, row.period) for row in seen if isinstance(row, CouldBeDrawn)}
    audited = _audited(seen)
    drawn = [one for one in samples if one.drawn_on <= setting.as_of]
    for plan, version, period in setting.sampled:
        of_period = [one for one in drawn if one.plan == plan.id and period.holds(one.from_on)]
        nothing = version.population.in_the_period and not could & _drawn_from(
            plan, version, period, setting
        )
        yield _fulfilled(plan, version, period, of_period, audited, nothing, setting)
    yield from _not_known(setting)


def _audited(rows: Iterable[SampleRow]) -> dict[str, list[AuditedFromSample]]:
    audited: dict[str, list[AuditedFromSample]] = defaultdict(list)
    for row in rows:
        if isinstance(row, AuditedFromSample):
            audited[row.pep].append(row)
    return audited


def audits_to_do(
    rows: Iterable[SampleRow], samples: Iterable[DrawnSample], setting: Setting
) -> Iterator[CheckResult]:
    """Yield each PEP of a sample that somebody still has to audit, as that person's to do.

    For lists of what to do next. Whether the plan is fulfilled is judged as a whole, and of a
    plan that is never judged nothing is due.
    """
    audited = _audited(rows)
    drawn = [one for one in samples if one.drawn_on <= setting.as_of]
    for plan, version, period in setting.sampled:
        status = status_of(period.ends_on, None, setting.as_of, _end_of_next(plan, period, setting))
        for sample in drawn:
            if sample.plan == plan.id and period.holds(sample.from_on):
                for pep, person in _seats(sample, version, audited):
                    yield _to_audit(plan, version, period, sample, pep, person, status, setting)


def _seats(
    sample: DrawnSample, version: SamplingVersion, audited: dict[str, list[AuditedFromSample]]
) -> Iterator[tuple[str, str | None]]:
    """Yield each PEP that is not audited yet, with each whose turn it is, or None: nobody's."""
    wanted = 2 if version.second_auditor else 1
    for pep, given_to in zip(sample.peps, sample.auditors, strict=False):
        did = {one for row in _counting(pep, sample, version, audited) for one in row.auditors}
        left = wanted - len(did)
        people = [*(one for one in given_to if one not in did), *(None,) * wanted]
        yield from ((pep, person) for person in people[: max(left, 0)])


def _to_audit(  # noqa: PLR0913, PLR0917  # one PEP of one draw is this many things
    plan: SamplingPlan,
    version: SamplingVersion,
    period: Period,
    sample: DrawnSample,
    pep: str,
    person: str | None,
    status: Status,
    setting: Setting,
) -> CheckResult:
    found = setting.register.people.get(person or "")
    return CheckResult(
        check=plan.id,
        status=status,
        subject=pep,
        source=sources_of(version),
        part=period.name,
        explanation=Explanation(
            f"A PEP drawn by {plan.id} is audited",
            "This PEP was drawn, and has not been audited.",
            in_force_from=version.from_on,
            counted_from=sample.drawn_on,
            counted_from_what="the sample was drawn",
            counted_in=sample.path,
            reading=version.reading,
        ),
        due_on=period.ends_on,
        evidence=(sample.path,),
        doer=found.role_on(setting.as_of) if found else plan.doer,
        owner=person,
    )


def _fulfilled(  # noqa: PLR0913, PLR0917  # one plan in one period is this many things
    plan: SamplingPlan,
    version: SamplingVersion,
    period: Period,
    samples: list[DrawnSample],
    audited: dict[str, list[AuditedFromSample]],
    nothing: bool,  # noqa: FBT001  # there was nothing to draw from
    setting: Setting,
) -> CheckResult:
    done = {one.id: _done(one, version, audited) for one in samples}
    days = sorted(day for each in done.values() if (day := _last(each)) is not None)
    enough = len(days) >= version.draws_in_period
    met_on = days[version.draws_in_period - 1] if enough else None
    # Whoever comes late may catch up while the next period runs.
    over = _end_of_next(plan, period, setting)
    status = status_of(period.ends_on, met_on, setting.as_of, over)
    if not samples and nothing and setting.as_of > period.ends_on:
        status = Status.NOT_APPLICABLE
    return CheckResult(
        check=plan.id,
        status=status,
        subject=max(samples, key=lambda one: one.drawn_on).id if samples else plan.id,
        source=sources_of(version),
        part=period.name,
        explanation=Explanation(
            plan.title,
            _because(version, period, samples, done, status),
            in_force_from=version.from_on,
            counted_from=period.starts_on,
            counted_from_what="the period began",
            counted_in=samples[0].path if samples else None,
            reading=version.reading,
        ),
        due_on=period.ends_on,
        met_on=met_on,
        evidence=tuple(one.path for one in samples),
        doer=plan.doer,
    )


def _done(
    sample: DrawnSample, version: SamplingVersion, audited: dict[str, list[AuditedFromSample]]
) -> dict[str, date | None]:
    """Return the day on which each PEP drawn had been audited, or None while it has not.

    An audit out of another sample counts, if it came after this draw: one audit is enough for
    a PEP that two plans drew. Two auditors are wanted where the plan wants a second.
    """
    wanted = 2 if version.second_auditor else 1
    done: dict[str, date | None] = {sample.id: sample.drawn_on}
    for pep in sample.peps:
        people: set[str] = set()
        done[pep] = None
        for row in _counting(pep, sample, version, audited):
            if len(people) < wanted:
                people.update(row.auditors)
                done[pep] = row.on if len(people) >= wanted else None
    return done


def _counting(
    pep: str,
    sample: DrawnSample,
    version: SamplingVersion,
    audited: dict[str, list[AuditedFromSample]],
) -> Iterator[AuditedFromSample]:
    """Yield the audits of a PEP that count for a sample, in the order of their days."""
    for row in sorted(audited.get(pep, ()), key=lambda one: (one.on, one.path)):
        own = row.sample == sample.id or row.on >= sample.drawn_on
        if own and row.kind in version.fulfilled_by:
            yield row


def _last(done: dict[str, date | None]) -> date | None:
    days = [day for day in done.values() if day is not None]
    return max(days) if len(days) == len(done) else None


def _drawn_from(
    plan: SamplingPlan, version: SamplingVersion, period: Period, setting: Setting
) -> set[tuple[str, str]]:
    """Return the periods whose PEPs can be drawn in this one: itself, perhaps the one before."""
    before = [
        one.name
        for other, _, one in setting.sampled
        if other.id == plan.id and one.next_starts_on == period.starts_on
    ]
    names = [period.name, *(before if version.population.and_the_one_before else ())]
    return {(plan.id, name) for name in names}


def _end_of_next(plan: SamplingPlan, period: Period, setting: Setting) -> date | None:
    """Return the last day of the period after this one, if it has passed."""
    following = [
        one
        for other, _, one in setting.sampled
        if other.id == plan.id and one.starts_on > period.starts_on
    ]
    ends_on = min((one.ends_on for one in following), default=None)
    return ends_on if ends_on is not None and ends_on < setting.as_of else None


def _because(
    version: SamplingVersion,
    period: Period,
    samples: list[DrawnSample],
    done: dict[str, dict[str, date | None]],
    status: Status,
) -> str:
    until = f"the period runs from {in_words(period.starts_on)} to {in_words(period.ends_on)}"
    if not samples:
        if status is Status.NOT_APPLICABLE:
            return f"No PEP came far enough to be drawn; {until}."
        return f"No sample has been drawn; {until}."
    peps = [pep for one in samples for pep in one.peps]
    audited = sum(done[one.id][pep] is not None for one in samples for pep in one.peps)
    sentence = (
        f"{so_many(len(samples), 'sample')} drawn of {version.draws_in_period}; "
        f"{audited} of {so_many(len(peps), 'PEP')} drawn {'has' if audited == 1 else 'have'} "
        f"been audited; {until}."
    )
    short = sum(one.short for one in samples)
    return sentence + (f" There were {short} fewer to draw from than wanted." if short else "")


def _not_known(setting: Setting) -> Iterator[CheckResult]:
    """Yield what cannot be told of plans in years whose terms nobody has recorded."""
    for plan, unknown in setting.sampled_unknown:
        yield cannot_tell(
            CheckResult(
                check=plan.id,
                status=Status.CANNOT_TELL,
                subject=plan.id,
                source=plan.versions[0].source,
                explanation=Explanation(plan.title, ""),
                part=unknown.missing,
                doer=plan.doer,
            ),
            unknown,
        )
