"""A workspace of three years: the invented one of two, with an earlier year put before it.

The PEPs and reviews of a child who is old enough are copied with every day 52 weeks earlier
(so that a Monday stays one) and ids of their own, until there are as many as are wanted.
Care, calendars and the day the workspace took over begin a year earlier with them.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path

from benchmarks.parts.workspaces import KEPT, Workspace, counted, with_children
from pepsite.records.ids import new_id

CHILDREN, PEPS = 4_000, 36_000

_YEAR = timedelta(weeks=52)
_DAY = re.compile(r"(?<!edition: )\b20\d\d-\d\d-\d\d\b")
"""A day; which edition of a checklist was answered is none of the child's."""
_ACADEMIC_YEAR = re.compile(r"(?<=academic_year: )\d{4}")
_BORN = re.compile(r"^born: (\d{4})", re.MULTILINE)
_ENTERED = re.compile(r"(?<=entered_on: )\S+")
_TOOK_OVER = re.compile(r"(?<=records_begin_on: )\S+")
_OLD_ENOUGH = 2018
_BEGAN = "2023-07-03"


def three_years() -> Workspace:
    """Return a workspace of three years: the one under `.bench/`, or a new one.

    Raises:
        BenchmarkError: the workspace it is made from could not be made.
    """
    root, done = KEPT / "three-years", KEPT / "three-years.done"
    two = with_children(CHILDREN)
    if not done.exists():
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(two.root, root)
        _begin_earlier(root)
        _add_peps(root, PEPS - two.peps)
        done.touch()
    return counted(root, CHILDREN, two.making)


def _begin_earlier(root: Path) -> None:
    authority = root / "records" / "authority.yaml"
    authority.write_text(_TOOK_OVER.sub("2023-09-01", authority.read_text()))
    for file in sorted((root / "records" / "calendars").glob("*.yaml")):
        text = file.read_text()
        if "academic_year: 2024" in text:
            _write_copy(file, text, "calendar")


def _add_peps(root: Path, wanted: int) -> None:
    folders = [
        (sorted((folder / "peps").glob("*.yaml")), sorted((folder / "qa-reviews").glob("*.yaml")))
        for folder in sorted((root / "records" / "children").iterdir())
        if _is_old_enough(folder)
    ]
    added = 0
    for turn in count():
        for peps, reviews in folders:
            added += sum(1 for _ in _copies(peps, reviews, turn))
            if added >= wanted:
                return


def _is_old_enough(folder: Path) -> bool:
    """Say whether a child in care once only was of school age all the time; care begins earlier."""
    file = folder / "child.yaml"
    text = file.read_text()
    born, entered = _BORN.search(text), _ENTERED.findall(text)
    if born is None or int(born[1]) > _OLD_ENOUGH or len(entered) != 1:
        return False
    if entered[0] > _BEGAN:
        file.write_text(_ENTERED.sub(_BEGAN, text))
    return True


def _copies(peps: list[Path], reviews: list[Path], turn: int) -> Iterator[Path]:
    judged = {file: file.read_text() for file in reviews}
    for pep in peps:
        text = pep.read_text()
        if "type: review" not in text:
            continue
        copy = _write_copy(pep, text, "pep", turn)
        for review, says in judged.items():
            if f"pep: {pep.stem}\n" in says:
                _write_copy(review, says.replace(pep.stem, copy.stem), "qa-review", turn)
        yield copy


def _write_copy(file: Path, text: str, kind: str, turn: int = 0) -> Path:
    """Write a record a year earlier beside the one it is made from, under an id of its own."""
    copy_id = new_id(kind, _chooser(f"{turn} {text}"))
    earlier = _DAY.sub(lambda day: str(date.fromisoformat(day[0]) - _YEAR), text)
    earlier = _ACADEMIC_YEAR.sub(lambda year: str(int(year[0]) - 1), earlier)
    copy = file.with_name(f"{copy_id}.yaml")
    copy.write_text(earlier.replace(f"\nid: {file.stem}\n", f"\nid: {copy_id}\n"))
    return copy


def _chooser(text: str) -> Callable[[str], str]:
    numbers = iter(sha256(text.encode()).digest())
    return lambda characters: characters[next(numbers) % len(characters)]
