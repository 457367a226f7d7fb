"""A child wants to talk to somebody: whose turn it is, since when, and until when."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pepsite.compliance.results import CheckResult
from pepsite.compliance.wishes import wishes_to_talk
from pepsite.records.codes import Role
from pepsite.records.pep import Concern, Pep
from pepsite.usecases.workspace import child_of, open_workspace
from tests.forms.opened import OFFICER_ID, OLDER_CHILD, SCHOOL, SOCIAL_WORKER_ID, TEACHER_ID
from tests.usecases.examples import BASE

SAID = date(2026, 5, 12)


def asked(as_of: date = SAID, **differs: Any) -> list[CheckResult]:
    workspace = open_workspace(BASE)
    casefile = child_of(workspace, OLDER_CHILD)
    wish = {
        "id": "wsh2ab",
        "kind": "support-wanted",
        "raised_on": SAID,
        "by": Role.CHILD,
        "with_whom": Role.SOCIAL_WORKER,
        "what": "{child} wants to talk to somebody.",
    }
    concern = Concern.model_validate(wish | differs)
    pep: Pep = casefile.peps[0].model_copy(update={"concerns": (concern,)})
    return [*wishes_to_talk(casefile.child, pep, workspace.setting(as_of))]


@pytest.mark.parametrize(
    ("whom", "owner"),
    [
        (Role.SOCIAL_WORKER, SOCIAL_WORKER_ID),
        (Role.DESIGNATED_TEACHER, TEACHER_ID),
        (Role.VIRTUAL_SCHOOL_OFFICER, OFFICER_ID),
        (Role.PERSONAL_ADVISER, None),
    ],
)
def test_it_is_the_turn_of_whoever_the_child_asked_for(whom: Role, owner: str | None) -> None:
    (found,) = asked(with_whom=whom)
    assert (found.doer, found.owner, found.child, found.school) == (
        whom, owner, OLDER_CHILD, SCHOOL,
    )  # fmt: skip
    assert (found.since, found.due_on) == (SAID, None)
    assert "Tuesday 12 May 2026" in found.explanation.because


def test_it_is_told_from_the_day_it_was_said_until_somebody_talked() -> None:
    talked = {"settled_on": date(2026, 5, 14)}
    assert asked(date(2026, 5, 11)) == []
    assert len(asked(date(2026, 5, 13), **talked)) == 1
    assert asked(date(2026, 5, 14), **talked) == []


def test_what_adults_ask_of_each_other_is_none() -> None:
    assert asked(by=Role.SOCIAL_WORKER) == []
    assert asked(kind="left-open") == []
