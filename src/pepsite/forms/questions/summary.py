"""Check your answers: every question that was asked, and what was answered, in words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from pepsite.forms.questions.answered import answer_lines
from pepsite.forms.questions.answers import indexed
from pepsite.forms.questions.asking import Asking, Place, places, question_of
from pepsite.forms.questions.kinds import Sort
from pepsite.forms.questions.pages import Page, Question, page_of
from pepsite.forms.questions.phrasing import in_words
from pepsite.forms.questions.required import Demand
from pepsite.forms.questions.withholding import keeps
from pepsite.forms.questions.wording import common

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pepsite.forms.questions.answers import Answers
    from pepsite.records.voice import MaySee


@dataclass(frozen=True, slots=True)
class Row:
    """One question and its answer, with the title of its page.

    `item` is the line of the item that it is about ("" where it is about the whole), and
    `answer` has no line where nothing was answered: `said` then says so. `what` is what an item is
    called where this is a list. `is_part`: it stands for a part of the record of which the rows
    beside it say what is there, if anything is.
    """

    section: str
    page: str
    item: str
    question: str
    answer: tuple[str, ...]
    address: str
    key: str
    asked: Demand
    carried: str = ""
    what: str = ""
    is_part: bool = False

    @property
    def items(self) -> tuple[str, ...]:
        """The ids of the items on the way to it."""
        return tuple(self.address.split("/")[1:])

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer, an honest one included."""
        return bool(self.answer)

    @property
    def said(self) -> tuple[str, ...]:
        """The answer, or that there is none."""
        return self.answer or (common().not_answered,)


def rows(asking: Asking, answers: Answers) -> tuple[Row, ...]:
    """Return a row for each question that applies, in the order of the pages.

    A list is one row with a line for each item; the questions of each item come after it. A
    page about an honest answer has no rows of its own: it is said with the answer.
    """
    answers = indexed(answers)
    return tuple(
        row
        for place in places(asking, answers)
        if not place.follow_up
        for row in _of_page(asking, answers, place, page_of(asking, answers, place))
    )


def shown_rows(listed: tuple[Row, ...], kept: Mapping[str, tuple[MaySee, ...]]) -> tuple[Row, ...]:
    """Return the rows that are shown: of what the child keeps back, the one that says so."""
    return tuple(one for one in listed if one.key.endswith("/words") or not keeps(kept, one.key))


def items_of(list_: Row, listed: Sequence[Row]) -> list[list[Row]]:
    """Return the rows of each item of a list, with what is in the lists within it."""
    if not list_.what:
        return []
    base = f"{list_.key}/"
    mine = [one for one in listed if one.key.startswith(base)]
    found = groupby(mine, key=lambda one: one.key.removeprefix(base).partition("/")[0])
    return [list(rows_) for _, rows_ in found]


def _of_page(asking: Asking, answers: Answers, place: Place, page: Page) -> Iterator[Row]:
    if page.list is not None:
        lines = tuple(line.line for line in page.list.lines)
        if not lines:
            lines = answer_lines(asking, answers, page.list.key, _list_way(place))
        carried = page.questions[0].carried if page.questions else ""
        yield Row(
            page.section,
            page.title,
            page.item_line,
            page.title,
            lines,
            page.address,
            page.list.key,
            page.list.asked,
            carried,
            page.list.what,
        )
        return
    for number, question in enumerate(page.questions):
        said, is_part = _said(asking, answers, place, question)
        # What a review asks is the title of its page, and "your answer" says nothing here.
        asks_it = number == 0 and question_of(page.address)
        yield Row(
            page.section,
            page.title,
            page.item_line,
            page.title if asks_it else question.label,
            said,
            page.address,
            question.key,
            question.asked,
            question.carried,
            is_part=is_part,
        )


def _list_way(place: Place) -> str:
    return place.field_of(place.page.list_.field) if place.page.list_ else ""


def _said(
    asking: Asking, answers: Answers, place: Place, question: Question
) -> tuple[tuple[str, ...], bool]:
    """Return what was answered, and whether other rows say it: those of what is in a part."""
    inside = question.key.removeprefix(f"{place.base}/") if place.base else question.key
    said = answer_lines(asking, answers, question.key, place.field_of(inside.replace("/", ".")))
    if not said and question.kind.sort is Sort.PART:
        given = (in_words(asking, common().part_is_answered),)
        return given if _given(answers, question) else (), True
    return said, False


def _given(answers: Answers, question: Question) -> bool:
    return any(key.startswith(f"{question.key}/") for key in answers)
