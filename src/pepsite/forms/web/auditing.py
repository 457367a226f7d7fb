"""Audits begun from a child or a plan, and actions from what they recommend."""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, abort, render_template, request

from pepsite.errors import PepsiteError
from pepsite.forms.questions.answers import answers_of
from pepsite.forms.questions.judging import opened_judgement
from pepsite.forms.web.beginning import begun
from pepsite.forms.web.guards import guarded
from pepsite.forms.web.parts import desk
from pepsite.policy.base import in_force
from pepsite.privacy.permission import About, Action
from pepsite.privacy.wording import sentence
from pepsite.records.codes import Role
from pepsite.records.field_titles import code_title
from pepsite.records.ids import new_id, new_item_id
from pepsite.records.review import Action as ActionRecord
from pepsite.records.review import AuditType
from pepsite.usecases.audits import NewAudit, begun_audit
from pepsite.usecases.workspace import open_workspace

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from werkzeug.wrappers import Response as AnyResponse

    from pepsite.forms.web.desk import Desk
    from pepsite.policy.audits import AuditTemplate
    from pepsite.records.casefile import Casefile
    from pepsite.records.pep import Pep
    from pepsite.records.review import Audit
    from pepsite.store.tree import JSON

OF_ONE_PLAN = frozenset(
    {AuditType.DIP_SAMPLE, AuditType.PEER, AuditType.LINE_MANAGEMENT, AuditType.MODERATION}
)
"""Audits that look at one plan; the others look at a child's whole time."""


@dataclass(frozen=True, slots=True)
class Offered:
    """An audit that can be begun: its template, and which sort of audit it is to be."""

    template: AuditTemplate
    type: AuditType

    @property
    def value(self) -> str:
        """How it is sent."""
        return f"{self.template.id}/{self.type}"

    @property
    def title(self) -> str:
        """What it is called."""
        return f"{sentence(code_title(self.type))}: {self.template.title}"


def audits_for(here: Desk, child_id: str, pep: Pep | None = None) -> list[Offered]:
    """Return the audits that this person may begin: of one plan, or of the child's time."""
    spec, policy, today = here.form("audit"), here.shared.policy, here.today
    if spec is None or (pep is not None and not pep.claims_to_be_complete):
        return []
    about = here.about_form(spec, child_id)
    return [
        Offered(template, kind)
        for template in policy.audits
        if here.may(Action.AUDIT, replace(about, audited_by=_auditors(template)))
        for kind in template.types
        if (kind in OF_ONE_PLAN) == (pep is not None)
        and (pep is None or template.when.holds(pep.phase, pep.type, pep.year_group))
        and in_force(policy.editions_of(template), today) is not None
        and (kind is not AuditType.MODERATION or _was_reviewed(here, child_id, pep))
    ]


def _auditors(template: AuditTemplate) -> frozenset[Role]:
    """Return the roles that do an audit: alone, or in a seat of its panel."""
    return frozenset(template.auditors).union(*(one.any_of for one in template.panel))


def _was_reviewed(here: Desk, child_id: str, pep: Pep | None) -> bool:
    casefile = here.casefile(child_id)
    return any(
        pep is not None and one.pep == pep.id for one in (casefile.qa_reviews if casefile else ())
    )


# --- An audit


def _of_audits(here: Desk, args: Mapping[str, str]) -> About | None:
    spec, child = here.form("audit"), args["child_id"]
    if spec is None or here.casefile(child) is None:
        return None
    auditors = frozenset[Role]().union(*map(_auditors, here.shared.policy.audits))
    return replace(here.about_form(spec, child), audited_by=auditors)


@guarded(Action.AUDIT, _of_audits)
def which_audit(child_id: str) -> AnyResponse:
    """Ask which audit of the child's time it is to be."""
    return _which(child_id, "")


@guarded(Action.AUDIT, _of_audits)
def which_plan_audit(child_id: str, pep_id: str) -> AnyResponse:
    """Ask which audit of one plan it is to be."""
    return _which(child_id, pep_id)


@guarded(Action.AUDIT, _of_audits)
def begin_audit(child_id: str) -> AnyResponse:
    """Begin an audit of the child's time."""
    return _begun(child_id, "")


@guarded(Action.AUDIT, _of_audits)
def begin_plan_audit(child_id: str, pep_id: str) -> AnyResponse:
    """Begin an audit of one plan."""
    return _begun(child_id, pep_id)


def _offered(child_id: str, pep_id: str) -> list[Offered]:
    here = desk()
    casefile = here.casefile(child_id)
    pep = casefile.pep(pep_id) if casefile else None
    if pep_id and pep is None:
        abort(HTTPStatus.NOT_FOUND)
    return audits_for(here, child_id, pep) or abort(HTTPStatus.NOT_FOUND)


def _which(child_id: str, pep_id: str, wrong: str = "") -> AnyResponse:
    here = desk()
    html = render_template(
        "which_audit.html",
        child_id=child_id,
        pep_id=pep_id,
        label=here.child_label(child_id),
        offered=[{"value": one.value, "text": one.title} for one in _offered(child_id, pep_id)],
        wrong=wrong,
    )
    return Response(html, HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK)


_CHOOSE = "Choose which audit you want to begin"


def _begun(child_id: str, pep_id: str) -> AnyResponse:
    here, spec = desk(), desk().form("audit")
    said = request.form.get("audit", "")
    chosen = next((one for one in _offered(child_id, pep_id) if one.value == said), None)
    if chosen is None or spec is None:
        return _which(child_id, pep_id, _CHOOSE)
    wanted = NewAudit(
        child_id, chosen.template.id, here.today, (here.person_id,), chosen.type, pep=pep_id or None
    )
    found = here.look_through(lambda: _audit_begun(here.root, wanted))
    if isinstance(found, str):
        return _which(child_id, pep_id, sentence(found))
    audit, casefile = found
    answers = opened_judgement(audit, here.shared.policy, casefile, new_item_id)
    return begun(here, spec, audit.id, answers or {}, child=child_id)


def _audit_begun(root: Path, wanted: NewAudit) -> tuple[Audit, Casefile] | str:
    """Return an audit as it begins, and all records of its child; or why there can be none."""
    # Read whole: an audit names the sample in which its plan was drawn.
    try:
        return begun_audit(open_workspace(root), wanted)
    except PepsiteError as refused:
        return str(refused)


# --- What came of one, and its actions


def _of_audit(here: Desk, args: Mapping[str, str]) -> About | None:
    casefile = here.casefile(args["child_id"])
    found = casefile and any(one.id == args["audit_id"] for one in casefile.audits)
    return here.about("audit", casefile.child) if casefile and found else None


@guarded(Action.READ, _of_audit)
def audit(child_id: str, audit_id: str) -> AnyResponse:
    """Show an audit, and what becomes of each thing that it recommends."""
    here = desk()
    found, spec = _audit(here, child_id, audit_id), here.form("action")
    template = next((x for x in here.shared.policy.audits if x.id == found.template.name), None)
    edition = here.shared.policy.template(found.template.name, found.template.edition)
    scale = {one.id: one.title for one in edition[1].scale} if edition else {}
    may_act = spec is not None and here.may(Action.FILL, here.about_form(spec, None))
    html = render_template(
        "audit.html",
        child_id=child_id,
        label=here.child_label(child_id),
        audit=found,
        title=template.title if template else found.template.name,
        kind=sentence(code_title(found.type)),
        rating=scale.get(found.rating or "", found.rating or ""),
        may_act=may_act,
        called=here.child_label(child_id),
    )
    return Response(html)


def _audit(here: Desk, child_id: str, audit_id: str) -> Audit:
    casefile = here.casefile(child_id)
    found = next((x for x in casefile.audits if x.id == audit_id), None) if casefile else None
    return found or abort(HTTPStatus.NOT_FOUND)


def _of_actions(here: Desk, args: Mapping[str, str]) -> About | None:
    spec = here.form("action")
    return here.about_form(spec, None) if spec and _of_audit(here, args) else None


@guarded(Action.FILL, _of_actions)
def begin_action(child_id: str, audit_id: str, item: str) -> AnyResponse:
    """Begin an action from what an audit recommends."""
    here, spec = desk(), desk().form("action")
    one = next((x for x in _audit(here, child_id, audit_id).recommendations if x.id == item), None)
    casefile = here.casefile(child_id)
    if one is None or one.action is not None or spec is None or casefile is None:
        abort(HTTPStatus.NOT_FOUND)
    id_, place = new_id("action"), casefile.child.main_place_on(here.today)
    values: dict[str, JSON] = {
        "schema": "action/1",
        "id": id_,
        "raised_by": {"audit": audit_id, "recommendation": item},
        "raised_on": here.today.isoformat(),
        "child": child_id,
        **({"school": place.school} if place else {}),
        "recommendation": one.what,
        "action": one.what,
        **({"done_so_far": one.done_so_far} if one.done_so_far else {}),
    }
    return begun(here, spec, id_, answers_of(values, ActionRecord), child=child_id)


_CHILD = "/child/<child_id>"
ROUTES = (
    (f"{_CHILD}/audit", which_audit, ["GET"]),
    (f"{_CHILD}/audit", begin_audit, ["POST"]),
    (f"{_CHILD}/plan/<pep_id>/audit", which_plan_audit, ["GET"]),
    (f"{_CHILD}/plan/<pep_id>/audit", begin_plan_audit, ["POST"]),
    (f"{_CHILD}/audit/<audit_id>", audit, ["GET"]),
    (f"{_CHILD}/audit/<audit_id>/action/<item>", begin_action, ["POST"]),
)
