"""Everything says the same with the identity store absent and present, save for names."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pepsite.privacy.identity import Identity
from pepsite.store.identities import IdentityStore
from pepsite.store.user_files import KEY_VARIABLE, STORE_VARIABLE
from tests.cli.running import pepsite
from tests.usecases.examples import BASE, OLDER_PEP, YOUNGER, YOUNGER_PEP, lay_out

AS_OF = ("--as-of", "2026-05-15")
NAME, UPN = "Zebedee Quillfeather", "H999888777666"
IDENTITIES = (
    Identity(
        child="ch-ztcfncxj4a9qh",
        full_name="Zebedee Ptolemy Quillfeather",
        known_as="Zeb",
        previous_names=("Zebedee Marrowby",),
        upn=UPN,
    ),
    # Children are called like words, and like places.
    Identity(child="ch-pkxc1mjxwh83g", full_name="Will Young", known_as="May"),
    Identity(child="ch-dy11bfrybk1gq", full_name="May Summer"),
    Identity(child="ch-fwh9whs5r0h2w", full_name="Mark Reading"),
    Identity(child="ch-nckcsn1kg09d9", full_name="Summer"),
)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return lay_out(BASE, tmp_path / "workspace")


@pytest.fixture
def bring_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what puts an identity store onto this computer."""

    def bring() -> None:
        path, key = tmp_path / "own" / "identities.age", tmp_path / "own" / "key.txt"
        path.parent.mkdir()
        store = IdentityStore.create(path, key)
        store.add(*IDENTITIES)
        store.save()
        monkeypatch.setenv(STORE_VARIABLE, str(path))
        monkeypatch.setenv(KEY_VARIABLE, str(key))

    return bring


def say(workspace: Path, words: str) -> None:
    """Put these words into the prose of the older child's PEP."""
    text = (workspace / OLDER_PEP).read_text("utf-8")
    old = "Sees the school counsellor."
    assert old in text
    (workspace / OLDER_PEP).write_text(text.replace(old, words), "utf-8")


def names_found(workspace: Path, *words: str) -> list[tuple[str, int, int]]:
    report = json.loads(pepsite("validate", "-C", workspace, "--format", "json", *words).stdout)
    assert {one["code"] for one in report["findings"]} <= {"name-in-record"}
    return [(one["path"], one["line"], one["column"]) for one in report["findings"]]


def test_the_verdict_is_the_same_but_for_whether_names_were_checked(
    workspace: Path, bring_store: Callable[[], None]
) -> None:
    text = (workspace / YOUNGER_PEP).read_text("utf-8")
    (workspace / YOUNGER_PEP).write_text(text.replace("Y4", "Y99"), "utf-8")

    def outputs() -> list[str]:
        return [
            pepsite("validate", "-C", workspace, "--format", form).stdout
            for form in ("json", "text", "sarif", "junit", "github")
        ]

    absent = outputs()
    bring_store()
    present = outputs()

    assert '"names_checked": false' in absent[0]
    assert "; names not checked\n" in absent[1]
    assert present[0] == absent[0].replace('"names_checked": false', '"names_checked": true')
    assert present[1] == absent[1].replace("names not checked", "names checked")
    assert present[4] == absent[4]
    for before, after in zip(absent, present, strict=True):
        assert len(before) - 20 < len(after) < len(before) + 20 or "not checked" in before


@pytest.mark.parametrize("command", ["compliance", "due"])
@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_what_is_computed_is_the_same_to_the_byte(
    workspace: Path, bring_store: Callable[[], None], command: str, form: str
) -> None:
    words = (command, "-C", workspace, *AS_OF, "--format", form)
    absent = pepsite(*words).stdout_bytes
    bring_store()
    assert pepsite(*words).stdout_bytes == absent


@pytest.mark.parametrize("audience", ["public", "staff"])
def test_the_site_is_the_same_to_the_byte(
    workspace: Path, tmp_path: Path, bring_store: Callable[[], None], audience: str
) -> None:
    def pages(name: str) -> dict[str, bytes]:
        folder = tmp_path / name
        words = ("build", "--audience", audience, "-C", workspace, *AS_OF, "--markdown", folder)
        assert pepsite(*words).exit_code == 0
        files = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    absent = pages("absent")
    bring_store()
    present = pages("present")
    assert absent
    assert present == absent


def test_a_childs_name_is_found_at_its_line_only_where_names_are_known(
    workspace: Path, bring_store: Callable[[], None]
) -> None:
    say(workspace, f"Sees the counsellor. {NAME} is in the same class.")
    assert names_found(workspace) == []
    bring_store()
    assert names_found(workspace) == [(OLDER_PEP, 86, 33)]
    outcome = pepsite("validate", "-C", workspace)
    assert outcome.exit_code == 1
    assert "Zebedee" not in outcome.output
    assert "Quillfeather" not in outcome.output


@pytest.mark.parametrize(
    "words",
    [
        "Zebedee Ptolemy Quillfeather came.",
        "zebedee quillfeather came.",
        "QUILLFEATHER, Zebedee, came.",
        "Zeb Quillfeather's carer came.",
        "It was Zebedee Marrowby then.",
        f"See {UPN}.",
        f"See upn:{UPN.lower()}, page 2.",
        "Zebedee Quillfeather’s carer came.",
        "ZEBEDEE QUILLFEATHER CAME.",
        "It was Will Young.",
        "It was May Summer, not Mark Reading.",
    ],
)
def test_every_way_a_child_is_named_in_full_is_found(
    workspace: Path, bring_store: Callable[[], None], words: str
) -> None:
    say(workspace, words)
    bring_store()
    found = names_found(workspace)
    assert {path for path, _, _ in found} == {OLDER_PEP}
    assert {line for _, line, _ in found} == {86}


@pytest.mark.parametrize(
    "words",
    [
        "Will may mark the young readers in Reading, and in May the summer school.",
        "This summer Will and May read with Mark in Reading.",
        "A young person. Will she come in May? Mark it.",
        "Summer term, reading, May; Young Carers group.",
        "The reading mark may rise; young people will know in summer.",
        "Zebedee had a good term.",
        '"{child} had a good term."',
        "He will, young as he is, may be, young or not.",
        "It may summer holidays allow.",
    ],
)
def test_a_word_is_a_name_only_where_it_is_one(
    workspace: Path, bring_store: Callable[[], None], words: str
) -> None:
    say(workspace, words)
    bring_store()
    assert names_found(workspace) == []


def test_names_are_looked_for_in_comments_and_broken_files_too(
    workspace: Path, bring_store: Callable[[], None]
) -> None:
    """A name is in the repository as soon as it is in the file, whatever else is wrong."""
    with (workspace / YOUNGER).open("a", encoding="utf-8") as file:
        file.write(f"# {NAME}\n")
    (workspace / YOUNGER_PEP).write_text(f"name: [{NAME}\n", "utf-8")
    bring_store()
    report = json.loads(pepsite("validate", "-C", workspace, "--format", "json").stdout)
    found = {
        (one["path"], one["line"]) for one in report["findings"] if one["code"] == "name-in-record"
    }
    assert found == {
        (YOUNGER, (workspace / YOUNGER).read_text("utf-8").count("\n")),
        (YOUNGER_PEP, 1),
    }


def test_only_what_is_asked_about_is_scanned(
    workspace: Path, bring_store: Callable[[], None]
) -> None:
    say(workspace, f"{NAME} came.")
    bring_store()
    assert names_found(workspace, YOUNGER) == []
    assert len(names_found(workspace, OLDER_PEP)) == 1


def test_formatting_and_schemas_do_not_ask_for_the_store(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A store that cannot be opened stops what needs it, and nothing else."""
    broken = tmp_path / "broken.age"
    broken.write_bytes(b"not a store")
    monkeypatch.setenv(STORE_VARIABLE, str(broken))
    monkeypatch.setenv(KEY_VARIABLE, str(tmp_path / "no-key.txt"))
    for words in (("compliance", *AS_OF), ("due", *AS_OF), ("format", "--check"), ("schema",)):
        assert pepsite(*words, "-C", workspace).exit_code == 0, words
    assert pepsite("validate", "-C", workspace).exit_code == 17
