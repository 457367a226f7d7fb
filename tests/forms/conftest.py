"""One workspace in Git for a module's tests, and the forms opened on it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pepsite.privacy.identity import Identity
from pepsite.privacy.names import NameScan
from pepsite.store.identities import IdentityStore
from tests.forms.opened import (
    OFFICER_ID,
    OLDER_CHILD,
    SCHOOL,
    YOUNGER_CHILD,
    OpenForms,
    open_forms,
    workspace_in_git,
)

OLDER_PEP = "pep-hc4dvy5m8nb0v"


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


@pytest.fixture
def open_at_one_school(
    workspace: Path, open_as: OpenAs, tmp_path: Path
) -> Callable[..., OpenForms]:
    """Return how to open the forms where both children go to one school, and who is who is known."""

    def opened(*known: Identity) -> OpenForms:
        child = workspace / f"records/children/{YOUNGER_CHILD}/child.yaml"
        text = child.read_text(encoding="utf-8")
        child.write_text(text.replace("sc-8h5jv1f9eyfzj", SCHOOL), encoding="utf-8")
        subprocess.run(("git", "-C", workspace, "commit", "-qam", "At one school"), check=True)
        store = IdentityStore.create(tmp_path / "identities.age", tmp_path / "identity-key.txt")
        store.add(*known)
        forms = open_as(OFFICER_ID, store)
        forms.desk.names = NameScan(store.identities())
        return forms

    return opened


@pytest.fixture
def submitted(workspace: Path, open_as: OpenAs) -> tuple[OpenForms, str]:
    """Return the forms with a review begun of a plan that was sent and not looked at yet."""
    folder = workspace / f"records/children/{OLDER_CHILD}"
    pep = folder / f"peps/{OLDER_PEP}.yaml"
    pep.write_text(pep.read_text().replace("status: complete", "status: submitted"))
    for review in (folder / "qa-reviews").glob("*.yaml"):
        review.unlink()
    subprocess.run(("git", "-C", workspace, "commit", "-qam", "Sent"), check=True)
    forms = open_as(OFFICER_ID)
    return forms, forms.begin("qa-review", child=OLDER_CHILD, pep=OLDER_PEP)
