"""A small invented workspace, written as YAML next to the test that needs it.

Short names such as `ch-1` stand for whole ids; what is written is read as records are.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import yaml
from pydantic import BaseModel

from pepsite.compliance.checks import CHECKS
from pepsite.compliance.coverage.schools import school_rows, schools_quality_assured
from pepsite.compliance.follow_up import action_in_time
from pepsite.compliance.results import CheckResult, Setting
from pepsite.policy.calendars import Calendars
from pepsite.policy.pack import PolicyPack
from pepsite.privacy.children import ChildFacts, child_facts
from pepsite.privacy.published import PublishedSite, SchoolPage
from pepsite.privacy.schools import staff_site
from pepsite.records.authority import Authority
from pepsite.records.calendar import Calendar
from pepsite.records.casefile import Casefile, Register
from pepsite.records.child import Child
from pepsite.records.ids import PREFIXES, check_character
from pepsite.records.kinds import BY_SCHEMA, Record
from pepsite.records.pep import Pep
from pepsite.records.person import Person
from pepsite.records.review import Action, Audit, QaReview, Sample
from pepsite.records.school import School
from pepsite.store.bank_holidays import bank_holidays
from pepsite.store.packs import load_pack

AS_OF = date(2026, 5, 15)
WALSALL = load_pack("walsall")
HASH = "sha256:" + "0" * 64
M = TypeVar("M", bound=BaseModel)
_SHORT = re.compile(rf"\b({'|'.join(PREFIXES.values())})-(\d+)\b")

AUTHORITY = """
schema: authority/1
name: Exampleshire Council
virtual_school: Exampleshire Virtual School
policy: walsall
records_begin_on: 2024-09-01
audiences:
  - {audience: public}
  - {audience: staff, protective_marking: OFFICIAL-SENSITIVE}
disclosure: {children_shown_to_schools_as: id, staff_shown_in_history_as: id}
"""
CALENDAR = """
schema: calendar/1
id: ca-1
academic_year: 2025
authority: Exampleshire Council
ours: true
terms:
  - {id: aaaaa1, term: autumn, starts_on: 2025-09-01, ends_on: 2025-12-19,
     half_term: {starts_on: 2025-10-27, ends_on: 2025-10-31}}
  - {id: aaaaa2, term: spring, starts_on: 2026-01-05, ends_on: 2026-03-27,
     half_term: {starts_on: 2026-02-16, ends_on: 2026-02-20}}
  - {id: aaaaa3, term: summer, starts_on: 2026-04-13, ends_on: 2026-07-20,
     half_term: {starts_on: 2026-05-25, ends_on: 2026-05-29}}
"""
SCHOOLS = """
schema: school/1
id: sc-1
name: Marigold Primary School
urn: "100001"
type: maintained
phases: [eyfs, statutory]
authority: Exampleshire Council
in_area: true
---
schema: school/1
id: sc-2
name: Ash Tree Academy
urn: "100002"
type: academy
phases: [statutory, post-16]
authority: Exampleshire Council
in_area: true
"""


def full_id(short: str) -> str:
    """Return the whole id that a short name such as `ch-1` stands for."""
    prefix, _, number = short.rpartition("-")
    body = f"{int(number):012d}"
    return f"{prefix}-{body}{check_character(body)}"


def records(text: str) -> list[Record]:
    """Return the records in a YAML text, read strictly, as from a file."""
    whole = _SHORT.sub(lambda match: full_id(match[0]), text)
    return [
        BY_SCHEMA[document["schema"]].model_validate_json(json.dumps(document, default=str))
        for document in yaml.safe_load_all(whole)
    ]


def read_as(kind: type[M], text: str) -> M:
    """Return a YAML text read as part of a policy."""
    return kind.model_validate_json(json.dumps(yaml.safe_load(text), default=str))


def authority(more: str = "") -> Authority:
    """Return the invented authority, with more fields of its own."""
    (record,) = records(AUTHORITY + more)
    assert isinstance(record, Authority)
    return record


def calendars(*texts: str) -> Calendars:
    """Return these calendars, with the bank holidays of England."""
    read = [one for text in texts for one in records(text) if isinstance(one, Calendar)]
    return Calendars(tuple(read), bank_holidays(WALSALL.bank_holidays_known_until))


@dataclass(frozen=True)
class Workspace:
    """Records gathered as a use case gathers them."""

    setting: Setting
    casefiles: tuple[Casefile, ...]

    def results(self, casefile: Casefile) -> list[CheckResult]:
        return [result for check in CHECKS for result in check(casefile, self.setting)]

    def facts(self) -> list[ChildFacts]:
        return [child_facts(one, self.results(one), self.setting) for one in self.casefiles]

    def site(self, unreadable: int = 0) -> PublishedSite:
        """Return the staff site, by the road that a use case takes."""
        rows = [row for one in self.casefiles for row in school_rows(one, self.setting)]
        shared = [*schools_quality_assured(rows, self.setting)]
        for action in self.setting.register.actions.values():
            shared += action_in_time(action, self.setting)
        return staff_site(self.facts(), shared, self.setting, unreadable)

    def pages(self) -> dict[str, SchoolPage]:
        """Return the school pages by name."""
        staff = self.site().staff
        assert staff is not None
        return {page.summary.name: page for page in staff.schools}


def workspace(
    *texts: str,
    as_of: date = AS_OF,
    policy: PolicyPack = WALSALL,
    shared: tuple[str, ...] = (AUTHORITY, CALENDAR, SCHOOLS),
) -> Workspace:
    """Return the workspace of these records, besides the authority, a calendar and schools."""
    return gathered(
        [one for text in (*shared, *texts) for one in records(text)], as_of=as_of, policy=policy
    )


def gathered(
    found: list[Record], *, as_of: date = AS_OF, policy: PolicyPack = WALSALL
) -> Workspace:
    """Return the workspace of records that are there already."""
    (council,) = (one for one in found if isinstance(one, Authority))
    register = Register(
        council,
        {one.id: one for one in found if isinstance(one, Calendar)},
        {one.id: one for one in found if isinstance(one, School)},
        {one.id: one for one in found if isinstance(one, Person)},
        {one.id: one for one in found if isinstance(one, Sample)},
        {one.id: one for one in found if isinstance(one, Action)},
    )
    holidays = bank_holidays(policy.bank_holidays_known_until)
    setting = Setting(
        policy, Calendars(tuple(register.calendars.values()), holidays), register, as_of
    )
    casefiles = tuple(
        Casefile(
            child,
            tuple(one for one in found if isinstance(one, Pep) and one.child == child.id),
            tuple(one for one in found if isinstance(one, QaReview) and one.child == child.id),
            tuple(one for one in found if isinstance(one, Audit) and one.child == child.id),
        )
        for child in found
        if isinstance(child, Child)
    )
    return Workspace(setting, casefiles)
