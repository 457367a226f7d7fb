"""Find one PEP, and put something down in it: whole or not at all, comments kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from pepsite.errors import PepsiteError
from pepsite.findings import Finding
from pepsite.records.paths import place_of
from pepsite.records.pep import Pep
from pepsite.store.canonical import emit
from pepsite.store.files import read_file
from pepsite.store.merging import merge_files
from pepsite.store.reading import parse
from pepsite.store.schemas import editor_line
from pepsite.store.writing import save, version_of
from pepsite.usecases.workspace import read_child

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pepsite.records.casefile import Casefile
    from pepsite.usecases.workspace import Opened

Values: TypeAlias = "dict[str, Any]"
"""The values of a record as JSON has them."""


def find_pep(opened: Opened, root: Path, pep_id: str) -> tuple[Casefile, Pep, str]:
    """Return a PEP with its child's folder and its path.

    Raises:
        PepsiteError: there is none of that id, or it cannot be read.
    """
    for folder in opened.folders():
        for path in folder[1]:
            place = place_of(path)
            if place is None or (place.kind, place.id) != ("pep", pep_id):
                continue
            casefile, _ = read_child(root, folder)
            peps = casefile.peps if casefile is not None else ()
            for pep in peps:
                if casefile is not None and pep.id == pep_id:
                    return casefile, pep, path
            message = f"{path} cannot be read; `pepsite validate` says what is wrong with it"
            raise PepsiteError(message)
    message = "no PEP here has that id"
    raise PepsiteError(message)


def edit_pep(root: Path, path: str, change: Callable[[Values], None]) -> None:
    """Change the values of a PEP and save it in the one layout, its comments kept.

    Raises:
        PepsiteError: it cannot be read, or would not conform; nothing was written.
        RecordChangedError: someone saved it meanwhile; nothing was written.
    """
    before = read_file(root, path)
    values = parse(before, path) if not isinstance(before, Finding) else ()
    if isinstance(before, Finding) or isinstance(values, tuple):
        message = f"{path} cannot be read; `pepsite validate` says what is wrong with it"
        raise PepsiteError(message)
    edited: Values = dict(values)
    change(edited)
    head = editor_line(path, "pep")
    # Neither of these two has a comment, so that those of the file count as ours alone.
    base, after = emit(values, head), emit(_in_place(edited, list(values)), head)
    merged = merge_files(base.encode(), before, after.encode(), path)
    if not merged.clean:
        message = f"{path} would not conform with that put down; nothing was written"
        raise PepsiteError(message)
    save(root, path, merged.text.decode(), version_of(before))


def items(value: object) -> list[Any]:
    """Return the items of a list that may not be there."""
    return list(value) if isinstance(value, list) else []


def _in_place(values: Values, there: list[str]) -> Values:
    """Return the fields in the order they had; a new one stands before what comes after it."""
    order = [info.alias or name for name, info in Pep.model_fields.items()]
    names = list(there)
    for name in values:
        if name not in names:
            after = order[order.index(name) + 1 :]
            index = next((at for at, one in enumerate(names) if one in after), len(names))
            names.insert(index, name)
    return {name: values[name] for name in names}
