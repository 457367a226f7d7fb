"""Audits begun, shown and followed up: the facts come from the records, the answers from people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from pepsite.compliance.child_journey import journey_of
from pepsite.compliance.conformity.audits import audits_follow_their_template
from pepsite.compliance.conformity.forms import form_of
from pepsite.compliance.judging.journey import (
    AuditSheet,
    header_of,
    last_academic_year_begins_on,
    peps_between,
    sheet_of,
)
from pepsite.compliance.workspace import Workspace
from pepsite.errors import PepsiteError
from pepsite.findings import Finding
from pepsite.policy.base import in_force
from pepsite.records.fingerprint import fingerprint
from pepsite.records.ids import new_id, new_item_id
from pepsite.records.kinds import MODELS, Record, path_of
from pepsite.records.paths import place_of
from pepsite.records.review import Audit, AuditType
from pepsite.store.batch import save_all
from pepsite.store.canonical import emit
from pepsite.store.files import read_file
from pepsite.store.schemas import editor_line
from pepsite.store.typed import type_record
from pepsite.store.writing import version_of
from pepsite.usecases.compute_compliance import child_results
from pepsite.usecases.workspace import child_of, open_workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pepsite.compliance.child_journey import Entry
    from pepsite.compliance.results import Setting
    from pepsite.policy.audits import AuditTemplate
    from pepsite.policy.questions import QuestionsEdition
    from pepsite.records.casefile import Casefile
    from pepsite.records.review import Recommendation
    from pepsite.store.tree import JSON
    from pepsite.usecases.workspace import Opened


@dataclass(frozen=True, slots=True)
class NewAudit:
    """What somebody wants to audit. What is None is taken from the policy, or from the day.

    The period goes from the first day of the last academic year (WAL-86) to the day itself. With
    `pep`, it looks at that plan alone; a moderation judges its last QA review again.
    """

    child: str
    template: str
    audited_on: date
    auditors: tuple[str, ...]
    type: AuditType | None = None
    looked_at_from: date | None = None
    looked_at_until: date | None = None
    pep: str | None = None


def start_audit(root: Path, wanted: NewAudit) -> AuditSheet:
    """Write a new audit whose answers are open, and return it with its facts and hints.

    Raises:
        PepsiteError: there is no such child, template, edition or person, or the policy does
            not let these people audit this; nothing was written.
        PolicyPackError: the policy pack cannot be used.
    """
    workspace = open_workspace(root)
    audit, casefile = begun_audit(workspace, wanted)
    template, edition = _template(workspace, wanted)
    setting = workspace.setting(wanted.audited_on)
    _save(root, [audit])
    return _sheet(audit, template, edition, replace(casefile, audits=(*casefile.audits, audit)),
                  setting)  # fmt: skip


def begun_audit(workspace: Opened, wanted: NewAudit) -> tuple[Audit, Casefile]:
    """Return a new audit whose answers are open, and the child it is about. Nothing is written.

    Raises:
        PepsiteError: there is no such child, template, edition or person, or the policy does
            not let these people audit this.
    """
    setting = workspace.setting(wanted.audited_on)
    casefile = child_of(workspace, wanted.child)
    template, edition = _template(workspace, wanted)
    audit = _new(wanted, template, edition, casefile, setting)
    with_it = replace(casefile, audits=(audit,))
    refused = list(audits_follow_their_template(with_it, _rules_see(workspace, casefile)))
    if refused:
        message = "; ".join(f"{one.message}: {one.hint}" for one in refused)
        raise PepsiteError(message)
    return audit, casefile


def show_audit(root: Path, audit_id: str) -> AuditSheet:
    """Return an audit with the facts and hints of its day.

    Raises:
        PepsiteError: there is no such audit that can be read, or no such template.
        PolicyPackError: the policy pack cannot be used.
    """
    workspace = open_workspace(root)
    audit, casefile = _audit(workspace, audit_id)
    used = workspace.policy.template(audit.template.name, audit.template.edition)
    if used is None:
        message = "the policy has no such template in that edition; see `pepsite validate`"
        raise PepsiteError(message)
    return _sheet(audit, *used, casefile, workspace.setting(audit.audited_on))


def raise_actions(  # noqa: PLR0913  # an action has this many parts
    root: Path,
    audit_id: str,
    owner: str,
    target_on: date,
    *,
    raised_on: date,
    only: tuple[str, ...] = (),
) -> tuple[str, ...]:
    """Write an action for each recommendation without one, and return their paths.

    The audit then names them. `only` are the ids of the recommendations meant, where it is
    not all. What is to be done is what was recommended, until somebody says it better.

    Raises:
        PepsiteError: there is no such audit, owner or recommendation, or the target is before
            the day the action is raised; nothing was written.
        RecordChangedError: someone saved the audit meanwhile; nothing was written.
    """
    workspace = open_workspace(root)
    if owner not in workspace.register.people:
        raise PepsiteError(_NO_PERSON)
    path = _path_of_audit(workspace, audit_id)
    content = read_file(root, path)
    opened = None if isinstance(content, Finding) else version_of(content)
    audit, casefile = _audit(workspace, audit_id)
    if not set(only) <= {one.id for one in audit.recommendations}:
        message = "the audit has no such recommendation"
        raise PepsiteError(message)
    place = casefile.child.main_place_on(raised_on)
    actions: dict[str, Record] = {}
    for one in audit.recommendations:
        if one.action is None and (not only or one.id in only):
            actions[one.id] = _typed(
                {
                    "schema": "action/1",
                    "id": new_id("action"),
                    "raised_by": {"audit": audit.id, "recommendation": one.id},
                    "raised_on": raised_on.isoformat(),
                    "child": audit.child,
                    **({"school": place.school} if place else {}),
                    "recommendation": one.what,
                    "action": one.what,
                    **({"done_so_far": one.done_so_far} if one.done_so_far else {}),
                    "owner": owner,
                    "target_on": target_on.isoformat(),
                }
            )
    if not actions:
        return ()
    named = tuple(_naming(one, actions) for one in audit.recommendations)
    _save(root, [audit.model_copy(update={"recommendations": named}), *actions.values()],
          {path: opened})  # fmt: skip
    return tuple(path_of(action) for action in actions.values())


def _naming(one: Recommendation, actions: Mapping[str, Record]) -> Recommendation:
    action = actions.get(one.id)
    return one if action is None else one.model_copy(update={"action": getattr(action, "id", "")})


# --- Reading


_NO_PERSON = "there is no person with this id among the records; `records/people` has them"


def _path_of_audit(workspace: Opened, audit_id: str) -> str:
    for path in workspace.listing.paths:
        place = place_of(path)
        if place is not None and place.kind == "audit" and place.id == audit_id:
            return path
    message = "there is no audit with this id among the records"
    raise PepsiteError(message)


def _audit(workspace: Opened, audit_id: str) -> tuple[Audit, Casefile]:
    place = place_of(_path_of_audit(workspace, audit_id))
    casefile = child_of(workspace, (place.child if place else None) or "")
    return next(one for one in casefile.audits if one.id == audit_id), casefile


def _template(workspace: Opened, wanted: NewAudit) -> tuple[AuditTemplate, QuestionsEdition]:
    policy = workspace.policy
    template = next((one for one in policy.audits if one.id == wanted.template), None)
    if template is None:
        names = ", ".join(one.id for one in policy.audits) or "none"
        message = f"the policy has no such audit template; it has: {names}"
        raise PepsiteError(message)
    edition = in_force(policy.editions_of(template), wanted.audited_on)
    if edition is None:
        message = f"no edition of {template.id} was in force on {wanted.audited_on}"
        raise PepsiteError(message)
    return template, edition


def _rules_see(workspace: Opened, casefile: Casefile) -> Workspace:
    places = {str(getattr(one, "id", "")): path_of(one) for one in casefile.records()}
    register = workspace.register
    begin_on = register.authority.records_begin_on
    return Workspace(workspace.policy, register.people.get, places.get, begin_on)


# --- Writing


def _new(
    wanted: NewAudit,
    template: AuditTemplate,
    edition: QuestionsEdition,
    casefile: Casefile,
    setting: Setting,
) -> Audit:
    people = setting.register.people
    if not set(wanted.auditors) <= set(people):
        raise PepsiteError(_NO_PERSON)
    first = wanted.looked_at_from or last_academic_year_begins_on(setting)
    last = wanted.looked_at_until or wanted.audited_on
    found = peps_between(casefile, first, min(last, wanted.audited_on))
    if wanted.pep is not None:
        found = tuple(pep for pep in casefile.peps if pep.id == wanted.pep)
    peps = [pep for pep in found if pep.claims_to_be_complete]  # a draft is still being written
    kind = wanted.type or template.types[0]
    audit = _typed(
        {
            "schema": "audit/1",
            "id": new_id("audit"),
            "type": str(kind),
            "child": casefile.child.id,
            "template": {"name": template.id, "edition": edition.from_on.isoformat()},
            "audited_on": wanted.audited_on.isoformat(),
            "auditors": [
                {
                    "id": new_item_id(),
                    "role": str(people[one].role_on(wanted.audited_on)),
                    "person": one,
                }
                for one in wanted.auditors
            ],
            "looked_at_from": first.isoformat(),
            "looked_at_until": last.isoformat(),
            "peps": [
                {"id": new_item_id(), "pep": pep.id, "fingerprint": fingerprint(pep)}
                for pep in peps
            ],
            **_judged_again(wanted, kind, casefile),
            **_drawn_in(wanted, kind, setting),
        }
    )
    if not isinstance(audit, Audit):  # pragma: no cover  # its schema line says so
        raise TypeError
    return audit


def _judged_again(wanted: NewAudit, kind: AuditType, casefile: Casefile) -> dict[str, str]:
    """Return the review that a moderation judges again: the last of the plan it looks at."""
    reviews = [one for one in casefile.qa_reviews if one.pep == wanted.pep]
    if kind is not AuditType.MODERATION or not reviews:
        return {}
    return {"judges_qa_review": max(reviews, key=lambda one: (one.reviewed_on, one.id)).id}


def _drawn_in(wanted: NewAudit, kind: AuditType, setting: Setting) -> dict[str, str]:
    """Return the sample in which the plan was drawn for whoever audits it now, if it was."""
    if kind not in _OF_SAMPLES or wanted.pep is None:
        return {}
    drawn = [
        sample
        for sample in setting.register.samples.values()
        for one in sample.drawn
        if one.pep == wanted.pep and {one.auditor, one.second_auditor} & set(wanted.auditors)
    ]
    last = max(drawn, key=lambda one: (one.drawn_on, one.id), default=None)
    return {"sample": last.id} if last else {}


_OF_SAMPLES = (AuditType.DIP_SAMPLE, AuditType.PEER, AuditType.LINE_MANAGEMENT)


def _typed(values: Mapping[str, JSON]) -> Record:
    """Return the record of values we made, or refuse what a person's options make wrong.

    Raises:
        PepsiteError: the record would not be well formed.
    """
    kind = str(values["schema"]).partition("/")[0]
    record = type_record(values, kind, {str(values["schema"]): MODELS[kind]})
    if isinstance(record, tuple):
        message = "; ".join(f"{one.message}: {one.hint}" for one in record)
        raise PepsiteError(message)
    return record


def _save(
    root: Path, records: Iterable[Record], opened: Mapping[str, str | None] | None = None
) -> None:
    files = {}
    for one in records:
        path = path_of(one)
        values = one.model_dump(
            mode="json", by_alias=True, exclude_none=True, exclude_defaults=True
        )
        place = place_of(path)
        files[path] = emit(values, editor_line(path, place.kind if place else ""))
    save_all(root, files, {path: (opened or {}).get(path) for path in files})


def _sheet(
    audit: Audit,
    template: AuditTemplate,
    edition: QuestionsEdition,
    casefile: Casefile,
    setting: Setting,
) -> AuditSheet:
    form = form_of(audit, edition, casefile)
    results = list(child_results(casefile, setting))
    return AuditSheet(
        path_of(audit),
        audit,
        template.title,
        edition,
        header_of(casefile, setting),
        form.peps,
        sheet_of(form, casefile, setting, results),
        setting.policy.titles(),
        _journey(audit, casefile, setting),
    )


def _journey(audit: Audit, casefile: Casefile, setting: Setting) -> tuple[Entry, ...]:
    """Return what a journey audit looks at: what happened in its days. Others ask for none."""
    if audit.type is not AuditType.JOURNEY:
        return ()
    first, last = audit.looked_at_from or date.min, audit.looked_at_until or audit.audited_on
    return tuple(one for one in journey_of(casefile, setting) if first <= one.on <= last)
