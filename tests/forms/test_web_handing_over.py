"""Copies of a plan and the documents kept with it, from its page."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from pepsite.exchange.documents import LARGEST
from pepsite.privacy.identity import Identity
from pepsite.store.identities import IdentityStore
from tests.forms.conftest import OpenAs
from tests.forms.opened import (
    OFFICER_ID,
    OLDER_CHILD,
    ORIGIN,
    SOCIAL_WORKER_ID,
    TEACHER_ID,
    YOUNGER_CHILD,
    OpenForms,
    words_of,
)
from tests.forms.test_web_filling import git
from tests.forms.test_web_review_list import MANAGER_ID, seen_on

pytestmark = pytest.mark.uncounted

PLAN = f"/child/{YOUNGER_CHILD}/plan/pep-jxp7jjy63y6fz"
COMPLETE_PLAN = f"/child/{OLDER_CHILD}/plan/pep-hc4dvy5m8nb0v"
WENT = {"reader": "carer", "sent-day": "14", "sent-month": "5", "sent-year": "2026"}
PDF = b"%PDF-1.4\nMarigold Fennimore's report\n%%EOF\n"


@pytest.fixture
def store(tmp_path: Path) -> IdentityStore:
    store = IdentityStore.create(tmp_path / "identities.age", tmp_path / "identity-key.txt")
    store.add(
        Identity(child=YOUNGER_CHILD, full_name="Marigold Fennimore", born_on=date(2015, 2, 3))
    )
    return store


@pytest.fixture
def named(open_as: OpenAs, store: IdentityStore) -> OpenForms:
    return open_as(OFFICER_ID, store)


def add(forms: OpenForms, content: bytes, kind: str = "school-report") -> TestResponse:
    """Send a document as a browser does."""
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in {"_token": forms.token, "kind": kind}.items()
    ]
    file = '--x\r\nContent-Disposition: form-data; name="file"; filename="Marigold.exe"\r\n\r\n'
    return forms.client.post(
        f"{PLAN}/documents",
        base_url=ORIGIN,
        headers={"Origin": ORIGIN},
        data=f"{''.join(parts)}{file}".encode() + content + b"\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
    )


def accept(open_as: OpenAs, location: str) -> None:
    """Have somebody else accept what was sent."""
    other, submission = open_as(MANAGER_ID), location.rpartition("/")[2]
    done = other.post(f"/review/{submission}/accept", seen_on(other, submission))
    assert done.status_code == 303, words_of(done)


# --- who may


@pytest.mark.parametrize("person", [TEACHER_ID, SOCIAL_WORKER_ID])
def test_only_the_virtual_school_makes_copies_for_others(
    open_as: OpenAs, store: IdentityStore, person: str
) -> None:
    forms = open_as(person, store)
    for address in ("copies", "copy/school", "copy/case-file", "document/aaaaaa"):
        assert forms.get(f"{COMPLETE_PLAN}/{address}").status_code == 404
    assert forms.post(f"{COMPLETE_PLAN}/copies/sent", WENT).status_code == 404
    assert "Copies and documents" not in words_of(forms.get(COMPLETE_PLAN))


# --- copies


def test_a_copy_has_the_name_and_loads_nothing(named: OpenForms) -> None:
    assert "/copies" in named.get(PLAN).text
    assert "The carer : open the copy" in words_of(named.get(f"{PLAN}/copies"))
    copy = named.get(f"{PLAN}/copy/carer")
    assert copy.status_code == 200
    assert "Marigold Fennimore" in copy.text
    assert "Marigold" not in re.findall(r"<title>(.*?)</title>", copy.text)[0]
    assert copy.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src")
    assert "script-src" not in copy.headers["Content-Security-Policy"]
    assert copy.headers["Cache-Control"] == "no-store"


def test_who_gets_no_copy_is_said_and_gets_none(named: OpenForms) -> None:
    said = words_of(named.get(f"{PLAN}/copies"))
    assert "A parent: no copy. It is not on record that parents may have a copy." in said
    assert named.get(f"{PLAN}/copy/parent").status_code == 404
    assert named.get(f"{PLAN}/copy/anybody").status_code == 404
    refused = named.post(f"{PLAN}/copies/sent", {**WENT, "reader": "parent"})
    assert refused.status_code == 422


def test_that_a_copy_went_is_sent_for_review(named: OpenForms, open_as: OpenAs) -> None:
    done = named.post(f"{PLAN}/copies/sent", WENT)
    assert done.status_code == 303
    assert words_of(named.get(done.location)).startswith("Sent for review The reference is")
    assert "What went out" not in words_of(named.get(f"{PLAN}/copies"))
    accept(open_as, done.location)
    assert "What went out Carer, 14 May 2026" in words_of(named.get(f"{PLAN}/copies"))


def test_to_a_complete_plan_only_the_event_is_added(named: OpenForms, open_as: OpenAs) -> None:
    done = named.post(f"{COMPLETE_PLAN}/copies/sent", {**WENT, "reader": "case-file"})
    assert done.status_code == 303, words_of(done)
    accept(open_as, done.location)
    changed = git(named.desk.root, "diff", "main^", "main", "--unified=0")
    assert "kind: filed" in changed
    assert "distribution" not in changed


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param({"reader": ""}, "Choose who the copy went to", id="nobody"),
        pytest.param({"sent-day": "31", "sent-month": "2"}, "Say on which day", id="no such day"),
        pytest.param({"sent-year": "2027"}, "must not be after today", id="after today"),
    ],
)
def test_what_is_missing_is_asked_for(
    named: OpenForms, typed: dict[str, str], expected: str
) -> None:
    asked = named.post(f"{PLAN}/copies/sent", {**WENT, **typed})
    assert asked.status_code == 422
    assert expected in words_of(asked)
    assert git(named.desk.root, "branch", "--list", "forms/*") == ""


# --- documents


def test_a_document_is_kept_listed_and_opened_again(
    named: OpenForms, open_as: OpenAs, store: IdentityStore
) -> None:
    done = add(named, PDF)
    assert done.status_code == 303, words_of(done)
    accept(open_as, done.location)
    shown = named.get(f"{PLAN}/copies")
    assert "Documents School report Added on 15 May 2026" in words_of(shown)
    (address,) = re.findall(r'href="([^"]*/document/[^"]*)"', shown.text)
    opened = named.get(address)
    assert opened.data == PDF
    assert opened.content_type == "application/pdf"
    assert opened.headers["Content-Disposition"] == "attachment; filename=school-report.pdf"
    everything = git(named.desk.root, "log", "--all", "-p")
    assert "Marigold" not in everything
    (kept,) = store.path.with_name(f"{store.path.name}.attachments").glob("*.age")
    assert b"Marigold" not in kept.read_bytes()
    kept.write_bytes(b"something else")
    assert "is not what it was" in words_of(named.get(address))
    kept.unlink()
    assert named.get(address).status_code == 409


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"MZ\x90 program", "it is none of PDF, PNG, JPEG", id="by what is in it"),
        pytest.param(PDF[:-6], "cut short", id="cut short"),
        pytest.param(b"%PDF-" + b"x" * LARGEST, "larger than 10 MB", id="too large"),
    ],
)
def test_what_is_no_such_document_is_not_kept(
    named: OpenForms, store: IdentityStore, content: bytes, expected: str
) -> None:
    refused = add(named, content)
    assert refused.status_code == 422
    assert expected in words_of(refused)
    assert list(store.path.parent.glob("*.attachments/*")) == []


def test_much_too_large_a_document_is_refused_unread(named: OpenForms) -> None:
    assert add(named, b"%PDF-" + b"x" * (LARGEST + 3_000_000)).status_code == 413


def test_a_document_needs_its_sort_and_a_file(named: OpenForms) -> None:
    assert "Choose what sort of document it is" in words_of(add(named, PDF, kind=""))
    empty = named.post(f"{PLAN}/documents", {"kind": "sdq"}, content_type="multipart/form-data")
    assert "Choose the document" in words_of(empty)


def test_a_complete_plan_takes_no_document(named: OpenForms) -> None:
    said = words_of(named.get(f"{COMPLETE_PLAN}/copies"))
    assert "Nothing can be added to a plan that is complete or closed." in said
    refused = named.post(
        f"{COMPLETE_PLAN}/documents",
        {"kind": "sdq", "file": (BytesIO(PDF), "a.pdf")},
        content_type="multipart/form-data",
    )
    assert refused.status_code == 404


def test_without_the_identity_store_documents_are_not_taken(forms: OpenForms) -> None:
    said = words_of(forms.get(f"{PLAN}/copies"))
    assert "Documents are kept beside the names of children" in said
    assert add(forms, PDF).status_code == 404


def test_other_pages_take_no_files(named: OpenForms) -> None:
    sent = {"wanted": "mill", "file": (BytesIO(PDF), "a.pdf")}
    assert named.post("/search", sent, content_type="multipart/form-data").status_code == 415
    assert named.post(f"{PLAN}/documents", {"kind": "sdq"}).status_code == 415
