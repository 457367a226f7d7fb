"""Do the records conform? Everything is looked at once, and every finding has its place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pepsite.compliance import RULES, SHARED_RULES
from pepsite.compliance.consistency import points_somewhere
from pepsite.findings import Finding, ValidationReport, finding
from pepsite.privacy.names import NameScan
from pepsite.records.paths import AUTHORITY_PATH, RECORDS_FOLDER
from pepsite.store.diagnosis import locate
from pepsite.store.packs import has_pack
from pepsite.store.reading import read_file
from pepsite.store.workspace import (
    Listing,
    Reading,
    list_records,
    read_casefile,
    read_register,
    shown_path,
)
from pepsite.usecases.workspace import Opened, opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pepsite.records.casefile import Register


@dataclass(frozen=True, slots=True)
class Selection:
    """Which paths are asked about; None is all of them. A folder stands for what is in it.

    `by_name`: a person named them, so that one with no record in it is worth a finding.
    """

    paths: frozenset[str] | None = None
    by_name: bool = False

    def has(self, path: str) -> bool:
        """Say whether this path, or a folder above it, is asked about."""
        if self.paths is None or "." in self.paths:
            return True
        parts = path.split("/")
        return any("/".join(parts[:end]) in self.paths for end in range(1, len(parts) + 1))

    def touches(self, folder: str) -> bool:
        """Say whether anything in this folder is asked about."""
        return (
            self.paths is None
            or self.has(folder)
            or any(path.startswith(f"{folder}/") for path in self.paths)
        )


EVERYTHING = Selection()


@dataclass(slots=True)
class _Run:
    root: Path
    listing: Listing
    selection: Selection
    names: NameScan | None
    reading: Reading = field(default_factory=Reading)

    def scan_names(self, paths: Iterable[str]) -> Iterator[Finding]:
        """Yield where a child's name stands in these files; nothing where names are not known."""
        for path in paths if self.names is not None else ():
            content = read_file(self.root, path)
            if self.names is not None and isinstance(content, bytes):
                yield from self.names.findings(content.decode(errors="replace"), path)


def validate_records(
    root: Path, selection: Selection = EVERYTHING, names: NameScan | None = None
) -> ValidationReport:
    """Return what is wrong with the records asked about, and how many files were looked at.

    Reads only: nothing it checks is written, run or loaded as code. `names` is known only
    where the identity store is; without it the verdict is the same but for names.

    Raises:
        PolicyPackError: the authority's own policy pack has a fault.
    """
    run = _Run(root, list_records(root), selection, names)
    findings = list(run.listing.findings)
    findings.extend(_nothing_there(run))
    register = read_register(root, run.listing, run.reading, layout=True)
    workspace = _workspace(run, register, findings)
    findings.extend(run.scan_names(filter(selection.has, run.listing.shared_paths())))
    if workspace is not None:
        for shared_rule in SHARED_RULES:
            findings.extend(shared_rule(workspace.rules_setting()))
    for folder, paths in run.listing.folders():
        if selection.touches(folder):
            findings.extend(_child(run, workspace, folder, paths))
    return _report(run, findings)


def _nothing_there(run: _Run) -> Iterator[Finding]:
    """Yield a finding for a workspace, or a path somebody named, in which there is no record."""
    if not run.listing.paths:
        yield finding("no-records", RECORDS_FOLDER)
    elif run.selection.by_name:
        known = (*run.listing.paths, *(one.path for one in run.listing.findings))
        for named in sorted(run.selection.paths or ()):
            if named not in ("", ".") and not any(
                path == named or path.startswith(f"{named}/") for path in known
            ):
                yield finding("no-records", named)


def _workspace(run: _Run, register: Register | None, findings: list[Finding]) -> Opened | None:
    if register is None:
        findings.append(finding("authority-missing", AUTHORITY_PATH))
        return None
    if not has_pack(register.authority.policy, run.root):
        findings.append(finding("policy-unknown", AUTHORITY_PATH, ("policy",)))
        return None
    return opened(run.root, run.listing, register, run.reading)


def _child(
    run: _Run, workspace: Opened | None, folder: str, paths: tuple[str, ...]
) -> Iterator[Finding]:
    casefile = read_casefile(run.root, folder, paths, run.reading, layout=True)
    yield from run.scan_names(filter(run.selection.has, paths))
    if workspace is None or casefile is None:
        return
    setting = workspace.rules_setting()
    for record in casefile.records():
        yield from points_somewhere(record, setting)
    for rule in RULES:
        yield from rule(casefile, setting)


def _report(run: _Run, findings: list[Finding]) -> ValidationReport:
    selection = run.selection
    asked = [one for one in (*findings, *run.reading.findings) if _is_asked(one, selection)]
    checked = tuple(path for path in run.listing.paths if selection.has(path))
    return ValidationReport(
        findings=tuple(sorted(_to_show(run.root, asked), key=lambda one: one.order)),
        checked_paths=checked,
        found=len(run.listing.paths),
        parsed=run.reading.parsed,
        remembered=0,
        names_checked=run.names is not None,
    )


def _is_asked(one: Finding, selection: Selection) -> bool:
    # A finding about a folder is about all that lies in it. Without an authority or any
    # record, nothing else that was asked means much.
    return selection.touches(one.path) or one.code in ("authority-missing", "no-records")


def _to_show(root: Path, findings: list[Finding]) -> Iterator[Finding]:
    """Yield the findings with their lines, and with no name of a file that somebody made up."""
    for one in _with_lines(root, findings):
        yield replace(one, path=shown_path(one.path))


def _with_lines(root: Path, findings: list[Finding]) -> Iterator[Finding]:
    """Yield the findings with the line of each field; those that have a line keep it."""
    to_place: dict[str, list[Finding]] = {}
    for one in findings:
        if one.field and (one.line, one.column) == (1, 1):
            to_place.setdefault(one.path, []).append(one)
        else:
            yield one
    for path, unplaced in to_place.items():
        content = read_file(root, path)
        yield from locate(content, unplaced) if isinstance(content, bytes) else unplaced
