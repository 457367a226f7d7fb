"""Sampling plans, draws and checks of samples, as text and as JSON."""

from __future__ import annotations

import json
from collections import defaultdict
from textwrap import wrap
from typing import TYPE_CHECKING

from pepsite.compliance.results import in_words, so_many
from pepsite.compliance.sampling.outcomes import Verdict
from pepsite.policy.calendars import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pepsite.compliance.sampling.draw import Short
    from pepsite.compliance.sampling.outcomes import PlanNow, SampleChecked, SampleDrawn
    from pepsite.policy.periods import Period


_WIDTH = 80


def _text(lines: Iterable[str]) -> str:
    return "\n".join([*lines, ""])


def _json(values: object) -> str:
    return json.dumps(values, indent=2) + "\n"


# --- Plans


def plans_as_text(plans: Iterable[PlanNow]) -> str:
    """Return what each plan asks for, the period that runs, and what was drawn in it."""
    return _text(_plans(tuple(plans)))


def _plans(plans: tuple[PlanNow, ...]) -> Iterator[str]:
    if not plans:
        yield "The policy has no sampling plans."
    for number, plan in enumerate(plans):
        if number:
            yield ""
        yield from _folded(f"{plan.id}: {plan.title} [{plan.source}]", "")
        for sentence in (*plan.asks, _running(plan)):
            yield from _folded(sentence, "  ")


def _folded(sentence: str, indent: str) -> list[str]:
    return wrap(
        sentence,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_on_hyphens=False,
        break_long_words=False,
    )


def _running(plan: PlanNow) -> str:
    if plan.period is None:
        return "Not in force on this day."
    if isinstance(plan.period, Unknown):
        return f"Which period runs cannot be told without {plan.period.missing}."
    made = f": {', '.join(plan.drawn)}" if plan.drawn else ""
    said = f"Draws made so far: {len(plan.drawn)} of {plan.draws}{made}."
    return f"Now runs {_days(plan.period)}. {said}"


def _days(period: Period) -> str:
    return f"{period.name}, {in_words(period.starts_on)} to {in_words(period.ends_on)}"


def plans_as_json(plans: Iterable[PlanNow]) -> str:
    """Return the same as JSON."""
    return _json({"plans": [_plan_values(one) for one in plans]})


def _plan_values(plan: PlanNow) -> dict[str, object]:
    period = plan.period
    missing = period.missing if isinstance(period, Unknown) else None
    running = None if period is None or isinstance(period, Unknown) else _period_values(period)
    return {
        "plan": plan.id,
        "title": plan.title,
        "source": plan.source,
        "asks": list(plan.asks),
        "period": running,
        "missing": missing,
        "draws_in_period": plan.draws,
        "drawn": list(plan.drawn),
    }


def _period_values(period: Period) -> dict[str, str]:
    return {
        "name": period.name,
        "from_on": period.starts_on.isoformat(),
        "until_on": period.ends_on.isoformat(),
    }


# --- A draw


def draw_as_text(sample: SampleDrawn) -> str:
    """Return who audits what, and what the draw could not give."""
    return _text(_draw(sample))


def _draw(sample: SampleDrawn) -> Iterator[str]:
    drawing, chosen = sample.drawing, sample.draw.chosen
    yield f"{sample.id}: {drawing.plan.title}, {_days(drawing.period)}"
    drawn = so_many(len(chosen), "PEP")
    yield f"{drawn} drawn of {sample.population}, with the seed {sample.seed}."
    if sample.cannot_tell:
        whether = "the records do not say whether they belong"
        yield f"Of {so_many(sample.cannot_tell, 'PEP')} {whether}; left out."
    yield from (_short(one) for one in sample.draw.short)
    work: dict[str, list[str]] = defaultdict(list)
    for one in chosen:
        # A second audit is as much work as the first.
        people = [one.auditor, one.second_auditor] if one.second_auditor else [one.auditor]
        for person in people:
            work[person or ""].append(sample.places[one.candidate.pep])
    for person, paths in sorted(work.items()):
        yield ""
        yield f"{person or 'Nobody who may audit them'}: {so_many(len(paths), 'PEP')}"
        yield from (f"  {path}" for path in paths)


def _short(one: Short) -> str:
    of = f" of {one.stratum}" if one.stratum else ""
    if one.why == "no-auditor":
        return f"Auditors were found for {one.found} of {so_many(one.wanted, 'PEP')}{of}."
    return f"Fewer than wanted{of}: {one.found} of {one.wanted}."


def draw_as_json(sample: SampleDrawn) -> str:
    """Return the same as JSON."""
    return _json(
        {
            "sample": sample.id,
            "path": sample.path,
            "plan": sample.drawing.plan.id,
            "period": _period_values(sample.drawing.period),
            "seed": sample.seed,
            "commit": sample.commit,
            "population": sample.population,
            "cannot_tell": sample.cannot_tell,
            "drawn": [
                {
                    "pep": one.candidate.pep,
                    "path": sample.places[one.candidate.pep],
                    "stratum": one.candidate.stratum,
                    "because": one.candidate.because,
                    "auditor": one.auditor,
                    "second_auditor": one.second_auditor,
                }
                for one in sample.draw.chosen
            ],
            "shortfalls": [one._asdict() for one in sample.draw.short],
        }
    )


# --- A check


def checks_as_text(checked: Iterable[SampleChecked]) -> str:
    """Return whether each sample is what its plan and its seed give, and what changed since."""
    return _text(line for one in checked for line in _checked(one))


_SAID = {
    Verdict.AS_DRAWN: "as drawn",
    Verdict.NOT_AS_DRAWN: "not as drawn",
    Verdict.CANNOT_TELL: "cannot tell",
}


def _checked(one: SampleChecked) -> Iterator[str]:
    how = "from its commit" if one.from_commit else "from its own list"
    again = "" if one.missing else f", drawn again {how}"
    yield f"{one.id} ({one.plan}): {_SAID[one.verdict]}{again}"
    yield from (f"  {fault}" for fault in one.faults)
    if one.missing:
        yield f"  This cannot be told without {one.missing}."
    if one.other_auditors:
        yield f"  Given to others than the draw gave: {so_many(one.other_auditors, 'PEP')}."
    if one.changed:
        of = f"{len(one.changed)} of {so_many(one.population, 'PEP')}"
        drawn = ", ".join(one.drawn_changed) or "none"
        yield f"  Changed since: {of}; of those drawn: {drawn}."


def checks_as_json(checked: Iterable[SampleChecked]) -> str:
    """Return the same as JSON."""
    return _json(
        {
            "samples": [
                {
                    "sample": one.id,
                    "plan": one.plan,
                    "verdict": one.verdict,
                    "from_commit": one.from_commit,
                    "faults": list(one.faults),
                    "missing": one.missing or None,
                    "population": one.population,
                    "other_auditors": one.other_auditors,
                    "changed": list(one.changed),
                    "drawn_changed": list(one.drawn_changed),
                }
                for one in checked
            ]
        }
    )
