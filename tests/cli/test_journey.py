"""`pepsite journey`: one child across all records, in the order of days."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import pepsite
from tests.usecases.examples import BASE, OLDER, OLDER_PEP, lay_out

CHILD = OLDER.split("/")[2]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_out(BASE, tmp_path_factory.mktemp("workspace"))


def test_each_line_ends_with_the_record_that_says_so(root: Path) -> None:
    told = pepsite("journey", CHILD, "--as-of", "2025-09-08", "-C", root)

    assert told.exit_code == 0
    assert told.stdout.splitlines() == [
        f"{CHILD}: the journey up to Monday 8 September 2025",
        "",
        f"  2023-09-04  Place of education began: main sc-gnjvj28cdf62x  [{CHILD}]",
        f"  2025-09-01  Year group: Year 9  [{CHILD}]",
        f"  2025-09-08  Came into care  [{CHILD}]",
        f"  2025-09-08  Legal status: interim care order (C1)  [{CHILD}]",
        f"  2025-09-08  Placement began: foster care, long term (U4)  [{CHILD}]",
        f"  2025-09-08  Responsible from here on: social worker ps-5d913e2mmd7db  [{CHILD}]",
        f"  2025-09-08  Responsible from here on: virtual school officer ps-1rg6nhntkpqjd  [{CHILD}]",
        f"  2025-09-08  Responsible from here on: designated teacher ps-hxye2m0ptcak8  [{CHILD}]",
    ]


def test_programs_are_told_the_file(root: Path) -> None:
    told = pepsite("journey", CHILD, "--as-of", "2026-05-15", "--format", "json", "-C", root)

    entries = json.loads(told.stdout)["journey"]
    assert [one["path"] for one in entries if one["happened"] == "pep-submitted"] == [OLDER_PEP]
    assert [one["on"] for one in entries] == sorted(one["on"] for one in entries)


def test_a_child_that_is_not_there_is_said(root: Path) -> None:
    assert pepsite("journey", "ch-0000000000000", "-C", root).exit_code == 10


def test_a_journey_audit_begins_with_what_happened(tmp_path: Path) -> None:
    folder = lay_out(BASE, tmp_path / "workspace")
    words = ("--template", "journey", "--auditor", "ps-mryk56crsfx64", "--as-of", "2025-12-15")
    told = pepsite("audit", "start", CHILD, *words, "-C", folder)

    assert told.exit_code == 0, told.output
    above, _, below = told.stdout.partition("What happened in these days\n")
    assert above
    assert f"  2025-09-08  Came into care  [{CHILD}]" in below
    assert "2023-09-04" not in below.partition("\n\n")[0]
