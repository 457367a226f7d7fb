"""A child: pseudonymous, with everything that changes kept by date.

No name, date of birth, UPN or address of a child is ever in a record (see SECURITY.md).
"""

from calendar import monthrange
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from pepsite.records.answers import Honest
from pepsite.records.base import (
    Dated,
    Day,
    Hours,
    Item,
    Line,
    Model,
    Month,
    Prose,
    refuse,
    refuse_equal_ids,
    refuse_unordered,
)
from pepsite.records.codes import (
    AlternativeProvisionReason,
    CategoryOfNeed,
    EducationStatus,
    Ethnicity,
    LegalStatus,
    PlacementProvider,
    PlacementType,
    ReasonCareEnded,
    Role,
    SenNeed,
    SenProvision,
    Sex,
    YearGroup,
)
from pepsite.records.id_types import ChildId, ItemId, OwnChildId, PersonId, SchoolId


class LegalStatusFrom(Item):
    """The legal status from a day on."""

    from_on: Day
    status: LegalStatus


class Placement(Dated, Item):
    """Where the child lives from a day on. No address: whether it is in our area, and how far."""

    _ORDERED: ClassVar = (("from_on", "until_on"),)

    from_on: Day
    until_on: Day | None = None
    type: PlacementType
    provider: PlacementProvider | None = None
    in_area: bool | None = None


class CarePeriod(Dated, Item):
    """One period of care. A child who comes back has another.

    `began_earlier`: care began before `entered_on`, which is only the first day known. No
    clock can be counted from it.
    `emergency`: came into care in an emergency, so that the plan could not be made before.
    `first_statutory_review_on`: the day the first review of the care plan is or was held.
    """

    _ORDERED: ClassVar = (
        ("entered_on", "ended_on"),
        ("entered_on", "expected_end_on"),
        ("entered_on", "first_statutory_review_on"),
        ("legal_statuses.from_on", "ended_on"),
        ("placements.from_on", "ended_on"),
    )

    entered_on: Day
    began_earlier: bool | None = None
    ended_on: Day | None = None
    expected_end_on: Day | None = None
    reason_ended: ReasonCareEnded | None = None
    emergency: Honest[bool] | None = None
    category_of_need: CategoryOfNeed | None = None
    first_statutory_review_on: Day | None = None
    unaccompanied: bool | None = None
    legal_statuses: tuple[LegalStatusFrom, ...] = ()
    placements: tuple[Placement, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not self.began_earlier:
            refuse_unordered(self, "entered_on", "legal_statuses.from_on")
            refuse_unordered(self, "entered_on", "placements.from_on")
        if self.reason_ended is not None and self.ended_on is None:
            raise refuse("needs-with-it", "reason_ended", name="ended_on")
        refuse_equal_ids(self, "legal_statuses", "placements")
        return self

    def covers(self, day: date) -> bool:
        """Say whether the child was in care on this day; the day care ended still counts."""
        return self.entered_on <= day and (self.ended_on is None or day <= self.ended_on)


class Part(StrEnum):
    """What part of a child's education a place gives. Several may run at once."""

    MAIN = "main"
    SUBSIDIARY = "subsidiary"
    PROVISION = "provision"
    TUITION = "tuition"


class Timetable(StrEnum):
    """Full time, or less by agreement."""

    FULL = "full-time"
    PART = "part-time"


class PlaceOfEducation(Dated, Item):
    """A place of education from a day on, and how much of the week it gives."""

    _ORDERED: ClassVar = (("from_on", "until_on"),)

    school: SchoolId
    part: Part
    from_on: Day
    until_on: Day | None = None
    days_a_week: Annotated[float, Field(gt=0, le=7)] | None = None
    hours_a_week: Hours | None = None
    timetable: Timetable | None = None
    timetable_review_on: Day | None = None
    alternative_provision_reason: AlternativeProvisionReason | None = None
    why_left: Prose | None = None

    def covers(self, day: date) -> bool:
        """Say whether the child was there on this day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


class EducationStatusFrom(Item):
    """Where the child stands with education from a day on."""

    from_on: Day
    status: EducationStatus


class YearGroupFrom(Item):
    """The year group from a day on."""

    from_on: Day
    year_group: YearGroup


class SenFrom(Item):
    """Special educational needs from a day on."""

    from_on: Day
    provision: SenProvision
    primary_need: SenNeed | None = None
    secondary_need: SenNeed | None = None
    plan_authority: Line | None = None
    annual_review_on: Day | None = None


class Responsible(Dated, Item):
    """Who is responsible for the child in this role, from a day on."""

    _ORDERED: ClassVar = (("from_on", "until_on"),)

    role: Role
    person: PersonId
    from_on: Day
    until_on: Day | None = None

    def covers(self, day: date) -> bool:
        """Say whether this person was responsible on this day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


class EventKind(StrEnum):
    """What can happen between PEPs that the next one must know."""

    SUSPENSION = "suspension"
    PERMANENT_EXCLUSION = "permanent-exclusion"
    PART_TIME_TIMETABLE = "part-time-timetable"
    MISSING_EDUCATION = "missing-education"
    PLACEMENT_MOVE = "placement-move"
    SCHOOL_MOVE = "school-move"
    OTHER = "other"


class Event(Dated, Item):
    """Something that happened between PEPs. A suspension has its length in half days.

    `school` is the one it happened at, where that is not the main place of that day.
    """

    _ORDERED: ClassVar = (("happened_on", "back_on"),)

    kind: EventKind
    happened_on: Day
    school: SchoolId | None = None
    half_days: Annotated[int, Field(ge=1, le=90)] | None = None
    reason: Prose | None = None
    told: tuple[Role, ...] = ()
    provision_from_sixth_day: Honest[Line] | None = None
    back_on: Day | None = None


class CorrectedField(StrEnum):
    """The dates that case systems correct."""

    BORN = "born"
    ENTERED_ON = "entered_on"
    ENDED_ON = "ended_on"
    PLACE_OF_EDUCATION = "education"
    YEAR_GROUP = "year_groups"


class Correction(Item):
    """A date that was put right: what, when, why and by whom. The clocks restart in the open."""

    corrected_on: Day
    by: PersonId
    field: CorrectedField
    item: ItemId | None = None
    why: Prose


class Child(Model):
    """A child who is or was in care. `born` is a month: a birthday counts as its last day."""

    schema_: Literal["child/1"] = Field(alias="schema")
    id: OwnChildId
    born: Month
    sex: Sex | None = None
    ethnicity: Ethnicity | None = None
    first_language: Honest[Line] | None = None
    interpreter_needed: Honest[bool] | None = None
    disability: Honest[bool] | None = None
    care: tuple[CarePeriod, ...] = Field(min_length=1)
    education: tuple[PlaceOfEducation, ...] = ()
    education_statuses: tuple[EducationStatusFrom, ...] = ()
    year_groups: tuple[YearGroupFrom, ...] = ()
    sen: tuple[SenFrom, ...] = ()
    responsible: tuple[Responsible, ...] = ()
    parents_may_have_a_copy: Honest[bool] | None = None
    siblings_in_care: tuple[ChildId, ...] = ()
    events: tuple[Event, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        refuse_equal_ids(self, *_ITEM_LISTS)
        periods = sorted(self.care, key=lambda period: period.entered_on)
        for earlier, later in pairwise(periods):
            if earlier.ended_on is None or later.entered_on < earlier.ended_on:
                raise refuse("periods-overlap", "care")
        if periods[0].entered_on.isoformat()[:7] < self.born:
            raise refuse("dates-out-of-order", "care", earlier="born", later="care")
        main = [place for place in self.education if place.part is Part.MAIN]
        for before, after in pairwise(sorted(main, key=lambda place: place.from_on)):
            # On the day of a move both count: one in the morning, one in the afternoon.
            if before.until_on is None or after.from_on < before.until_on:
                raise refuse("periods-overlap", "education")
        for field in ("year_groups", "education_statuses", "sen"):
            entries = getattr(self, field)
            if len({entry.from_on for entry in entries}) != len(entries):
                raise refuse("periods-overlap", field)
        return self

    @property
    def birthday(self) -> date:
        """The day a birth counts as: the last of its month."""
        year, month = (int(part) for part in self.born.split("-"))
        return date(year, month, monthrange(year, month)[1])

    def turns(self, age: int) -> date:
        """Return the day on which the child counts as having reached this age in years."""
        year, month = (int(part) for part in self.born.split("-"))
        return date(year + age, month, monthrange(year + age, month)[1])

    def age_on(self, day: date) -> int:
        """Return the age in whole years on this day."""
        years = day.year - self.birthday.year
        return years if self.turns(years) <= day else years - 1

    def care_period(self, item_id: str) -> CarePeriod | None:
        """Return the period of care with this id, or None."""
        return next((period for period in self.care if period.id == item_id), None)

    def main_place_on(self, day: date) -> PlaceOfEducation | None:
        """Return the main place of education on this day, or None where there was none."""
        return next(
            (
                place
                for place in reversed(self.education)
                if place.part is Part.MAIN and place.covers(day)
            ),
            None,
        )

    def year_group_on(self, day: date) -> YearGroup | None:
        """Return the year group recorded for this day, or None if none is recorded."""
        known = [entry for entry in self.year_groups if entry.from_on <= day]
        return max(known, key=lambda entry: entry.from_on).year_group if known else None

    def education_status_on(self, day: date) -> EducationStatus | None:
        """Return the education status recorded for this day, or None if none is recorded."""
        known = [entry for entry in self.education_statuses if entry.from_on <= day]
        return max(known, key=lambda entry: entry.from_on).status if known else None

    def responsible_on(self, role: Role, day: date) -> str | None:
        """Return the id of the person responsible in this role on this day, or None."""
        return next(
            (
                entry.person
                for entry in reversed(self.responsible)
                if entry.role is role and entry.covers(day)
            ),
            None,
        )


_ITEM_LISTS = (
    "care",
    "education",
    "education_statuses",
    "year_groups",
    "sen",
    "responsible",
    "events",
    "corrections",
)
