"""`pepsite due` warns when the policy itself should have been looked at again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import pepsite
from tests.usecases.examples import AUTHORITY

PASSED = "the review of policy hillingdon was due on 2024-09-26"


@pytest.fixture
def hillingdon(workspace: Path) -> Path:
    authority = workspace / AUTHORITY
    text = authority.read_text("utf-8")
    before = next(line for line in text.splitlines() if line.startswith("policy:"))
    authority.write_text(text.replace(before, "policy: hillingdon"), "utf-8")
    return workspace


@pytest.mark.parametrize(
    ("as_of", "warns"), [("2024-09-26", False), ("2024-09-27", True)], ids=["its day", "the next"]
)
def test_due_warns_from_the_day_after_the_review_was_due(
    hillingdon: Path, as_of: str, *, warns: bool
) -> None:
    result = pepsite("due", "-C", hillingdon, "--as-of", as_of)

    assert result.exit_code == 0
    assert (PASSED in result.stderr) is warns
    assert PASSED not in result.stdout


def test_a_policy_without_a_day_for_its_review_is_not_warned_of(workspace: Path) -> None:
    assert pepsite("due", "-C", workspace, "--as-of", "2026-05-15").stderr == ""
