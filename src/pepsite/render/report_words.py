"""The words that every form of a report shares: numbers, periods, what stands apart and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.compliance.evidence import ShownBy
from pepsite.compliance.measures.seen import Apart
from pepsite.privacy.withholding import Rule
from pepsite.privacy.wording import long_date, period_words
from pepsite.reports.report import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.reports.report import Days, Entry, Number, Report, ReportFigure, Told

RULE_MARKS = {Rule.SMALL_NUMBER: "a", Rule.FEW: "b", Rule.BESIDE: "c"}
APART_WORDS = {
    Apart.NOT_YET_DUE: "not yet due",
    Apart.CANNOT_TELL: "that nobody can tell",
    Apart.NOT_APPLICABLE: "to which it does not apply",
    Apart.DECLINED: "asked, and declined",
    Apart.NOT_ON_RECORD: "not on record",
}
BY_WORDS = {
    "phase": "by phase",
    "year-group": "by year group",
    "sen": "by special educational provision",
    "in-or-out-of-area": "in or out of our area",
    "district": "by district",
    "school": "by school",
    "team": "by team",
    "officer": "by officer",
    "theme": "by theme",
}
LEFT_OUT_WORDS = {
    "gives-a-figure-away": "left out, a withheld figure could be worked out",
    "for-staff-only": "for staff only",
}
CHANGE_WORDS = {
    Change.UP: "up",
    Change.DOWN: "down",
    Change.SAME: "same",
    Change.SO_FAR: "so far",
}
_PENCE = 100


LET_PAST_TITLE = "Let past by the head of the virtual school"


def let_past_words(report: Report) -> tuple[str, ...]:
    """Return what was refused and let past all the same, a line each, or that nothing was.

    Why it was stands in the history, for those who may read it.
    """
    if report.audience != "board":
        return ()
    if report.let_past is None:
        return ("Cannot be told: no history of the records is kept where this was made.",)
    return tuple(
        f"{long_date(one.on)}: {one.kind} {one.record}: {', '.join(one.codes)};"
        f" {_SHOWN_BY[one.shown_by]}"
        for one in report.let_past
    ) or ("Nothing that was refused was let past.",)


_SHOWN_BY = {
    ShownBy.SIGNATURE: "signed with the head's own key",
    ShownBy.NAME: "with the head's name in the history, which proves nothing: it was not signed",
    ShownBy.NOTHING: "nothing in the history shows that it was the head",
}


def rule_sentences(report: Report) -> dict[Rule, str]:
    """Return what each rule of withholding means in this report."""
    return {
        Rule.SMALL_NUMBER: (
            f"a number of children from 1 to {(report.attributes_below or 1) - 1} "
            "could be made out from it"
        ),
        Rule.FEW: f"it rests on fewer than {report.process_at_least}",
        Rule.BESIDE: "another withheld figure could be worked out from it",
    }


def days_words(days: Days) -> str:
    """Return a period: its name in words, its days, and whether it still runs."""
    days_of = f"{long_date(days.from_on)} to {long_date(days.until_on)}"
    return f"{period_words(days.name)}, {days_of}{', so far' if days.so_far else ''}"


def number_words(number: Number, unit: str) -> str:
    """Return a figure as a table has it: `52 of 57`, `none to count`, `£1,240.00`, `withheld b`."""
    if number.withheld is not None:
        return f"withheld {RULE_MARKS[number.withheld]}"
    if number.counted is None:
        return ""
    if number.apart and not number.counted and not number.of:
        return _why_nothing(number)
    if unit == "pence":
        pounds, pence = divmod(number.counted, _PENCE)
        return f"£{pounds:,}.{pence:02}" if pence else f"£{pounds:,}"
    if not number.of:
        return f"{number.counted:,}" if number.of is None else "none to count"
    return f"{number.counted:,} of {number.of:,}"


def _why_nothing(number: Number) -> str:
    """Return why there is no figure: with all of them apart, "0" would read as none."""
    reasons = [why for why, _ in number.apart]
    return APART_WORDS[reasons[0]] if len(reasons) == 1 else "none counted"


def per_cent_words(number: Number) -> str:
    """Return the share as people read it."""
    share = number.per_cent
    if share is None:
        return ""
    return f"{share:.0f}%" if share == int(share) else f"{share:.1f}%"


def change_words(entry: Entry) -> str:
    """Return how a figure changed, with a word where it is for the better or worse."""
    if entry.change is None:
        return ""
    word = CHANGE_WORDS[entry.change]
    if entry.good is None:
        return word
    return f"{word}, {'better' if entry.good else 'worse'}"


def earlier_words(figure: ReportFigure) -> str:
    """Return what a figure of one line was in the periods before the one before, or nothing."""
    if len(figure.whole) != 1:
        return ""
    told = []
    for one in figure.whole[0].earlier:
        share = per_cent_words(one.number)
        words = number_words(one.number, figure.unit)
        told.append(f"{period_words(one.days.name)} {words}{f', {share}' if share else ''}")
    return f"Earlier: {'; '.join(told)}." if told else ""


def all_withheld(table: Told) -> str:
    """Return the marks of a table of which every figure is withheld, else nothing."""
    numbers = [one for entry in table.entries for one in (entry.now, entry.before) if one]
    rules = {one.withheld for one in numbers}
    if not numbers or None in rules:
        return ""
    return " and ".join(sorted(RULE_MARKS[rule] for rule in rules if rule))


def apart_words(number: Number) -> str:
    """Return what stands apart: `3 not yet due, 1 cannot be told`."""
    return ", ".join(f"{times:,} {APART_WORDS[why]}" for why, times in number.apart)


def counted_words(figure: ReportFigure) -> str:
    """Return what a measure counts, in a sentence."""
    if not figure.of:
        return f"Counted: {figure.counted}."
    return f"Counted: {figure.of}, {figure.counted}."


def target_words(figure: ReportFigure) -> str:
    """Return the target and whether the whole reaches it, or nothing."""
    if figure.target_per_cent is None:
        return ""
    most = "at most " if figure.better == "lower" else ""
    target = f"Target {most}{figure.target_per_cent}%"
    reached = [entry.at_target for entry in figure.whole if entry.at_target is not None]
    if not reached:
        return f"{target}."
    if len(figure.whole) == 1:
        yet = " yet" if figure.whole[0].change is Change.SO_FAR else ""
        return f"{target}: {'reached' if reached[0] else f'not reached{yet}'}."
    return f"{target}: reached by {sum(reached)} of {len(reached)} lines."


def notes_of(figure: ReportFigure, report: Report, *, earlier: bool = True) -> Iterator[str]:
    """Yield what has to be said of a figure besides its numbers.

    Where the `earlier` periods have a table of their own, they are not told again.
    """
    for entry in figure.whole:
        which = f"{entry.line_title}: " if entry.line_title else ""
        for label, number in (("now", entry.now), ("before", entry.before)):
            words = apart_words(number) if number else ""
            if words:
                yield f"Not counted, {label}: {which}{words}."
    if figure.before_missing:
        yield f"Before: cannot be told without {figure.before_missing}."
    for days, own, label in (
        (figure.now, report.now, "Now"),
        (figure.before, report.before, "Before"),
    ):
        if days is not None and days != own:
            yield f"{label}: {days_words(days)}."
    said = (
        earlier_words(figure) if earlier else "",
        target_words(figure),
        counted_words(figure),
        f"Source: {figure.source}.",
    )
    yield " ".join(one for one in said if one)
