"""What differs in a record, said in the words of the form that asks for it.

Whoever wrote a plan, and whoever accepts it, knows its questions and not the names of fields.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pepsite.forms.questions.asking import opened
from pepsite.forms.questions.judging import as_judged
from pepsite.forms.questions.phrasing import in_words
from pepsite.forms.questions.summary import items_of, rows
from pepsite.forms.questions.wording import owning_form
from pepsite.forms.web.at_hand import as_begun, asking_of
from pepsite.forms.web.differing import ShownDifference, Side
from pepsite.forms.web.differing import in_words as differences_in_words
from pepsite.versions.differences import placed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pepsite.forms.questions.asking import Asking
    from pepsite.forms.questions.specification import Form
    from pepsite.forms.questions.summary import Row
    from pepsite.forms.web.desk import Desk
    from pepsite.forms.web.differing import Naming
    from pepsite.versions.differences import Difference
    from pepsite.versions.merging import Values, Way


@dataclass(frozen=True, slots=True)
class AsAsked:
    """The questions about a record, by key, and what its sections are called.

    A question that is not among them is called by its field.
    """

    rows: Mapping[str, Row]
    sections: Mapping[str, str]

    def shown(
        self,
        found: Iterable[Difference],
        naming: Naming,
        address: Callable[[Row], str] = lambda _: "",
    ) -> list[ShownDifference]:
        """Return differences as a page shows them; `address` is where a question is changed."""
        found = tuple(found)
        shown = differences_in_words(found, naming)
        return [
            self._placed(one.way, each, address) for one, each in zip(found, shown, strict=True)
        ]

    def whole(self, found: Iterable[Difference], naming: Naming) -> list[ShownDifference]:
        """Return all that a new record says; `found` are its fields."""
        listed = tuple(self.rows.values())
        unasked = (one for one in found if self._asks(one.way) is None)
        return [*self._answered(listed), *differences_in_words(unasked, naming, is_new=True)]

    def _answered(self, listed: tuple[Row, ...]) -> list[ShownDifference]:
        return [
            ShownDifference(
                one.question,
                self._around(one),
                (Side("", tuple(("", line) for line in one.answer)),),
            )
            for one in listed
            if one.is_answered and not one.is_part and not items_of(one, listed)
        ]

    def _placed(
        self, way: Way, shown: ShownDifference, address: Callable[[Row], str]
    ) -> ShownDifference:
        row = self._asks(way)
        if row is None:
            return shown
        if row.key == "/".join(way) and row.is_part:
            # Its own question is only what to say where there is nothing in it.
            place, section = row.page, placed(filter(None, (self._section(row), row.item)))
        elif row.key == "/".join(way):
            place, section = row.question, self._around(row)
        elif _is_below(row, way):
            is_item = row.items[-1:] == way[-1:]
            place = row.item if is_item and row.item else row.page
            section = self._section(row) if is_item else self._around(row)
        elif row.what and len(way) > len(row.key.split("/")) + 1:
            return replace(shown, address=address(row))  # a field that no page asks for
        else:
            place, section = row.question, self._around(row)
        return replace(shown, place=place, section=section, address=address(row))

    def _asks(self, way: Way) -> Row | None:
        """Return the question at a place, the first below it, or the nearest around it."""
        key = "/".join(way)
        if key in self.rows:
            return self.rows[key]
        below = (row for row in self.rows.values() if _is_below(row, way))
        above = ("/".join(way[:length]) for length in range(len(way) - 1, 0, -1))
        around = (self.rows[one] for one in above if one in self.rows)
        return next(below, None) or next(around, None)

    def _around(self, row: Row) -> str:
        """Return what a question is a part of: its section, and the item or page around it."""
        page = row.page if row.page != row.question else ""
        return placed(filter(None, (self._section(row), row.item or page)))

    def _section(self, row: Row) -> str:
        return self.sections.get(row.section, "")


def _is_below(row: Row, way: Way) -> bool:
    return row.key.startswith("/".join((*way, "")))


def as_asked(asking: Asking, listed: Iterable[Row]) -> AsAsked:
    """Return the questions of a form that somebody fills in."""
    titles = {one.id: in_words(asking, one.title) for one in asking.form.sections}
    return AsAsked({one.key: one for one in listed}, titles)


def as_asked_of(here: Desk, kind: str, child: str, *versions: Values) -> AsAsked:
    """Return the questions about versions of a record, the later first.

    They say only what this person may see: versions are shown before they are given.
    """
    spec = owning_form(kind)
    if spec is None:
        return AsAsked({}, {})
    found: dict[str, Row] = {}
    sections: dict[str, str] = {}
    for values in filter(None, versions):
        asked = as_asked(*_rows_of(here, spec, child, values))
        found = {**asked.rows, **found}
        sections = {**asked.sections, **sections}
    return AsAsked(found, sections)


def _rows_of(here: Desk, spec: Form, child: str, values: Values) -> tuple[Asking, Iterator[Row]]:
    draft = as_begun(here, spec, str(values.get("id", "")), child)
    plain = asking_of(here, spec, draft)
    answers = opened(plain, values)
    asking = as_judged(plain, answers)
    return asking, iter(rows(asking, answers))
