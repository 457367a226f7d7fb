"""Records for tests, made as worked examples make them: only what matters is said."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from pepsite.compliance.checks import CHECKS
from pepsite.compliance.conformity.consistency import one_calendar_a_year, points_somewhere
from pepsite.compliance.coverage.schools import school_rows, schools_quality_assured
from pepsite.compliance.follow_up import action_in_time
from pepsite.compliance.results import CheckResult, Setting
from pepsite.compliance.rules import RULES
from pepsite.compliance.worked_examples import UsualFile, WorkedExample
from pepsite.compliance.workspace import Workspace
from pepsite.findings import Finding
from pepsite.policy.calendars import Calendars
from pepsite.policy.pack import PolicyPack
from pepsite.records.casefile import Casefile, Register
from pepsite.records.kinds import Record, path_of
from pepsite.store.bank_holidays import bank_holidays
from pepsite.store.packs import load_pack
from pepsite.usecases import run_worked_examples as examples
from pepsite.usecases.read_worked_examples import PlacedExample, usual_examples
from tests.policy.altered import altered

WALSALL = load_pack("walsall")
BANK_HOLIDAYS = bank_holidays(WALSALL.bank_holidays_known_until)


def usual() -> UsualFile:
    return usual_examples("walsall", None)


@dataclass(frozen=True, slots=True)
class Made:
    """One child's records with what all share, under a policy."""

    casefile: Casefile
    register: Register
    ids: dict[str, str]
    policy: PolicyPack = WALSALL
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """Records that are kept elsewhere than this child's would be, by id."""

    def under(self, **parts: Any) -> Made:
        """Return the same under a policy in which these parts are others."""
        return replace(self, policy=altered(self.policy, **parts))

    def setting(self, as_of: date) -> Setting:
        calendars = Calendars(tuple(self.register.calendars.values()), BANK_HOLIDAYS)
        return Setting(self.policy, calendars, self.register, as_of)

    def results(self, as_of: date, check: str) -> list[CheckResult]:
        setting = self.setting(as_of)
        found = [one for each in CHECKS for one in each(self.casefile, setting)]
        found += schools_quality_assured(list(school_rows(self.casefile, setting)), setting)
        for action in self.register.actions.values():
            found += action_in_time(action, setting)
        return [one for one in found if one.check == check]

    def result(self, as_of: date, check: str) -> CheckResult:
        [one] = self.results(as_of, check)
        return one

    def records(self) -> list[Record]:
        shared = (
            self.register.calendars,
            self.register.schools,
            self.register.people,
            self.register.actions,
        )
        return [*self.casefile.records(), *(one for each in shared for one in each.values())]

    def workspace(self) -> Workspace:
        records = self.records()
        places = {str(getattr(one, "id", "")): path_of(one) for one in records}
        begin_on = self.register.authority.records_begin_on
        find_path = {**places, **self.elsewhere}.get
        return Workspace(self.policy, self.register.people.get, find_path, begin_on)

    def findings(self) -> list[Finding]:
        workspace = self.workspace()
        found = [one for rule in RULES for one in rule(self.casefile, workspace)]
        found += one_calendar_a_year(self.register.calendars.values())
        for record in self.records():
            found += points_somewhere(record, workspace)
        return found


def made(**given: Any) -> Made:
    """Return the usual records with what is given, by the names that worked examples use."""
    text = json.dumps({"example": "made", "source": "EXM-1", "expect_findings": [], "given": given})
    example = WorkedExample.model_validate_json(text)
    placed = PlacedExample("made", b"examples: [{}]\n", 0, "made", example)
    records = examples._records(placed, WALSALL, usual())
    [casefile], register = examples._gathered(tuple(records.values()))
    return Made(
        casefile, register, {name: str(getattr(one, "id", "")) for name, one in records.items()}
    )
