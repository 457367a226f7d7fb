"""One verdict: what is wrong in a child's folder, in a file that all share, in all calendars."""

from __future__ import annotations

from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from pepsite.compliance.conformity.consistency import one_calendar_a_year, points_somewhere
from pepsite.compliance.conformity.samples import sample_follows_its_plan
from pepsite.compliance.rules import RULES
from pepsite.compliance.workspace import RECORDS_BEGIN_ON, Workspace, policy_answer
from pepsite.findings import Finding, finding
from pepsite.records.authority import Authority
from pepsite.records.calendar import Calendar
from pepsite.records.paths import AUTHORITY_PATH, ids_in
from pepsite.records.person import Person
from pepsite.records.review import Sample
from pepsite.store.diagnosis import with_lines
from pepsite.store.memory import Verdict
from pepsite.store.packs import has_pack, load_pack
from pepsite.store.workspace import Reading, read_casefile, read_one

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pepsite.policy.pack import PolicyPack
    from pepsite.privacy.names import NameScan
    from pepsite.records.kinds import Record
    from pepsite.store.files import Source
    from pepsite.store.listing import Places, Unit
    from pepsite.store.memory import Remembered
    from pepsite.usecases.basis import Basis


_MOST_PEOPLE = 4_000
"""People whose records are held: more than one authority has, for its children name them often."""


class Judged(NamedTuple):
    """A verdict, as it is to be remembered (if it is), and the Git ids of the unit's contents."""

    verdict: Verdict
    row: Remembered | None = None
    blobs: tuple[tuple[str, str], ...] = ()


class Judge:
    """Knows the policy in force and where records are, and judges one unit after another.

    `policy` is None where there is none, and `trouble` then says why: records are still
    read, and rules are left out.

    Raises:
        PolicyPackError: the authority's policy pack has a fault.
    """

    def __init__(
        self,
        root: Source,
        places: Places,
        names: NameScan | None,
        basis: Basis | None,
        policy_from: Source | None = None,
    ) -> None:
        self._root = root
        self._policy_from = root if policy_from is None else policy_from
        self._places = places
        self._names = names
        self._basis = basis
        self._people: dict[str, Person | None] = {}
        self._answers: dict[str, bytes] = {}
        self.trouble: Finding | None = None
        self._begin_on = date.min
        self.policy = self._read_policy()
        self._workspace = (
            None
            if self.policy is None
            else Workspace(self.policy, self._person, places.path, self._begin_on)
        )

    def _read_policy(self) -> PolicyPack | None:
        root = self._policy_from
        authority = read_one(root, AUTHORITY_PATH, Reading(seen=self._seen))
        if not isinstance(authority, Authority):
            self.trouble = finding("authority-missing", AUTHORITY_PATH)
            return None
        if not has_pack(authority.policy, root):
            [self.trouble] = with_lines(
                root, [finding("policy-unknown", AUTHORITY_PATH, ("policy",))]
            )
            return None
        self._begin_on = authority.records_begin_on
        policy = load_pack(authority.policy, root)
        if self._basis is not None:
            self._basis.check_policy()
        return policy

    def answer(self, question: str) -> bytes:
        """Return the hash of what the policy answers to a question: many answers are long.

        Raises:
            ValueError: there is no policy, or this is no question.
        """
        if self.policy is None:
            raise ValueError(question)
        if question not in self._answers:
            said = (
                str(self._begin_on)
                if question == RECORDS_BEGIN_ON
                else policy_answer(self.policy, question)
            )
            self._answers[question] = blake2b(said.encode()).digest()
        return self._answers[question]

    def _person(self, person_id: str) -> Person | None:
        if person_id not in self._people:
            if len(self._people) >= _MOST_PEOPLE:
                self._people.clear()
            path = self._places.path(person_id)
            record = path and read_one(self._root, path, Reading(seen=self._seen))
            self._people[person_id] = record if isinstance(record, Person) else None
        return self._people[person_id]

    def _seen(self, path: str, content: bytes) -> None:
        if self._basis is not None:
            self._basis.note(path, content)

    def verdict(self, unit: Unit) -> Verdict:
        """Return what is wrong in these files, in order, with the line of each."""
        named: list[Finding] = []
        holds: set[str] = set()

        def seen(path: str, content: bytes) -> None:
            self._seen(path, content)
            if self._basis is not None:
                holds.update(ids_in(content))
            if self._names is not None:
                named.extend(self._names.findings(content.decode(errors="replace"), path))

        if self._workspace is not None:
            self._workspace.begin()
        reading = Reading(seen=seen)
        found = [*self._found(unit, reading), *reading.findings, *named]
        asked = self._workspace
        return Verdict(
            tuple(sorted(with_lines(self._root, found), key=lambda one: one.order)),
            0 if unit.is_group else reading.parsed,
            () if asked is None else tuple(sorted(asked.asked)),
            () if asked is None else tuple(sorted(asked.asked_policy)),
            tuple(sorted(holds)),
        )

    def judged(self, unit: Unit) -> Judged:
        """Return the verdict on a unit, with all that is to be remembered of it."""
        verdict = self.verdict(unit)
        if self._basis is None or self.policy is None:
            return Judged(verdict)
        row = self._basis.remembered(unit, verdict, self.answer)
        return Judged(verdict, row, tuple(self._basis.let_go(unit).items()))

    def _found(self, unit: Unit, reading: Reading) -> Iterator[Finding]:
        if unit.is_group:
            yield from self._calendars(unit)
        elif unit.name.endswith(".yaml"):
            record = read_one(self._root, unit.name, reading, layout=True)
            yield from self._pointing_nowhere(filter(None, [record]))
            if isinstance(record, Sample) and self._workspace is not None:
                yield from sample_follows_its_plan(record, self._workspace)
        else:
            casefile = read_casefile(self._root, unit.name, unit.paths, reading, layout=True)
            if casefile is not None and self._workspace is not None:
                yield from self._pointing_nowhere(casefile.records())
                for rule in RULES:
                    yield from rule(casefile, self._workspace)

    def _pointing_nowhere(self, records: Iterable[Record]) -> Iterator[Finding]:
        if self._workspace is not None:
            for record in records:
                yield from points_somewhere(record, self._workspace)

    def _calendars(self, unit: Unit) -> Iterator[Finding]:
        # What is wrong within each is told where it is judged alone.
        records = (read_one(self._root, path, Reading(seen=self._seen)) for path in unit.paths)
        yield from one_calendar_a_year(one for one in records if isinstance(one, Calendar))


def judged(judge: Judge, unit: Unit) -> Judged:
    """Return the verdict on a unit, with all that is to be remembered of it."""
    return judge.judged(unit)
