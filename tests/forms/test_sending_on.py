"""While the forms are open, what is proposed is sent, and what waited before is sent too."""

from __future__ import annotations

import time
from pathlib import Path

from pepsite.exchange.computer_settings import Working
from pepsite.forms.sending_on import SendingOn
from pepsite.usecases.propose_record import propose_record
from pepsite.usecases.send_submissions import list_unsent, send_submissions
from tests.git.repositories import git
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


def test_what_waits_is_sent_while_the_forms_are_open(tmp_path: Path) -> None:
    shared = bare(tmp_path)
    work = clone(shared, tmp_path / "work")
    address = git(work, "remote", "get-url", "origin")
    git(work, "remote", "set-url", "origin", "/nowhere/at/all.git")
    record = opened(work)
    proposed(propose_record(work, submission("s1", edited(record, year_group="Y5"))))
    send_submissions(work, Working(), AT)
    assert [one.why for one in list_unsent(work)] == ["unreachable"]
    git(work, "remote", "set-url", "origin", address)
    with SendingOn(work, Working(), lambda: AT, looks_every=0.05):
        proposed(propose_record(work, submission("s2", edited(record, year_group="Y6"))))
        end = time.monotonic() + 30
        while list_unsent(work) and time.monotonic() < end:
            time.sleep(0.05)
    assert list_unsent(work) == ()
    assert branches(shared) == ["forms/s1", "forms/s2"]
