"""Who owns, fills in and signs which section of a PEP, and who gets a copy of what of it."""

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field

from pepsite.policy.base import Dated, PolicyId, in_force
from pepsite.records.base import Line, Model
from pepsite.records.codes import Role
from pepsite.records.sections import SignedSection


class SectionVersion(Dated):
    """Who owns a section, from a day on; without a school place it may be another.

    `signed_by` is who puts their name to it, where the source asks for that; the duty itself
    is a `section-signed` rule in `content.yaml`, or a clock.
    """

    owner: Role
    owner_without_school: Role | None = None
    supported_by: tuple[Role, ...] = ()
    signed_by: Role | None = None


class OwnedSection(Model):
    """One section, and who owns it by date."""

    id: PolicyId
    title: Line
    section: SignedSection
    versions: tuple[SectionVersion, ...] = Field(min_length=1)


class CopyReader(StrEnum):
    """For whom a copy of a PEP is made."""

    CHILD = "child"
    CARER = "carer"
    PARENT = "parent"
    SCHOOL = "school"
    CASE_FILE = "case-file"


class PepPart(StrEnum):
    """A part of a PEP that stands in a copy, or is left out of it."""

    MEETING = "meeting"
    NEXT_MEETING = "next-meeting"
    VOICE = "voice"
    CARE = "care"
    HISTORY = "history"
    ARRANGEMENTS = "arrangements"
    OTHER_PLANS = "other-plans"
    PLANNED_CHANGES = "planned-changes"
    ATTENDANCE = "attendance"
    LEARNING = "learning"
    PROGRESS = "progress"
    SPECIAL_NEEDS = "special-needs"
    WELLBEING = "wellbeing"
    STRENGTHS = "strengths"
    NEEDS = "needs"
    CARER_VIEWS = "carer-views"
    PARENT_VIEWS = "parent-views"
    CARER_ROLE = "carer-role"
    LEISURE = "leisure"
    TARGETS = "targets"
    INTERVENTIONS = "interventions"
    PREMIUM = "premium"
    TRANSITION = "transition"
    LONG_TERM_PLANS = "long-term-plans"
    CAREERS = "careers"
    DISAGREEMENTS = "disagreements"
    CONCERNS = "concerns"
    ATTACHMENTS = "attachments"
    SIGN_OFFS = "sign-offs"


class CopyVersion(Dated):
    """What stands in the copy, from a day on. A part that is not named is left out."""

    parts: tuple[PepPart, ...] = Field(min_length=1)


class Copy(Model):
    """What of a PEP one reader may see. Whom no pack names may see nothing.

    Of the child's own views each reader sees what the child lets them see, and nobody is kept
    from a disagreement of their own, whatever stands here.
    """

    id: PolicyId
    title: Line
    reader: CopyReader = Field(alias="for")
    versions: tuple[CopyVersion, ...] = Field(min_length=1)


class SectionsFile(Model):
    """`sections.yaml`."""

    schema_: Literal["policy-sections/1"] = Field(alias="schema")
    sections: tuple[OwnedSection, ...] = ()
    copies: tuple[Copy, ...] = ()


def copy_on(copies: tuple[Copy, ...], reader: CopyReader, day: date) -> CopyVersion | None:
    """Return what stands in a copy for this reader on this day, or None where nothing may.

    Of several that speak of it, the last one counts: the authority's own after the law's.
    """
    found = [
        version
        for one in copies
        if one.reader is reader and (version := in_force(one.versions, day)) is not None
    ]
    return found[-1] if found else None


def section_on(
    sections: tuple[OwnedSection, ...], section: SignedSection, day: date
) -> SectionVersion | None:
    """Return who owns a section on this day, or None where nobody is said to.

    Of several that speak of it, the last one counts: the authority's own after the law's.
    """
    found = [
        version
        for one in sections
        if one.section is section and (version := in_force(one.versions, day)) is not None
    ]
    return found[-1] if found else None
