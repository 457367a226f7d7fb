"""Who owns, fills in and signs which section of a PEP."""

from datetime import date
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


class SectionsFile(Model):
    """`sections.yaml`."""

    schema_: Literal["policy-sections/1"] = Field(alias="schema")
    sections: tuple[OwnedSection, ...] = ()


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
