"""A whole workspace: which files there are, what all children share, and each child's folder.

Children stream by one folder at a time, so that a county takes no more memory than a town.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from pepsite.findings import Finding, finding
from pepsite.records.authority import Authority
from pepsite.records.calendar import Calendar
from pepsite.records.casefile import Casefile, Register
from pepsite.records.child import Child
from pepsite.records.ids import PREFIXES
from pepsite.records.kinds import MODELS, Record
from pepsite.records.paths import RECORDS_FOLDER, Place, place_of
from pepsite.records.pep import Pep
from pepsite.records.person import Person
from pepsite.records.review import Action, Audit, QaReview, Sample
from pepsite.records.school import School
from pepsite.store.canonical import check_layout
from pepsite.store.diagnosis import locate
from pepsite.store.reading import parse, read_file, type_or_locate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

R = TypeVar("R")
_CHILDREN = f"{RECORDS_FOLDER}/children/"


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies under `records/`: the paths of records in order, and what does not belong.

    `places` tells where each id of each kind is kept.
    """

    paths: tuple[str, ...]
    findings: tuple[Finding, ...]
    places: Mapping[tuple[str, str], str]

    def shared_paths(self) -> tuple[str, ...]:
        """Return the paths of what all children share."""
        return tuple(path for path in self.paths if not path.startswith(_CHILDREN))

    def folders(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield each child's folder with the paths of the records in it, in order."""
        children = (path for path in self.paths if path.startswith(_CHILDREN))
        for folder, paths in groupby(children, key=child_folder):
            yield folder, tuple(paths)


def shown_path(path: str) -> str:
    """Return a path under `records/` as it may be shown: a name that is none of ours is `…`.

    People call documents by a child's name, and a log has more readers than the records.
    """
    first, *names = path.split("/")
    if first != RECORDS_FOLDER or place_of(path) is not None:
        return path
    return "/".join((first, *map(_shown_name, names)))


def _shown_name(name: str) -> str:
    stem, suffix = os.path.splitext(name)  # noqa: PTH122  # half of a path
    if suffix.lower() not in _SUFFIXES:
        stem, suffix = name, ""
    return name if stem in _NAMES or _ID.fullmatch(stem) else f"…{suffix}"


_ID = re.compile(f"(?:{'|'.join(PREFIXES.values())})-[0-9a-hjkmnp-tv-z]{{13}}")
_NAMES = frozenset(
    [
        "authority",
        "calendars",
        "schools",
        "people",
        "samples",
        "actions",
        "children",
        "child",
        "peps",
        "qa-reviews",
        "audits",
    ]
)
# They help to find the file, and no name is one of them.
_SUFFIXES = frozenset(
    f".{suffix}"
    for suffix in (
        "yaml", "yml", "json", "csv", "txt", "md", "doc", "docx", "odt", "rtf", "pdf",
        "xls", "xlsx", "ods", "eml", "msg", "png", "jpg", "jpeg", "heic", "zip", "bak", "orig",
    )
)  # fmt: skip


def child_folder(path: str) -> str:
    """Return the child's folder that a path lies in: `records/children/ID`."""
    return "/".join(path.split("/")[:3])


def list_records(root: Path) -> Listing:
    """Return what lies under `records/`. Names that begin with a dot are passed over."""
    paths: list[str] = []
    findings: list[Finding] = []
    places: dict[tuple[str, str], str] = {}
    for path in sorted(_files_below(root, RECORDS_FOLDER, findings)):
        place = place_of(path)
        if place is None:
            findings.append(finding("misplaced-file", path))
            continue
        paths.append(path)
        if place.id is not None and places.setdefault((place.kind, place.id), path) != path:
            findings.append(finding("record-twice", path, ("id",)))
    return Listing(tuple(paths), tuple(findings), places)


def _files_below(root: Path, folder: str, findings: list[Finding]) -> Iterator[str]:
    try:
        with os.scandir(root / folder) as entries:
            found = [
                (entry.name, entry.is_dir(follow_symlinks=False), entry.is_symlink())
                for entry in entries
                if not entry.name.startswith(".")
            ]
    except OSError:
        if (root / folder).exists():
            findings.append(finding("not-readable", folder))
        return
    for name, is_folder, is_link in found:
        path = f"{folder}/{name}"
        if is_folder and path.endswith(".yaml"):
            findings.append(finding("not-readable", path))
        elif is_folder:
            yield from _files_below(root, path, findings)
        elif is_link and (root / path).is_dir():
            findings.append(finding("leads-outside", path))
        else:
            yield path


@dataclass(slots=True)
class Reading:
    """What reading came to: the findings so far, and how many files were whole records."""

    findings: list[Finding] = field(default_factory=list)
    parsed: int = 0


def read_one(root: Path, path: str, reading: Reading, *, layout: bool = False) -> Record | None:
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
    root: Path, listing: Listing, reading: Reading, *, layout: bool = False
) -> Register | None:
    """Return what all children share, or None where there is no authority to be read."""
    shared: dict[type[Record], dict[str, Record]] = defaultdict(dict)
    authority: Authority | None = None
    for path in listing.shared_paths():
        record = read_one(root, path, reading, layout=layout)
        if isinstance(record, Authority):
            authority = record
        elif record is not None:
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
    root: Path, folder: str, paths: Iterable[str], reading: Reading, *, layout: bool = False
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
