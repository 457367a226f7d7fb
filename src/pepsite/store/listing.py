"""Which records there are, where each is kept, and which are judged together.

Nothing is read here but the names of files, and no models are loaded.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from os.path import isdir, islink, lexists
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from pepsite.findings import Finding, finding
from pepsite.records.ids import CHARACTER, PREFIXES
from pepsite.records.paths import RECORDS_FOLDER, path_of_id, place_of

if TYPE_CHECKING:
    from pepsite.store.files import FileTree, Source

CALENDARS = f"{RECORDS_FOLDER}/calendars"
_CHILDREN = f"{RECORDS_FOLDER}/children/"


@dataclass(frozen=True, slots=True)
class Unit:
    """Files that are judged together: a child's folder, a file that all share, all calendars."""

    name: str
    """The folder, or the one file."""
    paths: tuple[str, ...]

    @property
    def is_group(self) -> bool:
        """Whether each of the files is in a unit of its own as well."""
        return self.name == CALENDARS

    @property
    def is_of_a_child(self) -> bool:
        """Whether these are the records of a child."""
        return self.name.startswith(_CHILDREN)

    def is_in_shard(self, number: int, of: int) -> bool:
        """Say whether this is one of the units of a shard, of which the first is 1.

        It is so for ever, whatever other units come and go.
        """
        return crc32(self.name.encode(errors="replace")) % of == number - 1


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies under `records/`: the paths of records in order, and what does not belong.

    `places` tells where each id is kept.
    """

    paths: tuple[str, ...]
    findings: tuple[Finding, ...]
    places: Mapping[str, str]

    def shared_paths(self) -> tuple[str, ...]:
        """Return the paths of what all children share."""
        return tuple(path for path in self.paths if not path.startswith(_CHILDREN))

    def folders(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield each child's folder with the paths of the records in it, in order."""
        children = (path for path in self.paths if path.startswith(_CHILDREN))
        for folder, paths in groupby(children, key=unit_of):
            yield folder, tuple(paths)

    def units(self) -> Iterator[Unit]:
        """Yield what is judged together: what all share first, then a child at a time."""
        shared = self.shared_paths()
        for path in shared:
            yield Unit(path, (path,))
        if calendars := tuple(path for path in shared if path.startswith(f"{CALENDARS}/")):
            yield Unit(CALENDARS, calendars)
        for folder, paths in self.folders():
            yield Unit(folder, paths)


def unit_of(path: str) -> str:
    """Return the file that all share, or the child's folder, at or above this path."""
    return "/".join(path.split("/")[:3])


def list_records(root: Source, within: Iterable[str] = (RECORDS_FOLDER,)) -> Listing:
    """Return what lies under `records/`, or in those files and folders of it.

    In a folder of this computer, names that begin with a dot are passed over: many programs
    leave such files there. In a tree of Git's they do not belong, but for what keeps a folder.
    """
    found: list[str] = []
    findings: list[Finding] = []
    for start in sorted(set(within)):
        found.extend(_files_from(root, start, findings))
    paths: list[str] = []
    places: dict[str, str] = {}
    for path in sorted(set(found)):
        place = place_of(path)
        if place is None:
            findings.append(finding("misplaced-file", path))
            continue
        paths.append(path)
        if place.id is not None and places.setdefault(place.id, path) != path:
            findings.append(finding("record-twice", path, ("id",)))
    return Listing(tuple(paths), tuple(dict.fromkeys(findings)), places)


class Places:
    """Where the record with each id is kept.

    Most ids tell it. Those of what lies in a child's folder do not: they are looked for among
    the paths that are known, and then among all there are.
    """

    def __init__(self, root: Source, listing: Listing, *, is_whole: bool) -> None:
        self._root = root
        self._known = listing.places
        self._is_whole = is_whole

    def path(self, record_id: str) -> str | None:
        """Return the path of the record with this id, or None where there is none."""
        known = self._known.get(record_id)
        if known is not None or self._is_whole:
            return known
        path = path_of_id(record_id)
        if path is not None:
            return path if _is_there(self._root, path) else None
        if not isinstance(self._root, Path):
            return min(paths_with_id(self._root, record_id), default=None)
        self._known, self._is_whole = list_records(self._root).places, True
        return self._known.get(record_id)


def paths_with_id(tree: FileTree, record_id: str) -> tuple[str, ...]:
    """Return the paths of all records of this id in a tree: more than one is too many."""
    found = ((path, place_of(path)) for path in tree.named(f"{record_id}.yaml"))
    return tuple(path for path, place in found if place is not None and place.id == record_id)


def shown_path(path: str) -> str:
    """Return a path under `records/` as it may be shown: a name that is none of ours is `…`.

    People call documents by a child's name, and a log has more readers than the records.
    """
    first, *names = path.split("/")
    if first != RECORDS_FOLDER or place_of(path) is not None:
        return path
    return "/".join((first, *map(_shown_name, names)))


def unnamed_path(path: str) -> str:
    """Return a path in which every name that is none of ours is `…`, wherever it leads."""
    return "/".join(map(_shown_name, path.split("/")))


def is_of_workspace(path: str) -> bool:
    """Say whether a file beside the records has a name that pepsite or a forge gives it."""
    return _OF_WORKSPACE.fullmatch(path) is not None


def is_named_as_record(path: str) -> bool:
    """Say whether a file has the name of a record, wherever it lies."""
    return _ID.fullmatch(path.rpartition("/")[2].partition(".")[0]) is not None


def _shown_name(name: str) -> str:
    stem, suffix = os.path.splitext(name)  # noqa: PTH122  # half of a path
    if suffix.lower() not in _SUFFIXES:
        stem, suffix = name, ""
    return name if stem in _NAMES or _ID.fullmatch(stem) else f"…{suffix}"


_OF_WORKSPACE = re.compile(
    r"README\.md|requirements\.txt|allowed_signers|\.git[a-z]+|\.gitlab-ci\.yml|CODEOWNERS"
    r"|\.gitlab/[a-z-]+\.(?:yml|txt)|\.github/(?:CODEOWNERS|[a-z_/-]+\.(?:yml|txt|md))"
    r"|(?:policy|schemas)(?:/[a-z0-9-]+)+(?:\.ya?ml|\.json|\.md)?"
)
_ID = re.compile(f"(?:{'|'.join(PREFIXES.values())})-{CHARACTER}{{13}}")
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


def _is_there(root: Source, path: str) -> bool:
    """Say whether anything but a folder lies at this path, and not behind a link."""
    if not isinstance(root, Path):
        return root.kind(path) in ("file", "link", "other")
    there = root / path
    is_file = lexists(there) and not isdir(there)
    return is_file and _link_above(root, path.split("/")) is None


def _files_from(root: Source, start: str, findings: list[Finding]) -> Iterator[str]:
    """Yield the files at or below a path. Folders may lie deeper than calls may."""
    if not isinstance(root, Path):
        yield from _files_in_tree(root, start, findings)
        return
    parts = start.split("/")
    if any(part.startswith(".") for part in parts):
        return
    if (above := _link_above(root, parts)) is not None:
        findings.append(finding("leads-outside", above))
        return
    is_link = islink(root / start)
    is_folder = (start == RECORDS_FOLDER or isdir(root / start)) and not is_link
    waiting = [(start, is_folder, is_link)]
    while waiting:
        path, is_folder, is_link = waiting.pop()
        if is_folder and path.endswith(".yaml"):
            findings.append(finding("not-readable", path))
        elif is_folder:
            waiting.extend(_in_folder(root, path, findings))
        elif is_link and isdir(root / path):
            findings.append(finding("leads-outside", path))
        elif path != start or lexists(root / path):
            yield path


def _files_in_tree(tree: FileTree, start: str, findings: list[Finding]) -> Iterator[str]:
    parts = start.split("/")
    for end in range(1, len(parts) + 1):
        above = "/".join(parts[:end])
        if tree.kind(above) == "link" and place_of(above) is None:
            findings.append(finding("leads-outside", above))
            return
    at_start = () if tree.kind(start) in ("folder", None) else (start,)
    for path in (*at_start, *tree.below(start)):
        if tree.kind(path) == "link" and place_of(path) is None:
            findings.append(finding("leads-outside", path))
        elif not (path.endswith("/.gitkeep") and tree.content(path, 0) == b""):
            yield path


def _link_above(root: Path, parts: list[str]) -> str | None:
    """Return the first folder above a path that is a link, or None."""
    folders = ("/".join(parts[:end]) for end in range(1, len(parts)))
    return next((folder for folder in folders if islink(root / folder)), None)


def _in_folder(root: Path, folder: str, findings: list[Finding]) -> list[tuple[str, bool, bool]]:
    """Return what lies in a folder: the path of each, and whether it is a folder, or a link."""
    try:
        with os.scandir(root / folder) as entries:
            return [
                (f"{folder}/{one.name}", one.is_dir(follow_symlinks=False), one.is_symlink())
                for one in entries
                if not one.name.startswith(".")
            ]
    except FileNotFoundError:
        return []
    except OSError:
        findings.append(finding("not-readable", folder))
        return []
