"""Does a policy pack hold together? All that is wrong with it, with file, line and column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.compliance.pack_check import Asked, check_pack
from pepsite.findings import Finding, ValidationReport
from pepsite.policy.calendars import Calendars
from pepsite.policy.fault import PackFaultsError
from pepsite.policy.pack import combine
from pepsite.store.bank_holidays import bank_holidays
from pepsite.store.packs import FLOOR, pack_files, placed, read_chain
from pepsite.usecases.read_worked_examples import see_examples, usual_calendars

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def check_policy(name: str, workspace: Path | None = None) -> ValidationReport:
    """Return what is wrong with a pack, shipped or the workspace's own.

    Files that cannot be read are told first, all of them; only when each can be read is it
    asked what they say together, and only when their names lead somewhere, what it comes to.
    The worked examples are read and not run.

    Raises:
        PolicyPackError: there is no such pack.
    """
    files = pack_files(name, workspace)
    findings = tuple(_findings(name, workspace))
    return ValidationReport(
        tuple(dict.fromkeys(findings)),
        files,
        found=len(files),
        parsed=len(files),
        remembered=0,
        names_checked=False,
        of="pack file",
    )


def _findings(name: str, workspace: Path | None) -> Iterator[Finding]:
    chain = read_chain(name, workspace)
    if isinstance(chain[0], Finding):
        yield from chain
        return
    try:
        pack = combine(chain)
    except PackFaultsError as error:
        yield from placed(error.faults, workspace)
        return
    examples = see_examples(name, workspace, pack)
    yield from examples.findings
    if not examples.all_read:
        return
    law = next(part for part in chain if part.pack.name == FLOOR)
    asked = Asked(
        chain[-1],
        pack,
        law,
        Calendars(usual_calendars(name, workspace), bank_holidays(pack.bank_holidays_known_until)),
        examples.cited,
    )
    yield from placed(check_pack(asked), workspace)
