"""Submissions for tests: a clone and the bare repository it comes from, and edits of one PEP."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pepsite.usecases.propose_record import OpenedRecord, open_record
from pepsite.usecases.submission import Edit, Outcome, Proposed, Submission
from tests.git.repositories import git, repository
from tests.usecases.examples import BASE, YOUNGER_PEP, lay_out

TEACHER = "ps-hxye2m0ptcak8"
SOCIAL_WORKER = "ps-5d913e2mmd7db"
OFFICER = "ps-1rg6nhntkpqjd"
MANAGER = "ps-mryk56crsfx64"
AT = datetime(2026, 5, 15, 10, 30, tzinfo=UTC)


def bare(folder: Path) -> Path:
    """Make a bare repository that has the base on `main`."""
    start = repository(lay_out(BASE, folder / "start"))
    git(folder, "clone", "--quiet", "--bare", str(start), str(folder / "bare.git"))
    return folder / "bare.git"


def clone(of: Path, folder: Path) -> Path:
    """Clone a repository."""
    git(of.parent, "clone", "--quiet", str(of), str(folder))
    return folder


def opened(folder: Path, path: str = YOUNGER_PEP, branch: str = "") -> OpenedRecord:
    """Open a record that is there."""
    record = open_record(folder, path, branch)
    assert record is not None
    return record


def edited(record: OpenedRecord, **fields: Any) -> Edit:
    """Return an edit of a record with other values in some of its fields."""
    values = copy.deepcopy(dict(record.values))
    values.update(fields)
    return Edit(record.path, values, record.blob)


def submission(name: str, *edits: Edit, person: str = TEACHER, **more: Any) -> Submission:
    """Return a submission."""
    return Submission(name, person, more.pop("at", AT), edits, **more)


def proposed(outcome: Outcome) -> Proposed:
    """Return what was proposed, and fail where nothing was."""
    assert isinstance(outcome, Proposed), outcome
    return outcome


def branches(folder: Path) -> list[str]:
    """Return the names of the branches that hold submissions."""
    return git(folder, "for-each-ref", "--format=%(refname:short)", "refs/heads/forms").split()
