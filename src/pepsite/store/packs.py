"""Policy packs as files: a workspace's own under `policy/NAME/`, else the ones we ship."""

from __future__ import annotations

import os
from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from pepsite.errors import PolicyPackError
from pepsite.findings import Finding, Severity
from pepsite.policy.pack import PART_MODELS, PackFaultError, PackParts, PolicyPack, combine
from pepsite.store.diagnosis import locate
from pepsite.store.files import read_file
from pepsite.store.reading import read_record

if TYPE_CHECKING:
    from pepsite.records.base import Model

OWN_FOLDER = "policy"
FLOOR = "england"
_MOST_ANCESTORS = 5
_NEEDED = ("pack", "sources")


def shipped_folder() -> Path:
    """Return the folder of the packs that come with pepsite."""
    return Path(str(files("pepsite.policy").joinpath("packs")))


def shipped_packs() -> tuple[str, ...]:
    """Return the names of the packs that come with pepsite."""
    return tuple(sorted(folder.parent.name for folder in shipped_folder().glob("*/pack.yaml")))


def has_pack(name: str, workspace: Path | None = None) -> bool:
    """Say whether there is a pack of this name, shipped or the workspace's own."""
    return _is_pack(shipped_folder() / name) or (
        workspace is not None and _is_own_pack(workspace / OWN_FOLDER / name)
    )


def _is_own_pack(folder: Path) -> bool:
    # A link could lead to what is not reviewed with the records.
    return _is_pack(folder) and not (folder.is_symlink() or folder.parent.is_symlink())


def _is_pack(folder: Path) -> bool:
    try:
        return (folder / "pack.yaml").is_file()
    except OSError:  # in a folder nobody may look into
        return False


def load_pack(name: str, workspace: Path | None = None) -> PolicyPack:
    """Return the pack of this name with all that it extends.

    Raises:
        PolicyPackError: no such pack, a file of it that cannot be used (the message names
            file, line and column), or packs that extend each other in a ring.
    """
    chain: list[PackParts] = []
    following: str | None = name
    while following is not None:
        if len(chain) == _MOST_ANCESTORS or following in {part.pack.name for part in chain}:
            message = f"policy pack {name}: the packs it extends go round in a ring"
            raise PolicyPackError(message)
        parts = _load_parts(_folder_of(following, workspace), following)
        chain.append(parts)
        following = parts.pack.extends
    if FLOOR not in {part.pack.name for part in chain}:
        message = f"policy pack {name}: it must extend {FLOOR}, whose duties nobody can switch off"
        raise PolicyPackError(message)
    try:
        return combine(tuple(reversed(chain)))
    except PackFaultError as fault:
        raise PolicyPackError(_placed(fault, _folder_of(fault.pack, workspace))) from fault


def _folder_of(name: str, workspace: Path | None) -> Path:
    shipped = shipped_folder() / name
    own = workspace / OWN_FOLDER / name if workspace else None
    if _is_pack(shipped):
        if own and os.path.lexists(own):
            message = f"policy/{name} has the name of a pack that pepsite ships; give it another"
            raise PolicyPackError(message)
        return shipped
    if own and _is_own_pack(own):
        return own
    message = f"there is no policy pack {name}; shipped are {', '.join(shipped_packs())}"
    raise PolicyPackError(message)


def _load_parts(folder: Path, name: str) -> PackParts:
    parts = {part.name: _load_part(folder, part.name) for part in fields(PackParts)}
    loaded = PackParts(**parts)  # type: ignore[arg-type]  # each was read as the model of its name
    if loaded.pack.name != name:
        message = f"{folder.name}/pack.yaml: `name` must be the name of its folder, {name}"
        raise PolicyPackError(message)
    return loaded


def _load_part(folder: Path, part: str) -> Model:
    file_name = part.replace("_", "-")
    schema = f"policy-{file_name}/1"
    path = f"{folder.name}/{file_name}.yaml"
    if part not in _NEEDED and not (folder / f"{file_name}.yaml").exists():
        return PART_MODELS[schema].model_validate({"schema": schema})
    content = read_file(folder.parent, path, hard_links=True)
    read = (
        (content,)
        if isinstance(content, Finding)
        else read_record(content, path, {schema: PART_MODELS[schema]})
    )
    if isinstance(read, tuple):
        raise PolicyPackError("\n".join(_sentence(one) for one in read))
    return read


def _placed(fault: PackFaultError, folder: Path) -> str:
    """Return what is wrong between the files of a pack, with file, line and column."""
    path = f"{folder.name}/{fault.file}"
    content = read_file(folder.parent, path, hard_links=True)
    here = Finding("wrong-form", Severity.ERROR, path, fault.why, "", field=fault.field)
    [one] = locate(content, [here]) if isinstance(content, bytes) else [here]
    return f"{one.path}:{one.line}:{one.column}: {one.message}"


def _sentence(one: Finding) -> str:
    return f"{one.path}:{one.line}:{one.column}: {one.message}; {one.hint}"
