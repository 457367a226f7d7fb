"""A workspace of 4,000 children in 500 schools: the invented one, in which each has a few.

Schools of one sort that keep the same dates become one, until there are about as many as are
wanted; records that name one of them name the one that is left.
"""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from pathlib import Path

from benchmarks.parts.workspaces import KEPT, Workspace, counted, with_children

CHILDREN, SCHOOLS = 4_000, 500

_SCHOOL = re.compile(r"\bsc-[0-9a-z]+\b")
_SORT = re.compile(
    r"^(?:type|authority|calendar): .*|^  - (?:eyfs|statutory|post-16)$", re.MULTILINE
)


def five_hundred_schools() -> Workspace:
    """Return that workspace: the one under `.bench/`, or a new one.

    Raises:
        BenchmarkError: the workspace it is made from could not be made.
    """
    root, done = KEPT / "five-hundred-schools", KEPT / "five-hundred-schools.done"
    made = with_children(CHILDREN)
    if not done.exists():
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(made.root, root)
        _join_schools(root / "records")
        done.touch()
    return counted(root, CHILDREN, made.making)


def _join_schools(records: Path) -> None:
    sorts: dict[tuple[str, ...], list[Path]] = defaultdict(list)
    files = sorted((records / "schools").glob("*.yaml"))
    for file in files:
        sorts[tuple(_SORT.findall(file.read_text(encoding="utf-8")))].append(file)
    left: dict[str, str] = {}
    for of_sort in sorts.values():
        keep = max(1, round(len(of_sort) * SCHOOLS / len(files)))
        for number, file in enumerate(of_sort):
            left[file.stem] = of_sort[number % keep].stem
            if number >= keep:
                file.unlink()
    for file in records.rglob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        joined = _SCHOOL.sub(lambda match: left.get(match[0], match[0]), text)
        if joined != text:
            file.write_text(joined, encoding="utf-8")
