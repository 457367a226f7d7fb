"""One workspace in Git for a module's tests, and the forms opened on it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pepsite.store.identities import IdentityStore
from tests.forms.opened import OFFICER_ID, OpenForms, open_forms, workspace_in_git


@pytest.fixture(scope="session")
def accepted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace in Git that no test changes: they copy it."""
    return workspace_in_git(tmp_path_factory.mktemp("accepted") / "workspace")


@pytest.fixture
def workspace(accepted: Path, tmp_path: Path) -> Path:
    """Return a workspace of the test's own."""
    return shutil.copytree(accepted, tmp_path / "workspace", symlinks=True)


OpenAs = Callable[..., OpenForms]


@pytest.fixture
def open_as(workspace: Path, tmp_path: Path) -> OpenAs:
    """Return how to open the forms as somebody."""

    def opened(person: str, identities: IdentityStore | None = None) -> OpenForms:
        return open_forms(workspace, person, tmp_path / "state", identities)

    return opened


@pytest.fixture
def forms(open_as: OpenAs) -> OpenForms:
    """Return the forms, opened by an officer of the virtual school."""
    return open_as(OFFICER_ID)
