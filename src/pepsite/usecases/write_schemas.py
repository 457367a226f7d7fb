"""JSON Schema out: for editors, for other programs, and to see that both sides agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.store.schemas import schema_files

if TYPE_CHECKING:
    from pathlib import Path


def write_schemas(root: Path) -> tuple[str, ...]:
    """Write `schemas/` and return the paths of the files that changed."""
    out_of_date = outdated_schemas(root)
    texts = schema_files()
    for path in out_of_date:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(texts[path], encoding="utf-8", newline="\n")
    return out_of_date


def outdated_schemas(root: Path) -> tuple[str, ...]:
    """Return the paths of the schema files that are missing or not what the models say."""
    return tuple(
        path
        for path, text in schema_files().items()
        if not (root / path).is_file() or (root / path).read_bytes() != text.encode()
    )
