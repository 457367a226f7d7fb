"""What a report holds back cannot be worked out from what it shows.

The attacker reads the JSON of a report and nothing else: which figures add up to which, and which
measures count the same in words. Whatever follows exactly from what is shown, the attacker finds.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pepsite.compliance.measures.figures import figures_of
from pepsite.compliance.measures.tallies import Place, Tally, plan_of
from pepsite.compliance.results import Setting
from pepsite.errors import PublicationRefusedError
from pepsite.policy import reports
from pepsite.policy.reports import Measure, ReportVersion, Withholding
from pepsite.privacy.withholding import Key, Limits, Rule, TableKey, Withheld, withheld
from pepsite.records.authority import Audience
from pepsite.render.report_json import as_json
from pepsite.reports.put_together import Asked, Counted, limits_of, put_together
from tests.compliance.made import made

AS_OF = date(2026, 5, 15)
LIMITS = Limits(attributes_below=6, process_at_least=20)
PHASES = ("eyfs", "statutory", "post-16")
SEN = ("N", "K", "E", "not-on-record")
AREAS = ("in-area", "out-of-area", "no-school-place")
RATINGS = ("meeting", "not-meeting")
CUTS = {"phase": 0, "sen": 1, "in-or-out-of-area": 2}

RULE = Withholding.model_validate(
    {"from": "2018-09-01", "source": "EXM-1", "attributes_below": 6, "process_at_least": 20},
    strict=False,
)


def measure(name: str, counts: str, kind: str, *by: str, **more: Any) -> Measure:
    values = {"id": name, "title": name, "counts": counts, "kind": kind, "by": by}
    return Measure.model_validate({**values, "source": "WAL-47", **more}, strict=False)


MEASURES = (
    measure("children", "children", "attribute", "phase", "in-or-out-of-area"),
    measure("sen", "sen", "attribute", "phase"),
    measure("part-time", "part-time-timetables", "attribute", "phase", "sen"),
    measure("voice", "voice-recorded", "process", "phase", "sen", "in-or-out-of-area"),
    measure("standard", "peps-at-standard", "process", "phase", "in-or-out-of-area"),
    measure("ratings", "ratings", "process", "phase"),
)


def setting() -> Setting:
    return made().under(withholding=(RULE,)).setting(AS_OF)


def version(measures: Iterable[Measure], **more: Any) -> ReportVersion:
    return ReportVersion.model_validate(
        {
            "from": "2018-09-01",
            "source": "WAL-47",
            "period": "term",
            "groups": [{"title": "All", "measures": [one.id for one in measures]}],
            "recipients": [{"role": "board-member", "who": "Board", "source": "WAL-47"}],
            **more,
        },
        strict=False,
    )


@dataclass(frozen=True)
class Somebody:
    """A child as a report sees one: phase, provision, area, and what measures count of it."""

    rows: tuple[str, str, str]
    part_time: bool
    voice: bool
    rating: str | None


SOMEBODY = st.builds(
    Somebody,
    st.tuples(
        st.sampled_from((*PHASES, "statutory", "statutory")),
        st.sampled_from((*SEN, "N", "N")),
        st.sampled_from((*AREAS, "in-area", "in-area")),
    ),
    st.booleans(),
    st.booleans(),
    st.sampled_from((*RATINGS, None)),
)


def tally(people: Iterable[Somebody]) -> Tally:
    numbers: Counter[Place] = Counter()
    for one in people:
        for asked in MEASURES:
            line, counted, of = _seen(one, asked.id)
            if line is None:
                continue
            for by, row in (("", ""), *((by, one.rows[CUTS[by]]) for by in asked.by)):
                spread = asked.id in ("sen", "ratings")
                numbers[Place(asked.id, True, by, row, line, "counted")] += counted
                numbers[Place(asked.id, True, by, row, "" if spread else line, "of")] += of
                numbers[Place(asked.id, True, by, row, line, "behind")] += 1
    return Tally(numbers)


def _seen(one: Somebody, name: str) -> tuple[str | None, int, int]:
    match name:
        case "children":
            return "", 1, 0
        case "sen":
            return one.rows[1], 1, 1
        case "part-time":
            return "", int(one.part_time), 1
        case "voice":
            return "", int(one.voice), 1
        case "standard":
            return "" if one.rating else None, int(one.rating == "meeting"), 1
        case _:
            return one.rating, 1, 1


def report_of(
    people: Iterable[Somebody],
    audience: str = "board",
    measures: tuple[Measure, ...] = MEASURES,
) -> dict[str, Any]:
    """Return the JSON of a report about these people."""
    where = setting()
    current = version(measures)
    report = reports.Report(
        id="all",
        title="All",
        audience=Audience(audience),
        about="All.",
        versions=(current,),
    )
    figures = figures_of(tally(people), plan_of(current, measures, where, None), where)
    [found] = put_together([Counted(Asked(report, current, None), figures)], where, 0)
    told: dict[str, Any] = json.loads("".join(as_json(found)))
    return told


# --- The attacker ----------------------------------------------------------------------------

Var = tuple[str, ...]
PEOPLE = (
    "children in care who have a PEP, on the last day",
    "children in care with a PEP whose timetable is on record",  # here it is, of all
)


class Attacker:
    """Writes down every equation a reader can, and solves them exactly."""

    def __init__(self, report: dict[str, Any]) -> None:
        self.known: dict[Var, int] = {}
        self.withheld: set[Var] = set()
        self.equations: list[dict[Var, int]] = []
        for group in report["groups"]:
            for figure in group["figures"]:
                self._read(figure)

    def _read(self, figure: dict[str, Any]) -> None:
        self._row(figure, "", figure["whole"])
        for table in figure["tables"]:
            if not table["left_out"]:
                self._row(figure, table["by"], table["rows"])
                self._add_up(figure, table)

    def _row(self, figure: dict[str, Any], by: str, entries: list[dict[str, Any]]) -> None:
        for entry in entries:
            for name in ("counted", "of"):
                var = self.var(figure, by, entry, name)
                if entry["now"]["withheld"]:
                    self.withheld |= {var} if name == "counted" else set()
                elif entry["now"][name] is not None:
                    assert self.known.setdefault(var, entry["now"][name]) == entry["now"][name]
        if figure["measure"] in ("sen", "ratings"):
            for row, lines in _by_row(entries).items():
                total = self.var(figure, by, lines[0], "of")
                parts = [self.var(figure, by, line, "counted") for line in lines]
                assert row is not None or by == ""
                self.equations.append(dict.fromkeys(parts, 1) | {total: -1})

    def _add_up(self, figure: dict[str, Any], table: dict[str, Any]) -> None:
        for whole in figure["whole"]:
            rows = [row for row in table["rows"] if row["line"] == whole["line"]]
            for name in ("counted", "of"):
                parts = [self.var(figure, table["by"], row, name) for row in rows]
                total = self.var(figure, "", whole, name)
                self.equations.append(dict.fromkeys(parts, 1) | {total: -1})

    @staticmethod
    def var(figure: dict[str, Any], by: str, entry: dict[str, Any], name: str) -> Var:
        """Name a number; what two measures say in the same words is one number."""
        row, line = entry["row"] or "", entry["line"] or ""
        measured = figure["measure"]
        if measured == "children" or (name == "of" and figure["of"] in PEOPLE):
            return ("people", by, row)
        if measured == "sen" and not by:
            return ("people", "sen", line)
        if name == "of" and measured in ("standard", "ratings"):
            return ("judged", by, row)
        if name == "counted" and (measured, line) in (("ratings", "meeting"), ("standard", "")):
            return ("at standard", by, row)
        return (measured, by, row, line if name == "counted" else "", name)

    def found(self) -> set[Var]:
        """Return the withheld numbers that follow from what is shown."""
        unknown = sorted({var for one in self.equations for var in one} - set(self.known))
        rows = []
        for equation in self.equations:
            row = [Fraction(equation.get(var, 0)) for var in unknown]
            if any(row):
                rows.append(row)
        pivots = _reduced(rows)
        alone = {unknown[pivot] for pivot, row in pivots if sum(1 for value in row if value) == 1}
        return self.withheld & (alone | set(self.known))


def _by_row(entries: list[dict[str, Any]]) -> dict[str | None, list[dict[str, Any]]]:
    found: dict[str | None, list[dict[str, Any]]] = defaultdict(list)
    for entry in entries:
        found[entry["row"]].append(entry)
    return found


def _reduced(rows: list[list[Fraction]]) -> list[tuple[int, list[Fraction]]]:
    """Return the rows in reduced echelon form, each with the place of its leading one."""
    pivots: list[tuple[int, list[Fraction]]] = []
    width = len(rows[0]) if rows else 0
    left = [list(row) for row in rows]
    for column in range(width):
        chosen = next((row for row in left if row[column]), None)
        if chosen is None:
            continue
        left.remove(chosen)
        lead = chosen[column]
        chosen = [value / lead for value in chosen]
        for others in (left, [row for _, row in pivots]):
            for row in others:
                times = row[column]
                if times:
                    row[:] = [a - times * b for a, b in zip(row, chosen, strict=True)]
        pivots.append((column, chosen))
    return pivots


@pytest.mark.uncounted
@settings(max_examples=60, deadline=None)
@given(st.lists(SOMEBODY, max_size=80))
def test_no_withheld_figure_follows_from_what_is_shown(people: list[Somebody]) -> None:
    assert Attacker(report_of(people)).found() == set()


@pytest.mark.uncounted
@settings(max_examples=60, deadline=None)
@given(st.lists(SOMEBODY, max_size=80))
def test_no_small_number_of_children_is_shown_and_no_practice_of_few(
    people: list[Somebody],
) -> None:
    for group in report_of(people)["groups"]:
        for figure in group["figures"]:
            entries = [(False, one) for one in figure["whole"]]
            entries += [(True, one) for table in figure["tables"] for one in table["rows"]]
            for told_apart, entry in entries:
                now = entry["now"]
                if now["withheld"]:
                    assert (now["counted"], now["of"], now["per_cent"]) == (None, None, None)
                elif figure["kind"] == "attribute":
                    assert not 0 < now["counted"] < LIMITS.attributes_below
                    assert not 0 < (now["of"] or 0) < LIMITS.attributes_below
                elif told_apart:
                    assert not 0 < now["of"] < LIMITS.process_at_least
                else:
                    assert now["counted"] is not None


def test_an_attacker_finds_what_is_left_open_on_purpose() -> None:
    """The attacker is tried first on a report from which only the small number was taken."""
    people = [_one("statutory")] * 30 + [_one("eyfs")] * 3
    told = report_of(people, audience="staff", measures=MEASURES[:1])
    figure = told["groups"][0]["figures"][0]
    [eyfs] = [row for row in figure["tables"][0]["rows"] if row["row"] == "eyfs"]
    eyfs["now"] = {"counted": None, "of": None, "per_cent": None, "withheld": "x", "apart": {}}
    assert Attacker(told).found() == {("people", "phase", "eyfs")}


def _one(phase: str, *, part_time: bool = False, voice: bool = True) -> Somebody:
    return Somebody((phase, "N", "in-area"), part_time, voice, None)


# --- The lines -------------------------------------------------------------------------------


def shown(people: list[Somebody], name: str, by: str = "", row: str = "") -> Any:
    """Return the number shown, or the rule by which it is withheld."""
    told = report_of(people)
    [figure] = [one for one in told["groups"][0]["figures"] if one["measure"] == name]
    entries = figure["whole"]
    if by:
        [table] = [one for one in figure["tables"] if one["by"] == by]
        entries = [one for one in table["rows"] if one["row"] == row]
    now = entries[0]["now"]
    return now["withheld"] or now["counted"]


@pytest.mark.parametrize(
    ("number", "comes_out"),
    [(0, 0), (1, "small-number"), (5, "small-number"), (6, 6)],
    ids=["none", "one", "five", "six"],
)
def test_attributes_are_withheld_from_one_to_five(number: int, comes_out: Any) -> None:
    people = [_one("statutory", part_time=place < number) for place in range(40)]
    assert shown(people, "part-time") == comes_out


@pytest.mark.parametrize(
    ("number", "comes_out"),
    [(34, 34), (35, "small-number"), (39, "small-number"), (40, 40)],
)
def test_few_that_are_left_are_withheld_like_few_that_are_counted(
    number: int, comes_out: Any
) -> None:
    people = [_one("statutory", part_time=place < number) for place in range(40)]
    assert shown(people, "part-time") == comes_out


@pytest.mark.parametrize(
    ("number", "comes_out"), [(19, "rests-on-few"), (20, 20)], ids=["nineteen", "twenty"]
)
def test_practice_told_apart_is_shown_from_twenty_on(number: int, comes_out: Any) -> None:
    people = [_one("eyfs")] * number + [_one("statutory")] * 40 + [_one("post-16")] * 40
    assert shown(people, "voice", "phase", "eyfs") == comes_out


@pytest.mark.parametrize(
    ("eyfs", "statutory"),
    [
        pytest.param(5, 5, id="ten in two of at most five each"),
        pytest.param(1, 6, id="seven in one of at most five and one of at least six"),
    ],
)
def test_a_sum_that_can_come_about_in_one_way_only_hides_a_third_figure(
    eyfs: int, statutory: int
) -> None:
    people = [_one("eyfs", part_time=place < eyfs) for place in range(40)]
    people += [_one("statutory", part_time=place < statutory) for place in range(80)]
    people += [_one("post-16")] * 40
    assert shown(people, "part-time") == eyfs + statutory
    by_phase = [shown(people, "part-time", "phase", one) for one in PHASES]
    assert by_phase.count("would-give-another-away") + by_phase.count("small-number") == 3


@pytest.mark.parametrize("number", [1, 5, 19])
def test_practice_of_the_whole_authority_is_always_shown(number: int) -> None:
    assert shown([_one("statutory")] * number, "voice") == number


def test_with_one_row_withheld_another_goes_with_it_and_says_so() -> None:
    people = [_one("eyfs")] * 3 + [_one("statutory")] * 60 + [_one("post-16")] * 25
    assert shown(people, "voice", "phase", "eyfs") == "rests-on-few"
    assert shown(people, "voice", "phase", "post-16") == "would-give-another-away"
    assert shown(people, "voice", "phase", "statutory") == 60


def test_a_figure_does_not_change_when_either_period_is_withheld() -> None:
    people = [_one("statutory", part_time=place < 3) for place in range(40)]
    told = report_of(people)
    [figure] = [one for one in told["groups"][0]["figures"] if one["measure"] == "part-time"]
    entry = figure["whole"][0]
    assert (entry["change"], entry["at_target"]) == (None, None)


@pytest.mark.parametrize("audience", ["staff", "school"])
def test_nothing_is_withheld_from_those_who_see_the_records(audience: str) -> None:
    told = report_of([_one("statutory", part_time=True), _one("eyfs")], audience)
    assert told["withholding"] is None
    assert '"withheld": "' not in json.dumps(told)


@pytest.mark.parametrize("audience", ["board", "public"])
def test_boards_and_everyone_else_have_small_numbers_withheld(audience: str) -> None:
    told = report_of([_one("statutory", part_time=True), _one("eyfs")], audience)
    assert told["withholding"] == {"attributes_below": 6, "process_at_least": 20}
    assert '"withheld": "small-number"' in json.dumps(told)


# --- The numbers -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of_report", "of_authority", "below"),
    [(None, None, 6), (3, None, 6), (10, None, 10), (8, 12, 12), (12, 8, 12)],
)
def test_the_strictest_number_counts(
    of_report: int | None, of_authority: int | None, below: int
) -> None:
    more = {} if of_authority is None else {"withhold_below": of_authority}
    shown_as = {"children_shown_to_schools_as": "id", "staff_shown_in_history_as": "id"}
    child = made(authority={"disclosure": {**shown_as, **more}}).under(withholding=(RULE,))
    current = version(MEASURES, withhold_below=of_report)
    report = reports.Report(
        id="all", title="All", audience=Audience.BOARD, about="All.", versions=(current,)
    )
    limits = limits_of(Asked(report, current, None), child.setting(AS_OF))
    assert limits == Limits(below, 20)


def test_where_nothing_is_settled_no_report_goes_to_a_board() -> None:
    where = made().under(withholding=()).setting(AS_OF)
    current = version(MEASURES)
    report = reports.Report(
        id="all", title="All", audience=Audience.BOARD, about="All.", versions=(current,)
    )
    with pytest.raises(PublicationRefusedError, match="withholding"):
        limits_of(Asked(report, current, None), where)


def test_a_table_that_cannot_be_kept_safe_beside_the_whole_is_left_out() -> None:
    asked = (measure("voice", "voice-recorded", "process", "team"),)
    where = setting()
    numbers: Counter[Place] = Counter()
    for by, row in (("", ""), ("team", "One team")):
        for what in ("counted", "of", "behind"):
            numbers[Place("voice", True, by, row, "", what)] = 7
    plan = plan_of(version(asked), asked, where, None)
    held_back = withheld({"all": figures_of(Tally(numbers), plan, where)}, LIMITS)
    assert held_back == Withheld({}, frozenset({TableKey("voice", "team", "all")}))


def test_each_period_is_withheld_on_its_own() -> None:
    asked = (measure("part-time", "part-time-timetables", "attribute"),)
    where = setting()
    numbers: Counter[Place] = Counter()
    for is_now, counted in ((True, 3), (False, 9)):
        numbers[Place("part-time", is_now, "", "", "", "counted")] = counted
        numbers[Place("part-time", is_now, "", "", "", "of")] = 40
        numbers[Place("part-time", is_now, "", "", "", "behind")] = 40
    plan = plan_of(version(asked), asked, where, None)
    held_back = withheld({"all": figures_of(Tally(numbers), plan, where)}, LIMITS)
    assert held_back.figures == {Key("part-time", "", "", "", True, "all"): Rule.SMALL_NUMBER}


def test_what_cannot_be_told_withholds_nothing() -> None:
    without = made(calendars={"ours 2024": None}).under(withholding=(RULE,))
    where = without.setting(date(2025, 10, 1))
    current = version(MEASURES)
    plan = plan_of(current, MEASURES, where, None)
    only_now = figures_of(tally([_one("statutory")] * 40), plan, where)
    assert {figure.before for figure in only_now} == {None}
    assert {key.is_now for key in withheld({"all": only_now}, LIMITS).figures} <= {True}
    nowhere = without.setting(date(2028, 10, 1))
    plan = plan_of(current, MEASURES, nowhere, None)
    assert withheld({"all": figures_of(Tally(), plan, nowhere)}, LIMITS) == Withheld()
