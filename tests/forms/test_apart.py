"""Work done in a process of its own comes to the same, and leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from threading import Lock

import pytest

from pepsite.errors import GitError
from pepsite.forms.web.apart import apart, in_this_process
from pepsite.git.main_line import main_line
from pepsite.usecases.look_ahead import look_ahead
from pepsite.usecases.workspace import open_workspace
from tests.forms.opened import NOW, OFFICER_ID, OLDER_CHILD, SCHOOL, OpenForms, words_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there it is done here")


def test_it_is_done_in_another_process_and_comes_to_the_same(workspace: Path) -> None:
    opened = open_workspace(workspace)
    commit, person = main_line(workspace).commit, opened.register.people[OFFICER_ID]

    def look() -> tuple[int, object]:
        return os.getpid(), look_ahead(workspace, commit, opened.setting(NOW.date()), person)

    process, found = apart(look)
    here, expected = in_this_process(look)
    assert process != here == os.getpid()
    assert found == expected


def test_what_it_changes_is_not_changed_here() -> None:
    kept: list[int] = []

    def keep() -> int:
        kept.append(1)
        return len(kept)

    assert apart(keep) == 1
    assert kept == []


def test_what_goes_wrong_is_told_here() -> None:
    def broken() -> None:
        message = "there is no such commit"
        raise GitError(message)

    with pytest.raises(GitError, match="no such commit"):
        apart(broken)


def test_a_process_that_is_killed_is_no_loss() -> None:
    def killed_elsewhere(own: int = os.getpid()) -> str:
        if os.getpid() != own:
            os.kill(os.getpid(), 9)
        return "done"

    assert apart(killed_elsewhere) == "done"


def test_a_process_that_waits_for_what_nobody_lets_go_is_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pepsite.forms.web.apart._PATIENCE", 0.2)
    before, held = left_behind(), Lock()

    def waits_elsewhere(own: int = os.getpid()) -> str:
        if os.getpid() != own:
            held.acquire()
        return "done"

    with held:
        assert apart(waits_elsewhere) == "done"
    assert left_behind() == before


def test_where_no_more_processes_may_begin_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    before = left_behind()

    def refuse() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuse)
    assert apart(lambda: "done") == "done"
    assert left_behind() == before


def test_what_cannot_be_sent_back_is_done_here() -> None:
    assert apart(lambda: lambda: "a function")() == "a function"


def test_a_lock_that_somebody_holds_is_waited_for() -> None:
    lock, held, go = Lock(), threading.Event(), threading.Event()

    def hold() -> None:
        with lock:
            held.set()
            go.wait(60)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(60)
    threading.Timer(0.1, go.set).start()

    def work() -> str:
        with lock:
            return "mine"

    assert apart(work, lock) == "mine"
    holder.join()


def test_nothing_is_left_open_and_no_process_behind() -> None:
    before = left_behind()
    for _ in range(5):
        apart(lambda: 1)
    assert left_behind() == before


HELD = """
import sys
from datetime import UTC, datetime
from pathlib import Path

from pepsite.forms.web.apart import apart
from pepsite.forms.web.desk import Desk
from pepsite.forms.web.serving import Forms
from pepsite.policy.timescales import TimescalesFile
from pepsite.records.pep import Pep
from pepsite.records.person import Person
from pepsite.store.drafts import Drafts

root, state, person, child = map(str, sys.argv[1:])
drafts = Drafts.open(Path(state, "drafts"), Path(state, "key.txt"), workspace=Path(root))
now = datetime(2026, 5, 15, 10, tzinfo=UTC)
desk = Desk(Path(root), person, drafts, lambda: now, does=apart)
forms = Forms(desk, 0, print)
print(len(desk.shared.policy.clocks) > 1, len(desk.casefile(child).peps), desk.submitted())
print([one.__name__ for one in (Pep, Person, TimescalesFile) if one.__pydantic_complete__])
print([one for one in ("pepsite.usecases.check_change", "sqlite3") if one in sys.modules])
"""


def test_what_reads_records_and_judges_what_is_sent_is_not_held_by_the_forms(
    workspace: Path, tmp_path: Path
) -> None:
    command = (sys.executable, "-c", HELD, workspace, tmp_path, OFFICER_ID, OLDER_CHILD)
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stdout.splitlines() == ["True 1 ()", "[]", "[]"]


def test_what_is_sent_from_another_process_is_sent(forms: OpenForms) -> None:
    forms.desk.does = apart
    address = forms.begin("school", record=SCHOOL)
    assert forms.save(f"{address}/page/school-name", {"name": "Ash Tree"}).status_code == 303
    sent = forms.post(f"{address}/send")
    assert "was sent for review" in words_of(forms.get(sent.location))
    (one,) = forms.desk.submitted()
    assert [about.id for about in one.touched] == [SCHOOL]
    assert list(forms.desk.judged.values()) == [one]


def left_behind() -> tuple[list[str], str]:
    """Return what this process has open, and the processes it started."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii")
    return sorted(one.name for one in Path("/proc/self/fd").iterdir()), children
