"""Prompts sent to a real mail server, which is a process of its own."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
import trustme
from click.testing import Result

from pepsite.privacy.identity import StaffIdentity
from pepsite.store.identities import IdentityStore
from pepsite.store.mailed import Mailed
from pepsite.store.user_files import identities_path, identity_key_path
from tests.cli.running import pepsite
from tests.invented.demo import demo_of
from tests.mail.server import PASSWORD, USER

AS_OF = "2026-05-15"
SERVER = Path(__file__).with_name("server.py")


@dataclass
class Post:
    """A workspace, the folder of a server's letters, and the settings that lead there."""

    root: Path
    letters: Path
    settings: Path
    people: tuple[str, ...]

    def due(self, *more: object) -> Result:
        return pepsite(
            "due", "-C", self.root, "--as-of", AS_OF, "--jobs", 1, "--soon", 90, "--send", *more
        )

    def mood(self, word: str) -> None:
        (self.letters / "mood").write_text(word)

    def received(self) -> list[tuple[list[str], EmailMessage]]:
        found = []
        for path in sorted(self.letters.glob("*.eml")):
            head, _, content = path.read_bytes().partition(b"\n")
            message = message_from_bytes(content, policy=default)
            assert isinstance(message, EmailMessage)
            found.append((json.loads(head)["to"], message))
        return found

    def delivered(self) -> list[tuple[str, str]]:
        """Return each pair of an address and the message it was given."""
        return [
            (to, str(message["Message-ID"])) for all_to, message in self.received() for to in all_to
        ]

    def set(self, **settings: object) -> None:
        lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
        self.settings.write_text("\n".join(lines) + "\n", encoding="utf-8")


@contextmanager
def server(folder: Path, security: str, *certificate: Path) -> Iterator[int]:
    command = [sys.executable, "-P", str(SERVER), str(folder), security, *map(str, certificate)]
    (folder / "port").unlink(missing_ok=True)
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        for _ in range(1200):
            if (folder / "port").exists() and (folder / "port").read_text():
                break
            assert process.poll() is None
            time.sleep(0.05)
        yield int((folder / "port").read_text())
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    folder = tmp_path_factory.mktemp("certificates")
    authority = trustme.CA()
    made = authority.issue_cert("localhost")
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    made.private_key_pem.write_to_path(str(folder / "key.pem"))
    for pem in made.cert_chain_pems:
        pem.write_to_path(str(folder / "chain.pem"), append=True)
    return folder / "ca.pem", folder / "chain.pem", folder / "key.pem"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = demo_of(tmp_path_factory, 8)
    path = root / "records" / "authority.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = ["policy: norfolk" if one.startswith("policy:") else one for one in lines]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, demo: Path) -> Path:
    """Return a folder with an identity store in which everybody has an address."""
    folder = tmp_path_factory.mktemp("identities")
    made = IdentityStore.create(folder / "store.age", folder / "key.txt")
    for path in (demo / "records" / "people").iterdir():
        made.add(StaffIdentity(person=path.stem, email=f"{path.stem}@zebedee.example"))
    made.save()
    return folder


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, certificates: tuple[Path, Path, Path]
) -> Iterator[tuple[int, Path]]:
    letters = tmp_path_factory.mktemp("letters")
    with server(letters, "starttls", *certificates[1:]) as port:
        yield port, letters


@pytest.fixture
def post(
    tmp_path: Path,
    demo: Path,
    store: Path,
    certificates: tuple[Path, Path, Path],
    running: tuple[int, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> Post:
    """Return a workspace that has sent nothing, and a server in the best of moods."""
    root = tmp_path / "school"
    shutil.copytree(demo, root, ignore=shutil.ignore_patterns(".pepsite"))
    own = tmp_path / "identities"
    shutil.copytree(store, own)
    monkeypatch.setenv("PEPSITE_IDENTITIES", str(own / "store.age"))
    monkeypatch.setenv("PEPSITE_IDENTITY_KEY", str(own / "key.txt"))
    monkeypatch.setenv("PEPSITE_MAIL", str(tmp_path / "mail.toml"))
    monkeypatch.setenv("PEPSITE_MAIL_PASSWORD", PASSWORD)
    port, letters = running
    for old in [*letters.glob("*.eml"), letters / "mood", letters / "dawdling"]:
        old.unlink(missing_ok=True)
    people = tuple(sorted(one.stem for one in (root / "records" / "people").iterdir()))
    made = Post(root, letters, tmp_path / "mail.toml", people)
    made.set(**settings(port, certificates))
    return made


def settings(port: int, certificates: tuple[Path, Path, Path]) -> dict[str, object]:
    return {
        "host": "localhost",
        "port": port,
        "sender": "virtual.school@ashmere.example",
        "user": USER,
        "ca_file": str(certificates[0]),
        "timeout_seconds": 20,
    }


def with_address(person: str, email: str | None) -> None:
    opened = IdentityStore.open(identities_path(), identity_key_path())
    opened.add(StaffIdentity(person=person, email=email))
    opened.save()


def says_nothing_personal(result: Result) -> None:
    for word in ("zebedee", "@", PASSWORD):
        assert word not in result.output


def test_each_prompt_goes_once_to_each_person_the_policy_names(post: Post) -> None:
    first = post.due("--yes")
    again = post.due("--yes")

    assert first.exit_code == again.exit_code == 0, first.output
    delivered = post.delivered()
    assert len(delivered) > 4
    assert len(set(delivered)) == len(delivered)
    assert "there is nothing to send" in again.stderr
    heads = [json.loads(one.read_bytes().partition(b"\n")[0]) for one in post.letters.glob("*.eml")]
    assert all(one["tls"] and one["signed_in"] for one in heads)
    says_nothing_personal(first)
    for addresses, message in post.received():
        assert sorted(one.addr_spec for one in message["To"].addresses) == sorted(addresses)
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["From"].addresses[0].addr_spec == "virtual.school@ashmere.example"
        child = message["Subject"].rpartition("(")[2].rstrip(")")
        body = message.get_body()
        assert body is not None
        assert f"Child: {child}" in body.get_content()


def test_copies_go_where_the_policy_says(post: Post) -> None:
    path = post.root / "records" / "authority.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("policy: norfolk", "policy: shropshire"), encoding="utf-8")

    done = post.due("--yes", "--back", 400)

    assert done.exit_code == 0, done.output
    copies = [one for _, one in post.received() if one["Cc"]]
    assert copies
    assert all(one["Cc"].addresses or one["Cc"].groups for one in copies)
    assert "nobody on record as" in done.stdout


def test_a_dry_run_shows_ids_and_sends_nothing(post: Post) -> None:
    done = post.due("--dry-run")

    assert done.exit_code == 0
    assert post.received() == []
    assert all(line.split("  ")[3].startswith("to ps-") for line in done.stdout.splitlines())
    says_nothing_personal(done)


def test_it_asks_and_a_no_sends_nothing(post: Post) -> None:
    done = post.due()  # nobody is there to say yes

    assert done.exit_code == 130
    assert "e-mails to" in done.stderr
    assert post.received() == []


def test_who_has_no_address_is_named_by_id_and_the_others_get_it(post: Post) -> None:
    plan = post.due("--dry-run").stdout
    person = plan.partition("to ps-")[2].partition("ps-")[0].strip(" ,\n;")[:13]
    with_address(f"ps-{person}", None)

    done = post.due("--yes")

    assert done.exit_code == 0
    assert f"no address of ps-{person}" in done.stdout
    assert "1 of those to be told have no address in the identity store" in done.stderr
    assert post.received()
    assert f"ps-{person}@zebedee.example" not in [to for to, _ in post.delivered()]
    with_address(f"ps-{person}", "late@zebedee.example")
    before = post.delivered()
    post.due("--yes")
    assert {to for to, _ in post.delivered()[len(before) :]} == {"late@zebedee.example"}


def test_one_refused_of_several_is_said_and_alone_tried_again(post: Post) -> None:
    person = post.due("--dry-run").stdout.partition("to ")[2][:16].strip(" ,\n;")
    with_address(person, "gone@zebedee.example")

    first = post.due("--yes")
    delivered = post.delivered()
    with_address(person, "back@zebedee.example")
    second = post.due("--yes")

    assert (first.exit_code, second.exit_code) == (19, 0)
    assert f"refused for {person} (550)" in first.stdout
    assert delivered
    assert {to for to, _ in post.delivered()[len(delivered) :]} == {"back@zebedee.example"}
    says_nothing_personal(first)


@pytest.mark.parametrize(("mood", "code"), [("no-sender", 553), ("declines", 554)])
def test_what_the_server_declines_is_not_remembered(post: Post, mood: str, code: int) -> None:
    post.mood(mood)
    first = post.due("--yes")
    post.mood("")
    second = post.due("--yes")

    assert (first.exit_code, second.exit_code) == (19, 0)
    assert f"({code})" in first.stdout
    assert "sent to" not in first.stdout
    assert post.delivered()


def test_a_server_that_hangs_up_before_it_is_given_a_message_has_none(post: Post) -> None:
    post.mood("hang-up-early")
    first = post.due("--yes")
    post.mood("")
    second = post.due("--yes")

    assert (first.exit_code, second.exit_code) == (19, 0)
    assert "stopped answering" in first.stderr
    assert first.stdout.count("  not sent to ps-") == first.stdout.count("  to ps-")
    assert "not sent" in first.stderr
    assert len(set(post.delivered())) == len(post.delivered()) > 0


@pytest.mark.parametrize("mood", ["hang-up", "lose"])
def test_what_nobody_can_tell_is_left_until_somebody_decides(post: Post, mood: str) -> None:
    post.mood(mood)
    first = post.due("--yes")
    post.mood("")
    rest = post.due("--yes")
    doubtful = [one for one in rest.stdout.splitlines() if "may have gone before" in one]
    without = post.delivered()
    decided = post.due("--yes", "--unsure", "again" if mood == "lose" else "gone")
    after = post.due("--yes")

    assert (first.exit_code, rest.exit_code) == (19, 19)
    assert "nobody can tell whether it reached" in first.stdout
    assert len(doubtful) == 1
    assert len(set(without)) == len(without)
    assert (decided.exit_code, after.exit_code) == (0, 0)
    assert "nothing to send" in after.stderr
    assert (len(post.delivered()) > len(without)) is (mood == "lose")
    assert len(set(post.delivered())) == len(post.delivered())


def test_killed_while_sending_nothing_goes_twice(post: Post) -> None:
    post.mood("dawdle")
    run = "import sys; from pepsite.cli.main import main; main(sys.argv[1:])"
    command = [sys.executable, "-P", "-c", run, "due", "-C", str(post.root), "--as-of", AS_OF]
    process = subprocess.Popen(
        [*command, "--jobs", "1", "--soon", "90", "--send", "--yes"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(1200):
        if (post.letters / "dawdling").exists():
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    post.mood("")
    one = post.delivered()

    rest = post.due("--yes")

    assert len(one) >= 1
    assert rest.exit_code == 19
    assert "may have gone before to ps-" in rest.stdout
    assert len(set(post.delivered())) == len(post.delivered()) > len(one)


def test_a_server_that_is_down_leaves_everything_for_the_next_time(
    post: Post, certificates: tuple[Path, Path, Path], running: tuple[int, Path]
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        post.set(**{**settings(0, certificates), "port": free.getsockname()[1]})
        down = post.due("--yes")
    post.set(**settings(running[0], certificates))
    up = post.due("--yes")

    assert (down.exit_code, up.exit_code) == (19, 0)
    assert "could not be reached" in down.stderr
    assert post.delivered()


def test_a_server_that_says_nothing_is_not_waited_for_for_ever(
    post: Post, certificates: tuple[Path, Path, Path]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        post.set(
            **{
                **settings(silent.getsockname()[1], certificates),
                "timeout_seconds": 1,
            }
        )
        done = post.due("--yes")

    assert done.exit_code == 19
    assert "did not answer within 1 s" in done.stderr


def test_a_wrong_password_is_said_and_never_shown(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEPSITE_MAIL_PASSWORD", "not the one")

    done = post.due("--yes")

    assert done.exit_code == 19
    assert "did not take the user name and password (535)" in done.stderr
    assert "not the one" not in done.output


def test_a_certificate_of_someone_else_is_refused(
    post: Post, certificates: tuple[Path, Path, Path], running: tuple[int, Path]
) -> None:
    own = settings(running[0], certificates)
    del own["ca_file"]
    post.set(**own)

    done = post.due("--yes")

    assert done.exit_code == 19
    assert "a certificate that this computer does not trust" in done.stderr
    assert post.received() == []


def test_tls_from_the_first_byte(
    post: Post, certificates: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    with server(letters, "tls", *certificates[1:]) as port:
        post.set(**{**settings(port, certificates), "security": "tls"})
        done = post.due("--yes")
        not_tls = settings(port, certificates)
        post.set(**{**not_tls, "timeout_seconds": 1})
        (post.root / ".pepsite" / "mailed.sqlite3").unlink()
        other = post.due("--yes")

    assert done.exit_code == 0, done.output
    assert list(letters.glob("*.eml"))
    assert other.exit_code == 19


def test_a_server_without_starttls_gets_nothing_in_clear_unless_that_is_said(
    post: Post, certificates: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    with server(letters, "none") as port:
        own = settings(port, certificates)
        post.set(**own)
        refused = post.due("--yes")
        del own["user"]
        post.set(**{**own, "security": "none"})
        here = post.due("--yes")

    assert (refused.exit_code, here.exit_code) == (19, 0)
    assert "does not offer what the settings ask for" in refused.stderr
    assert list(letters.glob("*.eml"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"security": "none", "host": "mail.example"}, "a password in clear"),
        ({"security": "none", "host": "mail.example", "user": None}, "in clear over a network"),
        ({"security": "none", "host": "10.0.0.1", "user": None}, "in clear over a network"),
        ({"port": "587"}, "what it says of port"),
        ({"pasword": PASSWORD}, "a setting that pepsite has not"),
        ({"sender": "Virtual School <a@b.example>"}, "what it says of sender"),
        ({"sender": None}, "what it says of sender"),
    ],
    ids=["password-in-clear", "in-clear", "in-clear-address", "port", "unknown", "sender", "none"],
)
def test_settings_that_cannot_be_used_are_said(
    post: Post,
    certificates: tuple[Path, Path, Path],
    change: dict[str, object],
    says: str,
) -> None:
    own = {**settings(25, certificates), **change}
    post.set(**{name: value for name, value in own.items() if value is not None})

    done = post.due("--yes")

    assert done.exit_code == 19
    assert says in done.stderr
    assert PASSWORD not in done.output


@pytest.mark.parametrize(
    ("text", "mode", "says"),
    [
        (PASSWORD, 0o644, "others can read"),
        ("", 0o600, "holds no password"),
        (None, 0o600, "cannot be read"),
        (PASSWORD, 0o600, None),
    ],
    ids=["readable", "empty", "missing", "right"],
)
def test_a_password_is_taken_from_a_file_that_only_its_owner_reads(
    post: Post,
    certificates: tuple[Path, Path, Path],
    running: tuple[int, Path],
    monkeypatch: pytest.MonkeyPatch,
    text: str | None,
    mode: int,
    says: str | None,
) -> None:
    monkeypatch.delenv("PEPSITE_MAIL_PASSWORD")
    file = post.settings.with_name("mail-password.txt")
    if text is not None:
        file.write_text(text + "\n")
        file.chmod(mode)
    post.set(**{**settings(running[0], certificates), "password_file": file.name})

    done = post.due("--yes")

    assert done.exit_code == (19 if says else 0), done.output
    assert says is None or says in done.stderr
    assert PASSWORD not in done.output


def test_a_user_without_a_password_is_said(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PEPSITE_MAIL_PASSWORD")
    assert "PEPSITE_MAIL_PASSWORD is not set" in post.due("--yes").stderr


def test_without_settings_it_says_what_is_missing(post: Post) -> None:
    post.settings.unlink()
    done = post.due("--yes")
    assert done.exit_code == 19
    assert "no mail server is set up" in done.stderr


@pytest.mark.parametrize("content", [b"host = ", b"\xff\xfe"])
def test_settings_that_are_no_toml_are_said(post: Post, content: bytes) -> None:
    post.settings.write_bytes(content)
    assert "is not TOML" in post.due("--yes").stderr


def test_without_an_identity_store_there_are_no_addresses(
    post: Post, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PEPSITE_IDENTITIES", str(tmp_path / "none.age"))
    assert post.due("--yes").exit_code == 17


@pytest.mark.parametrize(
    "words", [["--format", "eml"], ["--out", "there"]], ids=["format", "folder"]
)
def test_sending_goes_with_no_format_and_no_folder(post: Post, words: list[str]) -> None:
    assert post.due(*words).exit_code == 2
    assert pepsite("due", "-C", post.root, "--as-of", AS_OF, "--dry-run").exit_code == 2


def test_another_process_that_was_quicker_is_left_to_it(post: Post) -> None:
    plan = post.due("--dry-run")
    assert plan.exit_code == 0
    with Mailed(post.root) as quicker:
        assert quicker.begin("a fact", ["ps-1", "ps-2"])
        assert not quicker.begin("a fact", ["ps-2", "ps-3"])
        assert quicker.of("a fact") == {"ps-1": False, "ps-2": False}


def test_two_that_send_at_once_send_each_letter_once(post: Post) -> None:
    run = "import sys; from pepsite.cli.main import main; main(sys.argv[1:])"
    words = ("due", "-C", post.root, "--as-of", AS_OF, "--jobs", 1, "--soon", 90, "--send", "--yes")
    command = [sys.executable, "-P", "-c", run, *map(str, words)]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for _ in range(2)
    ]
    for one in both:
        one.communicate(timeout=60)
        assert one.returncode in {0, 19}

    delivered = post.delivered()
    last = post.due("--yes")

    assert last.exit_code == 0
    assert "there is nothing to send" in last.stderr
    assert len(set(delivered)) == len(delivered) > 4
