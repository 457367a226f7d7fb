"""Who gets an answer from which address: every route, for every role, near the child and far."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest
from flask import Flask
from werkzeug.routing import Rule

from pepsite.forms.web.guards import OpenTo, guard_of
from pepsite.privacy.permission import Action
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
    words_of,
    workspace_in_git,
)
from tests.forms.test_web_following import AUDIT
from tests.forms.test_web_review_list import MANAGER_ID, send
from tests.usecases.examples import CALENDAR, EXAMPLES

pytestmark = pytest.mark.uncounted

PLAN = "pep-hc4dvy5m8nb0v"
OLDER_PLAN = f"/child/{OLDER_CHILD}/plan/{PLAN}"
QUALITY = EXAMPLES / "valid" / "every-field-quality-assurance"
ACTION_ID = "ac-h5ycfvbjfsdaf"
AUDIT_ID, SENT = "au-bx7k2zmc6zxd7", "one1"
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
REVIEWERS: set[object] = {Role.VIRTUAL_SCHOOL_OFFICER}
"""To whom the policy's checklist leaves a review."""
AUDITORS = STAFF - {Role.VIRTUAL_SCHOOL_OFFICER} | NEAR
"""Whom the policy of this workspace asks to audit a child's time."""
PLAN_AUDITORS: set[object] = {Role.PHASE_MANAGER, Role.VIRTUAL_SCHOOL_DEPUTY}
"""Whom it asks to audit one plan."""
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
    Ask("give_back", "GET", "/give-back", EVERYBODY),
    Ask("taken_back", "POST", "/give-back", EVERYBODY),
    Ask("calendars", "GET", "/calendars", EVERYBODY),
    Ask("calendar", "GET", f"/calendar/{PurePosixPath(CALENDAR).stem}", EVERYBODY),
    Ask("actions", "GET", "/actions", STAFF | RECORD_KEEPERS),
    Ask("action", "GET", f"/action/{ACTION_ID}", STAFF | RECORD_KEEPERS),
    Ask("begin", "POST", "/form/pep", STAFF | NEAR, (("child", OLDER_CHILD), ("type", "review"))),
    Ask("begin", "POST", "/form/new-child", STAFF | RECORD_KEEPERS, (("record", OLDER_CHILD),)),
    Ask(
        "begin", "POST", "/form/new-child",
        STAFF | RECORD_KEEPERS | {Role.SOCIAL_WORKER, "the child's social worker"},
    ),
    Ask("begin", "POST", "/form/school", STAFF | RECORD_KEEPERS),
    Ask("begin", "POST", "/form/person", STAFF | RECORD_KEEPERS),
    Ask("begin", "POST", "/form/child-voice", STAFF | NEAR, (("child", OLDER_CHILD), ("record", PLAN))),
    Ask("begin", "POST", "/form/qa-review", REVIEWERS, (("child", OLDER_CHILD), ("pep", PLAN))),
    Ask("which_audit", "GET", f"/child/{OLDER_CHILD}/audit", AUDITORS),
    Ask("begin_audit", "POST", f"/child/{OLDER_CHILD}/audit", AUDITORS),
    Ask("which_plan_audit", "GET", f"{OLDER_PLAN}/audit", PLAN_AUDITORS),
    Ask("begin_plan_audit", "POST", f"{OLDER_PLAN}/audit", PLAN_AUDITORS),
    Ask("audit", "GET", f"/child/{OLDER_CHILD}/audit/{AUDIT_ID}", STAFF | RECORD_KEEPERS),
    Ask("begin_action", "POST", f"/child/{OLDER_CHILD}/audit/{AUDIT_ID}/action/aaaaaa", STAFF),
    Ask("begin", "POST", "/form/audit", set(), (("child", OLDER_CHILD),)),
    Ask("read_plan", "GET", f"{OLDER_PLAN}/read", STAFF | NEAR),
    Ask("copies", "GET", f"{OLDER_PLAN}/copies", STAFF),
    Ask("copy_for", "GET", f"{OLDER_PLAN}/copy/carer", STAFF),
    Ask("copy_sent", "POST", f"{OLDER_PLAN}/copies/sent", STAFF),
    Ask("document_added", "POST", f"{OLDER_PLAN}/documents", set()),  # no names are kept here
    Ask("document", "GET", f"{OLDER_PLAN}/document/aaaaaa", set()),
    Ask("handed", "GET", f"{OLDER_PLAN}/copies/copy/one1", STAFF | RECORD_KEEPERS | NEAR),
    Ask("talk", "GET", f"{OLDER_PLAN}/talk/wsh2ab", STAFF | NEAR),
    Ask("talked", "POST", f"{OLDER_PLAN}/talk/wsh2ab", STAFF | NEAR),
    Ask("to_assure", "GET", "/to-quality-assure", STAFF),
    Ask("due_next", "GET", "/due", EVERYBODY),
    Ask("review_list", "GET", "/review", EVERYBODY),
    Ask("review_one", "GET", f"/review/{SENT}", STAFF),
    Ask("review_accept", "POST", f"/review/{SENT}/accept", STAFF),
    Ask("review_let_past", "POST", f"/review/{SENT}/let-past", {Role.VIRTUAL_SCHOOL_HEAD}),
    Ask("review_return", "POST", f"/review/{SENT}/return", STAFF),
    Ask("review_reopen", "POST", f"/review/{SENT}/open", set()),  # who sent it is none of these
    Ask("reviewed", "GET", f"/review/{SENT}/became/accepted", STAFF),
    Ask("sent", "GET", "/sent/pep/one1", EVERYBODY),
)  # fmt: skip
WISH = """
concerns:
  - id: wsh2ab
    kind: support-wanted
    raised_on: 2026-05-12
    by: child
    with_whom: social-worker
    what: "{child} wants to talk to somebody."
"""
OF_ONES_OWN = "/form/<form>/<record>"
"""Below it lies what somebody has begun themselves: walked by a test of its own."""


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
    audit = root / f"records/children/{OLDER_CHILD}/audits/{AUDIT_ID}.yaml"
    audit.parent.mkdir()
    audit.write_text(AUDIT.format(child=OLDER_CHILD, auditor=MANAGER_ID), "utf-8")
    plan = root / f"records/children/{OLDER_CHILD}/peps/{PLAN}.yaml"
    plan.write_text(plan.read_text("utf-8").rstrip() + WISH, "utf-8")
    action = root / f"records/actions/{ACTION_ID}.yaml"
    action.parent.mkdir()
    action.write_bytes((QUALITY / f"records/actions/{ACTION_ID}.yaml").read_bytes())
    send(root, MANAGER_ID, {"strengths": "Reads well."}, id_=SENT)
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
        sent_as = "multipart/form-data" if ask.endpoint == "document_added" else None
        answer = forms.post(ask.address, dict(ask.sent), content_type=sent_as)
        return answer.status_code != 404

    assert {who for who, forms in everyone.items() if is_answered(forms)} == ask.allowed


def test_of_every_route_it_is_said_who_gets_an_answer(everyone: dict[object, OpenForms]) -> None:
    app = everyone[UNKNOWN].client.application
    asked = {one.endpoint for one in ASKED} | {"leave"}  # whoever may start may end, once
    guards = {one.endpoint: guard_of(app.view_functions[one.endpoint]) for one in rules(app)}
    unsaid = {
        one.endpoint
        for one in rules(app)
        if one.endpoint not in asked
        and not str(one).startswith(OF_ONES_OWN)
        and (found := guards[one.endpoint]) is not None
        and found.needs is not OpenTo.THIS_COMPUTER
    }
    assert unsaid == set()
    assert None not in guards.values()


def rules(app: Flask) -> list[Rule]:
    return list(app.url_map.iter_rules())


def test_every_action_is_asked_of_the_one_place_by_a_route(
    everyone: dict[object, OpenForms],
) -> None:
    app = everyone[UNKNOWN].client.application
    guards = {guard_of(app.view_functions[one.endpoint]) for one in rules(app)}
    assert {one.needs for one in guards if one} == {*Action, OpenTo.THIS_COMPUTER}


def test_what_somebody_began_is_nobody_else_s(everyone: dict[object, OpenForms]) -> None:
    """Walks every route of what was begun, so that a new one is asked as well."""
    began = everyone[Role.VIRTUAL_SCHOOL_OFFICER]
    home = began.begin("school")
    own = [one for one in rules(began.client.application) if str(one).startswith(OF_ONES_OWN)]
    assert len(own) > 10
    for who, forms in everyone.items():
        if who is not Role.VIRTUAL_SCHOOL_OFFICER:
            share_drafts(began, forms)
            for one in own:
                below = str(one).removeprefix(OF_ONES_OWN)
                address = home + below.replace("<path:address>", "school-name").replace(
                    "<section>", "school"
                )
                answer = forms.get if "GET" in (one.methods or ()) else forms.post
                assert answer(address).status_code == 404, (who, address)
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


def test_who_may_not_read_audits_is_not_told_that_there_is_none(
    everyone: dict[object, OpenForms],
) -> None:
    said = {who: words_of(one.get(f"/child/{OLDER_CHILD}")) for who, one in everyone.items()}
    told = {who for who, words in said.items() if "Audits There is none yet" in words}
    listed = {who for who, words in said.items() if ", 1 May 2026" in words}

    assert told == set()
    assert listed == STAFF | RECORD_KEEPERS
    for who in NEAR:
        assert "Audits Begin an audit" in said[who], who


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
