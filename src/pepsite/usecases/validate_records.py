"""Do the records conform? Everything is looked at once, and every finding has its place.

What has not changed since it was last judged is remembered. The rest is judged, a unit at a
time: a child's folder, a file that all share, all calendars together.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pepsite.findings import Finding, ValidationReport, finding
from pepsite.records.paths import RECORDS_FOLDER
from pepsite.store.diagnosis import with_lines
from pepsite.store.listing import Places, Unit, list_records, shown_path, unit_of
from pepsite.usecases.basis import POLICY, Basis
from pepsite.usecases.in_parallel import in_order
from pepsite.usecases.selection import EVERYTHING, Selection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pepsite.privacy.names import NameScan
    from pepsite.store.files import Source
    from pepsite.store.memory import Memory, Remembered, Verdict
    from pepsite.usecases.judging import Judge


T = TypeVar("T")
_AT_ONCE = 1_000
"""Verdicts that are held, recalled or kept at once."""


@dataclass(frozen=True, slots=True)
class Shard:
    """One of several parts of the work, for one of several machines. The first is number 1."""

    number: int
    of: int


THE_WHOLE = Shard(1, 1)


@dataclass(frozen=True, slots=True)
class How:
    """How the work is done. None of it changes a verdict."""

    jobs: int = 1
    memory: Memory | None = None
    shard: Shard = THE_WHOLE


PLAINLY = How()


def validate_records(
    root: Source,
    selection: Selection = EVERYTHING,
    names: NameScan | None = None,
    how: How = PLAINLY,
    policy_from: Source | None = None,
) -> ValidationReport:
    """Return what is wrong with the records asked about, and how many files were looked at.

    No record is written, and nothing that is checked is run or loaded as code. `names` is
    known only where the identity store is; without it the verdict is the same but for names.
    `policy_from` is where the policy is taken from, if not from beside the records. Verdicts
    are remembered for a folder that has both alone.

    Raises:
        PolicyPackError: the authority's own policy pack has a fault.
        PepsiteError: a process that was at work has been ended from outside.
    """
    return _Run(root, selection, names, how, policy_from).report()


class _Run:
    def __init__(
        self,
        root: Source,
        selection: Selection,
        names: NameScan | None,
        how: How,
        policy_from: Source | None,
    ) -> None:
        self._root = root
        self._policy_from = policy_from
        self._selection = selection
        self._names = names
        self._jobs = how.jobs
        self._shard = how.shard
        self._listing = list_records(root, selection.places())
        self._places = Places(root, self._listing, is_whole=selection.is_everything)
        self._is_whole = selection.is_everything and how.shard == THE_WHOLE
        self._units = tuple(
            unit
            for unit in self._listing.units()
            if selection.touches(unit.name) and unit.is_in_shard(how.shard.number, how.shard.of)
        )
        known = None if names is None else names.known
        self._basis: Basis | None = None
        if how.memory is not None and isinstance(root, Path) and policy_from is None:
            self._basis = Basis(root, self._places, how.memory, known)
        self._holders: dict[str, list[str]] | None = None
        if (
            self._basis is not None
            and self._is_whole
            and self._basis.is_new_whole(self._listing.paths)
        ):
            self._holders = {}

    @cached_property
    def _judge(self) -> Judge:
        # Loading the models and the policy takes longer than all else that a small run does.
        from pepsite.usecases.judging import Judge  # noqa: PLC0415

        return Judge(self._root, self._places, self._names, self._basis, self._policy_from)

    def report(self) -> ValidationReport:
        """Return what is wrong, as remembered or as judged now."""
        known, to_judge = self._known()
        judged = self._judged(to_judge)
        if self._basis is not None and self._holders is not None and self._policy_is_usable:
            self._basis.keep_whole(self._listing.paths, self._holders)
        found = [*self._beside_the_records(), *known.findings, *judged.findings]
        # People give files names of their own, and a log has more readers than the records.
        shown = (replace(one, path=shown_path(one.path)) for one in filter(self._is_asked, found))
        return ValidationReport(
            findings=tuple(sorted(shown, key=lambda one: one.order)),
            checked_paths=tuple(
                path
                for unit in self._units
                if not unit.is_group
                for path in unit.paths
                if self._selection.has(path)
            ),
            found=len(self._listing.paths),
            parsed=judged.parsed,
            remembered=known.parsed,
            names_checked=self._names is not None,
        )

    def _beside_the_records(self) -> Iterator[Finding]:
        """Yield what is wrong with the workspace rather than with a record."""
        yield from with_lines(self._root, filter(self._is_of_this_shard, self._listing.findings))
        if not self._policy_is_usable and self._judge.trouble is not None:
            yield self._judge.trouble
        if not self._listing.paths and self._selection.is_everything:
            yield finding("no-records", RECORDS_FOLDER)
        elif self._selection.by_name:
            known = (*self._listing.paths, *(one.path for one in self._listing.findings))
            for named in sorted(self._selection.paths or ()):
                if named not in ("", ".") and not any(
                    path == named or path.startswith(f"{named}/") for path in known
                ):
                    yield finding("no-records", named)

    def _is_of_this_shard(self, one: Finding) -> bool:
        return Unit(unit_of(one.path), ()).is_in_shard(self._shard.number, self._shard.of)

    def _is_asked(self, one: Finding) -> bool:
        # A finding about a folder is about all that lies in it. Without an authority or any
        # record, nothing else that was asked means much.
        return self._selection.touches(one.path) or one.code in ("authority-missing", "no-records")

    # --- What is remembered, and what is judged now

    @cached_property
    def _policy_is_usable(self) -> bool:
        """Whether the authority's record names a policy that can be used."""
        basis = self._basis
        if basis is not None:
            if basis.memory.recall([POLICY]).get(POLICY) == basis.usable_policy:
                return True
            if self._judge.policy is not None:
                basis.memory.keep([(POLICY, basis.usable_policy)])
        return self._judge.policy is not None

    def _known(self) -> tuple[_Sum, list[Unit]]:
        """Return what is remembered and would be found again, and the units it is not so for."""
        basis, known = self._basis, _Sum()
        if basis is None or not self._policy_is_usable:
            return known, list(self._units)
        to_judge: list[Unit] = []
        for units in _handfuls(self._units):
            rows = basis.memory.recall(unit.name for unit in units)
            again = []
            for unit in units:
                row = rows.get(unit.name)
                if row is None or not self._is_true(unit, row, basis):
                    to_judge.append(unit)
                    continue
                known.add(row.verdict)
                self._note_holder(unit, row.verdict)
                if row.policy != basis.policy:
                    again.append((unit.name, replace(row, policy=basis.policy)))
            basis.memory.keep(again)
        if self._is_whole:
            basis.memory.forget_all_but({POLICY, *(unit.name for unit in self._units)})
        return known, to_judge

    def _note_holder(self, unit: Unit, verdict: Verdict) -> None:
        if self._holders is not None and not unit.is_group:
            for record_id in verdict.holds:
                self._holders.setdefault(record_id, []).append(unit.name)

    def _is_true(self, unit: Unit, row: Remembered, basis: Basis) -> bool:
        if row.own != basis.own(unit) or row.around != basis.around(row.verdict.asked):
            return False
        # The same files of policy give the same answers.
        return row.policy == basis.policy or row.answers == basis.answers(
            row.verdict.asked_policy, self._judge.answer
        )

    def _judged(self, units: list[Unit]) -> _Sum:
        """Return what is found in these units, judged now and remembered from now on."""
        total = _Sum()
        if units:
            from pepsite.usecases.judging import judged  # noqa: PLC0415  # as for the judge

            results = in_order(judged, self._judge, units, self._jobs)
            for handful in _handfuls(zip(units, results, strict=True)):
                for unit, one in handful:
                    total.add(one.verdict)
                    self._note_holder(unit, one.verdict)
                if self._basis is not None:
                    rows = [(unit.name, one.row) for unit, one in handful if one.row is not None]
                    self._basis.memory.keep(rows)
                    self._basis.take(blob for _, one in handful for blob in one.blobs)
        return total


@dataclass(slots=True)
class _Sum:
    """What verdicts come to, without what they rest on, which would take much room."""

    findings: list[Finding] = field(default_factory=list)
    parsed: int = 0

    def add(self, verdict: Verdict) -> None:
        self.findings.extend(verdict.findings)
        self.parsed += verdict.parsed


def _handfuls(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while handful := list(islice(iterator, _AT_ONCE)):
        yield handful
