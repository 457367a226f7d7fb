"""Unfinished forms: what was typed is there again, whatever happens in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pyrage
import pytest

from pepsite.errors import DraftsError
from pepsite.store import drafts as drafts_module
from pepsite.store.drafts import Answers, Draft, Drafts
from pepsite.store.user_files import DRAFTS_VARIABLE, drafts_path

PERSON, OTHER = "ps-0000000000000", "ps-1111111111111"
FORM, RECORD = "pep@1", "pep-0000000000000"
SAID = "Zebedee would like to talk about the boat"
AT = datetime(2026, 5, 15, 10, 0, tzinfo=UTC)


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    return Drafts.open(tmp_path / "state" / "drafts", tmp_path / "config" / "key.txt")


def a_draft(**fields: object) -> Draft:
    return Draft.model_validate(
        {"person": PERSON, "form": FORM, "record": RECORD, "begun_at": AT, "saved_at": AT} | fields
    )


def keep(drafts: Drafts, draft: Draft) -> None:
    with drafts.changing(draft.person, draft.form, draft.record) as held:
        held.save(draft)


def test_what_was_typed_is_there_again(drafts: Drafts, tmp_path: Path) -> None:
    assert drafts.find(PERSON, FORM, RECORD) is None
    keep(drafts, a_draft().with_answers({"voice": SAID, "agreed": ["yes"]}, AT))
    again = Drafts.open(tmp_path / "state" / "drafts", tmp_path / "config" / "key.txt")
    found = again.find(PERSON, FORM, RECORD)
    assert found is not None
    assert found.answers == {"voice": SAID, "agreed": ["yes"]}
    assert again.all_of(PERSON) == [found]


def test_nothing_of_it_can_be_read_in_the_folder(drafts: Drafts) -> None:
    keep(drafts, a_draft(child="ch-0000000000000").with_answers({"voice": SAID}, AT))
    files = list(drafts.folder.iterdir())
    assert len(files) == 1
    for said in (SAID, PERSON, FORM, RECORD, "ch-0"):
        assert said.encode() not in files[0].read_bytes()
        assert said not in files[0].name


def test_a_draft_does_not_show_what_is_in_it() -> None:
    assert SAID not in repr(
        a_draft().with_answers({"voice": SAID}, AT).with_aside("p", {"v": SAID})
    )


def test_each_person_form_and_record_has_its_own(drafts: Drafts) -> None:
    keys = [(PERSON, FORM, RECORD), (OTHER, FORM, RECORD), (PERSON, "qa", RECORD)]
    for n, (person, form, record) in enumerate(keys):
        draft = a_draft(person=person, form=form, record=record)
        keep(drafts, draft.with_answers({"n": n}, AT.replace(hour=n)))
    assert [found.answers for key in keys if (found := drafts.find(*key))] == [
        {"n": 0},
        {"n": 1},
        {"n": 2},
    ]
    assert [one.form for one in drafts.all_of(PERSON)] == ["qa", FORM]


def test_one_that_was_sent_is_gone(drafts: Drafts) -> None:
    keep(drafts, a_draft())
    drafts.forget_sent(a_draft())
    drafts.forget_sent(a_draft())
    assert list(drafts.folder.iterdir()) == []


@pytest.mark.parametrize(
    "typed",
    [a_draft().with_answers({"a": "more"}, AT), a_draft().with_aside("page", {"a": "more"})],
    ids=["an answer", "one that came too late"],
)
def test_one_that_was_sent_is_kept_where_more_was_typed_meanwhile(
    drafts: Drafts, typed: Draft
) -> None:
    keep(drafts, typed)
    drafts.forget_sent(a_draft())
    assert drafts.find(PERSON, FORM, RECORD) == typed


def test_one_that_nobody_wants_is_gone(drafts: Drafts) -> None:
    keep(drafts, a_draft())
    drafts.forget(PERSON, FORM, RECORD)
    drafts.forget(PERSON, FORM, RECORD)
    assert list(drafts.folder.iterdir()) == []


def test_an_answer_taken_back_is_gone() -> None:
    draft = a_draft().with_answers({"a": "one", "b": "two"}, AT).with_answers({"a": None}, AT)
    assert draft.answers == {"b": "two"}
    assert draft.number == 2


def test_a_window_left_behind_is_told_only_of_what_differs() -> None:
    seen = a_draft().with_answers({"a": "one", "b": "one"}, AT)
    now = seen.with_answers({"a": "two", "b": "one"}, AT)
    assert now.overtaken({"a": "three", "b": "three"}, seen.number) == ["a"]
    assert now.overtaken({"a": "two"}, seen.number) == []
    assert now.overtaken({"a": "three"}, now.number) == []


def test_what_was_typed_too_late_is_kept_aside_until_it_is_settled(drafts: Drafts) -> None:
    keep(drafts, a_draft().with_aside("views", {"voice": SAID}))
    found = drafts.find(PERSON, FORM, RECORD)
    assert found is not None
    assert found.aside == {"views": {"voice": SAID}}
    assert found.with_aside("views", None).aside == {}


@pytest.mark.parametrize(
    ("due_on", "saved_on", "expected"),
    [
        pytest.param(date(2026, 6, 1), 15, date(2026, 6, 29), id="after the day it is due"),
        pytest.param(date(2026, 5, 1), 15, date(2026, 6, 12), id="worked on when it was late"),
        pytest.param(None, 15, date(2026, 6, 12), id="nobody knows when it is due"),
    ],
)
def test_it_is_kept_so_many_days(due_on: date | None, saved_on: int, expected: date) -> None:
    draft = a_draft(due_on=due_on, saved_at=AT.replace(day=saved_on))
    assert draft.kept_until(28) == expected


def test_it_is_deleted_a_week_after_somebody_could_be_told(drafts: Drafts) -> None:
    keep(drafts, a_draft())
    (drafts.folder / "x.draft.age").write_bytes(b"somebody else's")
    assert drafts.forget_old(date(2026, 6, 12), 28) == 0
    assert drafts.all_of(PERSON)[0].deleted_on is None
    assert drafts.forget_old(date(2026, 6, 13), 28) == 0
    assert drafts.all_of(PERSON)[0].deleted_on == date(2026, 6, 20)
    assert drafts.forget_old(date(2026, 6, 19), 28) == 0
    assert drafts.forget_old(date(2026, 6, 20), 28) == 1
    assert drafts.all_of(PERSON) == []
    assert [one.name for one in drafts.folder.iterdir()] == ["x.draft.age"]


def test_a_clock_that_was_months_ahead_has_deleted_nothing(drafts: Drafts) -> None:
    keep(drafts, a_draft())
    assert drafts.forget_old(date(2027, 3, 1), 28) == 0
    assert drafts.forget_old(date(2026, 5, 16), 28) == 0
    assert drafts.all_of(PERSON)[0].deleted_on is None
    assert drafts.forget_old(date(2027, 3, 8), 28) == 0


def test_going_on_with_it_takes_the_mark_away(drafts: Drafts) -> None:
    keep(drafts, a_draft())
    drafts.forget_old(date(2026, 6, 13), 28)
    (marked,) = drafts.all_of(PERSON)
    assert marked.with_answers({}, AT).deleted_on is None


def test_one_that_cannot_be_opened_is_never_written_over(drafts: Drafts) -> None:
    keep(drafts, a_draft())
    (file,) = drafts.folder.iterdir()
    file.write_bytes(b"from a later release")
    with pytest.raises(DraftsError, match="left as it is"):
        keep(drafts, a_draft())
    with pytest.raises(DraftsError):
        drafts.find(PERSON, FORM, RECORD)
    assert file.read_bytes() == b"from a later release"


def test_what_is_sealed_but_is_no_draft_is_left_too(drafts: Drafts) -> None:
    keep(drafts, a_draft())
    (file,) = drafts.folder.iterdir()
    file.write_bytes(pyrage.encrypt(b'{"version": 9}', [drafts._key.to_public()]))
    assert drafts.all_of(PERSON) == []


def test_nobody_saves_while_another_holds_it(drafts: Drafts) -> None:
    keep(drafts, a_draft())

    def count() -> None:
        for _ in range(10):
            with drafts.changing(PERSON, FORM, RECORD) as held:
                assert held.draft is not None
                held.save(held.draft.with_answers({"n": held.draft.number}, AT))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    found = drafts.find(PERSON, FORM, RECORD)
    assert found is not None
    assert found.number == 40


def test_looking_without_saving_writes_nothing(drafts: Drafts) -> None:
    with drafts.changing(PERSON, FORM, RECORD) as held:
        assert held.draft is None
    assert list(drafts.folder.iterdir()) == []


_SAVE_FOR_EVER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from pepsite.store.drafts import Drafts
folder, key, seed = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
drafts, at = Drafts.open(folder, key), datetime(2026, 5, 15, 10, 0, tzinfo=UTC)
text = "x" * 200_000
while True:
    with drafts.changing("{person}", "{form}", "{record}") as held:
        new = held.draft.with_answers({{"text": text}}, at)
        new = new.with_answers({{"text": text + str(new.number)}}, at)
        held.save(new)
    print(new.number, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_kill_at_any_moment_leaves_a_whole_draft(drafts: Drafts, tmp_path: Path) -> None:
    keep(drafts, a_draft().with_answers({"text": "first"}, AT))
    program = _SAVE_FOR_EVER.format(person=PERSON, form=FORM, record=RECORD)
    command = [sys.executable, "-c", program, str(drafts.folder), str(tmp_path / "config/key.txt")]
    for after in (0.0, 0.003, 0.011, 0.017, 0.029):
        with subprocess.Popen([*command, "1"], stdout=subprocess.PIPE, text=True) as saving:
            assert saving.stdout is not None
            said = int(saving.stdout.readline())
            time.sleep(after)
            os.kill(saving.pid, signal.SIGKILL)
            later = [int(line) for line in saving.stdout.read().split("\n")[:-1]]
        again = Drafts.open(drafts.folder, tmp_path / "config/key.txt")
        found = again.find(PERSON, FORM, RECORD)
        assert found is not None
        assert found.number >= max([said, *later])  # what was said to be kept is kept
        assert found.answers["text"] == "x" * 200_000 + str(found.number - 1)
        assert len(list(drafts.folder.iterdir())) == 1  # and nothing is left lying about


def test_what_a_kill_left_of_a_save_is_swept_away(drafts: Drafts, tmp_path: Path) -> None:
    keep(drafts, a_draft().with_answers({"voice": SAID}, AT))
    (kept,) = drafts.folder.iterdir()
    (drafts.folder / f".{kept.name}.4711.tmp").write_bytes(kept.read_bytes()[:40])
    Drafts.open(drafts.folder, tmp_path / "config/key.txt")
    assert list(drafts.folder.iterdir()) == [kept]


@pytest.mark.parametrize("what", ["folder", "key"])
def test_it_is_refused_where_it_could_be_committed(tmp_path: Path, what: str) -> None:
    (tmp_path / "tree" / ".git").mkdir(parents=True)
    places = {"folder": tmp_path / "drafts", "key": tmp_path / "key.txt"}
    places[what] = tmp_path / "tree" / "inside"
    with pytest.raises(DraftsError, match="work tree"):
        Drafts.open(**places)
    assert not places[what].exists()


def test_it_is_refused_inside_the_workspace(tmp_path: Path) -> None:
    with pytest.raises(DraftsError, match="apart from the records"):
        Drafts.open(tmp_path / "w" / "drafts", tmp_path / "key.txt", workspace=tmp_path / "w")


def test_what_is_no_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key.txt").write_text("# no key\n", encoding="utf-8")
    with pytest.raises(DraftsError, match="not a private key"):
        Drafts.open(tmp_path / "drafts", tmp_path / "key.txt")


def test_a_full_disk_is_said_and_the_old_draft_is_whole(
    drafts: Drafts, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(drafts, a_draft().with_answers({"voice": "first"}, AT))

    def full(target: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(drafts_module, "replace_whole", full)
    with pytest.raises(DraftsError, match="No space left"):
        keep(drafts, a_draft().with_answers({"voice": SAID}, AT))
    found = drafts.find(PERSON, FORM, RECORD)
    assert found is not None
    assert found.answers == {"voice": "first"}


def test_the_folder_is_as_the_environment_says(tmp_path: Path) -> None:
    assert drafts_path({DRAFTS_VARIABLE: str(tmp_path)}) == tmp_path
    assert drafts_path({}).name == "drafts"


def test_without_a_word_it_is_the_user_s_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(DRAFTS_VARIABLE, str(tmp_path / "mine"))
    answers: Answers = {"a": "b"}
    opened = Drafts.open()
    keep(opened, a_draft().with_answers(answers, AT))
    assert len(list((tmp_path / "mine").iterdir())) == 1
