"""Where the record with an id is kept, in a folder and in a tree of Git's."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from pepsite.git.trees import GitTree
from pepsite.store.files import Source
from pepsite.store.listing import Places, list_records

CHILD, PEP, SCHOOL = "ch-44j452gs8stah", "pep-632mkt2zeqhwn", "sc-b7as25ytj13be"


@pytest.fixture(params=["folder", "tree"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Source]:
    """The same two records, lying in a folder or committed."""
    for path in (f"children/{CHILD}/peps/{PEP}.yaml", f"schools/{SCHOOL}.yaml"):
        file = tmp_path / "records" / path
        file.parent.mkdir(parents=True)
        file.write_text("schema: x/1\n")
    if request.param == "folder":
        yield tmp_path
        return
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
    for asked in (["init", "-q"], ["add", "."], [*who, "commit", "-q", "-m", "Two records"]):
        subprocess.run(["git", *asked], cwd=tmp_path, check=True)
    with GitTree(tmp_path, "HEAD") as tree:
        yield tree


@pytest.mark.parametrize(
    ("record_id", "path"),
    [
        pytest.param(PEP, f"records/children/{CHILD}/peps/{PEP}.yaml", id="in a child's folder"),
        pytest.param(SCHOOL, f"records/schools/{SCHOOL}.yaml", id="where its id tells"),
        pytest.param("pep-2222222222222", None, id="nowhere"),
        pytest.param("sc-2222222222222", None, id="not where its id tells"),
    ],
)
def test_a_record_is_found_though_nothing_was_listed(
    source: Source, record_id: str, path: str | None
) -> None:
    places = Places(source, list_records(source, ()), is_whole=False)

    assert places.path(record_id) == path


def test_of_what_a_hidden_folder_holds_nothing_is_listed(tmp_path: Path) -> None:
    for path in ("records/.kept/one.yaml", ".kept/records/one.yaml"):
        file = tmp_path / path
        file.parent.mkdir(parents=True)
        file.write_text("schema: x/1\n")

    listing = list_records(tmp_path, ("records/.kept", "records/.kept/one.yaml", ".kept/records"))

    assert (listing.paths, listing.findings) == ((), ())
