"""What an authority decided, and says of itself, as pages show it.

Neighbours of `published.py`, and under the same rule: what is no field here is on no page. Every
text is the authority's own (from its pack, its settings or its calendars), or ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


class Step(StrEnum):
    """The steps of the process page, in order; a timescale is shown at its step."""

    START = "start"
    ARRANGE = "arrange"
    MEET = "meet"
    COMPLETE = "complete"
    QUALITY_ASSURE = "quality-assure"
    SHARE = "share"
    REVIEW = "review"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a decision is written down: `id` as the pack cites it, `where` on which page."""

    id: str
    title: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach the virtual school: "Telephone", "01234 567890". No person's name."""

    how: str
    value: str


@dataclass(frozen=True, slots=True)
class KnownProblem:
    """Something on the site that not everybody can use, and by when that is put right."""

    what: str
    put_right_by: date | None = None


@dataclass(frozen=True, slots=True)
class Accessibility:
    """What `authority.yaml` says for the accessibility statement.

    `complies` is "fully", "partially" or "not", and empty until the authority has said so; the
    page then says that, not that the site complies. So it is with `tested_on`.
    """

    contacts: tuple[Contact, ...] = ()
    complies: str = ""
    prepared_on: date | None = None
    reviewed_on: date | None = None
    reply_within: str = ""
    tested_on: date | None = None
    tested_how: str = ""
    known_problems: tuple[KnownProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """Whose site this is, and which decisions it shows, as of which day.

    `authority` is empty where the site is no authority's: what holds for every one, by itself.
    `virtual_school` is then what such a site is called.
    """

    virtual_school: str
    authority: str
    policy: str
    policy_in_force_since: date
    as_of: date
    policy_review_due_on: date | None = None
    contacts: tuple[Contact, ...] = ()
    accessibility: Accessibility = Accessibility()


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One timescale in force. The words are made from the pack's numbers.

    For example: `milestone` "The first PEP meeting is held", `by` "within 20 working
    days", `counted_from` "the day the child comes into care", `when` "every child". Where the
    source states no time, `by` and `counted_from` are empty. `counted_besides` is the latter
    for a sentence: empty where `by` says it too.
    `reading` is the pack's own sentence on how a source is read that is unclear or silent.
    """

    step: Step
    milestone: str
    by: str
    counted_from: str
    when: str
    since: date
    source: Source
    statutory: bool = False
    on_home: bool = False
    reading: str = ""
    counted_besides: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """The timescales that belong together, such as those of the first PEP."""

    id: str
    title: str
    rows: tuple[ClockRow, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """Who does what at a step, as the pack decides it: "Social worker", "starts the PEP"."""

    step: Step
    role: str
    does: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a checklist, with the answers it takes and what it asks in full.

    `topic` is what the policy says it is about: the guidance on it helps.
    """

    number: str
    text: str
    answers: tuple[str, ...]
    explanation_wanted: str = ""
    source: str = ""
    section: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class RatingRule:
    """One line of a rating rule in words: "Meets the standard", "every answer is yes"."""

    rating: str
    when: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """One edition of a checklist or of an audit's template, as people read and print it."""

    id: str
    title: str
    used_by: str
    used_for: str
    since: date
    questions: tuple[Question, ...]
    rules: tuple[RatingRule, ...]
    otherwise: str
    """What holds when no rule does, such as "no rating until every question is answered"."""
    source: Source
    rated_by_auditor: bool = False
    """Whether the rules say only what must hold before the auditor may give a rating."""
    is_audit: bool = False
    scale: tuple[str, ...] = ()
    rated_parts: tuple[Question, ...] = ()
    """Points that are given a rating of their own."""
    to_supply: str = ""
    """What the source leaves out, and the authority has to supply."""
    panel: tuple[str, ...] = ()
    wants_overview: bool = False
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """One term and the half-term break in it."""

    name: str
    begins: date
    ends: date
    half_term_begins: date | None = None
    half_term_ends: date | None = None


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which schools are closed, and why, in the calendar's own words."""

    first: date
    last: date
    reason: str


@dataclass(frozen=True, slots=True)
class TermDates:
    """One calendar: an authority's, or one school's own."""

    id: str
    title: str
    academic_year: str
    terms: tuple[Term, ...]
    closures: tuple[Closure, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyItem:
    """One line of an entry: a question with its answers, a thing that a complete PEP has."""

    label: str
    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class PolicyEntry:
    """One thing the policy says. `says` are sentences; `items` what it lists under `listed`.

    `id` is what the pack calls it. `reading` is how a source is read that is unclear or silent.
    """

    id: str
    title: str
    says: tuple[str, ...] = ()
    listed: str = ""
    items: tuple[PolicyItem, ...] = ()
    since: date | None = None
    sources: tuple[str, ...] = ()
    reading: str = ""
    statutory: bool = False


@dataclass(frozen=True, slots=True)
class PolicyChapter:
    """What belongs together on the page of a policy."""

    id: str
    title: str
    about: str
    entries: tuple[PolicyEntry, ...]


@dataclass(frozen=True, slots=True)
class CitedSource:
    """Where something was decided, and what it comes to in the pack's words."""

    id: str
    document: str
    where: str
    says: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """A whole policy as it stands on a day, to be read from top to bottom."""

    title: str
    about: str
    as_of: date
    chapters: tuple[PolicyChapter, ...]
    sources: tuple[CitedSource, ...]
