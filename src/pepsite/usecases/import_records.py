"""Files from other systems in: records here, names and numbers in the identity store."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pepsite.errors import ImportRefusedError
from pepsite.exchange.csv_tables import STAFF_SYSTEM, import_people, import_schools
from pepsite.exchange.imported import Imported, plan_files
from pepsite.exchange.ssda903 import SYSTEM, read_return, to_children
from pepsite.exchange.tables import decode
from pepsite.findings import Finding
from pepsite.records.authority import Authority, StaffLabel
from pepsite.records.child import Child
from pepsite.records.kinds import Record
from pepsite.records.paths import AUTHORITY_PATH, place_of
from pepsite.records.person import Person
from pepsite.records.school import School
from pepsite.store.batch import save_all
from pepsite.store.canonical import emit
from pepsite.store.files import read_file
from pepsite.store.listing import list_records
from pepsite.store.schemas import editor_line
from pepsite.store.workspace import Reading, read_one
from pepsite.store.writing import version_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path
    from typing import TextIO

    from pepsite.store.identities import IdentityStore

R = TypeVar("R", bound=Record)


def import_ssda903(  # noqa: PLR0913, PLR0917  # three files, where to, and the day
    root: Path,
    store: IdentityStore,
    header: Path,
    episodes: Path,
    uasc: Path | None,
    as_of: date,
) -> Imported:
    """Take an SSDA903 return into child records and identities, and return what it came to.

    Doing it twice changes nothing. Identities are saved first, so that a stop half-way is
    mended by doing it again: the children found then are the ones named already.

    Raises:
        ImportRefusedError: one of the files is not what it should be; nothing was written.
        RecordChangedError: someone saved one of the records meanwhile; nothing was written.
    """
    read = read_return(
        _table(header, "header"),
        _table(episodes, "episodes"),
        _table(uasc, "uasc") if uasc else None,
    )
    recorded = _Recorded(root)
    imported = to_children(
        read, store.children_of(SYSTEM), recorded.of_kind("child", Child), as_of=as_of
    )
    _write(root, store, recorded, [imported])
    return imported


def import_tables(
    root: Path, store: IdentityStore | None, schools: Path | None, people: Path | None
) -> tuple[Imported, ...]:
    """Take tables of schools and of people in, and return what each came to, schools first.

    Both are read before anything is written, so that a fault in one leaves all as it was.

    Raises:
        ImportRefusedError: a table is not what it should be, or people are to be taken in
            and there is no identity store to know them again by.
    """
    recorded = _Recorded(root)
    known_schools = recorded.of_kind("school", School)
    done: list[Imported] = []
    if schools is not None:
        imported = import_schools(_table(schools, "schools"), known_schools)
        known_schools |= {one.id: one for one in _schools_of(imported)}
        done.append(imported)
    if people is not None:
        if store is None:
            message = "people are known again by the identity store, and there is none"
            raise ImportRefusedError(message)
        imported = import_people(
            _table(people, "people"),
            store.staff_of(STAFF_SYSTEM),
            recorded.of_kind("person", Person),
            known_schools,
            names_in_records=recorded.names_staff(),
        )
        done.append(imported)
    _write(root, store, recorded, done)
    return tuple(done)


def _schools_of(imported: Imported) -> Iterator[School]:
    return (one for one in (*imported.new, *imported.changed) if isinstance(one, School))


def _table(path: Path, file: str) -> TextIO:
    try:
        return decode(path.read_bytes(), file)
    except OSError as unreadable:
        message = f"the file for {file} cannot be opened"
        raise ImportRefusedError(message) from unreadable


class _Recorded:
    """The records there are, read as they are needed, and the bytes each was read from."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._listing = list_records(root)
        self.opened: dict[str, str | None] = {}

    def of_kind(self, kind: str, model: type[R]) -> dict[str, R]:
        """Return the records of one kind by id.

        Raises:
            ImportRefusedError: one of them cannot be read; mend it first.
        """
        records: dict[str, R] = {}
        for path in self._listing.paths:
            place = place_of(path)
            if place is None or place.kind != kind or place.id is None:
                continue
            reading = Reading()
            record = read_one(self._root, path, reading)
            content = read_file(self._root, path)
            if not isinstance(record, model) or isinstance(content, Finding):
                message = f"{path} cannot be read; `pepsite validate` says what is wrong with it"
                raise ImportRefusedError(message)
            records[place.id] = record
            self.opened[path] = version_of(content)
        return records

    def names_staff(self) -> bool:
        """Say whether the authority's settings put the names of staff into records."""
        record = read_one(self._root, AUTHORITY_PATH, Reading())
        return (
            isinstance(record, Authority)
            and record.disclosure.staff_shown_in_history_as is StaffLabel.NAME
        )


def _write(
    root: Path, store: IdentityStore | None, recorded: _Recorded, imports: list[Imported]
) -> None:
    """Write everything that was taken in, once all of it has been read."""
    files = {
        path: emit(values, editor_line(path, _kind(path)))
        for imported in imports
        for path, values in plan_files(imported).items()
    }
    identities = [one for imported in imports for one in imported.identities]
    if identities and store is not None:
        store.add(*identities)
        store.save()
    save_all(root, files, {path: recorded.opened.get(path) for path in files})


def _kind(path: str) -> str:
    place = place_of(path)
    return place.kind if place else ""
