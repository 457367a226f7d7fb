"""Calendars: the terms, half-terms and closure days of one academic year."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from pepsite.findings import FieldPath
from pepsite.records.base import (
    Dated,
    Day,
    Item,
    Line,
    Model,
    refuse,
    refuse_equal_ids,
)
from pepsite.records.codes import Term
from pepsite.records.id_types import OwnCalendarId, SchoolId

AcademicYear = Annotated[int, Field(ge=1990, le=2100)]
"""The calendar year in which an academic year begins: 2025 is 2025/26."""


class Holiday(Dated):
    """A half-term holiday: its first and last day."""

    _ORDERED: ClassVar = (("starts_on", "ends_on"),)

    starts_on: Day
    ends_on: Day


class TermDates(Dated, Item):
    """One term: first day, last day, and the half-term holiday inside it."""

    _ORDERED: ClassVar = (("starts_on", "ends_on"),)

    term: Term
    starts_on: Day
    ends_on: Day
    half_term: Holiday

    @model_validator(mode="after")
    def _half_term_inside(self) -> Self:
        if not self.starts_on < self.half_term.starts_on <= self.half_term.ends_on < self.ends_on:
            raise refuse("dates-out-of-order", "half_term", earlier="starts_on", later="half_term")
        return self

    @property
    def first_half_ends_on(self) -> Day:
        """The day before the half-term holiday begins."""
        return self.half_term.starts_on - timedelta(days=1)


class Closure(Item):
    """A day on which school is shut: for everyone on this calendar, or for some schools."""

    closed_on: Day
    reason: Line
    schools: tuple[SchoolId, ...] = ()


class Calendar(Model):
    """The days of one academic year, for an authority or for one school.

    All of them lie between 1 August of `academic_year` and 31 August of the next.
    `school` is set when only that school keeps it. `authority` names whose dates these are.
    """

    schema_: Literal["calendar/1"] = Field(alias="schema")
    id: OwnCalendarId
    academic_year: AcademicYear
    authority: Line
    ours: bool
    school: SchoolId | None = None
    terms: tuple[TermDates, ...]
    closures: tuple[Closure, ...] = ()

    @model_validator(mode="after")
    def _three_terms_in_order(self) -> Self:
        if tuple(dates.term for dates in self.terms) != tuple(Term):
            raise refuse("terms-not-three", "terms")
        for earlier, later in zip(self.terms, self.terms[1:], strict=False):
            if later.starts_on <= earlier.ends_on:
                raise refuse("periods-overlap", "terms")
        first, last = date(self.academic_year, 8, 1), date(self.academic_year + 1, 8, 31)
        outside = [place for place, day in self._days() if not first <= day <= last]
        if outside:
            # Where the year begins elsewhere, the year is what was mistyped.
            begins = outside[0] == ("terms", 0, "starts_on")
            raise refuse("terms-not-this-year", "academic_year" if begins else outside[0])
        refuse_equal_ids(self, "terms", "closures")
        return self

    def _days(self) -> Iterator[tuple[FieldPath, date]]:
        for index, term in enumerate(self.terms):
            yield ("terms", index, "starts_on"), term.starts_on
            yield ("terms", index, "ends_on"), term.ends_on
        for index, closure in enumerate(self.closures):
            yield ("closures", index, "closed_on"), closure.closed_on
