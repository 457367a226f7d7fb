"""One plan that a page is about, and what is put down about it without a form."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import abort, request

from pepsite.forms.questions.answers import DAY_BOXES, day_in, join
from pepsite.usecases.propose_documents import By

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pepsite.forms.web.desk import Desk
    from pepsite.privacy.permission import About
    from pepsite.records.casefile import Casefile
    from pepsite.records.pep import Pep

PLAN_CHANGED: Final = "Somebody changed the plan just now. Nothing was sent: try again"


def of_plan(here: Desk, args: Mapping[str, str]) -> About | None:
    """Return what the page of a plan is about, or None where there is no such plan."""
    found = here.find_plan(args["child_id"], args["pep_id"])
    return None if found is None else here.about("pep", found[0].child)


def plan_of(here: Desk, child_id: str, pep_id: str) -> tuple[Casefile, Pep]:
    """Return a child's records with the plan that a page is about: there is no page without it."""
    return here.find_plan(child_id, pep_id) or abort(HTTPStatus.NOT_FOUND)


def by_now(here: Desk) -> By:
    """Return who sends something now, under an id of its own."""
    return By(secrets.token_hex(10), here.person_id, here.now(), here.names, here.signing_key)


def day_typed(name: str) -> date | None:
    """Return the day in the three boxes of this name, or None where they do not make one."""
    return day_in(
        {join(name, one): request.form.get(f"{name}-{one}", "") for one in DAY_BOXES}, name
    )
