"""Do the records conform? Everything is looked at once, and every finding has its place.

What has not changed since it was last judged is remembered. The rest is judged, a unit at a
time: a child's folder, a file that all share, all calendars together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from pepsite.findings import Finding, ValidationReport, finding
from pepsite.records.paths import RECORDS_FOLDER
from pepsite.store.listing import Places, list_records, shown_path
from pepsite.usecases.basis import POLICY, Basis
from pepsite.usecases.in_parallel import in_order
from pepsite.usecases.selection import EVERYTHING, Selection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pepsite.privacy.names import NameScan
    from pepsite.store.listing import Unit
    from pepsite.store.memory import Memory, Remembered, Verdict
    from pepsite.usecases.judging import Judge


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
    root: Path,
    selection: Selection = EVERYTHING,
    names: NameScan | None = None,
    how: How = PLAINLY,
) -> ValidationReport:
    """Return what is wrong with the records asked about, and how many files were looked at.

    No record is written, and nothing that is checked is run or loaded as code. `names` is
    known only where the identity store is; without it the verdict is the same but for names.

    Raises:
        PolicyPackError: the authority's own policy pack has a fault.
        PepsiteError: a process that was at work has been ended from outside.
    """
    return _Run(root, selection, names, how).report()


class _Run:
    def __init__(self, root: Path, selection: Selection, names: NameScan | None, how: How) -> None:
        self._root = root
        self._selection = selection
        self._names = names
        self._jobs = how.jobs
        self._listing = list_records(root, selection.places())
        self._places = Places(root, self._listing, is_whole=selection.is_everything)
        self._is_whole = selection.is_everything and how.shard == THE_WHOLE
        self._units = tuple(
            unit
            for unit in self._listing.units()
            if selection.touches(unit.name) and unit.is_in_shard(how.shard.number, how.shard.of)
        )
        known = None if names is None else names.known
        self._basis = None if how.memory is None else Basis(root, self._places, how.memory, known)

    @cached_property
    def _judge(self) -> Judge:
        # Loading the models and the policy takes longer than all else that a small run does.
        from pepsite.usecases.judging import Judge  # noqa: PLC0415

        return Judge(self._root, self._places, self._names, self._basis)

    def report(self) -> ValidationReport:
        """Return what is wrong, as remembered or as judged now."""
        still_true = self._still_true()
        judged = self._judged([unit for unit in self._units if unit.name not in still_true])
        self._keep_whole(unit for unit in self._units if unit.name in judged)
        verdicts = (still_true | judged).values()
        found = [*self._beside_the_records(), *(one for each in verdicts for one in each.findings)]
        files = [unit for unit in self._units if not unit.is_group]
        # People give files names of their own, and a log has more readers than the records.
        shown = (replace(one, path=shown_path(one.path)) for one in filter(self._is_asked, found))
        return ValidationReport(
            findings=tuple(sorted(shown, key=lambda one: one.order)),
            checked_paths=tuple(
                path for unit in files for path in unit.paths if self._selection.has(path)
            ),
            found=len(self._listing.paths),
            parsed=sum(verdict.parsed for verdict in judged.values()),
            remembered=sum(verdict.parsed for verdict in still_true.values()),
            names_checked=self._names is not None,
        )

    def _beside_the_records(self) -> Iterator[Finding]:
        """Yield what is wrong with the workspace rather than with a record."""
        yield from self._listing.findings
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

    def _is_asked(self, one: Finding) -> bool:
        # A finding about a folder is about all that lies in it. Without an authority or any
        # record, nothing else that was asked means much.
        return self._selection.touches(one.path) or one.code in ("authority-missing", "no-records")

    # --- What is remembered, and what is judged now

    @cached_property
    def _recalled(self) -> dict[str, Remembered]:
        if self._basis is None:
            return {}
        names = None if self._is_whole else [POLICY, *(unit.name for unit in self._units)]
        return self._basis.memory.recall(names)

    @cached_property
    def _policy_is_usable(self) -> bool:
        """Whether the authority's record names a policy that can be used."""
        remembered = self._recalled.get(POLICY)
        if self._basis is not None and remembered == self._basis.usable_policy:
            return True
        return self._judge.policy is not None

    def _still_true(self) -> dict[str, Verdict]:
        """Return the verdicts that judging again would find again, by the names of their units."""
        basis = self._basis
        if basis is None or not self._policy_is_usable:
            return {}
        rows = {
            unit.name: row
            for unit in self._units
            if (row := self._recalled.get(unit.name)) and self._is_true(unit, row, basis)
        }
        again = {
            name: replace(row, policy=basis.policy)
            for name, row in rows.items()
            if row.policy != basis.policy
        }
        if self._recalled.get(POLICY) != basis.usable_policy:
            again[POLICY] = basis.usable_policy
        gone = self._recalled.keys() - {POLICY, *(unit.name for unit in self._units)}
        if gone or again:
            basis.memory.keep(again.items(), gone)
        return {name: row.verdict for name, row in rows.items()}

    def _is_true(self, unit: Unit, row: Remembered, basis: Basis) -> bool:
        if row.own != basis.own(unit) or row.around != basis.around(row.verdict.asked):
            return False
        # The same files of policy give the same answers.
        return row.policy == basis.policy or row.answers == basis.answers(
            row.verdict.asked_policy, self._judge.answer
        )

    def _judged(self, units: list[Unit]) -> dict[str, Verdict]:
        """Return the verdicts on these units, judged now and remembered from now on."""
        if not units:
            return {}
        from pepsite.usecases.judging import judged  # noqa: PLC0415  # as for the judge

        verdicts: dict[str, Verdict] = {}
        rows: dict[str, Remembered] = {}
        results = in_order(judged, self._judge, units, self._jobs)
        for unit, (verdict, row, blobs) in zip(units, results, strict=True):
            verdicts[unit.name] = verdict
            if row is not None and self._basis is not None:
                rows[unit.name] = row
                self._basis.take(blobs)
        if self._basis is not None and rows:
            self._basis.memory.keep(rows.items())
        return verdicts

    def _keep_whole(self, judged: Iterable[Unit]) -> None:
        """Remember how the whole was when it was looked at, or what may have changed since."""
        if self._basis is None or not self._policy_is_usable:
            return
        whole = self._basis.memory.recall_whole()
        paths = frozenset(path for unit in judged for path in unit.paths)
        if self._is_whole and (paths or whole is None):
            self._basis.memory.keep_whole(self._basis.whole(self._listing.paths))
        elif whole is not None and not paths <= whole.apart:
            self._basis.memory.keep_whole(replace(whole, apart=whole.apart | paths))
