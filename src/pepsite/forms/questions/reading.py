"""A whole record to be read: by section, what was answered, and what is still open.

It is said in the words of the forms that ask for it, so that whoever wrote a part knows it again.
What nobody has to answer, and nobody did, is told in one line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from pepsite.forms.questions.phrasing import in_words
from pepsite.forms.questions.required import Demand
from pepsite.forms.questions.summary import items_of, rows, shown_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.asking import Asking
    from pepsite.forms.questions.specification import Section
    from pepsite.forms.questions.summary import Row
    from pepsite.records.voice import MaySee


@dataclass(frozen=True, slots=True)
class Fact:
    """A question and what was answered. `inside` has the facts of each item of a list in it.

    Where nothing is said and nothing is inside, an answer is asked for and is not there.
    """

    term: str
    says: tuple[str, ...] = ()
    inside: tuple[tuple[Fact, ...], ...] = ()

    @property
    def is_missing(self) -> bool:
        """Whether an answer is asked for and is not there."""
        return not (self.says or self.inside)


@dataclass(frozen=True, slots=True)
class Part:
    """Facts that belong together: of one page, or of one item of a list, under its title."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What stands under one title of a section: one part, or a part for each item of a list."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A section to be read. `left_open` are the titles of pages that nobody had to answer."""

    section: Section
    title: str
    groups: tuple[Group, ...]
    left_open: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was written."""
        facts = (fact for one in self.groups for part in one.parts for fact in part.facts)
        return all(fact.is_missing for fact in facts)


def read(
    asking: Asking, answers: Answers, kept: Mapping[str, tuple[MaySee, ...]]
) -> tuple[Read, ...]:
    """Return every section of a form that has a page for these answers.

    `kept` are the keys of what the child keeps from the reader: the answers say so in their place.
    """
    listed = shown_rows(rows(asking, answers), kept)
    told = [one for one in listed if not one.is_part]
    return tuple(
        _section(asking, section, mine)
        for section in asking.form.sections
        if (mine := [one for one in told if one.section == section.id])
    )


# --- one section


@dataclass(slots=True)
class _Making:
    """A section as it is made, page after page."""

    groups: list[Group] = field(default_factory=list)
    left_open: list[str] = field(default_factory=list)
    plain: list[Fact] = field(default_factory=list)

    def say(self, fact: Fact) -> None:
        """Say something that needs no title of its own."""
        self.plain.append(fact)

    def under(self, title: str, parts: tuple[Part, ...]) -> None:
        """Say something under a title, after what was said without one."""
        self.close()
        self.groups.append(Group(title, parts))

    def close(self) -> None:
        """Put down what was said without a title."""
        if self.plain:
            self.groups.append(Group("", (Part("", tuple(self.plain)),)))
        self.plain = []


def _section(asking: Asking, section: Section, listed: list[Row]) -> Read:
    made = _Making()
    whole = [one for one in listed if not one.items]
    for _, page in groupby(whole, key=lambda one: one.address):
        _page(made, list(page), listed)
    made.close()
    title = in_words(asking, section.title)
    return Read(section, title, tuple(made.groups), tuple(dict.fromkeys(made.left_open)))


def _page(made: _Making, page: list[Row], listed: list[Row]) -> None:
    first = page[0]
    items = items_of(first, listed)
    if items:
        parts = (
            Part(f"{first.what} {number}", tuple(_facts(one, len(one[0].items))))
            for number, one in enumerate(items, start=1)
        )
        made.under(first.page, tuple(one for one in parts if one.facts))
    elif not any(one.is_answered for one in page):
        if any(one.asked is Demand.REQUIRED for one in page):
            made.say(Fact(first.page))
        else:
            made.left_open.append(first.page)
    elif len(page) == 1:
        made.say(Fact(first.page, first.answer))
    else:
        made.under(first.page, (Part("", tuple(_facts(page, 0))),))


def _facts(listed: list[Row], depth: int) -> Iterator[Fact]:
    """Yield what is said of one item, with what is said of each item of a list within it."""
    for one in listed:
        if len(one.items) != depth:
            continue
        inside = tuple(
            facts for item in items_of(one, listed) if (facts := tuple(_facts(item, depth + 1)))
        )
        if inside:
            yield Fact(one.question, inside=inside)
        elif one.answer or one.asked is Demand.REQUIRED:
            yield Fact(one.question, one.answer)
