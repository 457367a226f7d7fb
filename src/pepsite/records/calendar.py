"""Calendars: the terms, half-terms and closure days of one academic year."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pepsite.records.base import (
    Day,
    Item,
    Line,
    Model,
    refuse,
    refuse_equal_ids,
    refuse_unordered,
)
from pepsite.records.codes import Term
from pepsite.records.ids import OwnCalendarId, SchoolId

AcademicYear = Annotated[int, Field(ge=1990, le=2100)]
"""The calendar year in which an academic year begins: 2025 is 2025/26."""


class Holiday(Model):
    """A half-term holiday: its first and last day."""

    starts_on: Day
    ends_on: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        refuse_unordered(self, "starts_on", "ends_on")
        return self


class TermDates(Item):
    """One term: first day, last day, and the half-term holiday inside it."""

    term: Term
    starts_on: Day
    ends_on: Day
    half_term: Holiday

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        refuse_unordered(self, "starts_on", "ends_on")
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
        if self.terms[0].starts_on.year != self.academic_year:
            raise refuse("terms-not-this-year", "academic_year")
        refuse_equal_ids(self.terms, "terms")
        refuse_equal_ids(self.closures, "closures")
        return self
