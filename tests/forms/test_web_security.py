"""The forms answer the person who opened them, on this computer, from their own pages. Nobody else."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from werkzeug.routing import Rule

from pepsite.errors import (
    DraftsError,
    GitError,
    PolicyPackError,
    RecordChangedError,
    RecordNotOpenedError,
)
from pepsite.forms.errors import trouble, trouble_of
from pepsite.forms.web import beginning, looking, pages, tasks
from pepsite.forms.web.application import MAX_BYTES, Settings, create_app
from pepsite.forms.web.guards import Guard, OpenTo, guard_of
from pepsite.forms.web.sessions import IDLE_SECONDS, LINK_SECONDS
from pepsite.privacy.permission import Action
from tests.forms.conftest import OpenAs
from tests.forms.opened import (
    HOST,
    OFFICER_ID,
    OLDER_CHILD,
    ORIGIN,
    SCHOOL,
    SOCIAL_WORKER_ID,
    TEACHER_ID,
    YOUNGER_CHILD,
    OpenForms,
    words_of,
)

SAID = "Zebedee would like to talk about the boat"


# --- every route


def test_every_route_declares_its_guard(forms: OpenForms) -> None:
    views = forms.client.application.view_functions
    assert [name for name, view in views.items() if guard_of(view) is None] == []
    assert len(views) > 15


def test_only_what_says_nothing_about_anybody_is_open_to_all(forms: OpenForms) -> None:
    views = forms.client.application.view_functions
    open_to_all = {
        name
        for name, view in views.items()
        if isinstance(guard := guard_of(view), Guard) and guard.needs is OpenTo.THIS_COMPUTER
    }
    assert open_to_all == {"asset", "open_forms", "opened"}


def test_a_route_without_a_guard_is_never_answered(forms: OpenForms) -> None:
    app = create_app(forms.desk, forms.sessions, Settings(HOST))
    app.url_map.add(Rule("/forgotten", endpoint="left_open"))
    app.view_functions["left_open"] = lambda: SAID
    own = OpenForms(forms.desk, forms.sessions, forms.clock, app.test_client())
    assert own.sign_in().status_code == 303
    response = own.get("/forgotten")
    assert response.status_code == 404
    assert SAID not in response.text


def test_every_other_route_asks_who_it_is(forms: OpenForms) -> None:
    """Walks all routes without a cookie."""
    app = forms.client.application
    stranger = app.test_client()
    asked = 0
    for rule in app.url_map.iter_rules():
        guard = guard_of(app.view_functions[rule.endpoint])
        if guard is None or guard.needs is OpenTo.THIS_COMPUTER:
            continue
        address = re.sub(r"<[^>]*>", "x", str(rule))
        typed = "multipart/form-data" if guard.takes else "application/x-www-form-urlencoded"
        for method in (rule.methods or set()) & {"GET", "POST"}:
            headers = {"Origin": ORIGIN}
            response = stranger.open(
                address, method=method, base_url=ORIGIN, headers=headers,
                content_type=typed,
            )  # fmt: skip
            assert response.status_code == 401, (method, address)
            asked += 1
    assert asked > 15


@pytest.mark.parametrize(
    ("person", "address", "expected"),
    [
        pytest.param(OFFICER_ID, f"/child/{OLDER_CHILD}", 200, id="officer"),
        pytest.param(TEACHER_ID, f"/child/{OLDER_CHILD}", 200, id="the child's teacher"),
        pytest.param(TEACHER_ID, f"/child/{YOUNGER_CHILD}", 404, id="another child's"),
        pytest.param(TEACHER_ID, f"/person/{OFFICER_ID}", 404, id="staff are not for teachers"),
        pytest.param(TEACHER_ID, f"/school/{SCHOOL}", 200, id="a school is for all"),
        pytest.param(OFFICER_ID, "/child/ch-0000000000000", 404, id="no such child"),
        pytest.param(OFFICER_ID, "/child/..%2f..%2fauthority", 404, id="no child at all"),
        pytest.param(OFFICER_ID, "/school/sc-0000000000000", 404, id="no such school"),
    ],
)
def test_what_is_not_for_somebody_is_not_there(
    open_as: OpenAs, person: str, address: str, expected: int
) -> None:
    assert open_as(person).get(address).status_code == expected


def test_who_may_not_search_is_not_shown_a_box_and_gets_no_answer(open_as: OpenAs) -> None:
    forms = open_as(TEACHER_ID)
    assert 'name="wanted"' not in forms.get("/").text
    assert forms.post("/search", {"wanted": "school"}).status_code == 404


def test_a_form_that_is_not_for_somebody_cannot_be_begun(open_as: OpenAs) -> None:
    forms = open_as(TEACHER_ID)
    assert forms.post("/form/school").status_code == 404
    assert forms.post("/form/no-such-form").status_code == 404
    assert forms.desk.drafts.all_of(TEACHER_ID) == []


def test_somebody_else_s_draft_is_not_there(open_as: OpenAs) -> None:
    theirs = open_as(OFFICER_ID).begin("school")
    assert open_as(SOCIAL_WORKER_ID).get(theirs).status_code == 404


# --- coming in


def test_a_link_works_once(forms: OpenForms) -> None:
    key = forms.sessions.new_link_key()
    stranger = forms.client.application.test_client()
    looked = stranger.get(f"/open?key={key}", base_url=ORIGIN)
    assert looked.status_code == 200
    assert "Set-Cookie" not in looked.headers
    headers = {"Origin": ORIGIN}
    opened = [
        stranger.post("/open", data={"key": key}, base_url=ORIGIN, headers=headers)
        for _ in range(2)
    ]
    assert [one.status_code for one in opened] == [303, 401]
    assert key not in opened[1].text


def test_a_link_is_worth_nothing_after_five_minutes(forms: OpenForms) -> None:
    key = forms.sessions.new_link_key()
    forms.clock.seconds += LINK_SECONDS + 1
    assert forms.post("/open", {"key": key}, token=False).status_code == 401


def test_a_link_of_one_s_own_making_opens_nothing(forms: OpenForms) -> None:
    for key in ("", "x", "a" * 43):
        assert forms.post("/open", {"key": key}, token=False).status_code == 401


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(forms: OpenForms) -> None:
    cookie = forms.sign_in().headers["Set-Cookie"]
    assert cookie.startswith("pepsite-8123=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert "Expires" not in cookie


def test_who_closes_the_forms_has_closed_them(forms: OpenForms) -> None:
    cookie = forms.client.get_cookie("pepsite-8123", domain="127.0.0.1")
    assert cookie is not None
    assert forms.post("/leave").status_code == 200
    forms.client.set_cookie("pepsite-8123", cookie.value, domain="127.0.0.1")
    assert forms.get("/").status_code == 401


# --- where a request comes from


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost:8123", "127.0.0.1", "127.0.0.1:80", "evil.example:8123", ""]
)
def test_another_name_for_this_computer_gets_no_answer(forms: OpenForms, host: str) -> None:
    response = forms.get("/", headers={"Host": host})
    assert response.status_code == 421


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param({"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}, 303, id="our page"),
        pytest.param({"Origin": ORIGIN}, 303, id="an older browser"),
        pytest.param({"Origin": "http://evil.example"}, 403, id="another site"),
        pytest.param({"Origin": "null"}, 403, id="a file"),
        pytest.param({"Origin": "http://127.0.0.1:9000"}, 403, id="another port"),
        pytest.param({"Origin": f"https://{HOST}"}, 403, id="another scheme"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, 403, id="said to be another site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, 403, id="another port, said so"),
        pytest.param({"Sec-Fetch-Site": "none"}, 403, id="typed in"),
        pytest.param({"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"}, 403, id="two stories"),
        pytest.param({}, 403, id="nothing said"),
    ],
)
def test_only_our_own_pages_can_change_something(
    forms: OpenForms, headers: dict[str, str], expected: int
) -> None:
    sent = {"_token": forms.token}
    response = forms.client.post("/form/school", data=sent, base_url=ORIGIN, headers=headers)
    assert response.status_code == expected
    assert len(forms.desk.drafts.all_of(OFFICER_ID)) == (expected == 303)


@pytest.mark.parametrize("token", ["", "x", "ü"])
def test_without_the_token_of_the_page_nothing_changes(forms: OpenForms, token: str) -> None:
    assert forms.post("/form/school", {"_token": token}).status_code == 403
    assert forms.desk.drafts.all_of(OFFICER_ID) == []


@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=x", "application/json", "text/plain"]
)
def test_what_is_no_form_is_refused(forms: OpenForms, kind: str) -> None:
    headers = {"Origin": ORIGIN}
    response = forms.client.post(
        "/form/school", data=b"{}", content_type=kind, base_url=ORIGIN, headers=headers
    )
    assert response.status_code == 415


def test_no_route_answers_other_sites(forms: OpenForms) -> None:
    response = forms.client.options("/", base_url=ORIGIN, headers={"Origin": "http://evil.example"})
    assert not [name for name, _ in response.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize("address", ["/", "/nowhere", "/assets/pepsite.css", "/open?key=x"])
def test_every_answer_says_how_it_may_be_used(forms: OpenForms, address: str) -> None:
    """No browser keeps a page. It keeps what is of nobody: style sheets, scripts and pictures."""
    headers = forms.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    is_kept = address.startswith("/assets/")
    assert headers["Cache-Control"] == (
        "private, max-age=43200, immutable" if is_kept else "no-store"
    )
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_no_page_has_a_script_or_a_style_in_it(forms: OpenForms) -> None:
    home = forms.begin("school")
    pages = ["/", home, f"{home}/page/school-name", f"{home}/check", "/open", "/still-there", "/x"]
    for address in pages:
        html = forms.get(address).text
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*src=)", html)
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', html)


@pytest.mark.parametrize(
    "name",
    ["../application.py", "..%2fapplication.py", "LICENCE-govuk-frontend.txt", "x.css", "css"],
)
def test_only_what_a_page_needs_is_sent(forms: OpenForms, name: str) -> None:
    assert forms.get(f"/assets/{name}").status_code == 404


# --- size


def test_what_is_too_long_is_refused_in_words_and_nothing_is_lost(forms: OpenForms) -> None:
    home = forms.begin("school")
    forms.save(f"{home}/page/school-name", {"name": SAID})
    response = forms.post(f"{home}/page/school-name", {"name": "x" * 20_000_000})
    assert response.status_code == 413
    assert "too much for one page" in words_of(response)
    assert SAID in forms.get(f"{home}/page/school-name").text


def test_a_long_text_is_taken(forms: OpenForms) -> None:
    home = forms.begin("school")
    long = "A word of some length. " * 20_000  # a book chapter
    assert len(long) < MAX_BYTES
    forms.save(f"{home}/page/school-name", {"name": long})
    assert long.strip() in forms.get(f"{home}/page/school-name").text


def test_more_boxes_than_any_page_has_are_only_left_out(forms: OpenForms) -> None:
    home = forms.begin("school")
    sent: dict[str, Any] = {f"box{n}": "x" for n in range(3000)}
    response = forms.post(f"{home}/page/school-name", sent | {"name": SAID})
    assert response.status_code in (303, 413, 422)


# --- time


def test_the_forms_close_when_nobody_uses_them(forms: OpenForms) -> None:
    forms.clock.seconds += IDLE_SECONDS
    assert forms.get("/").status_code == 200
    forms.clock.seconds += IDLE_SECONDS + 1
    response = forms.get("/")
    assert response.status_code == 401
    assert "press Enter" in words_of(response)
    assert "virtual school" not in response.text.casefold()


def test_the_page_that_warns_does_not_count_as_use(forms: OpenForms) -> None:
    forms.clock.seconds += IDLE_SECONDS - 1
    assert "Are you still there?" in words_of(forms.get("/still-there?back=/"))
    forms.clock.seconds += 2
    assert forms.get("/").status_code == 401


def test_who_carries_on_is_where_they_were(forms: OpenForms) -> None:
    home = forms.begin("school")
    forms.clock.seconds += IDLE_SECONDS - 1
    response = forms.post("/carry-on", {"back": home})
    assert (response.status_code, response.location) == (303, home)
    forms.clock.seconds += IDLE_SECONDS - 1
    assert forms.get(home).status_code == 200


@pytest.mark.parametrize(
    "back",
    [
        "http://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "",
        "/x\ny",
        "/\t/evil.example",
        "/\r/evil.example",
        "/x?evil",
        "/./evil.example",
    ],
)
def test_carrying_on_leads_to_our_own_pages_only(forms: OpenForms, back: str) -> None:
    assert forms.post("/carry-on", {"back": back}).location == "/"
    assert "evil" not in forms.get("/still-there", query_string={"back": back}).text


def test_what_is_sent_after_the_forms_closed_is_kept(forms: OpenForms) -> None:
    home = forms.begin("school")
    forms.clock.seconds += IDLE_SECONDS + 1
    response = forms.post(f"{home}/page/school-name", {"name": SAID, "_seen": "1"})
    assert response.status_code == 401
    assert "What you typed just now is kept" in words_of(response)
    assert SAID not in response.text
    forms.sessions.end(next(iter(forms.sessions._sessions.values())))
    forms.sign_in()
    assert SAID in forms.get(f"{home}/page/school-name").text


def test_after_they_closed_nothing_else_can_be_done(forms: OpenForms) -> None:
    home = forms.begin("school")
    forms.clock.seconds += IDLE_SECONDS + 1
    for address in (f"{home}/delete", f"{home}/send", "/form/school", "/search", "/carry-on"):
        assert forms.post(address, {"wanted": "x"}).status_code == 401
    assert forms.post(f"{home}/page/school-name", {"_token": "x"}).status_code == 403
    assert len(forms.desk.drafts.all_of(OFFICER_ID)) == 1


# --- faults


def test_a_fault_is_told_by_its_type_and_place_alone(
    forms: OpenForms, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError(SAID)

    monkeypatch.setattr(looking, "_new_forms", broken)
    response = forms.get("/")
    assert response.status_code == 500
    assert SAID not in response.text
    assert re.search(r"ValueError at pepsite/forms/web/looking\.py:\d+", words_of(response))
    (line,) = forms.reported
    assert re.fullmatch(r"pepsite forms: ValueError at pepsite/forms/web/looking\.py:\d+", line)


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        pytest.param(RecordChangedError("someone saved first"), 409, id="changed"),
        pytest.param(DraftsError("no room"), 507, id="drafts"),
        pytest.param(RecordNotOpenedError("not here"), 422, id="not opened"),
        pytest.param(GitError("git said no"), 502, id="git"),
        pytest.param(PolicyPackError("no such pack"), 503, id="policy"),
        pytest.param(ValueError(SAID), 500, id="ours"),
    ],
)
def test_each_error_has_its_status_and_its_words(failure: Exception, status: int) -> None:
    told = trouble_of(failure)
    assert told.status == status
    assert SAID not in " ".join(told.lines)
    assert (str(failure).capitalize() + "." in told.lines) == (not isinstance(failure, ValueError))


def test_a_status_without_words_of_its_own_has_those_nearest(forms: OpenForms) -> None:
    titles = [trouble(status).title for status in (400, 418, 500, 504)]  # type: ignore[arg-type]
    assert [a == b for a, b in pairwise(titles)] == [True, False, True]
    assert forms.client.put("/", base_url=ORIGIN).status_code == 405


def test_a_broken_workspace_is_a_page_and_not_a_crash(forms: OpenForms) -> None:
    (forms.desk.root / "records/authority.yaml").unlink()
    response = forms.get("/")
    assert response.status_code == 502
    said = words_of(response)
    assert "records/authority.yaml" in said
    assert "fault in pepsite" not in said
    assert forms.reported == []


def test_a_policy_pack_that_is_not_there_is_no_fault_of_ours(forms: OpenForms) -> None:
    path = forms.desk.root / "records/authority.yaml"
    text = re.sub(r"(?m)^policy: .*$", "policy: nowhere", path.read_text("utf-8"))
    path.unlink()
    path.write_text(text, "utf-8")
    for address in ("/", f"/child/{OLDER_CHILD}", "/review"):
        response = forms.get(address)
        assert response.status_code == 503
        said = words_of(response)
        assert "The forms cannot be used just now" in said
        assert "policy pack" in said
        assert "fault in pepsite" not in said
    assert forms.reported == []


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        pytest.param(OFFICER_ID, 422, id="officer"),
        pytest.param(TEACHER_ID, 404, id="who may not search learns nothing"),
    ],
)
def test_a_record_that_cannot_be_read_is_said_to_be_so(
    open_as: OpenAs, person: str, expected: int
) -> None:
    forms = open_as(person)
    folder = forms.desk.root / "records/children" / OLDER_CHILD
    plan = next((folder / "peps").glob("*.yaml"))
    plan.write_text("schema: pep/1\nstatus: [", "utf-8")
    addresses = [f"/child/{OLDER_CHILD}/plan/{plan.stem}"]
    answers = [forms.get(one) for one in addresses]
    (folder / "child.yaml").write_text("schema: child/1\nborn: [", "utf-8")
    addresses += [f"/child/{OLDER_CHILD}"]
    answers += [forms.get(one) for one in addresses]
    assert {one.status_code for one in answers} == {expected}
    assert all(("cannot be read" in words_of(one)) == (expected == 422) for one in answers)


def test_a_full_disk_is_told_and_the_last_state_is_whole(
    forms: OpenForms, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = forms.begin("school")
    forms.save(f"{home}/page/school-name", {"name": "Ash Tree"})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("pepsite.store.drafts.replace_whole", full)
        response = forms.save(f"{home}/page/school-name", {"name": SAID})
    assert response.status_code == 507
    assert "press the button again" in words_of(response)
    assert "Ash Tree" in forms.get(f"{home}/page/school-name").text


def test_every_view_that_needs_a_record_says_what_it_is_about() -> None:
    for module in (looking, beginning, tasks, pages):
        for _, view, _ in module.ROUTES:
            guard = guard_of(view)
            assert guard is not None
            needs_one = guard.needs in (Action.READ, Action.FILL)
            assert needs_one == (guard.about is not None), view.__name__
