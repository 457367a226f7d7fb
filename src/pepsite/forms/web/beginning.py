"""Beginning a form: for a new record, for one that is there, or for a plan others have begun."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, abort, render_template, request

from pepsite.errors import RecordNotOpenedError
from pepsite.forms.offline.register import Register
from pepsite.forms.questions.asking import opened, with_new_items
from pepsite.forms.questions.beginning import Beginning, begun_pep, gone_on_with
from pepsite.forms.questions.phrasing import code_words
from pepsite.forms.under_way import PLAN, UnderWay
from pepsite.forms.web.at_hand import asking_of, review_begun
from pepsite.forms.web.desk import OF_A_CHILD
from pepsite.forms.web.filling import (
    differing,
    see,
)
from pepsite.forms.web.guards import guarded
from pepsite.forms.web.parts import desk, to
from pepsite.privacy.permission import About, Action
from pepsite.records.ids import new_id, new_item_id
from pepsite.records.paths import path_to
from pepsite.records.pep import PepStatus, PepType
from pepsite.store.drafts import Draft

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.specification import Form
    from pepsite.forms.web.desk import Desk
    from pepsite.usecases.begun_plans import BegunPlan


def _of_beginning(here: Desk, args: Mapping[str, str]) -> About | None:
    """Return what a form that is to be begun is about."""
    spec = here.form(args["form"])
    if spec is None or (spec.record in OF_A_CHILD) != bool(args["child"]):
        return None
    # A child that is there already is a child like any other: only for those who know it.
    child = args["record"] if spec.record == "child" else args["child"]
    if child and here.casefile(child) is None:
        return None
    return here.about_form(spec, child or None)


@guarded(Action.FILL, _of_beginning)
def begin(form: str) -> AnyResponse:
    """Begin a form, for a new record or one that is there, or go on with it."""
    here = desk()
    spec = here.form(form)
    if spec is None:
        abort(HTTPStatus.NOT_FOUND)
    child, record = request.form.get("child", ""), request.form.get("record", "")
    answers: Answers
    base: str | None = None
    if record:
        if here.drafts.find(here.person_id, spec.id, record) is not None:
            return see(to("tasks", form=spec.id, record=record))
        answers, base = _of_record(here, spec, record, child)
    elif not spec.owns:
        abort(HTTPStatus.NOT_FOUND)
    elif spec.record == "pep" and request.form.get("type", "") not in set(PepType):
        asked = "type" in request.form
        return _which_plan(here, spec, child, _WHICH if asked else "")
    else:
        theirs = _under_way(here, spec, child)
        if theirs is not None and theirs.is_complete:
            return _which_plan(here, spec, child, _SENT)
        record = theirs.id if theirs else new_id(spec.record)
        answers = _of_new(here, spec, record, child)
    return begun(here, spec, record, answers, child=child, base=base)


def begun(
    here: Desk, spec: Form, record: str, answers: Answers, *, child: str, base: str | None = None
) -> AnyResponse:
    """Keep a new draft with these answers, unless there is one already, and lead to it."""
    draft = Draft(
        person=here.person_id,
        form=spec.id,
        record=record,
        child=(record if spec.record == "child" and base else child) or None,
        base=base,
        submission=secrets.token_hex(10),
        begun_at=here.now(),
        saved_at=here.now(),
    )
    draft = draft.with_answers(differing({}, answers), here.now())
    draft = draft.model_copy(update={"due_on": here.due_on(draft)})
    with here.drafts.changing(here.person_id, spec.id, record) as held:
        held.save(held.draft or draft)
    return see(to("tasks", form=spec.id, record=record))


_WHICH = "Choose which plan you want to begin"
_SENT = "This plan was sent already. It waits for someone to look at it, or was sent back"


def _which_plan(here: Desk, spec: Form, child: str, wrong: str) -> AnyResponse:
    """Ask which plan it is to be, since its pages depend on it."""
    html = render_template(
        "which_plan.html",
        spec=spec,
        child_id=child,
        label=here.child_label(child),
        types=[{"value": str(one), "text": code_words("PepType", one)} for one in PepType],
        wrong=wrong,
    )
    return Response(html, HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK)


def _under_way(here: Desk, spec: Form, child: str) -> BegunPlan | None:
    """Return the plan that is to be begun, where others have begun it already."""
    if spec.id != PLAN:
        return None
    issued = Register(here.identities) if here.identities else None
    return UnderWay(here, issued).plan(child, request.form.get("type", ""), here.today)


def _of_new(here: Desk, spec: Form, record: str, child: str) -> Answers:
    """Return the answers that a new record begins with."""
    casefile = here.casefile(child) if child else None
    if spec.record == "pep" and casefile is not None:
        type_ = PepType(request.form.get("type", ""))
        return begun_pep(Beginning(casefile, here.today, type_, record), here.shared.policy)
    if spec.judged_by == "template":
        abort(HTTPStatus.NOT_FOUND)  # an audit is begun where it is asked which (`auditing.py`)
    if spec.judged_by is not None:
        pep = request.form.get("pep", "")
        review = review_begun(here, casefile, pep, record) if casefile else None
        if review is None:
            abort(HTTPStatus.NOT_FOUND)
        return review
    begun = {"schema": f"{spec.record}/1", "id": record}
    return {**begun, "child": child} if child else begun


def _of_record(here: Desk, spec: Form, record: str, child: str) -> tuple[Answers, str]:
    """Return the answers that make a record as it was accepted last, and the id of its file."""
    found = None
    if here.kind_of(record) == spec.record:
        found = here.record(path_to(spec.record, record, child))
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    if found.values.get("schema") != f"{spec.record}/1":
        raise RecordNotOpenedError(_OTHER_RELEASE)
    empty = Draft(
        person="", form=spec.id, record=record, begun_at=here.now(), saved_at=here.now(), base="-"
    )
    answers = opened(asking_of(here, spec, empty), found.values)
    answers = with_new_items(spec, answers, new_item_id)
    casefile = here.casefile(child) if child else None
    type_, is_draft = answers.get("type"), answers.get("status") == PepStatus.DRAFT
    if spec.id == "pep" and casefile is not None and is_draft and type_ in set(PepType):
        beginning = Beginning(casefile, here.today, PepType(str(type_)), record)
        answers = gone_on_with(answers, beginning, here.shared.policy)
    return answers, found.blob


_OTHER_RELEASE = "it was written by another release of pepsite than the one on this computer"

ROUTES = (("/form/<form>", begin, ["POST"]),)
