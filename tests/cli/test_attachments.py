"""Documents kept with PEPs: what is taken, who can read it, and what is found to be wrong."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import Result

from pepsite.store.attachments import Attachments
from pepsite.store.identities import IdentityStore
from pepsite.store.user_files import identities_path, identity_key_path
from pepsite.store.writing import save as save_record
from tests.cli.running import pepsite
from tests.invented.demo import demo_of
from tests.usecases.test_hand_over import a_pep

COMMAND = Path(sys.executable).with_name("pepsite")
SECRET = b"Zebedee Quillfeather"
PDF = b"%PDF-1.7\n" + SECRET + b"\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + SECRET + b"\0\0\0\0IEND\xaeB`\x82"
JPG = b"\xff\xd8\xff\xe0" + SECRET + b"\xff\xd9"


def word(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name in names:
            file.writestr(name, "words")
    return made.getvalue()


DOCX = word("[Content_Types].xml", "word/document.xml")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_of(tmp_path_factory, 8)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a new identity store."""
    monkeypatch.setenv("PEPSITE_IDENTITIES", str(tmp_path / "own" / "store.age"))
    monkeypatch.setenv("PEPSITE_IDENTITY_KEY", str(tmp_path / "keys" / "key"))
    IdentityStore.create(identities_path(), identity_key_path())
    return tmp_path / "own"


@pytest.fixture
def pep(demo: Path, tmp_path: Path, own: Path) -> Path:
    made = tmp_path / "school"
    shutil.copytree(demo, made, ignore=shutil.ignore_patterns(".pepsite"))
    return a_pep(made, "submitted")


def add(pep: Path, content: bytes, tmp_path: Path, name: str = "report.pdf") -> Result:
    file = tmp_path / name
    file.write_bytes(content)
    words = ("--kind", "school-report", "--on", "2026-05-15", "-C", pep.parents[4])
    return pepsite("attachments", "add", pep.stem, file, *words)


def save(pep: Path, item: str, out: Path) -> Result:
    return pepsite("attachments", "save", pep.stem, item, "--out", out, "-C", pep.parents[4])


def check(pep: Path) -> Result:
    return pepsite("attachments", "check", "-C", pep.parents[4])


@pytest.mark.parametrize(
    ("content", "kind"), [(PDF, "pdf"), (PNG, "png"), (JPG, "jpg"), (DOCX, "docx")], ids=lambda one: str(one)[:6]
)  # fmt: skip
def test_a_document_is_kept_encrypted_and_comes_back_as_it_was(
    pep: Path, own: Path, tmp_path: Path, content: bytes, kind: str
) -> None:
    added = add(pep, content, tmp_path, "anything")
    item = added.stdout.strip()
    saved = save(pep, item, tmp_path / "back")

    assert (added.exit_code, saved.exit_code) == (0, 0), added.output + saved.output
    assert f"as {kind}" in added.stderr
    assert (tmp_path / "back").read_bytes() == content
    [sealed] = (own / "store.age.attachments").glob("*.age")
    assert sealed.read_bytes().startswith(b"age-encryption.org/v1")
    assert SECRET not in sealed.read_bytes()
    text = pep.read_text(encoding="utf-8")
    assert f"pointer: attachment:{sealed.stem}" in text
    assert "hash: sha256:" in text
    validated = subprocess.run(
        [COMMAND, "validate", "-C", pep.parents[4]], capture_output=True, check=False
    )
    assert validated.returncode == 0, validated.stderr
    assert check(pep).exit_code == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"MZ\x90\x00", "none of PDF"),
        (b"<html>%PDF-</html>", "none of PDF"),
        (PDF[:20], "cut short"),
        (PNG[:-4], "cut short"),
        (DOCX[:30], "damaged"),
        (word("xl/workbook.xml"), "none of PDF"),
        (word("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "macros"),
        (b"%PDF-" + b"\0" * 10_000_000 + b"%%EOF", "larger than 10 MB"),
    ],
    ids=["empty", "program", "page", "half-pdf", "half-png", "half-docx", "sheet", "macros", "large"],
)  # fmt: skip
def test_what_it_is_is_seen_from_what_is_in_it(
    pep: Path, own: Path, tmp_path: Path, content: bytes, says: str
) -> None:
    before = pep.read_bytes()
    done = add(pep, content, tmp_path)
    assert (done.exit_code, done.stdout) == (16, "")
    assert says in done.stderr
    assert pep.read_bytes() == before
    assert not (own / "store.age.attachments").exists()


def test_a_missing_and_a_changed_document_are_found(pep: Path, own: Path, tmp_path: Path) -> None:
    gone, other, damaged = (add(pep, one, tmp_path).stdout.strip() for one in (PDF, PNG, JPG))
    text = pep.read_text(encoding="utf-8")
    files = [
        own / "store.age.attachments" / f"{line.rpartition(':')[2].strip()}.age"
        for line in text.splitlines()
        if "pointer: attachment:" in line
    ]
    assert check(pep).exit_code == 0
    files[0].unlink()
    store = IdentityStore.open(identities_path(), identity_key_path())
    files[1].write_bytes(store.seal(PDF))
    files[2].write_bytes(b"not sealed at all")
    Attachments(store).keep(PDF)
    (own / "store.age.attachments" / "notes.age").write_bytes(b"somebody's own")

    found = check(pep)

    assert found.exit_code == 1
    assert found.stdout.splitlines() == [
        f"{pep.stem}  {gone}  missing",
        f"{pep.stem}  {other}  changed",
        f"{pep.stem}  {damaged}  changed",
    ]
    assert "1 kept, and no record points to them" in found.stderr
    assert [save(pep, one, tmp_path / one).exit_code for one in (gone, other)] == [17, 17]


def test_a_document_kept_elsewhere_is_counted_and_not_looked_at(pep: Path, tmp_path: Path) -> None:
    text = pep.read_text(encoding="utf-8")
    assert "attachments:" not in text
    pointer = "attachments:\n- id: aaaaaa\n  kind: ehcp\n  pointer: Document store 7\n  added_on: 2026-05-01\n"
    pep.write_text(text + pointer, encoding="utf-8")
    found = check(pep)
    assert found.exit_code == 0
    assert "kept elsewhere" in found.stderr
    assert save(pep, "aaaaaa", tmp_path / "back").exit_code == 17


def test_nothing_is_added_to_a_complete_pep(pep: Path, own: Path, tmp_path: Path) -> None:
    complete = a_pep(pep.parents[4], "complete")
    assert add(complete, PDF, tmp_path).exit_code == 10
    assert not (own / "store.age.attachments").exists()


def test_what_cannot_be_put_down_is_not_kept(
    pep: Path, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def somebody_was_quicker(root: Path, path: str, text: str, opened: str | None) -> None:
        (root / path).write_bytes((root / path).read_bytes() + b"# Saved meanwhile.\n")
        save_record(root, path, text, opened)

    monkeypatch.setattr("pepsite.usecases.edit_pep.save", somebody_was_quicker)
    before = pep.read_bytes()

    done = add(pep, PDF, tmp_path)

    assert done.exit_code == 13
    assert pep.read_bytes() == before + b"# Saved meanwhile.\n"
    assert list((own / "store.age.attachments").glob("*.age")) == []


def test_a_colleague_added_later_reads_the_documents_too(
    pep: Path, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = add(pep, PDF, tmp_path).stdout.strip()
    (own / "store.age.attachments" / f"{'0' * 32}.age").write_bytes(b"not sealed at all")
    colleague = IdentityStore.create(tmp_path / "else" / "s.age", tmp_path / "else" / "key")

    shared = pepsite("identities", "share", colleague.own_recipient, "-C", pep.parents[4])
    monkeypatch.setenv("PEPSITE_IDENTITY_KEY", str(tmp_path / "else" / "key"))

    assert shared.exit_code == 0, shared.output
    assert save(pep, item, tmp_path / "back").exit_code == 0
    assert (tmp_path / "back").read_bytes() == PDF


def test_it_is_written_outside_the_workspace_and_over_nothing(pep: Path, tmp_path: Path) -> None:
    item = add(pep, PDF, tmp_path).stdout.strip()
    (tmp_path / "there").write_text("mine")
    outs = (pep.parents[4] / "a.pdf", tmp_path / "there", tmp_path / "there" / "a.pdf")
    assert [save(pep, item, out).exit_code for out in outs] == [10, 10, 10]
    assert save(pep, "zzzzzz", tmp_path / "a.pdf").exit_code == 10
    assert (tmp_path / "there").read_text() == "mine"


def test_without_an_identity_store_nothing_is_kept(
    pep: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEPSITE_IDENTITIES", str(tmp_path / "none" / "store.age"))
    assert (add(pep, PDF, tmp_path).exit_code, check(pep).exit_code) == (17, 17)


def test_a_disk_that_says_no_is_said(pep: Path, own: Path, tmp_path: Path) -> None:
    item = add(pep, PDF, tmp_path).stdout.strip()
    folder = own / "store.age.attachments"
    [sealed] = folder.glob("*.age")
    sealed.unlink()
    sealed.mkdir()
    other = IdentityStore.create(tmp_path / "else" / "s.age", tmp_path / "else" / "key")

    shared = pepsite("identities", "share", other.own_recipient, "-C", pep.parents[4])
    read = save(pep, item, tmp_path / "back")
    shutil.rmtree(folder)
    folder.write_text("in the way")
    written = add(pep, PDF, tmp_path)

    assert [one.exit_code for one in (shared, read, written)] == [17, 17, 17]
    for one in (shared, read, written):
        assert "attachment" in one.stderr
