"""An attacker who knows the rules of withholding narrows every withheld number down as far as can be.

Numbers are whole and not below nought, no numerator is above its denominator, and each rule says
something of the number whose place it takes. All tables of all reports are read side by side.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pepsite.compliance.measures.figures import figures_of
from pepsite.compliance.measures.tallies import plan_of
from pepsite.policy import reports
from pepsite.policy.reports import Measure
from pepsite.records.authority import Audience
from pepsite.render.report_json import as_json
from pepsite.reports.put_together import Asked, Counted, put_together
from tests.privacy.test_withholding import (
    LIMITS,
    MEASURES,
    SOMEBODY,
    Attacker,
    Somebody,
    Var,
    report_of,
    setting,
    tally,
    version,
)

MOST = 10_000


class Narrowing(Attacker):
    """Holds for every number the least and the most that it can be."""

    def __init__(self, told: Iterable[dict[str, Any]]) -> None:
        self.rules: dict[Var, str] = {}
        self.pairs: set[tuple[Var, Var]] = set()
        super().__init__({"groups": [group for one in told for group in one["groups"]]})

    def _row(self, figure: dict[str, Any], by: str, entries: list[dict[str, Any]]) -> None:
        super()._row(figure, by, entries)
        for entry in entries:
            counted, of = (self.var(figure, by, entry, name) for name in ("counted", "of"))
            if figure["measure"] == "children":
                self.rules[counted] = entry["now"]["withheld"] or ""
            else:
                self.pairs.add((counted, of))

    def narrowed(self) -> dict[Var, tuple[int, int]]:
        """Return the least and the most of each number, as narrow as they get."""
        every = {var for one in self.equations for var in one} | set(self.known)
        every |= {var for pair in self.pairs for var in pair}
        least = {var: self.known.get(var, 0) for var in every}
        most = {var: self.known.get(var, MOST) for var in every}
        while True:
            before = (dict(least), dict(most))
            for equation in self.equations:
                for var, factor in equation.items():
                    low, high = self._rest(equation, var, least, most)
                    if factor < 0:
                        low, high = -high, -low
                    least[var], most[var] = max(least[var], -high), min(most[var], -low)
            self._narrow_by_rule(least, most)
            if before == (least, most):
                return {var: (least[var], most[var]) for var in every}

    def _narrow_by_rule(self, least: dict[Var, int], most: dict[Var, int]) -> None:
        for counted, of in self.pairs:
            least[of] = max(least[of], least[counted])
            most[counted] = min(most[counted], most[of])
        for var, rule in self.rules.items():
            if rule == "small-number":
                least[var] = max(least[var], 1)
                most[var] = min(most[var], LIMITS.attributes_below - 1)
            elif rule and least[var] > 0:
                least[var] = max(least[var], LIMITS.attributes_below)
            elif rule and most[var] < LIMITS.attributes_below:
                most[var] = 0

    @staticmethod
    def _rest(
        equation: dict[Var, int], left_out: Var, least: dict[Var, int], most: dict[Var, int]
    ) -> tuple[int, int]:
        low = high = 0
        for var, factor in equation.items():
            if var != left_out:
                ends = sorted((factor * least[var], factor * most[var]))
                low, high = low + ends[0], high + ends[1]
        return low, high

    def pinned(self) -> set[Var]:
        """Return the withheld numbers that can be one thing only, and are not nought.

        Where a whole is nought and shown, so is each part: that says nothing of anybody.
        """
        return {
            var
            for var, (least, most) in self.narrowed().items()
            if var in self.withheld and least == most > 0
        }


def test_the_attacker_finds_seven_that_can_only_be_one_and_six() -> None:
    told = report_of([Somebody(("eyfs", "N", "in-area"), False, True, None)] * 7, "staff")
    people = told["groups"][0]["figures"][0]
    people["tables"] = people["tables"][:1]
    rules = {"eyfs": "small-number", "statutory": "would-give-another-away"}
    for row in people["tables"][0]["rows"]:
        if row["row"] in rules:
            row["now"] = {"counted": None, "of": None, "withheld": rules[row["row"]]}
    told["groups"][0]["figures"] = [people]
    found = Narrowing([told]).pinned()
    assert found == {("people", "phase", "eyfs"), ("people", "phase", "statutory")}


@pytest.mark.uncounted
@settings(max_examples=60, deadline=None)
@given(st.lists(SOMEBODY, max_size=80))
def test_no_withheld_number_can_be_one_thing_only(people: list[Somebody]) -> None:
    assert Narrowing([report_of(people)]).pinned() == set()


# --- Several reports ---------------------------------------------------------------------------

PARTS = (
    tuple(one.model_copy(update={"by": one.by[:1]}) for one in MEASURES),
    tuple(one.model_copy(update={"by": one.by[1:]}) for one in MEASURES),
)


def told_of(people: Iterable[Somebody]) -> list[dict[str, Any]]:
    """Return the JSON of two reports for a board, which tell the same figures apart differently."""
    where = setting()
    numbers = tally(people)
    counted = [
        Counted(
            _asked(f"part-{at}", part),
            figures_of(numbers, plan_of(version(part), part, where, None), where),
        )
        for at, part in enumerate(PARTS)
    ]
    return [json.loads("".join(as_json(one))) for one in put_together(counted, where, 0)]


def _asked(name: str, measures: tuple[Measure, ...]) -> Asked:
    current = version(measures)
    report = reports.Report(
        id=name, title=name, audience=Audience.BOARD, about="All.", versions=(current,)
    )
    return Asked(report, current, None)


@pytest.mark.uncounted
@settings(max_examples=60, deadline=None)
@given(st.lists(SOMEBODY, max_size=80))
def test_two_reports_side_by_side_give_nothing_away(people: list[Somebody]) -> None:
    attacker = Narrowing(told_of(people))
    assert attacker.withheld.isdisjoint(attacker.known)
    assert attacker.found() == set()
    assert attacker.pinned() == set()
