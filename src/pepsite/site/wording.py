"""How values become text on a page: escaped, and in the words people use."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from pepsite.privacy.published import LATE, Status
from pepsite.privacy.wording import long_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from pepsite.privacy.published_policy import Settings

STATUS_WORDS: Final = {
    Status.MET: "Met",
    Status.MET_LATE: "Met late",
    Status.DUE: "Due",
    Status.OVERDUE: "Overdue",
    Status.MISSED: "Missed",
    Status.NOT_APPLICABLE: "Does not apply",
    Status.CANNOT_TELL: "Cannot tell",
}
STATUS_MEANINGS: Final = {
    Status.MET: "Done, and in time",
    Status.MET_LATE: "Done, but after the day it was due",
    Status.DUE: "Still to do, and the day has not passed",
    Status.OVERDUE: "The day has passed, and it can still be done",
    Status.MISSED: "The day has passed, and it can no longer be done",
    Status.NOT_APPLICABLE: "Does not concern this child, school or term",
    Status.CANNOT_TELL: "Something is missing that the answer depends on",
}
_NONE: Final = Markup("\u2013")
_OFTEN: Final = 1 << 14
"""So many words and days are kept as text: on the pages of staff the same come again and again."""

# What has a meaning in Markdown or HTML wherever it stands. Written as an entity it has
# none, inside a tag's attribute too, and every reader shows it as itself.
_SPECIAL = re.compile(r"""[\\`*_{}\[\]<>#!|~^=&"]""")
_LIST_MARK = re.compile(r"^(\d*)([-+:.)])")
# Control characters (Python-Markdown marks its own places with two of them), half
# characters, and those that turn the direction of the text around them.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
    r"\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def _entity(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"


def _break_list_mark(match: re.Match[str]) -> str:
    return f"{match[1]}&#{ord(match[2])};"


def as_text(value: object) -> object:
    """Return text that can only be read as text, in Markdown and in HTML; one line of it.

    This is what Jinja is given to finish every value with, so no template can forget.
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return _escaped(value)


@lru_cache(_OFTEN, typed=True)
def _escaped(value: str) -> Markup:
    plain = " ".join(_UNSEEN.sub("", value).split())
    return Markup(_LIST_MARK.sub(_break_list_mark, _SPECIAL.sub(_entity, plain)))  # noqa: S704


def heading(text: str) -> str:
    """Return the text for a heading, without angle brackets.

    MkDocs turns the entities in a heading back into characters and puts them into the
    page's title as they are.
    """
    return text.replace("<", "\u2039").replace(">", "\u203a")


def in_template(text: str) -> str:
    """Return text for the theme's templates, which do not escape what they are given."""
    return str(as_text(heading(text)))


def slug(title: str) -> Markup:
    """Return the name of a heading on its page, as the table of contents makes it."""
    plain = re.sub(r"[^\w\s-]", "", title, flags=re.ASCII).strip().lower()
    return Markup(re.sub(r"[-\s]+", "-", plain))  # noqa: S704  # letters, digits and hyphens


def full_stop(text: str) -> str:
    """Return the text with a full stop at its end, unless it ends already."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def day(value: date) -> str:
    """Return the day in full: Friday 15 May 2026."""
    return f"{value:%A} {value.day} {value:%B %Y}"


@lru_cache(_OFTEN)
def short_day(value: date | None) -> Markup:
    """Return the day for a table: Fri 15 May 2026; a dash where there is none."""
    return _NONE if value is None else _on_one_line(f"{value:%a} {value.day} {value:%b %Y}")


@lru_cache(_OFTEN)
def short_date(value: date | None) -> Markup:
    """Return the day for a table where its weekday says nothing: 15 May 2026."""
    return _NONE if value is None else _on_one_line(f"{value.day} {value:%b %Y}")


def _on_one_line(text: str) -> Markup:
    return Markup("&nbsp;").join(text.split())


def days_to(first: date, last: date) -> Markup:
    """Return a stretch of days, saying month and year once where they are the same."""
    if first == last:
        return short_day(first)
    if (first.year, first.month) == (last.year, last.month):
        return Markup("{:%a}&nbsp;{} to {}").format(first, first.day, short_day(last))
    return Markup("{} to {}").format(short_day(first), short_day(last))


def whose_policy(settings: Settings) -> str:
    """Return whose policy a page shows, since when it is so, and when it is to be reviewed."""
    since = f"{settings.policy}, in force since {long_date(settings.policy_in_force_since)}"
    due_on = settings.policy_review_due_on
    if due_on is None:
        return f"{since}; no day is set for its review"
    is_due = "was due" if due_on < settings.as_of else "is due"
    return f"{since}; it {is_due} for review on {long_date(due_on)}"


def count(number: int, one: str, many: str) -> str:
    """Return a number with its noun: no children, 1 child, 1,200 children."""
    if number == 0:
        return f"no {many}"
    return f"{number:,} {one if number == 1 else many}"


@lru_cache(_OFTEN)
def status(value: Status) -> Markup:
    """Return a status as its word, marked so that the style sheet adds its sign."""
    return Markup('<span class="status status-{}">{}</span>').format(value, STATUS_WORDS[value])


def rating(value: str, at_standard: bool | None) -> Markup:  # noqa: FBT001  # Jinja passes it
    """Return a rating in its scale's own word, with a sign where the scale says which."""
    sign = {True: "status-met", False: "status-below", None: "status-plain"}[at_standard]
    return Markup('<span class="status {}">{}</span>').format(sign, as_text(value))


@lru_cache(_OFTEN, typed=True)  # what is marked as safe is not the same as the same text
def together(value: str) -> Markup:
    """Return an id, or a few words, kept on one line."""
    return Markup('<span class="together">{}</span>').format(as_text(value))


def how_long(days: int | None, value: Status) -> Markup:
    """Return how far the day is from the day asked about, in words."""
    if days is None:
        return _on_one_line("no day set") if value is Status.DUE else Markup("")
    if value in LATE:
        return _on_one_line(count(days, "day late", "days late"))
    return _on_one_line("today" if days == 0 else f"in {count(days, 'day', 'days')}")


def groupby_kept(rows: Iterable[Any], name: str) -> Iterator[tuple[object, list[Any]]]:
    """Yield together the rows that follow each other and have the same under a name."""
    for value, together in groupby(rows, key=attrgetter(name)):
        yield value, list(together)
