"""`pepsite forms`: who may open it, what it says, and the real server behind it."""

from __future__ import annotations

import errno
import http.client
import logging
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import pytest
from click.testing import CliRunner

from pepsite.cli import forms_command
from pepsite.cli.main import main
from pepsite.forms.web import application
from pepsite.forms.web.desk import Desk
from pepsite.forms.web.serving import Forms, opened_in_browser, tell_faults_by_place
from pepsite.store.drafts import Drafts
from pepsite.store.user_files import configured_person
from tests.forms.opened import OFFICER_ID

UNKNOWN = "ps-0000000000000"
SAID = "Zebedee"


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["forms", *words])
    return done.exit_code, done.output


def test_without_the_extra_it_says_what_to_install(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms_command, "find_spec", lambda name: None)
    code, said = run("--as", OFFICER_ID, "-C", str(workspace))
    assert code == 10
    assert "pip install pepsite[forms]" in said


def test_who_it_is_has_to_be_said(workspace: Path) -> None:
    code, said = run("-C", str(workspace))
    assert code == 2
    assert "--as PERSON" in said


@pytest.mark.parametrize("person", [UNKNOWN, "../x", ""])
def test_only_a_person_on_record_opens_it(workspace: Path, person: str) -> None:
    code, _ = run("--as", person, "-C", str(workspace))
    assert code == 2


def test_a_port_that_is_taken_is_said(workspace: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, said = run("--as", OFFICER_ID, "--port", port, "--no-browser", "-C", str(workspace))
    assert code == 10
    assert f"port {port}" in said


def test_the_person_is_as_this_computer_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert configured_person({"PEPSITE_PERSON": "ps-1"}) == "ps-1"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert configured_person({}) == ""
    settings = tmp_path / "pepsite" / "settings.toml"
    settings.parent.mkdir()
    for written, expected in (('person = "ps-2"', "ps-2"), ("person = 2", ""), ("person", "")):
        settings.write_text(written, encoding="utf-8")
        assert configured_person({}) == expected


def test_the_base_install_needs_no_web_server() -> None:
    needed = metadata.requires("pepsite") or []
    web = [one for one in needed if re.match(r"flask|waitress|govuk", one)]
    assert len(web) == 3
    assert all("extra == 'forms'" in one.replace('"', "'") for one in web)
    program = (
        "import sys; from pepsite.cli.main import main; import pepsite.cli.forms_command; "
        "print([n for n in sys.modules if n.partition('.')[0] in ('flask', 'waitress')])"
    )
    done = subprocess.run(
        (sys.executable, "-c", program), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.fixture
def served(workspace: Path, tmp_path: Path) -> Forms:
    drafts = Drafts.open(tmp_path / "drafts", tmp_path / "key.txt", workspace=workspace)
    desk = Desk(workspace, OFFICER_ID, drafts, lambda: datetime(2026, 5, 15, 10, tzinfo=UTC))
    forms = Forms(desk, 0, lambda line: None)
    threading.Thread(target=forms.run, daemon=True).start()
    return forms


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a computer has no such address")
def test_the_server_listens_at_one_address_of_this_computer_alone(served: Forms) -> None:
    host, port = served.host.split(":")
    assert host == "127.0.0.1"
    # It would answer here too if it listened everywhere, and this one needs no network.
    with socket.socket() as other:
        assert other.connect_ex(("127.0.0.2", int(port))) == errno.ECONNREFUSED
    served.close()


def test_twenty_megabytes_are_refused_by_a_page(served: Forms) -> None:
    connection = http.client.HTTPConnection(served.host, timeout=60)
    origin = f"http://{served.host}"
    headers = {"Origin": origin, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/open", body=b"key=" + b"x" * 20_000_000, headers=headers)
    answer = connection.getresponse()
    assert answer.status == 413
    assert "too much for one page" in answer.read().decode()
    assert answer.headers["Server"] is None
    connection.close()
    served.close()


def test_the_link_is_handed_over_in_a_file_of_one_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def note(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr("webbrowser.open", note)
    with opened_in_browser("http://127.0.0.1:1/open?key=a&b") as there:
        assert there
        page = Path(opened[0].removeprefix("file://"))
        assert "a&amp;b" in page.read_text(encoding="utf-8")
        if sys.platform != "win32":
            assert page.stat().st_mode & 0o077 == 0
    assert not page.exists()


@pytest.fixture
def told_by_place() -> Iterator[list[str]]:
    """Have faults told by their place, and yield what is told; then all is as it was."""
    before, reported = threading.excepthook, list[str]()
    tell_faults_by_place(reported.append)
    yield reported
    threading.excepthook = before
    for name in ("pepsite.forms.web", "waitress"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True


def test_a_fault_beside_the_pages_is_told_by_its_type_and_place_alone(
    told_by_place: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise ValueError(SAID)

    beside = threading.Thread(target=broken)
    beside.start()
    beside.join()
    assert told_by_place == ["pepsite forms: ValueError at no line of pepsite"]
    assert SAID not in "".join(capfd.readouterr())


def test_a_fault_below_the_pages_is_told_by_its_type_and_place_alone(
    served: Forms,
    told_by_place: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def broken(*_: object) -> None:
        raise ValueError(SAID)

    monkeypatch.setattr(application, "_page", broken)  # which would have told of it
    connection = http.client.HTTPConnection(served.host, timeout=60)
    connection.request("GET", f"/{SAID}")
    answer = connection.getresponse()
    assert (answer.status, SAID in answer.read().decode()) == (500, False)
    connection.close()
    served.close()
    places = {re.sub(r":\d+$", "", one) for one in told_by_place}
    assert places == {"pepsite forms: ValueError at pepsite/forms/web/application.py"}
    assert SAID not in "".join(capfd.readouterr())


def test_what_is_being_answered_is_done_before_the_forms_close(
    served: Forms, told_by_place: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, may_answer = threading.Event(), threading.Event()

    def slow(*_: object) -> str:
        asked.set()
        may_answer.wait(60)
        return "done"

    monkeypatch.setattr(application, "_page", slow)
    connection = http.client.HTTPConnection(served.host, timeout=60)
    connection.request("GET", "/nowhere")
    assert asked.wait(60)
    closing = threading.Thread(target=served.close)
    closing.start()
    closing.join(0.2)
    assert closing.is_alive()
    may_answer.set()
    closing.join(60)
    assert not closing.is_alive()
    assert told_by_place == []
    connection.close()


def test_a_real_start_says_an_address_and_nothing_else(workspace: Path, tmp_path: Path) -> None:
    program = "from pepsite.cli.main import main; main()"
    words = ("forms", "--as", OFFICER_ID, "--no-browser", "-C", str(workspace))
    said = tmp_path / "said"
    with said.open("wb") as err, subprocess.Popen(
        (sys.executable, "-c", program, *words),
        stdout=subprocess.PIPE, stderr=err, stdin=subprocess.DEVNULL, text=True,
    ) as running:  # fmt: skip
        too_late = threading.Timer(60, running.kill)
        too_late.start()
        try:
            assert running.stdout is not None
            line = running.stdout.readline()
            found = re.search(r"http://(127\.0\.0\.1:\d+)(/[0-9a-f]{32}/open\?key=[\w-]+)", line)
            assert found is not None, said.read_text("utf-8")
            connection = http.client.HTTPConnection(found[1], timeout=60)
            connection.request("GET", f"{found[2]}&said=Zebedee")
            assert connection.getresponse().status == 200
            connection.close()
            running.terminate()
            out = running.stdout.read()
        finally:
            too_late.cancel()
            running.kill()
    assert "Zebedee" not in out + said.read_text("utf-8")
