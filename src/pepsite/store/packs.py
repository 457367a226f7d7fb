"""Policy packs as files: a workspace's own under `policy/NAME/`, else the ones we ship."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from pepsite.errors import PolicyPackError
from pepsite.findings import Finding, finding
from pepsite.policy.fault import Fault, PackFaultsError
from pepsite.policy.pack import (
    NEEDED_PARTS,
    PARTS,
    PackParts,
    PolicyPack,
    combine,
    model_of_part,
    schema_of_part,
)
from pepsite.store.diagnosis import locate
from pepsite.store.fast import read_ours
from pepsite.store.files import Source, is_file, read_file
from pepsite.store.reading import read_record, type_or_locate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pepsite.findings import FieldPath
    from pepsite.records.base import Model

OWN_FOLDER = "policy"
EXAMPLES_FOLDER = "examples"
USUAL = "_usual.yaml"
FLOOR = "england"
_MOST_ANCESTORS = 5
_YAML = (".yaml", ".yml")


def shipped_folder() -> Path:
    """Return the folder of the packs that come with pepsite."""
    return Path(__file__).parents[1] / "policy" / "packs"


def shipped_packs() -> tuple[str, ...]:
    """Return the names of the packs that come with pepsite."""
    return tuple(sorted(folder.parent.name for folder in shipped_folder().glob("*/pack.yaml")))


def has_pack(name: str, workspace: Source | None = None) -> bool:
    """Say whether there is a pack of this name, shipped or the workspace's own."""
    return _is_shipped(name) or (workspace is not None and _is_own(name, workspace))


def _is_own(name: str, workspace: Source) -> bool:
    # A link could lead to what is not reviewed with the records, so none is followed.
    return is_file(workspace, f"{OWN_FOLDER}/{name}/pack.yaml")


def _is_shipped(name: str) -> bool:
    return is_file(shipped_folder(), f"{name}/pack.yaml")


def comes_with_pepsite(shown: str) -> bool:
    """Say whether a pack or a file of one, as messages name it, is one that we ship."""
    return not shown.startswith(f"{OWN_FOLDER}/")


def load_pack(name: str, workspace: Source | None = None) -> PolicyPack:
    """Return the pack of this name with all that it extends.

    All of a workspace's own pack is looked through. What we ship was looked through before it
    was shipped, so nothing of that is read before it is asked for.

    Raises:
        PolicyPackError: no such pack, or files of it that cannot be used: the message names
            file, line and column of everything that is wrong.
    """
    if _folder_of(name, workspace).is_ours:
        pack = _shipped_pack(name)
        for one in pack.names:
            _folder_of(one, workspace)  # refuses a pack of the workspace under the same name
        return pack
    chain = read_chain(name, workspace)
    if isinstance(chain[0], Finding):
        raise _unusable(chain)
    try:
        return combine(chain)
    except PackFaultsError as error:
        raise _unusable(placed(error.faults, workspace)) from error


@cache
def _shipped_pack(name: str) -> PolicyPack:
    place = _Place(shipped_folder(), name, name)
    parts = PackParts(partial(_shipped_part, place))
    extended = parts.pack.extends
    return PolicyPack((parts,) if extended is None else (*_shipped_pack(extended).parts, parts))


def _shipped_part(place: _Place, part: str) -> Model:
    typed = _read_part(place, part)
    if isinstance(typed, tuple):
        raise _unusable(typed)
    return typed


def _unusable(findings: Iterable[Finding]) -> PolicyPackError:
    return PolicyPackError("\n".join(sentence_of(one) for one in findings))


def read_chain(
    name: str, workspace: Source | None = None
) -> tuple[PackParts, ...] | tuple[Finding, ...]:
    """Return a pack and all that it extends, the one extended first; or what is wrong with them.

    Raises:
        PolicyPackError: there is no such pack.
    """
    chain: list[PackParts] = []
    found: list[Finding] = []
    following: str | None = name
    while following is not None:
        here = _folder_of(following, workspace)
        parts = _parts_at(here, following)
        if isinstance(parts, tuple):
            return (*found, *parts)
        chain.append(parts)
        following = parts.pack.extends
        why = _why_not(following, chain, workspace)
        if why is not None:
            path = f"{here.shown}/pack.yaml"
            header = finding("pack-header", path, ("extends",), why=why)
            return tuple(locate(_bytes_of(here, "pack.yaml"), [header]))
    return tuple(reversed(chain))


def pack_files(name: str, workspace: Source | None = None) -> tuple[str, ...]:
    """Return the files of a pack and of its worked examples, as messages name them.

    Raises:
        PolicyPackError: there is no such pack.
    """
    place = _folder_of(name, workspace)
    return tuple(
        f"{place.shown}/{one}"
        for one in _names_below(place.root, place.folder)
        if one in _PART_FILES or _is_example(one)
    )


def example_files(
    name: str, workspace: Source | None = None
) -> Iterator[tuple[str, bytes | Finding]]:
    """Yield the files of a pack's worked examples, each by how messages name it.

    What is usual in them comes first, if the pack has a file of that: `USUAL`.

    Raises:
        PolicyPackError: there is no such pack.
    """
    place = _folder_of(name, workspace)
    names = [one for one in _names_below(place.root, place.folder) if _is_example(one)]
    for one in sorted(names, key=lambda name: (not name.endswith(f"/{USUAL}"), name)):
        yield f"{place.shown}/{one}", _content(place, one)


def _is_example(name: str) -> bool:
    folder, _, file = name.partition("/")
    is_file = folder == EXAMPLES_FOLDER and file.endswith(".yaml") and "/" not in file
    return is_file and (file == USUAL or not file.startswith(("_", ".")))


def _under_no_name(place: _Place) -> Iterator[Finding]:
    """Yield what is meant as a file of the pack, and would be passed over for its name."""
    for name in _names_below(place.root, place.folder):
        is_hidden = any(part.startswith(".") for part in name.split("/"))
        is_known = name in _PART_FILES or _is_example(name)
        if name.lower().endswith(_YAML) and not (is_hidden or is_known):
            yield finding("pack-file-unknown", f"{place.shown}/{name}")


def _names_below(root: Source, folder: str) -> list[str]:
    """Return the paths below a folder of what is no folder, or is called like a file, in order."""
    if isinstance(root, Path):
        found = (
            Path(at, name).relative_to(root / folder).as_posix()
            for at, folders, files in os.walk(root / folder)
            for name in (*files, *(one for one in folders if one.endswith(_YAML)))
        )
        return sorted(found)
    return sorted(path.removeprefix(f"{folder}/") for path in root.below(folder))


def _why_not(following: str | None, chain: list[PackParts], workspace: Source | None) -> str | None:
    """Say why a pack cannot stand on the one it extends, or on none."""
    if following is None:
        stands = chain[-1].pack.name == FLOOR
        return None if stands else f"it must extend {FLOOR}, whose duties nobody can switch off"
    if len(chain) == _MOST_ANCESTORS or following in {part.pack.name for part in chain}:
        return "the packs it extends go round in a ring"
    if not has_pack(following, workspace):
        return f"there is no policy pack {following}; shipped are {', '.join(shipped_packs())}"
    return None


def placed(faults: Iterable[Fault], workspace: Source | None = None) -> list[Finding]:
    """Return what is wrong between the files of packs as findings, with line and column."""
    by_file: dict[tuple[str, str], list[Fault]] = {}
    for fault in faults:
        by_file.setdefault((fault.pack, fault.file), []).append(fault)
    told: list[Finding] = []
    for (pack, file), here in by_file.items():
        place = _folder_of(pack, workspace)
        path = f"{place.shown}/{file}"
        told += locate(
            _bytes_of(place, file),
            [finding(one.code, path, one.field, **one.words) for one in here],
        )
    return told


def places_of(
    wanted: Iterable[tuple[str, str, FieldPath]], workspace: Source | None = None
) -> list[str]:
    """Return the file and line of each of these: pack, part of it, and field."""
    told = []
    for pack, part, field in wanted:
        [one] = placed([Fault("pack-unreachable", pack, part, field, {"why": ""})], workspace)
        told.append(f"{one.path}:{one.line}")
    return told


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a pack lies, and how it is called in messages: from the workspace, or its name."""

    root: Source
    folder: str
    shown: str

    @property
    def is_ours(self) -> bool:
        """Whether it is a pack that we ship, rather than a workspace's own."""
        return comes_with_pepsite(self.shown)


def _folder_of(name: str, workspace: Source | None) -> _Place:
    own = f"{OWN_FOLDER}/{name}"
    if _is_shipped(name):
        if workspace is not None and _is_anything(workspace, own):
            message = f"policy/{name} has the name of a pack that pepsite ships; give it another"
            raise PolicyPackError(message)
        return _Place(shipped_folder(), name, name)
    if workspace is not None and _is_own(name, workspace):
        return _Place(workspace, own, own)
    message = f"there is no policy pack {name}; shipped are {', '.join(shipped_packs())}"
    raise PolicyPackError(message)


_PART_FILES = frozenset(f"{part.replace('_', '-')}.yaml" for part in PARTS)


def _is_anything(root: Source, path: str) -> bool:
    return os.path.lexists(root / path) if isinstance(root, Path) else root.kind(path) is not None


def _parts_at(place: _Place, name: str) -> PackParts | tuple[Finding, ...]:
    # What we ship stays as it is while a process runs; what is somebody's own is read each time.
    return _shipped_parts(place, name) if place.is_ours else _read_parts(place, name)


@cache
def _shipped_parts(place: _Place, name: str) -> PackParts | tuple[Finding, ...]:
    return _read_parts(place, name)


def _read_parts(place: _Place, name: str) -> PackParts | tuple[Finding, ...]:
    """Return the files of one pack, typed; or what is wrong with any of them."""
    typed: dict[str, Model] = {}
    found: list[Finding] = []
    for part in PARTS:
        read = _read_part(place, part)
        if isinstance(read, tuple):
            found += read
        else:
            typed[part] = read
    found += _under_no_name(place)
    if found:
        return tuple(found)
    parts = PackParts(typed.__getitem__)
    if parts.pack.name != name:
        why = f"`name` must be the name of its folder, {name}"
        header = finding("pack-header", f"{place.shown}/pack.yaml", ("name",), why=why)
        return tuple(locate(_bytes_of(place, "pack.yaml"), [header]))
    return parts


def _read_part(place: _Place, part: str) -> Model | tuple[Finding, ...]:
    file_name = part.replace("_", "-")
    schema, model = schema_of_part(part), model_of_part(part)
    path = f"{place.shown}/{file_name}.yaml"
    is_there = _is_anything(place.root, f"{place.folder}/{file_name}.yaml")
    if part not in NEEDED_PARTS and not is_there:
        return model.model_validate({"schema": schema})
    content = _content(place, f"{file_name}.yaml")
    if isinstance(content, Finding):
        return (content,)
    values = read_ours(content) if place.is_ours else None
    if values is not None:
        return type_or_locate(values, content, path, {schema: model})
    return read_record(content, path, {schema: model})


def _content(place: _Place, file: str) -> bytes | Finding:
    content = read_file(place.root, f"{place.folder}/{file}", hard_links=True)
    return (
        replace(content, path=f"{place.shown}/{file}") if isinstance(content, Finding) else content
    )


def _bytes_of(place: _Place, file: str) -> bytes:
    """Return a file that was read before; nothing if it has gone since."""
    content = _content(place, file)
    return b"" if isinstance(content, Finding) else content


def sentence_of(one: Finding) -> str:
    """Return a finding in a pack as one sentence, with its place."""
    return f"{one.path}:{one.line}:{one.column}: {one.message}; {one.hint}"
