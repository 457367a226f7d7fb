"""A PEP as a page for one reader, from a workspace that the demo makes."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path

import pytest
from click.testing import Result
from lxml import html

from pepsite.privacy.identity import Identity, StaffIdentity
from pepsite.store.identities import IdentityStore
from pepsite.store.user_files import identities_path, identity_key_path
from tests.cli.running import pepsite
from tests.invented.demo import demo_of

pytestmark = pytest.mark.uncounted

AS_OF = "2026-05-15"
NAME = "May Quillfeather"
HOSTILE = "<script>alert(1)</script>{{ 7 * 7 }}"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_of(tmp_path_factory, 8)


@pytest.fixture
def root(demo: Path, tmp_path: Path) -> Path:
    made = tmp_path / "school"
    shutil.copytree(demo, made, ignore=shutil.ignore_patterns(".pepsite"))
    return made


def a_pep(root: Path, status: str = "complete") -> Path:
    """Return the first PEP of this status whose child wants a copy."""
    for path in sorted((root / "records" / "children").glob("*/peps/*.yaml")):
        text = path.read_text(encoding="utf-8")
        if f"status: {status}\n" in text and "wants_a_copy: true" in text:
            return path
    raise AssertionError(status)


def export(root: Path, pep: Path, reader: str, out: Path, *more: object) -> Result:
    words = ("--for", reader, "--out", out, "--as-of", AS_OF, "-C", root, *more)
    return pepsite("export", "pep", pep.stem, *words)


def named(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEPSITE_IDENTITIES", str(tmp_path / "own" / "store.age"))
    monkeypatch.setenv("PEPSITE_IDENTITY_KEY", str(tmp_path / "own" / "key"))
    store = IdentityStore.create(identities_path(), identity_key_path(), workspace=root)
    for child in (root / "records" / "children").iterdir():
        store.add(Identity(child=child.name, full_name=NAME))
    for person in (root / "records" / "people").iterdir():
        store.add(StaffIdentity(person=person.stem, full_name="Ada Staffordly"))
    store.save()


def settle(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    changed = re.sub(old, new, text, flags=re.MULTILINE)
    assert changed != text
    path.write_text(changed, encoding="utf-8")


def parents_may(root: Path, pep: Path, *, may: bool) -> None:
    child = pep.parents[1] / "child.yaml"
    text = re.sub(
        r"^parents_may_have_a_copy:.*\n(  .*\n)*", "", child.read_text("utf-8"), flags=re.MULTILINE
    )
    said = str(may).lower()
    child.write_text(
        text.replace("\neducation:", f"\nparents_may_have_a_copy: {said}\neducation:"), "utf-8"
    )


@pytest.mark.parametrize("reader", ["child", "carer", "parent", "school", "case-file"])
def test_each_reader_gets_one_page_that_loads_nothing(
    root: Path, tmp_path: Path, reader: str
) -> None:
    pep, out = a_pep(root), tmp_path / "copy.html"
    parents_may(root, pep, may=True)

    done = export(root, pep, reader, out)

    assert done.exit_code == 0, done.output
    page = html.fromstring(out.read_text(encoding="utf-8"))
    assert page.get("lang") == "en-GB"
    assert [one.tag for one in page.iter("script", "img", "link", "iframe", "form")] == []
    assert all(str(one.get("href")).startswith("#") for one in page.iter("a"))
    assert len(page.findall(".//h1")) == 1
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert pep.parents[1].name in page.text_content()  # no identity store: the id stands there
    assert "{child}" not in out.read_text(encoding="utf-8")
    assert out.stat().st_mode & 0o077 == 0


def test_the_name_stands_where_it_may_and_a_school_gets_what_the_authority_settled(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named(root, tmp_path, monkeypatch)
    pep = a_pep(root)
    texts = {}
    for label, reader in (("child", "child"), ("school", "school")):
        done = export(root, pep, reader, tmp_path / f"{label}.html")
        assert done.exit_code == 0, done.output
        assert NAME not in done.output
        texts[label] = unescape((tmp_path / f"{label}.html").read_text(encoding="utf-8"))
    export(root, pep, "school", tmp_path / "id.html", "--label", "id")
    texts["id"] = (tmp_path / "id.html").read_text(encoding="utf-8")

    assert NAME in texts["child"]
    assert "Ada Staffordly" in texts["child"]
    assert NAME not in texts["school"]
    assert "M.Q., Year" in texts["school"]
    assert "M.Q." not in texts["id"]
    assert pep.parents[1].name in texts["id"]


def test_a_parents_copy_needs_leave(root: Path, tmp_path: Path) -> None:
    pep = a_pep(root)
    parents_may(root, pep, may=False)
    refused = export(root, pep, "parent", tmp_path / "copy.html")
    assert refused.exit_code == 10
    assert "parents_may_have_a_copy" in refused.stderr
    assert not (tmp_path / "copy.html").exists()


def test_a_copy_that_is_withheld_is_not_written(root: Path, tmp_path: Path) -> None:
    pep = a_pep(root)
    text = re.sub(
        r"^distribution:\n((  .*|- .*)\n)*", "", pep.read_text("utf-8"), flags=re.MULTILINE
    )
    pep.write_text(
        text + "distribution:\n- id: aaaaaa\n  to: carer\n  withheld: It was asked for.\n", "utf-8"
    )
    done = export(root, pep, "carer", tmp_path / "copy.html")
    assert done.exit_code == 10
    assert "no copy goes to the carer" in done.stderr
    assert "asked for" not in done.stderr


def test_a_child_who_wants_no_copy_gets_none(root: Path, tmp_path: Path) -> None:
    pep = a_pep(root)
    settle(pep, "wants_a_copy: true", "wants_a_copy: false")
    assert export(root, pep, "child", tmp_path / "copy.html").exit_code == 10


def test_before_any_policy_says_so_nobody_gets_a_copy(root: Path, tmp_path: Path) -> None:
    done = pepsite(
        "export", "pep", a_pep(root).stem, "--for", "school", "--out", tmp_path / "copy.html",
        "--as-of", "2010-01-01", "-C", root,
    )  # fmt: skip
    assert done.exit_code == 10
    assert "gives no copy" in done.stderr


def test_what_people_wrote_stays_text(root: Path, tmp_path: Path) -> None:
    pep = a_pep(root)
    settle(pep, r"^(    words: ).*\n(      .*\n)*", rf"\1'{HOSTILE}'\n")
    done = export(root, pep, "child", tmp_path / "copy.html")
    assert done.exit_code == 0, done.output
    text = (tmp_path / "copy.html").read_text(encoding="utf-8")
    assert "<script" not in text
    assert HOSTILE in html.fromstring(text).text_content()


def test_the_page_is_written_once_and_never_into_the_workspace(root: Path, tmp_path: Path) -> None:
    pep = a_pep(root)
    assert export(root, pep, "school", root / "copy.html").exit_code == 10
    assert export(root, pep, "school", tmp_path / "copy.html").exit_code == 0
    assert export(root, pep, "school", tmp_path / "copy.html").exit_code == 10
    (tmp_path / "file").write_text("")
    assert export(root, pep, "school", tmp_path / "file" / "copy.html").exit_code == 10


def test_a_pep_that_is_not_there_or_cannot_be_read_is_said(root: Path, tmp_path: Path) -> None:
    pep = a_pep(root)
    assert export(root, Path("pep-0000000000000"), "school", tmp_path / "a.html").exit_code == 10
    pep.write_text("schema: pep/1\n", encoding="utf-8")
    assert "cannot be read" in export(root, pep, "school", tmp_path / "a.html").stderr


@pytest.mark.parametrize(
    ("status", "reader", "added"),
    [
        ("complete", "child", {"kind: shared": 1, "to: child": 1}),
        ("complete", "case-file", {"kind: filed": 1}),
        ("submitted", "carer", {"kind: shared": 1, "sent_on:": 1}),
    ],
)
def test_that_a_copy_went_is_put_down_and_comments_stay(
    root: Path, tmp_path: Path, status: str, reader: str, added: dict[str, int]
) -> None:
    pep = a_pep(root, status)
    settle(pep, r"\A(.*\n)", r"\1# Kept by hand.\n")
    by = next(iter(sorted((root / "records" / "people").glob("*.yaml")))).stem
    sent = ("--record-sent-on", "2026-05-14", "--by", by)
    before = pep.read_text(encoding="utf-8").splitlines()

    if reader == "child":
        done = export(root, pep, reader, tmp_path / "copy.html", *sent)
    else:  # given some time ago: only that is put down
        done = pepsite("export", "pep", pep.stem, "--for", reader, "-C", root, *sent)

    assert done.exit_code == 0, done.output
    after = pep.read_text(encoding="utf-8").splitlines()
    new = [line for line in after if line not in before or after.count(line) > before.count(line)]
    assert "# Kept by hand." in after
    assert (tmp_path / "copy.html").exists() is (reader == "child")
    assert [line for line in before if line not in after] == []
    for words, number in added.items():
        assert sum(words in line for line in new) >= number, new
    assert len(after) - len(before) <= 12
    assert pepsite("validate", "-C", root).exit_code == 0


def test_a_planned_copy_is_the_one_that_went(root: Path, tmp_path: Path) -> None:
    pep = a_pep(root, "submitted")
    text = re.sub(
        r"^distribution:\n((  .*|- .*)\n)*", "", pep.read_text("utf-8"), flags=re.MULTILINE
    )
    plan = "distribution:\n- id: aaaaaa\n  to: carer\n  how: by post\n- id: bbbbbb\n  to: school-staff\n"
    pep.write_text(text + plan, encoding="utf-8")
    by = next(iter(sorted((root / "records" / "people").glob("*.yaml")))).stem

    done = export(
        root, pep, "carer", tmp_path / "a.html", "--record-sent-on", "2026-05-14", "--by", by
    )

    assert done.exit_code == 0, done.output
    after = pep.read_text(encoding="utf-8")
    assert after.count("to: carer") == 2  # the line of the plan, and the event
    went = after.partition("- id: aaaaaa\n")[2].partition("- id: bbbbbb")[0]
    assert "sent_on: 2026-05-14" in went
    assert "how: by post" in went


def test_putting_down_needs_a_day_a_person_and_a_record_that_conforms(
    root: Path, tmp_path: Path
) -> None:
    pep, by = a_pep(root), next(iter((root / "records" / "people").glob("*.yaml"))).stem
    out = tmp_path / "copy.html"
    before = pep.read_bytes()
    assert export(root, pep, "child", out, "--by", by).exit_code == 2
    alone = ("export", "pep", pep.stem, "--for", "child", "-C", root)
    assert pepsite(*alone).exit_code == 2
    nobody = ("--record-sent-on", "2026-05-14", "--by", "ps-0000000000000")
    assert pepsite(*alone, *nobody).exit_code == 10
    too_early = ("--record-sent-on", "2001-05-14", "--by", by)
    assert pepsite(*alone, *too_early).exit_code == 10
    assert not out.exists()
    assert pep.read_bytes() == before
