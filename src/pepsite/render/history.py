"""The history of a record, and what history shows, as text or JSON."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING

from pepsite.compliance.evidence import Did, Sign
from pepsite.compliance.results import in_words, listed, so_many
from pepsite.render.legible import legible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pepsite.compliance.entry import EntryJudged
    from pepsite.compliance.evidence import Life, Shown, Step

_SHORT = 12
"""How many characters of a commit's id are shown to people."""


def life_as_text(life: Life) -> str:
    """Return the life of a record for people to read."""
    return _legible_lines(_life(life))


def _legible_lines(lines: Iterator[str]) -> str:
    # Whoever commits may call themselves what they like.
    return "".join(f"{legible(line)}\n" for line in lines)


def _life(life: Life) -> Iterator[str]:
    number = len(life.steps)
    what = life.kind if life.record == life.kind else f"{life.kind} {life.record}"
    yield f"{what}: {so_many(number, 'change')}"
    for step in life.steps:
        yield ""
        yield f"{in_words(step.on)}, {step.who}: {_did(step)}"
        if step.sections:
            told = (f"{name} ({count:,})" for name, count in step.sections.items())
            yield f"  differences: {', '.join(told)}"
        yield f"  commit {step.commit[:_SHORT]}; {_accepted(step)}"


def _did(step: Step) -> str:
    before, after = step.status
    match step.did:
        case Did.BEGAN:
            return f"began it as {after}" if after else "began it"
        case Did.REMOVED:
            return "removed it"
        case Did.LAID_OUT:
            return "laid it out anew; it says the same"
        case Did.CHANGED:  # pragma: no branch  # there is no other
            moved = before != after and after is not None
            return f"moved it from {before or 'no status'} to {after}" if moved else "changed it"


def _accepted(step: Step) -> str:
    one = step.accepted
    if one is None:
        return "no merge or review by anybody else is on record"
    own = ", its own author," if one.by_its_author else ""
    return f"accepted by {one.by}{own} on {in_words(one.on)} in {one.commit[:_SHORT]}"


def life_as_json(life: Life) -> str:
    """Return the life of a record for programs."""
    return json.dumps(asdict(life), indent=2, ensure_ascii=False, default=str) + "\n"


_TITLES = {
    Sign.ENTERED_TOO_LATE: "Entered later than the policy allows",
    Sign.ENTERED_LATER: "Entered after the day it claims",
    Sign.CHANGED_AFTER_COMPLETION: "Changed after the PEP was complete",
    Sign.CHANGED_SINCE_JUDGED: "Changed since the review or audit that judged it",
    Sign.ACCEPTED_BY_ITS_AUTHOR: "Accepted by its own author, or by nobody else on record",
    Sign.UNSIGNED: "Not signed",
    Sign.UNKNOWN_KEY: "Signed with a key that is not known here",
    Sign.BAD_SIGNATURE: "Signed, but the signature is bad, or its key has expired or been revoked",
    Sign.LET_PAST: "Let past by the head of the virtual school, though it was refused",
}


def shown_as_text(found: Sequence[Shown], *, signatures: bool, limits: bool) -> str:
    """Return what history shows for people to read: figures first, then each with its commit.

    `signatures` says whether they were asked about, `limits` whether the policy sets any on
    how late something may be entered.
    """
    return _legible_lines(_shown(found, signatures=signatures, limits=limits))


def _shown(found: Sequence[Shown], *, signatures: bool, limits: bool) -> Iterator[str]:
    counts = Counter(one.sign for one in found)
    for sign, title in _TITLES.items():
        if sign in _OF_SIGNATURES and not signatures:
            continue
        if sign is Sign.ENTERED_TOO_LATE and not limits:
            continue
        yield f"{counts[sign]:>7,}  {title}"
    if not limits:
        yield "         The policy sets no limit on how late a day may be entered"
    if not signatures:
        yield "         Signatures were not asked about; --signatures does"
    for sign, title in _TITLES.items():
        if counts[sign]:
            yield ""
            yield title
            for one in found:
                if one.sign is sign:
                    yield f"  {one.commit[:_SHORT]}  {one.on}  {one.who}: {_what(one)}"


_OF_SIGNATURES = (Sign.UNSIGNED, Sign.UNKNOWN_KEY, Sign.BAD_SIGNATURE)


def _what(one: Shown) -> str:
    record = one.record or f"{one.records:,} records"
    match one.sign:
        case Sign.ENTERED_LATER | Sign.ENTERED_TOO_LATE:
            days = so_many(one.days or 0, "day")
            entered = f"{listed([one.field or ''])} {one.claims}, entered {days} later"
            return f"{record}, {entered}{_limit(one.limit)}"
        case Sign.CHANGED_AFTER_COMPLETION:
            how = "as a revision" if one.explained else "without a revision that says why"
            fields = listed(one.sections) or "the whole of it, removed"
            return f"{record}, {fields}: {how}"
        case Sign.CHANGED_SINCE_JUDGED:
            return f"{record}, {listed(one.sections)}: judged by {one.judgement}"
        case Sign.LET_PAST:
            return f"{record}: {', '.join(one.codes)}"
        case _:
            return record


def _limit(one: EntryJudged | None) -> str:
    if one is None:
        return ""
    if one.last_on is None:
        return f"; whether in time nobody can tell without {one.missing} ({one.limit})"
    unit = one.unit.replace("-", " ")
    counted = f"{one.number} {unit if one.number > 1 else unit.removesuffix('s')}"
    was = "was" if one.too_late else "in time:"
    return f"; {was} allowed until {one.last_on} ({one.limit}: {counted})"


def shown_as_json(found: Sequence[Shown], *, signatures: bool, limits: bool) -> str:
    """Return what history shows for programs."""
    rows = [
        {name: value for name, value in asdict(one).items() if value not in (None, ())}
        for one in found
    ]
    values = {
        "schema": "history-check/1",
        "signatures_asked": signatures,
        "entry_limited": limits,
        "found": rows,
    }
    return json.dumps(values, indent=2, ensure_ascii=False, default=str) + "\n"
