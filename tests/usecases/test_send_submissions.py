"""What a forge takes no more of waits, is not asked about before its time, and is sent then."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from pepsite.exchange.computer_settings import Working
from pepsite.git.forges import Delivered, GitHub, Waits
from pepsite.usecases.propose_record import propose_record
from pepsite.usecases.send_submissions import list_unsent, send_submissions
from tests.git.forge_stand_ins import github
from tests.usecases.submissions import (
    AT,
    bare,
    branches,
    clone,
    edited,
    opened,
    proposed,
    submission,
)

WORKING = Working()


def test_a_forge_that_takes_no_more_is_left_alone_until_the_moment_it_named(tmp_path: Path) -> None:
    shared = bare(tmp_path)
    work = clone(shared, tmp_path / "work")
    record = opened(work)
    for name, year in (("s1", "Y5"), ("s2", "Y6")):
        proposed(propose_record(work, submission(name, edited(record, year_group=year))))
    assert [(one.submission, one.why) for one in list_unsent(work)] == [("s1", None), ("s2", None)]
    with github() as server:
        server.says = [(429, {"Retry-After": "120"})]
        forge = GitHub(server.address, "octocat/records", 20, "token")
        limited = Waits("rate-limited", AT + timedelta(minutes=2))
        first = send_submissions(work, WORKING, AT, forge=forge)
        assert [one.outcome for one in first] == [limited, limited]
        soon = send_submissions(work, WORKING, AT + timedelta(minutes=1), ["s1"], forge)
        assert [one.outcome for one in soon] == [limited]
        assert len(server.asked) == 1  # once for both, and not again too early
        assert [(one.submission, one.why) for one in list_unsent(work)] == [
            ("s1", "rate-limited"),
            ("s2", "rate-limited"),
        ]
        later = send_submissions(work, WORKING, AT + timedelta(minutes=3), forge=forge)
        assert all(isinstance(one.outcome, Delivered) for one in later)
        assert server.heads == {"forms/s1", "forms/s2"}
        assert server.wrong == []
    assert list_unsent(work) == ()
    assert branches(shared) == ["forms/s1", "forms/s2"]


def test_notes_that_cannot_be_read_keep_nothing_from_being_sent(tmp_path: Path) -> None:
    shared = bare(tmp_path)
    work = clone(shared, tmp_path / "work")
    proposed(propose_record(work, submission("s1", edited(opened(work), year_group="Y5"))))
    notes = work / ".git" / "pepsite" / "unsent.json"
    notes.parent.mkdir()
    notes.write_text("[half", "utf-8")
    (done,) = send_submissions(work, WORKING, AT)
    assert done.outcome == Delivered()
    assert notes.read_text("utf-8") == "{}"
