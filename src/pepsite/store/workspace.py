"""Records read: one, what all children share, or everything in a child's folder.

Children stream by one folder at a time, so that a county takes no more memory than a town.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from pepsite.findings import Finding, finding
from pepsite.records.authority import Authority
from pepsite.records.calendar import Calendar
from pepsite.records.casefile import Casefile, Register
from pepsite.records.child import Child
from pepsite.records.kinds import MODELS, Record
from pepsite.records.paths import Place, place_of
from pepsite.records.pep import Pep
from pepsite.records.person import Person
from pepsite.records.review import Action, Audit, QaReview, Sample
from pepsite.records.school import School
from pepsite.store.canonical import check_layout
from pepsite.store.diagnosis import locate
from pepsite.store.files import read_file
from pepsite.store.listing import Listing
from pepsite.store.reading import parse, type_or_locate

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping

    from pepsite.store.files import Source

R = TypeVar("R")


@dataclass(slots=True)
class Reading:
    """What reading came to: the findings so far, and how many files were whole records.

    `seen` is told the path and the content of every file that was read.
    """

    findings: list[Finding] = field(default_factory=list)
    parsed: int = 0
    seen: Callable[[str, bytes], None] | None = None


def read_one(root: Source, path: str, reading: Reading, *, layout: bool = False) -> Record | None:
    """Return the record at this path, or None with the reasons among the findings.

    With `layout`, a file that is not in the one layout gets a warning.
    """
    place = place_of(path)
    content = read_file(root, path)
    if place is None or isinstance(content, Finding):
        reading.findings.append(
            content if isinstance(content, Finding) else finding("misplaced-file", path)
        )
        return None
    if reading.seen is not None:
        reading.seen(path, content)
    values = parse(content, path)
    if isinstance(values, tuple):
        reading.findings.extend(values)
        return None
    record = type_or_locate(values, content, path, {f"{place.kind}/1": MODELS[place.kind]})
    if isinstance(record, tuple):
        reading.findings.extend(record)
        return None
    reading.parsed += 1
    misplaced = tuple(_against_path(record, place, path))
    if misplaced:
        reading.findings.extend(locate(content, misplaced))
    if layout:
        reading.findings.extend(check_layout(content, path, values))
    return None if misplaced else record


def _against_path(record: Record, place: Place, path: str) -> Iterator[Finding]:
    if isinstance(record, Authority):
        return
    if record.id != place.id:
        yield finding("id-not-path", path, ("id",))
    child = getattr(record, "child", None)
    if place.child is not None and not isinstance(record, Child) and child != place.child:
        yield finding("child-not-folder", path, ("child",))


def read_register(
    root: Source, listing: Listing, reading: Reading, leave_out: Container[str] = ()
) -> Register | None:
    """Return what all children share, or None where there is no authority to be read.

    Records of the kinds to `leave_out` are not read.
    """
    shared: dict[type[Record], dict[str, Record]] = defaultdict(dict)
    fields_said: dict[frozenset[str], set[str]] = {}
    authority: Authority | None = None
    for path in listing.shared_paths():
        place = place_of(path)
        if place is not None and place.kind in leave_out:
            continue
        record = read_one(root, path, reading)
        if isinstance(record, Authority):
            authority = record
        elif record is not None:
            # Frozen, so that those which say the same fields can have one set of their names:
            # a third of what thousands of them take.
            said = frozenset(record.model_fields_set)
            names = fields_said.setdefault(said, record.model_fields_set)
            object.__setattr__(record, "__pydantic_fields_set__", names)
            shared[type(record)][record.id] = record
    if authority is None:
        return None
    return Register(
        authority,
        _of_type(shared, Calendar),
        _of_type(shared, School),
        _of_type(shared, Person),
        _of_type(shared, Sample),
        _of_type(shared, Action),
    )


def _of_type(shared: Mapping[type[Record], Mapping[str, Record]], kind: type[R]) -> dict[str, R]:
    records = next((records for model, records in shared.items() if model is kind), {})
    return {one: record for one, record in records.items() if isinstance(record, kind)}


def read_casefile(
    root: Source, folder: str, paths: Iterable[str], reading: Reading, *, layout: bool = False
) -> Casefile | None:
    """Return everything in a child's folder that can be read, or None without the child."""
    child: Child | None = None
    peps: list[Pep] = []
    reviews: list[QaReview] = []
    audits: list[Audit] = []
    for path in paths:
        match read_one(root, path, reading, layout=layout):
            case Child() as record:
                child = record
            case Pep() as record:
                peps.append(record)
            case QaReview() as record:
                reviews.append(record)
            case Audit() as record:
                audits.append(record)
            case _:
                pass
    if child is None:
        if f"{folder}/child.yaml" not in paths:
            reading.findings.append(finding("child-missing", folder))
        return None
    return Casefile(
        child,
        tuple(sorted(peps, key=_when)),
        tuple(sorted(reviews, key=lambda one: (one.reviewed_on, one.id))),
        tuple(sorted(audits, key=lambda one: (one.audited_on, one.id))),
    )


def _when(pep: Pep) -> tuple[date, str]:
    planned = [meeting.planned_for for meeting in pep.meetings]
    return (pep.held_on or pep.completed_on or min(planned, default=date.max), pep.id)
