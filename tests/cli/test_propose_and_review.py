"""`pepsite propose` and `pepsite review`, from the change in a file to the merge, and what they say."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from pepsite.usecases.propose_record import UNSENT
from tests.cli.running import pepsite
from tests.forms.test_web_withholding import VOICE
from tests.git.forge_stand_ins import note_options, noted
from tests.git.repositories import commit, git
from tests.git.signing import make_key
from tests.usecases.examples import AUTHORITY, OLDER_PEP, YOUNGER_PEP
from tests.usecases.submissions import MANAGER, SOCIAL_WORKER, TEACHER, bare, clone


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a bare repository to be copied."""
    return bare(tmp_path_factory.mktemp("start"))


@pytest.fixture
def work(start: Path, tmp_path: Path) -> Path:
    """Return a clone in which a PEP was changed."""
    shutil.copytree(start, tmp_path / "shared.git")
    folder = clone(tmp_path / "shared.git", tmp_path / "work")
    change(folder, YOUNGER_PEP, "Y4", "Y5")
    return folder


@pytest.fixture(scope="module")
def work_with_voice(start: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return a clone from which was sent what a child said, and the name of what was sent."""
    place = tmp_path_factory.mktemp("voice")
    shutil.copytree(start, place / "shared.git")
    folder = clone(place / "shared.git", place / "work")
    with (folder / YOUNGER_PEP).open("a", encoding="utf-8") as file:
        file.write(VOICE)
    return folder, pepsite("propose", "-C", folder, "--as", SOCIAL_WORKER).stdout.split()[2]


def change(work: Path, path: str, old: str, new: str) -> None:
    text = (work / path).read_text("utf-8")
    assert old in text
    (work / path).write_text(text.replace(old, new, 1), "utf-8")


def settle_forge(work: Path, *lines: str) -> None:
    """Have the authority settle a forge, and everybody know it."""
    git(work, "stash", "--quiet")
    with (work / AUTHORITY).open("a", encoding="utf-8") as file:
        file.write("\n".join(["forge:", *(f"  {line}" for line in lines), ""]))
    commit(work, "A forge")
    git(work, "push", "--quiet", "origin", "main")
    git(work, "stash", "pop", "--quiet")


def waiting(work: Path) -> list[str]:
    listed = git(work, "for-each-ref", "--format=%(refname)", UNSENT)
    return [one.removeprefix(UNSENT) for one in listed.split()]


def test_from_a_changed_file_to_the_merge(work: Path) -> None:
    shared = work.parent / "shared.git"
    sent = pepsite("propose", "-C", work, "--as", TEACHER)
    assert sent.exit_code == 0
    name = sent.stdout.split()[2]
    assert sent.stdout == (
        f"for review: {name}\n  PEP pep-jxp7jjy63y6fz: initial, section year group\n{name}: sent\n"
    )
    assert git(work, "status", "--porcelain") == f"M {YOUNGER_PEP}"
    assert pepsite("propose", "-C", work, "--as", TEACHER).stdout.startswith(f"sent before: {name}")
    listed = pepsite("review", "list", "-C", shared)
    assert listed.stdout == (
        f"{name}  from {TEACHER}, 0 days, conforms\n"
        "    PEP pep-jxp7jjy63y6fz: initial, section year group\n"
        "1 waiting\n"
    )
    (told,) = json.loads(pepsite("review", "list", "-C", work, "--format", "json").stdout)
    assert (told["id"], told["verdict"], told["records"][0]["sections"]) == (
        name,
        "conforms",
        {"year group": 1},
    )
    shown = pepsite("review", "show", "-C", shared, name)
    assert "year group from *Y4* to *Y5*" in shown.stdout
    assert "Compliance as of" in shown.stdout
    for form in ("md", "html", "json"):
        quiet = pepsite("review", "show", "-C", shared, name, "--format", form, "--ids-only")
        assert "Y5" not in quiet.stdout
        assert "year group" in quiet.stdout
    assert pepsite("review", "accept", "-C", shared, name, "--as", TEACHER).exit_code == 10
    done = pepsite("review", "accept", "-C", shared, name, "--as", MANAGER)
    assert done.stdout == "accepted: PEP pep-jxp7jjy63y6fz: initial, section year group\n"
    assert pepsite("review", "list", "-C", work).stdout == "nothing waits to be reviewed\n"


def test_once_it_is_accepted_the_files_it_was_sent_from_are_no_longer_a_change(work: Path) -> None:
    other = clone(work.parent / "shared.git", work.parent / "other")
    new = work / "notes.txt"
    person = work / "records/people/ps-mgrn0v5k2xtpg.yaml"
    person.write_text(
        "schema: person/1\nid: ps-mgrn0v5k2xtpg\nrole: school-staff\nactive: true\n", "utf-8"
    )
    new.write_text("half written\n", "utf-8")
    sent = pepsite("propose", "-C", work, "--as", TEACHER, work / YOUNGER_PEP, person)
    assert git(work, "status", "--porcelain").split("\n")[0].strip() == f"M {YOUNGER_PEP}"
    name = sent.stdout.split()[2]
    assert pepsite("review", "accept", "-C", other, name, "--as", MANAGER).exit_code == 0

    assert pepsite("review", "list", "-C", work, "--offline").exit_code == 0
    assert git(work, "rev-parse", "main") != git(other, "rev-parse", "main")
    assert pepsite("review", "list", "-C", work).stdout == "nothing waits to be reviewed\n"

    assert git(work, "rev-parse", "main") == git(other, "rev-parse", "main")
    assert git(work, "status", "--porcelain") == f"?? {new.relative_to(work).as_posix()}"
    assert new.read_text("utf-8") == "half written\n"


def test_what_somebody_goes_on_with_after_sending_stays_as_they_have_it(work: Path) -> None:
    other = clone(work.parent / "shared.git", work.parent / "other")
    (work / OLDER_PEP).write_bytes((work / OLDER_PEP).read_bytes() + b"# Looked at\n")
    name = pepsite("propose", "-C", work, "--as", TEACHER).stdout.split()[2]
    (work / OLDER_PEP).write_bytes((work / OLDER_PEP).read_bytes() + b"# Again\n")
    before = git(work, "status", "--porcelain")
    own = (work / OLDER_PEP).read_bytes()
    assert pepsite("review", "accept", "-C", other, name, "--as", MANAGER).exit_code == 0
    pepsite("review", "list", "-C", work)
    assert git(work, "status", "--porcelain") == before
    assert (work / OLDER_PEP).read_bytes() == own


@pytest.mark.parametrize("form", ["text", "md", "html", "json"])
@pytest.mark.parametrize(
    ("reader", "sees"),
    [
        ((), set()),
        (("--as", "ps-0000000000000"), set()),
        (("--as", MANAGER), {"library"}),
        (("--as", TEACHER), {"diver"}),
        (("--as", SOCIAL_WORKER), {"corridor", "library", "diver"}),  # who typed it
    ],
)
def test_what_a_child_keeps_to_some_people_is_shown_to_them_alone(
    work_with_voice: tuple[Path, str], reader: tuple[str, ...], sees: set[str], form: str
) -> None:
    folder, name = work_with_voice
    shown = pepsite("review", "show", "-C", folder, name, *reader, "--format", form)
    assert shown.exit_code == 0, shown.stderr
    assert {one for one in ("corridor", "library", "diver") if one in shown.stdout} == sees
    assert ("chose who may see it" in shown.stdout) == (len(sees) < 3)


def test_what_is_sent_back_is_shown_so(work: Path) -> None:
    name = pepsite("propose", "-C", work, "--as", MANAGER).stdout.split()[2]
    own = pepsite("review", "accept", "-C", work, name, "--as", MANAGER)
    assert (own.exit_code, "somebody else has to look" in own.stderr) == (10, True)
    words = ("review", "return", "-C", work, name, "--as", MANAGER, "--reason")
    assert pepsite(*words, "Born on 3 April 2016.").exit_code == 1
    back = pepsite(*words, "Which year is it?")
    assert back.stdout == f"sent back: {name}\n"
    listed = pepsite("review", "list", "-C", work).stdout
    assert f"by {MANAGER}; the reason stands in the PEP\n" in listed
    assert listed.endswith("nothing waits to be reviewed, 1 sent back\n")
    assert "Which year" not in listed


def test_what_does_not_conform_is_said_and_not_sent(work: Path) -> None:
    change(work, YOUNGER_PEP, "Y5", "Zebedee")
    done = pepsite("propose", "-C", work, "--as", TEACHER)
    assert done.exit_code == 1
    assert "not-in-list" in done.stdout
    assert "Zebedee" not in done.output
    assert git(work, "for-each-ref", "refs/heads/forms") == ""


def test_what_somebody_else_changed_too_is_named_by_its_section(work: Path) -> None:
    other = clone(work.parent / "shared.git", work.parent / "other")
    change(other, YOUNGER_PEP, "Y4", "Y6")
    name = pepsite("propose", "-C", other, "--as", MANAGER).stdout.split()[2]
    waits = pepsite("propose", "-C", work, "--as", TEACHER).stdout.split()[2]
    assert pepsite("review", "accept", "-C", other, name, "--as", MANAGER, "--own").exit_code == 0
    collides = pepsite("review", "accept", "-C", work, waits, "--as", MANAGER)
    assert collides.exit_code == 1
    assert collides.stdout == f"collides: {YOUNGER_PEP}: year group\n"
    assert "collides with what was accepted" in pepsite("review", "list", "-C", work).stdout
    assert "collides: " in pepsite("review", "show", "-C", work, waits).stdout
    change(work, YOUNGER_PEP, "Y5", "Y3")
    late = pepsite("propose", "-C", work, "--as", TEACHER)
    assert late.exit_code == 13
    assert f"  {YOUNGER_PEP}: year group\n" in late.stdout


def test_only_the_paths_that_are_named_go(work: Path) -> None:
    change(work, AUTHORITY, "Exampleshire Virtual", "The Virtual")
    done = pepsite("propose", "-C", work, "--as", TEACHER, work / AUTHORITY)
    assert "Authority: section virtual school" in done.stdout
    assert "PEP" not in done.stdout
    assert pepsite("propose", "-C", work, "--as", TEACHER, work / OLDER_PEP).exit_code == 10


def test_a_forge_that_is_away_keeps_it_waiting_until_it_is_there(work: Path) -> None:
    address = git(work, "remote", "get-url", "origin")
    git(work, "remote", "set-url", "origin", "/nowhere/at/all.git")
    done = pepsite("propose", "-C", work, "--as", TEACHER)
    assert done.exit_code == 0
    name = done.stdout.split()[2]
    assert "cannot be reached; what is shown is as it was last known" in done.stderr
    assert done.stdout.endswith(
        f"{name}: waits to be sent: it cannot be reached; `pepsite propose --queued` tries again\n"
    )
    assert waiting(work) == [name]
    again = pepsite("propose", "-C", work, "--as", TEACHER, "--offline")
    assert again.stdout.startswith(f"for review: {name}\n")
    assert (
        "1 of this computer's own still to be sent" in pepsite("review", "list", "-C", work).stderr
    )
    git(work, "remote", "set-url", "origin", address)
    assert pepsite("propose", "-C", work, "--queued").stdout == f"{name}: sent\n"
    assert waiting(work) == []
    assert pepsite("propose", "-C", work, "--queued").stdout == "nothing waits to be sent\n"
    assert pepsite("propose", "-C", work, "--queued", "--reason", "x").exit_code == 2


def test_gitlab_hears_ids_and_sections_alone(work: Path) -> None:
    shared = work.parent / "shared.git"
    settle_forge(work, "kind: gitlab", "repository: virtual-school/records")
    note_options(shared)
    done = pepsite("propose", "-C", work, "--as", TEACHER)
    assert "https://gitlab.com/virtual-school/records/-/merge_requests" in done.stdout
    told = "\n".join(noted(shared))
    assert "title=PEP pep-jxp7jjy63y6fz: initial, section year group" in told
    assert "Y5" not in told


def test_what_a_forge_cannot_be_asked_waits_with_the_reason(work: Path) -> None:
    settle_forge(work, "kind: forgejo", "repository: vs/records", "address: https://git.example")
    note_options(work.parent / "shared.git", advertised=False)
    done = pepsite("propose", "-C", work, "--as", TEACHER)
    assert "cannot be asked for a review so" in done.stdout
    assert len(waiting(work)) == 1


def test_on_github_without_a_token_it_says_where_to_open_the_request(work: Path) -> None:
    settle_forge(work, "kind: github", "repository: vs/records")
    done = pepsite("propose", "-C", work, "--as", TEACHER)
    name = done.stdout.split()[2]
    address = f"https://github.com/vs/records/compare/main...forms/{name}?expand=1"
    assert f"{name}: sent; now open the request at {address}\n" in done.stdout
    assert waiting(work) == []


def test_another_forge_says_where_to_open_the_request(work: Path) -> None:
    lines = ("kind: other", "repository: vs/records", "address: https://git.example/forge")
    settle_forge(work, *lines)
    done = pepsite("propose", "-C", work, "--as", TEACHER)
    assert "now open the request at https://git.example/forge/vs/records\n" in done.stdout


def test_who_works_here_stands_in_a_file_of_this_computer(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = work.parent / "home"
    home.mkdir()
    settings = home / "settings.toml"
    monkeypatch.setenv("PEPSITE_SETTINGS", str(settings))
    assert pepsite("propose", "-C", work).exit_code == 2
    make_key(home, "key")
    settings.write_text(f'person = "{TEACHER}"\nsigning_key = "key"\n', "utf-8")
    assert pepsite("propose", "-C", work).exit_code == 0
    assert "gpgsig" in git(work, "cat-file", "commit", git(work, "branch", "--list", "forms/*"))
    (home / "token").write_text("secret\n", "utf-8")
    for text, why in (
        ("person = 1", "what it says of person"),
        ('nonsense = "x"', "a setting that pepsite has not"),
        ("person", "is not TOML"),
        ('[tokens]\n"github.com" = "none"', "cannot be read"),
        ('[tokens]\n"github.com" = "token"', "others can read it"),
    ):
        settings.write_text(text, "utf-8")
        if os.name == "posix":
            (home / "token").chmod(0o644)
            done = pepsite("propose", "-C", work)
            assert (done.exit_code, why in done.stderr) == (10, True), text
    (home / "token").chmod(0o600)
    assert "secret" not in pepsite("propose", "-C", work, "--as", TEACHER).output


def test_nothing_changed_is_said(start: Path, tmp_path: Path) -> None:
    folder = clone(start, tmp_path / "work")
    done = pepsite("propose", "-C", folder, "--as", TEACHER)
    assert (done.exit_code, "nothing is sent" in done.stderr) == (10, True)
