"""A draw as it is written down: a `sample` record, ready to be saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from pepsite.compliance.sampling.draw import METHOD
from pepsite.compliance.sampling.population import listing_hash
from pepsite.records.ids import new_id, new_item_id

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from pepsite.compliance.sampling.auditors import Chosen
    from pepsite.compliance.sampling.draw import Draw
    from pepsite.compliance.sampling.population import Candidate, Drawing

    Fields: TypeAlias = dict[str, object]

LISTED_UP_TO = 750
"""PEPs up to which a population is listed: with more, the record could be too large."""


def sample_fields(  # noqa: PLR0913  # a draw is written down with all it came from
    drawing: Drawing,
    listed: Sequence[Candidate],
    drawn: Draw,
    *,
    seed: str,
    drawn_on: date,
    drawn_by: str,
    commit: str | None = None,
    cannot_tell: int = 0,
    choose: Callable[[str], str] | None = None,
) -> Fields:
    """Return the record of a draw, its fields in the order of the model.

    `choose` picks the characters of new ids; without it, they are random.
    """
    chance = () if choose is None else (choose,)
    period = drawing.period
    population = sorted(listed) if len(listed) <= LISTED_UP_TO else []
    return _given(
        {
            "schema": "sample/1",
            "id": new_id("sample", *chance),
            "plan": {
                "name": drawing.plan.id,
                "edition": drawing.version.from_on.isoformat(),
            },
            "from_on": period.starts_on.isoformat(),
            "until_on": period.ends_on.isoformat(),
            "drawn_on": drawn_on.isoformat(),
            "drawn_by": drawn_by,
            "method": METHOD,
            "seed": seed,
            "commit": commit,
            "asked_for": drawing.asked_for,
            "population_size": len(listed),
            "population_hash": listing_hash(listed),
            "cannot_tell": cannot_tell or None,
            "population": [_member(one) for one in population],
            "drawn": [{"id": new_item_id(*chance), **_drawn(one)} for one in drawn.chosen],
            "shortfalls": [
                {
                    "id": new_item_id(*chance),
                    **_given({"stratum": one.stratum}),
                    "why": one.why,
                    "wanted": one.wanted,
                    "found": one.found,
                }
                for one in drawn.short
            ],
        }
    )


def _member(one: Candidate) -> Fields:
    return _given(
        {
            "pep": one.pep,
            "fingerprint": one.fingerprint,
            "stratum": one.stratum,
            "group": one.group,
            "because": one.because,
        }
    )


def _drawn(one: Chosen) -> Fields:
    return _given(
        {
            "pep": one.candidate.pep,
            "fingerprint": one.candidate.fingerprint,
            "stratum": one.candidate.stratum,
            "because": one.candidate.because,
            "auditor": one.auditor,
            "second_auditor": one.second_auditor,
        }
    )


def _given(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if value is not None and value != []}
