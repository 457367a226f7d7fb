"""Copies of a plan for those who get one, that they went, and the documents kept with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import Response, abort, render_template, request

from pepsite.errors import ImportRefusedError
from pepsite.exchange.documents import LARGEST, check_document
from pepsite.forms.questions.phrasing import code_words, pep_label
from pepsite.forms.web.filling import see
from pepsite.forms.web.guards import guarded
from pepsite.forms.web.parts import desk, to
from pepsite.forms.web.plans import PLAN_CHANGED, by_now, day_typed, of_plan, plan_of
from pepsite.policy.sections import CopyReader, copy_on
from pepsite.privacy.permission import Action
from pepsite.privacy.wording import sentence
from pepsite.records.pep import AttachmentKind
from pepsite.store.attachments import Attachments, is_kept_here
from pepsite.usecases.attachments import takes_documents
from pepsite.usecases.hand_over_pep import Sent, copy_of, why_no_copy
from pepsite.usecases.propose_documents import By, Came, propose_document, propose_sent
from pepsite.usecases.submission import Proposed, Refused

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from pepsite.forms.web.desk import Desk
    from pepsite.records.casefile import Casefile
    from pepsite.records.pep import Pep
    from pepsite.usecases.submission import Outcome

READERS: Final[Mapping[CopyReader, str]] = {
    CopyReader.CHILD: "The child",
    CopyReader.CARER: "The carer",
    CopyReader.PARENT: "A parent",
    CopyReader.SCHOOL: "School or college",
    CopyReader.CASE_FILE: "The case file",
}
_TYPES: Final[Mapping[str, str]] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_COPY_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""A copy has its style in itself, so that it can be handed over; nothing else of it is let in."""


# --- what it is about


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who gets a copy by the policy, or why not this time."""

    id: str
    title: str
    why_not: str


def _readers(here: Desk, casefile: Casefile, pep: Pep) -> list[Reader]:
    copies = here.shared.policy.copies
    return [
        Reader(str(one), title, _sentence(why_no_copy(casefile, pep, one)))
        for one, title in READERS.items()
        if copy_on(copies, one, here.today) is not None
    ]


def _sentence(why: str) -> str:
    said = why.partition(" (")[0]
    return f"{sentence(said)}." if said else ""


# --- the page


@guarded(Action.HAND_OVER, of_plan)
def copies(child_id: str, pep_id: str) -> AnyResponse:
    """Show who gets a copy, what went to whom, and the documents kept with the plan."""
    return _copies(child_id, pep_id)


def _copies(
    child_id: str,
    pep_id: str,
    wrong: Mapping[str, str] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> AnyResponse:
    here = desk()
    casefile, pep = plan_of(here, child_id, pep_id)
    faults = wrong or {}
    html = render_template(
        "copies.html",
        child_id=child_id,
        pep=pep,
        label=here.child_label(child_id),
        full_name=here.full_name(child_id),
        title=pep_label(pep),
        readers=_readers(here, casefile, pep),
        went=_went(here, pep),
        documents=[
            (one, code_words("AttachmentKind", one.kind), is_kept_here(one.pointer))
            for one in pep.attachments
        ],
        kinds=[
            {"value": str(one), "text": code_words("AttachmentKind", one)} for one in AttachmentKind
        ],
        takes=takes_documents(pep),
        has_store=here.identities is not None,
        largest=LARGEST // 1_000_000,
        wrong=faults,
        typed=request.form,
        error_list=[
            {"text": words, "href": f"#{name}" if name in _BOXES else "#top"}
            for name, words in faults.items()
        ],
    )
    return Response(html, status)


_BOXES = {"reader", "sent-day", "kind", "file"}


def _went(here: Desk, pep: Pep) -> list[tuple[str, date]]:
    """Return to whom copies went, and when, as the plan has it."""
    said = [(code_words("Role", one.to), one.sent_on) for one in pep.distribution if one.sent_on]
    for event in pep.events:
        whom = code_words("Role", event.to) if event.to else code_words("PepEventKind", event.kind)
        said.append((whom, event.happened_on))
    return list(dict.fromkeys(sorted(said, key=lambda one: (one[1], one[0]))))


@guarded(Action.HAND_OVER, of_plan)
def copy_for(child_id: str, pep_id: str, reader: str) -> AnyResponse:
    """Show the copy for one reader: a page of its own, to be printed or saved."""
    here = desk()
    casefile, pep = plan_of(here, child_id, pep_id)
    wanted = next((one for one in CopyReader if str(one) == reader), None)
    allowed = {one.id for one in _readers(here, casefile, pep) if not one.why_not}
    if wanted is None or reader not in allowed:
        abort(HTTPStatus.NOT_FOUND)
    made = copy_of(here.shared, casefile, pep, wanted, here.today, store=here.identities)
    response = Response(made.page)
    response.headers["Content-Security-Policy"] = _COPY_POLICY
    return response


# --- putting down that it went


@guarded(Action.HAND_OVER, of_plan)
def copy_sent(child_id: str, pep_id: str) -> AnyResponse:
    """Send for review that a copy went."""
    here = desk()
    casefile, pep = plan_of(here, child_id, pep_id)
    allowed = {one.id for one in _readers(here, casefile, pep) if not one.why_not}
    reader, day = request.form.get("reader", ""), day_typed("sent")
    wrong = {}
    if reader not in allowed:
        wrong["reader"] = "Choose who the copy went to"
    if day is None:
        wrong["sent-day"] = "Say on which day it went: a day, a month and a year"
    elif day > here.today:
        wrong["sent-day"] = "The day it went must not be after today"
    if wrong or day is None:
        return _copies(child_id, pep_id, wrong, HTTPStatus.UNPROCESSABLE_ENTITY)
    by, went = by_now(here), (CopyReader(reader), Sent(day, here.person_id))
    outcome = propose_sent(here.root, here.shared, pep, went, by)
    return _after(child_id, pep_id, outcome, by, "copy")


def _after(child_id: str, pep_id: str, outcome: Outcome, by: By, what: str) -> AnyResponse:
    if isinstance(outcome, Proposed):
        return see(
            to("handed", child_id=child_id, pep_id=pep_id, what=what, submission=by.submission)
        )
    said = outcome.findings if isinstance(outcome, Refused) else ()
    words = "; ".join(dict.fromkeys(one.message for one in said)) or PLAN_CHANGED
    return _copies(child_id, pep_id, {"all": words}, HTTPStatus.CONFLICT)


@guarded(Action.READ, of_plan)
def handed(child_id: str, pep_id: str, what: str, submission: str) -> AnyResponse:
    """Say that it was sent for review."""
    if what not in _HANDED or not submission.isalnum():
        abort(HTTPStatus.NOT_FOUND)
    title, line = _HANDED[what]
    html = render_template(
        "handed.html", child_id=child_id, pep_id=pep_id, title=title, line=line, ref=submission
    )
    return Response(html)


_HANDED: Mapping[str, tuple[str, str]] = {
    "copy": (
        "Sent for review",
        "That the copy went stands in the plan once somebody has accepted it.",
    ),
    "talked": (
        "Written down, and sent for review",
        "It is on nobody's start page any more. The day stands in the plan once somebody has "
        "accepted it.",
    ),
    "document": (
        "Kept, and sent for review",
        "The document is kept, encrypted. It is listed with the plan once somebody has accepted "
        "it.",
    ),
}


# --- documents


@guarded(Action.HAND_OVER, of_plan, takes=LARGEST + 100_000)
def document_added(child_id: str, pep_id: str) -> AnyResponse:
    """Keep a document with the plan, and send for review that it is there."""
    here = desk()
    _, pep = plan_of(here, child_id, pep_id)
    if here.identities is None or not takes_documents(pep):
        abort(HTTPStatus.NOT_FOUND)
    kind, file = request.form.get("kind", ""), request.files.get("file")
    wrong = {}
    if kind not in set(AttachmentKind):
        wrong["kind"] = "Choose what sort of document it is"
    if file is None or not file.filename:
        wrong["file"] = "Choose the document"
    if wrong or file is None:
        return _copies(child_id, pep_id, wrong, HTTPStatus.UNPROCESSABLE_ENTITY)
    by = by_now(here)
    came = Came(file.stream.read(LARGEST + 1), AttachmentKind(kind), here.today)
    try:
        outcome = propose_document(here.root, pep, here.identities, came, by)
    except ImportRefusedError as refused:
        said = {"file": sentence(str(refused))}
        return _copies(child_id, pep_id, said, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _after(child_id, pep_id, outcome, by, "document")


@guarded(Action.HAND_OVER, of_plan)
def document(child_id: str, pep_id: str, item: str) -> AnyResponse:
    """Give a document as it was when it was attached: to be kept where others cannot read it."""
    here = desk()
    _, pep = plan_of(here, child_id, pep_id)
    found = next((one for one in pep.attachments if one.id == item), None)
    if found is None or here.identities is None or not is_kept_here(found.pointer):
        abort(HTTPStatus.NOT_FOUND)
    content = Attachments(here.identities).read(found.pointer, found.hash)
    if isinstance(content, str):
        return _copies(child_id, pep_id, {"all": _LOST[content]}, HTTPStatus.CONFLICT)
    ending = check_document(content)
    response = Response(content, content_type=_TYPES[ending])
    response.headers["Content-Disposition"] = f"attachment; filename={found.kind}.{ending}"
    return response


_LOST: Mapping[str, str] = {
    "missing": "The document is not on this computer. Ask whoever keeps the documents",
    "changed": "The document is not what it was when it was attached, so it is not shown",
}

_PLAN = "/child/<child_id>/plan/<pep_id>"
ROUTES: tuple[tuple[str, Callable[..., AnyResponse], list[str]], ...] = (
    (f"{_PLAN}/copies", copies, ["GET"]),
    (f"{_PLAN}/copy/<reader>", copy_for, ["GET"]),
    (f"{_PLAN}/copies/sent", copy_sent, ["POST"]),
    (f"{_PLAN}/documents", document_added, ["POST"]),
    (f"{_PLAN}/document/<item>", document, ["GET"]),
    (f"{_PLAN}/copies/<what>/<submission>", handed, ["GET"]),
)
