"""The sections of a form and how far each is; and throwing away what was begun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.forms.questions.answers import (
    CARRIED,
    texts,
)
from pepsite.forms.questions.tasks import Progress, task_list
from pepsite.forms.questions.wording import common
from pepsite.forms.web.filling import (
    Filling,
    asks_nothing,
    filling_now,
    is_theirs,
    of_form,
    page_of_form,
    paragraphs,
    see,
    whose,
)
from pepsite.forms.web.following import following, wrong
from pepsite.forms.web.guards import guarded
from pepsite.forms.web.parts import to
from pepsite.forms.web.revising import own_sections, sections_changed
from pepsite.privacy.permission import Action

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from werkzeug.wrappers import Response as AnyResponse

    from pepsite.forms.questions.sent_back import SentBack
    from pepsite.forms.questions.tasks import Task
    from pepsite.forms.web.desk import Desk


@guarded(Action.FILL, of_form)
def tasks(form: str, record: str) -> AnyResponse:
    """Show the sections of a form, and how far each is."""
    filling = filling_now()
    if asks_nothing(filling.spec):
        return see(filling.to("check"))
    listed = task_list(filling.asking, filling.answers)
    changed = sections_changed(filling) if filling.spec.changes else None
    back = filling.sent_back
    behind = _to_put_right(filling, back)
    return page_of_form(
        filling,
        "tasks.html",
        tasks=listed,
        items=[
            *(_task_item(filling, task, changed, behind) for task in listed),
            *_last_item(filling),
        ],
        about=paragraphs(filling),
        back=back,
        done=sum(task.progress in ("done", "not-needed") for task in listed),
        kept_until=filling.draft.kept_until(_days(filling.desk)),
    )


def _to_put_right(filling: Filling, back: SentBack | None) -> frozenset[str]:
    """Return the sections for which a plan came back and in which nothing was changed since."""
    about = {one.id for one in filling.spec.sections if back and back.is_about(one)}
    return frozenset(about - sections_changed(filling) if about else ())


def _task_item(
    filling: Filling, task: Task, changed: AbstractSet[str] | None, behind: AbstractSet[str]
) -> dict[str, object]:
    """Return a section as the task list shows it: a link where it is for this person to fill.

    `changed` are the sections that differ from a record that was whole, where one is changed,
    and `behind` those that have to be put right.
    """
    theirs = is_theirs(filling, next(one for one in filling.spec.sections if one.id == task.id))
    status = next(one.label for one in common().progress if one.code == task.progress)
    hint = " ".join(filter(None, [task.about, whose(filling, task.owner)]))
    item: dict[str, object] = {"title": {"text": task.title}}
    if hint:
        item["hint"] = {"text": hint}
    if theirs and task.go_on:
        item["href"] = _way_in(filling, task)
    if task.progress == "done" and changed is not None and task.id not in own_sections(filling):
        item["status"] = (
            {"tag": {"text": "Changed", "classes": "govuk-tag--light-blue"}}
            if task.id in changed
            else {"text": "Unchanged"}
        )
    elif task.progress == "done" and task.id in behind:
        item["status"] = {"tag": {"text": "Sent back", "classes": "govuk-tag--orange"}}
    elif task.progress == "done":
        item["status"] = {"text": status}
    elif theirs and task.progress in ("not-started", "started"):
        colour = "govuk-tag--blue" if task.progress == "not-started" else "govuk-tag--light-blue"
        item["status"] = {"tag": {"text": status, "classes": colour}}
    else:
        item["status"] = {"text": status, "classes": "govuk-task-list__status--cannot-start-yet"}
    return item


def _way_in(filling: Filling, task: Task) -> str:
    """Return where a section is gone on with: what carried over is shown as a whole first."""
    section = next(one for one in filling.spec.sections if one.id == task.id)
    is_open = task.progress != "done" and bool(texts(filling.answers, CARRIED))
    if section.confirmed_at_once and is_open:
        return filling.to("still_right", section=task.id)
    return filling.to("page", address=task.go_on)


def _last_item(filling: Filling) -> list[dict[str, object]]:
    """Return what is asked when all else is answered, as the task list shows it."""
    asked = following(filling)
    if asked is None:
        return []
    is_open = bool(wrong(filling, asked))
    code = Progress.NOT_STARTED if is_open else Progress.DONE
    words = next(one.label for one in common().progress if one.code == code)
    tag = {"tag": {"text": words, "classes": "govuk-tag--blue"}} if is_open else {"text": words}
    return [{"title": {"text": asked.title}, "href": filling.to("conclude"), "status": tag}]


def _days(here: Desk) -> int:
    return here.shared.register.authority.drafts_kept_days


# --- deleting


@guarded(Action.FILL, of_form)
def forget(form: str, record: str) -> AnyResponse:
    """Ask whether what was begun shall really go."""
    return page_of_form(filling_now(), "forget.html")


@guarded(Action.FILL, of_form)
def forgotten(form: str, record: str) -> AnyResponse:
    """Delete what was begun."""
    filling = filling_now()
    filling.desk.drafts.forget(filling.desk.person_id, form, record)
    return see(to("start"))


_FORM = "/form/<form>/<record>"
ROUTES = (
    (_FORM, tasks, ["GET"]),
    (f"{_FORM}/delete", forget, ["GET"]),
    (f"{_FORM}/delete", forgotten, ["POST"]),
)
