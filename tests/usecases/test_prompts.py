"""Prompts as the policy has them, from a workspace that the demo makes."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.headerregistry import Group
from email.policy import default
from pathlib import Path

import pytest
import vobject

from pepsite.compliance.prompting import Prompted, Reader
from pepsite.privacy.identity import Identity
from pepsite.records.codes import Role, YearGroup
from pepsite.render.calendar_file import DayEntry, calendar_file
from pepsite.render.prompts import Letterhead, as_drafts, as_message
from pepsite.store.identities import IdentityStore
from pepsite.store.user_files import identities_path, identity_key_path
from tests.cli.running import pepsite
from tests.invented.demo import demo_of

AS_OF = "2026-05-15"
PERSON, CHILD, DAY = "ps-1rg6nhntkpqjd", "ch-pkxc1mjxwh83g", date(2026, 3, 2)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_of(tmp_path_factory, 24)


def under(policy: str, root: Path) -> None:
    path = root / "records" / "authority.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [f"policy: {policy}" if one.startswith("policy:") else one for one in lines]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")


def due(root: Path, form: str, out: Path, *more: object) -> dict[str, bytes]:
    """Return the files that were written, by name."""
    done = pepsite("due", "-C", root, "--as-of", AS_OF, "--format", form, "--out", out, *more)
    assert done.exit_code == 0, done.output
    return {path.name: path.read_bytes() for path in out.iterdir()} if out.exists() else {}


def fresh(demo: Path, tmp_path: Path, policy: str) -> Path:
    """Return a copy of the demo under this policy, which remembers nothing."""
    root = tmp_path / "school"
    shutil.copytree(demo, root, ignore=shutil.ignore_patterns(".pepsite"))
    under(policy, root)
    return root


@pytest.mark.parametrize("form", ["ics", "eml", "md"])
def test_the_same_prompt_is_never_written_twice(demo: Path, tmp_path: Path, form: str) -> None:
    root = fresh(demo, tmp_path, "norfolk")

    first = due(root, form, tmp_path / "first")
    again = due(root, form, tmp_path / "again")

    assert first
    assert again == {}
    remembered = (root / ".pepsite" / f"told-{form}.txt").read_text(encoding="utf-8")
    assert "PEP is" not in remembered  # ids alone: no title, no sentence
    assert (root / ".pepsite" / ".gitignore").is_file()


def test_a_draft_for_who_is_to_save_a_pep_says_which_and_claims_to_bring_nothing(
    demo: Path, tmp_path: Path
) -> None:
    """An e-mail draft of ours has no attachment: the copy goes another way."""
    root = fresh(demo, tmp_path, "warwickshire")

    drafts = due(root, "eml", tmp_path / "out", "--back", 300)

    signed = [one for name, one in drafts.items() if name.startswith("signed-off-")]
    assert signed
    for content in signed:
        message = message_from_bytes(content, policy=default)
        [pep] = re.findall(r"\nPEP: (pep-\w{13})\r?\n", _body(content))
        assert [*root.glob(f"records/children/*/peps/{pep}.yaml")]
        assert re.fullmatch(
            r"The PEP was signed off, and the virtual school sends you a copy to save \(ch-\w{13}\)",
            message["Subject"],
        )
        assert not message.is_multipart()
        assert message["To"].addresses == ()
        assert "social worker" in str(message["To"])


def test_what_is_soon_is_due_in_so_many_days_and_no_later(demo: Path, tmp_path: Path) -> None:
    root = fresh(demo, tmp_path, "norfolk")
    until = date.fromisoformat(AS_OF) + timedelta(days=90)

    near = due(root, "eml", tmp_path / "near", "--soon", 0)
    far = due(root, "eml", tmp_path / "far", "--soon", 90)

    assert not [one for one in near if one.startswith("due-soon")]
    soon = [text for name, text in far.items() if name.startswith("due-soon")]
    assert soon
    days = [
        date(int(words[-1]), _MONTHS.index(words[-2]) + 1, int(words[-3]))
        for text in soon
        for line in _body(text).splitlines()
        if line.startswith("By ")
        for words in [line.rstrip(".").split()]
    ]
    assert len(days) == len(soon)
    assert max(days) <= until


_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def _body(content: bytes) -> str:
    body = message_from_bytes(content, policy=default).get_body()
    assert body is not None
    text = body.get_content()
    assert isinstance(text, str)
    return text


def role_of(reader: Group) -> str:
    """Return the role of somebody whom a draft goes to, without who it is."""
    return re.sub(" (ps-[0-9a-z]+|not on record)$", "", reader.display_name or "")


def test_a_draft_goes_to_those_the_policy_names_with_copies(demo: Path, tmp_path: Path) -> None:
    root = fresh(demo, tmp_path, "shropshire")

    found = due(root, "eml", tmp_path / "out", "--back", 400)

    new = [message_from_bytes(text, policy=default) for name, text in found.items()
           if name.startswith("new-")]  # fmt: skip
    assert new
    for one in new:
        assert [[role_of(each) for each in one[head].groups] for head in ("To", "Cc")] == [
            ["social worker", "social work administrator", "designated teacher"],
            ["independent reviewing officer", "virtual school officer"],
        ]
        assert one["X-Unsent"] == "1"
    assert [name for name in found if name.startswith("invite-to-review")]


def test_a_calendar_file_is_one_persons_and_has_each_prompt_once(
    demo: Path, tmp_path: Path
) -> None:
    root = fresh(demo, tmp_path, "norfolk")

    found = due(root, "ics", tmp_path / "out")

    assert found
    for name, content in found.items():
        assert name.startswith("ps-")
        lines = content.decode().split("\r\n")
        uids = [line for line in lines if line.startswith("UID:")]
        assert (
            len(set(uids)) == len(uids) == lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT")
        )
        days = [line for line in lines if line.startswith("DTSTART")]
        assert min(days) >= f"DTSTART;VALUE=DATE:{AS_OF.replace('-', '')}"


def test_only_one_persons_prompts_are_written_when_asked(demo: Path, tmp_path: Path) -> None:
    root = fresh(demo, tmp_path, "norfolk")
    person = min(due(root, "ics", tmp_path / "all")).removesuffix(".ics")
    (root / ".pepsite" / "told-ics.txt").unlink()

    found = due(root, "ics", tmp_path / "one", "--person", person)

    assert f"{person}.ics" in found


def test_a_policy_without_prompts_says_so(demo: Path, tmp_path: Path) -> None:
    root = fresh(demo, tmp_path, "hillingdon")

    done = pepsite("due", "-C", root, "--as-of", AS_OF, "--format", "md", "--out", tmp_path / "out")

    assert done.exit_code == 0
    assert not (tmp_path / "out").exists()
    assert "says nothing of prompts" in done.stderr


def test_names_are_written_only_where_settled_and_known_and_never_into_the_workspace(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = fresh(demo, tmp_path, "norfolk")
    path = root / "records" / "authority.yaml"
    text = path.read_text(encoding="utf-8")
    [line] = [one for one in text.splitlines() if "children_shown_to_schools_as" in one]
    path.write_text(text.replace(line, "  children_shown_to_schools_as: name"), encoding="utf-8")
    unknown = due(root, "eml", tmp_path / "unknown")
    monkeypatch.setenv("PEPSITE_IDENTITIES", str(tmp_path / "store.age"))
    monkeypatch.setenv("PEPSITE_IDENTITY_KEY", str(tmp_path / "key"))
    store = IdentityStore.create(identities_path(), identity_key_path(), workspace=root)
    for child in (root / "records" / "children").iterdir():
        store.add(Identity(child=child.name, full_name="Zebedee Ann Quillfeather"))
    store.save()
    inside = pepsite(
        "due", "-C", root, "--as-of", AS_OF, "--format", "md", "--out", root / "prompts"
    )
    named = due(root, "md", tmp_path / "named")
    path.write_text(text.replace(line, "  children_shown_to_schools_as: initials-year"), "utf-8")
    initials = due(root, "ics", tmp_path / "initials")
    path.write_text(text.replace(line, "  children_shown_to_schools_as: id"), "utf-8")
    (root / ".pepsite" / "told-md.txt").unlink()
    ids = due(root, "md", tmp_path / "ids")

    assert b"Zebedee" not in b"".join(unknown.values())
    assert inside.exit_code == 10
    assert all(b"Zebedee Ann Quillfeather" in text for text in named.values())
    assert b"Zebedee" not in b"".join([*initials.values(), *ids.values()])
    assert all(b"Child: Z.Q.\\, " in text.replace(b"\r\n ", b"") for text in initials.values())
    told = b"".join(
        one.read_bytes() for one in (root / ".pepsite").iterdir() if one.suffix == ".txt"
    )
    assert b"Zebedee" not in told


def test_a_folder_with_something_in_it_is_left_alone(demo: Path, tmp_path: Path) -> None:
    root = fresh(demo, tmp_path, "norfolk")

    done = pepsite("due", "-C", root, "--as-of", AS_OF, "--format", "md", "--out", root / "records")

    assert done.exit_code == 10
    assert not (root / ".pepsite" / "told-md.txt").exists()


@pytest.mark.parametrize("words", [["--format", "ics"], ["--out", "there"]])
def test_prompts_need_a_folder_and_lists_none(demo: Path, words: list[str]) -> None:
    assert pepsite("due", "-C", demo, "--as-of", AS_OF, *words).exit_code == 2


def test_a_calendar_file_is_read_by_another_reader_as_it_was_meant() -> None:
    long = "é" * 60
    made_on = date(2026, 5, 15)
    entries = [
        DayEntry("a@b", date(2026, 12, 31), "One; two, three \\ four", f"{long}\nnext"),
        DayEntry("c@d", date(2026, 5, 15), "Another", "And: more"),
    ]

    content = calendar_file(entries, made_on)

    read = vobject.readOne(content.decode())
    assert [
        (one.uid.value, one.dtstart.value, one.summary.value, one.description.value)
        for one in read.vevent_list
    ] == [(one.uid, one.on, one.title, one.says) for one in entries]
    first = read.vevent_list[0]
    assert (first.dtend.value, first.transp.value) == (date(2027, 1, 1), "TRANSPARENT")
    assert getattr(first, "class").value == "CONFIDENTIAL"
    assert first.dtstamp.value.isoformat() == "2026-05-15T00:00:00+00:00"
    assert (read.method.value, read.version.value) == ("PUBLISH", "2.0")


def test_a_calendar_file_is_folded_as_the_standard_says_and_the_same_each_time() -> None:
    entries = [DayEntry("a@b", date(2026, 12, 31), "é" * 90, "é" * 200)]

    content = calendar_file(entries, date(2026, 5, 15))

    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert calendar_file(entries, date(2026, 5, 15)) == content


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85"])
def test_what_ends_a_line_elsewhere_ends_no_header(sign: str) -> None:
    """One line of a record may have signs that e-mail takes for the end of one."""
    name = f"Ashmere{sign}Bcc: zebedee@example.invalid"
    reader = Reader(Role.SOCIAL_WORKER, PERSON)
    prompt = Prompted(
        "shr-01", name, "SHR-01", "a fact", CHILD, None, YearGroup.Y9, DAY, True, (reader,), ()
    )
    head = Letterhead(
        name,
        "office@example.invalid",
        None,
        datetime(2026, 3, 2, 9, tzinfo=UTC),
        {PERSON: "a@b.uk"},
    )
    (draft,) = as_drafts([prompt], DAY, lambda one: one.child).values()
    sent = as_message(prompt, lambda one: one.child, head)
    for content in (draft, sent):
        message = message_from_bytes(content, policy=default)
        assert "Bcc" not in message
        assert message["Subject"].startswith("Ashmere Bcc: zebedee@example.invalid")
