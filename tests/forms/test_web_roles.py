"""Who gets an answer from which address: every route, for every role, near the child and far."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

import pytest

from pepsite.forms.web.guards import OpenTo, guard_of
from pepsite.records.codes import Role
from pepsite.records.ids import new_id
from pepsite.store.drafts import Drafts
from tests.forms.opened import (
    OFFICER_ID,
    OLDER_CHILD,
    SCHOOL,
    SOCIAL_WORKER_ID,
    TEACHER_ID,
    OpenForms,
    open_forms,
    workspace_in_git,
)

PLAN = "pep-hc4dvy5m8nb0v"
LEFT, NEW, UNKNOWN = "left", "retired-yesterday", "nobody"
STAFF: set[object] = {
    Role.VIRTUAL_SCHOOL_OFFICER,
    Role.PHASE_MANAGER,
    Role.VIRTUAL_SCHOOL_DEPUTY,
    Role.VIRTUAL_SCHOOL_HEAD,
}
RECORD_KEEPERS: set[object] = {Role.DATA_OFFICER}
WITH_CHILDREN: set[object] = {
    Role.DESIGNATED_TEACHER,
    Role.DELEGATE,
    Role.SOCIAL_WORKER,
    Role.PERSONAL_ADVISER,
}
NEAR: set[object] = {"the child's teacher", "the child's social worker"}
AUDITORS = STAFF - {Role.VIRTUAL_SCHOOL_OFFICER} | NEAR
"""Whom the policy of this workspace asks to audit a child's time."""
EVERYBODY = STAFF | RECORD_KEEPERS | WITH_CHILDREN | NEAR


@dataclass(frozen=True)
class Ask:
    """A request, and who gets something other than "there is no such page"."""

    endpoint: str
    method: str
    address: str
    allowed: AbstractSet[object]
    sent: tuple[tuple[str, str], ...] = ()


ASKED = (
    Ask("start", "GET", "/", EVERYBODY),
    Ask("still_there", "GET", "/still-there", EVERYBODY),
    Ask("carry_on", "POST", "/carry-on", EVERYBODY),
    Ask("search", "POST", "/search", STAFF | RECORD_KEEPERS, (("wanted", "x"),)),
    Ask("child", "GET", f"/child/{OLDER_CHILD}", STAFF | RECORD_KEEPERS | NEAR),
    Ask("plan", "GET", f"/child/{OLDER_CHILD}/plan/{PLAN}", STAFF | RECORD_KEEPERS | NEAR),
    Ask("school", "GET", f"/school/{SCHOOL}", EVERYBODY),
    Ask("person", "GET", f"/person/{OFFICER_ID}", STAFF | RECORD_KEEPERS),
    Ask("begin", "POST", "/form/pep", STAFF | NEAR, (("child", OLDER_CHILD), ("type", "review"))),
    Ask("begin", "POST", "/form/new-child", STAFF | RECORD_KEEPERS, (("record", OLDER_CHILD),)),
    Ask(
        "begin", "POST", "/form/new-child",
        STAFF | RECORD_KEEPERS | {Role.SOCIAL_WORKER, "the child's social worker"},
    ),
    Ask("begin", "POST", "/form/school", STAFF | RECORD_KEEPERS),
    Ask("begin", "POST", "/form/person", STAFF | RECORD_KEEPERS),
    Ask("begin", "POST", "/form/child-voice", STAFF | NEAR, (("child", OLDER_CHILD), ("record", PLAN))),
    Ask("begin", "POST", "/form/qa-review", STAFF, (("child", OLDER_CHILD), ("pep", PLAN))),
    Ask("which_audit", "GET", f"/child/{OLDER_CHILD}/audit", AUDITORS),
    Ask("begin_audit", "POST", f"/child/{OLDER_CHILD}/audit", AUDITORS),
    Ask("review_list", "GET", "/review", EVERYBODY),
)  # fmt: skip


@pytest.fixture(scope="module")
def everyone(tmp_path_factory: pytest.TempPathFactory) -> dict[object, OpenForms]:
    """Return the forms, opened by somebody of each role who knows no child, and by others."""
    folder = tmp_path_factory.mktemp("roles")
    root = workspace_in_git(folder / "workspace")
    ids: dict[object, str] = {who: new_id("person") for who in (*Role, LEFT, NEW, UNKNOWN)}
    for role in Role:
        write_person(root, ids[role], str(role), "active: true")
    head = str(Role.VIRTUAL_SCHOOL_HEAD)
    write_person(root, ids[LEFT], head, "active: false")
    write_person(root, ids[NEW], head, "active: true\nleft_on: 2026-05-14")
    ids |= {"the child's teacher": TEACHER_ID, "the child's social worker": SOCIAL_WORKER_ID}
    return {who: open_forms(root, id_, folder / id_) for who, id_ in ids.items()}


def write_person(root: Path, id_: str, role: str, more: str) -> None:
    text = f"schema: person/1\nid: {id_}\nrole: {role}\n{more}\n"
    (root / "records" / "people" / f"{id_}.yaml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "ask", [pytest.param(one, id=f"{one.method} {one.address}") for one in ASKED]
)
def test_each_role_gets_what_is_for_it_and_nothing_else(
    everyone: dict[object, OpenForms], ask: Ask
) -> None:
    def is_answered(forms: OpenForms) -> bool:
        if ask.method == "GET":
            return forms.get(ask.address).status_code != 404
        return forms.post(ask.address, dict(ask.sent)).status_code != 404

    assert {who for who, forms in everyone.items() if is_answered(forms)} == ask.allowed


def test_what_somebody_began_is_nobody_else_s(everyone: dict[object, OpenForms]) -> None:
    began = everyone[Role.VIRTUAL_SCHOOL_OFFICER]
    home = began.begin("school")
    for who, forms in everyone.items():
        if who is not Role.VIRTUAL_SCHOOL_OFFICER:
            share_drafts(began, forms)
            for address in ("", "/page/school-name", "/check", "/delete"):
                assert forms.get(f"{home}{address}").status_code == 404, (who, address)
            for address in ("/page/school-name", "/send", "/settle", "/delete"):
                assert forms.post(f"{home}{address}").status_code == 404, (who, address)
    assert began.get(home).status_code == 200


def share_drafts(one: OpenForms, other: OpenForms) -> None:
    """Give somebody the same folder and key: then only who they are keeps them apart."""
    state = one.desk.drafts.folder.parent
    other.desk.drafts = Drafts.open(state / "drafts", state / "key.txt")


@pytest.mark.parametrize("who", [LEFT, NEW, UNKNOWN, Role.CARER, Role.SCHOOL_STAFF])
def test_who_may_not_open_the_forms_gets_an_answer_from_no_route(
    everyone: dict[object, OpenForms], who: object
) -> None:
    """Walks every route there is, so that a new one is asked as well."""
    forms = everyone[who]
    app = forms.client.application
    for rule in app.url_map.iter_rules():
        guard = guard_of(app.view_functions[rule.endpoint])
        if guard is None or guard.needs is OpenTo.THIS_COMPUTER:
            continue
        address = str(rule).replace("<child_id>", OLDER_CHILD).replace("<pep_id>", PLAN)
        address = re.sub(r"<[^>]*>", "x", address.replace("<school_id>", SCHOOL))
        typed = "multipart/form-data" if guard.takes else "application/x-www-form-urlencoded"
        for method in (rule.methods or set()) & {"GET", "POST"}:
            is_post = method == "POST"
            answer = forms.post(address, content_type=typed) if is_post else forms.get(address)
            assert answer.status_code == 404, (method, address)


def test_who_may_not_search_finds_their_own_children_on_the_start_page(
    everyone: dict[object, OpenForms],
) -> None:
    def listed(who: object) -> set[str]:
        return set(re.findall(r'href="/child/([^"/]+)"', everyone[who].get("/").text))

    assert listed("the child's teacher") == {OLDER_CHILD}
    assert OLDER_CHILD in listed("the child's social worker")
    assert listed(Role.SOCIAL_WORKER) == set()
    assert "name you beside no child" in everyone[Role.SOCIAL_WORKER].get("/").text
    assert "Children you work with" not in everyone[Role.DATA_OFFICER].get("/").text
