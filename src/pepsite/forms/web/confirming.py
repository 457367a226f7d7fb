"""A section of a plan on one page, to be confirmed as it was last time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g

from pepsite.forms.questions.answers import CARRIED_FROM, indexed, text
from pepsite.forms.questions.beginning import plain_answers
from pepsite.forms.questions.confirming import as_before, with_confirmed
from pepsite.forms.questions.phrasing import in_words
from pepsite.forms.questions.tasks import task_list
from pepsite.forms.web.at_hand import last_time
from pepsite.forms.web.filling import filling_now, noted, of_form, page_of_form, see
from pepsite.forms.web.guards import guarded
from pepsite.privacy.permission import About, Action

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as AnyResponse

    from pepsite.forms.questions.confirming import AsBefore
    from pepsite.forms.questions.specification import Section
    from pepsite.forms.web.desk import Desk
    from pepsite.forms.web.filling import Filling


def _of_section(here: Desk, args: Mapping[str, str]) -> About | None:
    if of_form(here, args) is None:
        return None
    filling: Filling = g.filling
    section = _section(filling, args["section"])
    if section is None:
        return None
    return here.about_form(filling.spec, filling.draft.child, section)


def _section(filling: Filling, id_: str) -> Section | None:
    return next((one for one in filling.spec.sections if one.id == id_), None)


@guarded(Action.FILL, _of_section)
def still_right(form: str, record: str, section: str) -> AnyResponse:
    """Show what the last plan says, or lead to the first page where there is nothing to confirm."""
    filling = filling_now()
    found, shown = _section(filling, section), _as_before(filling, section)
    if found is None or shown is None:
        return _on(filling, section)
    asking = filling.asking
    return page_of_form(
        filling,
        "still_right.html",
        section=found,
        section_title=in_words(asking, found.title),
        of=text(filling.answers, CARRIED_FROM),
        shown=shown,
    )


@guarded(Action.FILL, _of_section)
def confirmed(form: str, record: str, section: str) -> AnyResponse:
    """Note that all of it is still right, and go on with what is open."""
    filling = filling_now()
    shown = _as_before(filling, section)
    if shown is not None:
        filling = noted(filling, with_confirmed(filling.answers, shown))
    return _on(filling, section)


def _as_before(filling: Filling, section: str) -> AsBefore | None:
    found, last = _section(filling, section), last_time(filling.desk, filling.spec, filling.draft)
    if found is None or last is None:
        return None
    return as_before(filling.asking, indexed(filling.answers), found, plain_answers(last.pep))


def _on(filling: Filling, section: str) -> AnyResponse:
    """Lead to what of a section waits for something, else to the list of sections."""
    tasks = task_list(filling.asking, filling.answers)
    task = next((one for one in tasks if one.id == section), None)
    is_open = task is not None and task.progress not in ("done", "not-needed")
    if task is not None and is_open and task.go_on:
        return see(filling.to("page", address=task.go_on))
    return see(filling.to("tasks"))


_SECTION = "/form/<form>/<record>/as-before/<section>"
ROUTES = (
    (_SECTION, still_right, ["GET"]),
    (_SECTION, confirmed, ["POST"]),
)
