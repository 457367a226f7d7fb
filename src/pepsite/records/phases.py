"""What each phase's PEP holds that the others do not. `phase` chooses."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pepsite.records.answers import Honest
from pepsite.records.base import Day, Hours, Item, Line, Model, Prose, refuse, refuse_equal_ids
from pepsite.records.codes import LeaverActivity
from pepsite.records.sections import (
    Qualification,
    SubjectAttainment,
)


class LearningArea(StrEnum):
    """The seven areas of learning of the early years."""

    COMMUNICATION = "communication-and-language"
    PHYSICAL = "physical-development"
    PERSONAL = "personal-social-emotional"
    LITERACY = "literacy"
    MATHS = "mathematics"
    WORLD = "understanding-the-world"
    ARTS = "expressive-arts-and-design"


class LearningLevel(StrEnum):
    """How a child stands in an area of learning."""

    EMERGING = "emerging"
    EXPECTED = "expected"
    EXCEEDING = "exceeding"


class AreaOfLearning(Item):
    """One area of learning on one day: the level, or the band of ages the child is learning in."""

    area: LearningArea
    assessed_on: Day
    level: LearningLevel | None = None
    band: Line | None = None
    note: Prose | None = None

    @model_validator(mode="after")
    def _has_one(self) -> Self:
        if self.level is None and self.band is None:
            raise refuse("needs-with-it", "area", name="level or band")
        return self


class TwoYearCheck(Model):
    """The progress check at age two."""

    checked_on: Day
    outcome: Prose


class EyfsContent(Model):
    """Early years: provision suited to age and needs, and how the child is learning (WAL-09)."""

    phase: Literal["eyfs"]
    provision: Honest[Prose] | None = None
    funded_hours_a_week: Honest[Hours] | None = None
    key_person: Honest[Line] | None = None
    two_year_check: Honest[TwoYearCheck] | None = None
    learning: Honest[tuple[AreaOfLearning, ...]] | None = None
    good_level_of_development: Honest[bool] | None = None

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        refuse_equal_ids(self, "learning")
        return self


class KeyStage2(Model):
    """Scaled scores at the end of key stage 2, 80 to 120."""

    reading: Honest[Annotated[int, Field(ge=80, le=120)]] | None = None
    grammar: Honest[Annotated[int, Field(ge=80, le=120)]] | None = None
    maths: Honest[Annotated[int, Field(ge=80, le=120)]] | None = None


class StatutoryContent(Model):
    """Years 1 to 11: attainment, progress and qualifications (WAL-14, WAL-21)."""

    phase: Literal["statutory"]
    attainment: Honest[tuple[SubjectAttainment, ...]] | None = None
    progress_summary: Honest[Prose] | None = None
    reading_age: Honest[Line] | None = None
    phonics_met: Honest[bool] | None = None
    times_tables_check: Honest[Annotated[int, Field(ge=0, le=25)]] | None = None
    key_stage_2: Honest[KeyStage2] | None = None
    qualifications: Honest[tuple[Qualification, ...]] | None = None

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        refuse_equal_ids(self, "attainment", "qualifications")
        return self


class Post16Situation(StrEnum):
    """What a young person over 16 is doing."""

    EDUCATION_OR_TRAINING = "education-or-training"
    APPRENTICED_OR_EMPLOYED = "apprenticed-or-employed"
    SEEKING = "seeking-education-employment-or-training"
    CUSTODY = "custody"


class Course(Item):
    """A course: what, at what level, how many hours."""

    what: Line
    level: Line
    hours_a_week: Hours | None = None
    ends_on: Day | None = None
    progress: Prose | None = None


class Post16Content(Model):
    """Years 12 on: courses, work, English and maths, money, the pathway plan."""

    phase: Literal["post-16"]
    situation: Honest[Post16Situation] | None = None
    activity: LeaverActivity | None = None
    courses: Honest[tuple[Course, ...]] | None = None
    attainment: Honest[tuple[SubjectAttainment, ...]] | None = None
    progress_summary: Honest[Prose] | None = None
    qualifications: Honest[tuple[Qualification, ...]] | None = None
    english_and_maths: Honest[Prose] | None = None
    september_guarantee: Honest[bool] | None = None
    bursary: Honest[Prose] | None = None
    next_destination: Honest[Prose] | None = None

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        refuse_equal_ids(self, "courses", "attainment", "qualifications")
        return self


Content = Annotated[EyfsContent | StatutoryContent | Post16Content, Field(discriminator="phase")]
