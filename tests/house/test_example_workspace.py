"""The workspace at the top of this repository is what `pepsite demo` makes, to the byte."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from pepsite.render.compliance import JSON
from pepsite.usecases.compute_compliance import compute_compliance
from pepsite.usecases.make_demo import make_demo
from pepsite.usecases.validate_records import validate_records

TOP = Path(__file__).parents[2]
AS_OF = date(2026, 5, 15)


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_example_is_the_demo_of_forty_children_and_seed_one(tmp_path: Path) -> None:
    make_demo(tmp_path, children=40, seed=1, store=None)

    assert files_below(tmp_path / "records") == files_below(TOP / "records")


def test_the_example_conforms() -> None:
    report = validate_records(TOP)

    assert report.findings == ()
    assert report.found == report.parsed == len(files_below(TOP / "records"))


def test_the_example_has_every_status_that_can_be_shown() -> None:
    report = json.loads("".join(compute_compliance(TOP, AS_OF, JSON)))

    assert {one["status"] for one in report["results"]} == {
        "met",
        "met-late",
        "due",
        "overdue",
        "missed",
        "not-applicable",
        "cannot-tell",
    }
