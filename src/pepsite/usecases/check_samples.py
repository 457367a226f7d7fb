"""Draw samples again, and see whether they are what their plan and their seed give."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from pepsite.compliance.sampling.draw import Draw, draw
from pepsite.compliance.sampling.outcomes import SampleChecked
from pepsite.compliance.sampling.population import (
    Candidate,
    Drawing,
    drawing_for,
    listed_in,
    listing_hash,
)
from pepsite.errors import PepsiteError
from pepsite.git.exports import exported
from pepsite.policy.calendars import Unknown
from pepsite.policy.periods import Period, period_of
from pepsite.usecases.draw_sample import NOT_HELD
from pepsite.usecases.population import fingerprints_now, gather
from pepsite.usecases.workspace import open_workspace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from pepsite.compliance.results import Setting
    from pepsite.policy.sampling import SamplingVersion
    from pepsite.records.review import Sample
    from pepsite.usecases.workspace import Opened


@dataclass(frozen=True, slots=True)
class _Again:
    """A sample drawn again: from what, and what came out."""

    listed: Sequence[Candidate]
    draw: Draw
    from_commit: bool


def check_samples(root: Path, ids: Sequence[str] = (), jobs: int = 1) -> tuple[SampleChecked, ...]:
    """Return how each sample of the workspace, or each of these, comes out when drawn again.

    Raises:
        PepsiteError: there is no workspace here, or no sample with one of these ids.
        PolicyPackError: its policy pack cannot be used.
    """
    opened = open_workspace(root, leave_out=NOT_HELD)
    samples = opened.register.samples
    if not set(ids) <= samples.keys():
        message = "there is no sample with one of these ids that can be read"
        raise PepsiteError(message)
    wanted = [samples[one] for one in sorted(ids or samples)]
    again = {one.id: _drawn_again(one, root, opened, jobs) for one in wanted}
    peps = {
        listed.pep for one in again.values() if isinstance(one, _Again) for listed in one.listed
    }
    now = fingerprints_now(opened, peps, jobs)
    known = {one.id for one in opened.policy.plans}
    return tuple(_checked(one, again[one.id], now, known) for one in wanted)


def faults_of_draw(
    sample: Sample, opened: Opened, jobs: int, *, from_commit: bool
) -> tuple[str, ...]:
    """Return in what a sample is not what its plan and its seed give, or why nobody can tell.

    `opened` is what it was drawn from, with `from_commit`; else the sample's own list is taken.

    Raises:
        PepsiteError: a child's record cannot be read.
    """
    again = _again(sample, opened, jobs, from_commit=from_commit)
    return (again,) if isinstance(again, str) else tuple(_faults(sample, again))


def _checked(
    sample: Sample, again: _Again | str, now: Mapping[str, str], known: Collection[str]
) -> SampleChecked:
    if isinstance(again, str):
        # Whoever typed a name that the policy does not have may have typed a child's.
        plan = sample.plan.name if sample.plan.name in known else "not in the policy"
        return SampleChecked(sample.id, plan, from_commit=False, missing=again)
    changed = tuple(one.pep for one in again.listed if now.get(one.pep) != one.fingerprint)
    drawn = {one.pep for one in sample.drawn}
    return SampleChecked(
        sample.id,
        sample.plan.name,
        again.from_commit,
        tuple(_faults(sample, again)),
        population=len(again.listed),
        other_auditors=_other_auditors(sample, again.draw) if again.from_commit else 0,
        changed=changed,
        drawn_changed=tuple(one for one in changed if one in drawn),
    )


def _drawn_again(sample: Sample, root: Path, opened: Opened, jobs: int) -> _Again | str:
    """Return a sample drawn again, or what would have to be known to do so."""
    with _as_it_was(sample, root) as then:
        return _again(sample, then or opened, jobs, from_commit=then is not None)


@contextmanager
def _as_it_was(sample: Sample, folder: Path) -> Iterator[Opened | None]:
    """Give the workspace as it was at the commit of a sample, or None where nobody has that."""
    if sample.commit is None:
        yield None
        return
    with exported(folder, sample.commit) as root:
        yield None if root is None else open_workspace(root, leave_out=NOT_HELD)


def _again(sample: Sample, opened: Opened, jobs: int, *, from_commit: bool) -> _Again | str:
    """Return a sample drawn again, or what would have to be known to do so."""
    setting = opened.setting(sample.drawn_on)
    drawing = _drawing_of(sample, setting)
    if isinstance(drawing, str):
        return drawing
    if from_commit:
        listed: Sequence[Candidate] = gather(opened, drawing, setting, jobs).listed
    elif sample.population or not sample.population_size:
        listed = listed_in(sample)
    else:
        return "the commit it was drawn from, which is not here; fetch the whole history"
    drawn = draw(listed, drawing, setting, sample.seed)
    return drawn.missing if isinstance(drawn, Unknown) else _Again(listed, drawn, from_commit)


def _drawing_of(sample: Sample, setting: Setting) -> Drawing | str:
    """Return what was drawn, by the edition and the days that the sample names."""
    for plan in setting.policy.plans:
        for version in plan.versions:
            if plan.id != sample.plan.name or version.from_on != sample.plan.edition:
                continue
            only = plan.model_copy(update={"versions": (version,)})
            period = _period_of(sample, version, setting)
            drawing = drawing_for(only, period, setting, sample.asked_for)
            if isinstance(drawing, Drawing):
                return drawing
            return drawing.missing if drawing else "an edition of its plan for its period"
    return "its sampling plan in that edition, which the policy does not have"


def _period_of(sample: Sample, version: SamplingVersion, setting: Setting) -> Period:
    """Return the period of a sample: its own days, whatever the calendar says by now."""
    known = period_of(version.period, sample.from_on, setting.calendars)
    following = sample.until_on + timedelta(days=1)
    if isinstance(known, Period) and known.starts_on == sample.from_on:
        following = max(following, known.next_starts_on)
    return Period("", sample.from_on, sample.until_on, following)


def _faults(sample: Sample, again: _Again) -> Iterator[str]:
    """Yield in what a sample is not what its plan, its population and its seed give."""
    if (len(again.listed), listing_hash(again.listed)) != (
        sample.population_size,
        sample.population_hash,
    ):
        yield "what it says it was drawn from is not what its hash stands for"
    drawn = {one.pep: (one.fingerprint, one.stratum, one.because) for one in sample.drawn}
    gives = {
        one.pep: (one.fingerprint, one.stratum, one.because)
        for one in (chosen.candidate for chosen in again.draw.chosen)
    }
    for wrong, words in (
        (drawn.keys() - gives.keys(), "is in it, and the seed does not draw it"),
        (gives.keys() - drawn.keys(), "is not in it, and the seed draws it"),
        (
            {one for one in drawn.keys() & gives.keys() if drawn[one] != gives[one]},
            "is not in it as it is in the population",
        ),
    ):
        yield from (f"{one} {words}" for one in sorted(wrong))
    few = "too-few-peps"
    said = {(one.stratum, one.wanted, one.found) for one in sample.shortfalls if one.why == few}
    short = {(one.stratum, one.wanted, one.found) for one in again.draw.short if one.why == few}
    if said != short:
        yield "it does not say rightly where there were fewer PEPs than wanted"


def _other_auditors(sample: Sample, drawn: Draw) -> int:
    gives = {one.candidate.pep: (one.auditor, one.second_auditor) for one in drawn.chosen}
    return sum(
        (one.auditor, one.second_auditor) != gives.get(one.pep, (one.auditor, one.second_auditor))
        for one in sample.drawn
    )
