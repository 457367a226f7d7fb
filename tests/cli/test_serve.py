"""The site is served while records change, with names that stand in no file."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from pepsite.cli.serve_command import told_of_faults
from pepsite.privacy.identity import StaffIdentity
from pepsite.store.identities import IdentityStore
from tests.cli.running import pepsite

pytestmark = pytest.mark.uncounted

ON_RECORD = "Saffron Quillfeather"
"""The one officer whom the records name."""


class _Served(NamedTuple):
    root: Path
    scratch: Path
    address: str
    said: Path

    def place(self) -> str:
        return urlsplit(self.address).path.rstrip("/")

    def get(self, path: str, cookie: str = "") -> tuple[int, str, str]:
        """Ask for what is below the place of the pages."""
        return self.ask(self.place() + path, cookie)

    def ask(self, path: str, cookie: str = "") -> tuple[int, str, str]:
        host = urlsplit(self.address).netloc
        connection = HTTPConnection(host, timeout=60)
        connection.request("GET", path, headers={"Host": host, "Cookie": cookie})
        response = connection.getresponse()
        body = response.read().decode()
        connection.close()
        return response.status, body, response.headers.get("Set-Cookie", "")

    def cookie(self) -> str:
        status, _, cookie = self.get(f"/?{urlsplit(self.address).query}")
        assert 303 == status
        assert "HttpOnly" in cookie
        # No other program on this computer that the browser is led to is given it.
        assert f"Path={self.place()}/;" in cookie
        assert len(self.place()) > 20
        return cookie.partition(";")[0]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Served]:
    folder = tmp_path_factory.mktemp("serve")
    root, scratch, said = folder / "workspace", folder / "scratch", folder / "said"
    scratch.mkdir()
    environment = os.environ | {
        "TMPDIR": str(scratch),
        "PEPSITE_IDENTITIES": str(folder / "store.age"),
        "PEPSITE_IDENTITY_KEY": str(folder / "key.txt"),
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        store = folder / "store.age"
        made = pepsite("demo", root, "--children", 4, "--identities", store, "--jobs", 1)
        assert 0 == made.exit_code, made.output
    _name_officers(root, store, folder / "key.txt")
    command = [str(Path(sys.executable).with_name("pepsite")), "serve", "--names", "-C", str(root)]
    command += ["--as-of", "2026-05-15", "--jobs", "1"]
    with (
        said.open("w") as out,
        subprocess.Popen(command, env=environment, stdout=out, stderr=out) as process,
    ):
        address = _wait_for(r"http://\S+", said)
        yield _Served(root, scratch, address, said)
        process.send_signal(signal.SIGINT)
        assert 0 == process.wait(300), said.read_text()
    assert [] == list(scratch.iterdir())


def _name_officers(root: Path, store: Path, key: Path) -> None:
    """Have one officer named in the records, and the others in the store alone."""
    opened = IdentityStore.open(store, key)
    for record in (root / "records/people").glob("*.yaml"):
        text = record.read_text()
        if "role: virtual-school-officer" not in text:
            continue
        if "name: Ian Iqbal" in text:
            named = f"name: {ON_RECORD}\n"
        else:
            named = ""
            opened.add(StaffIdentity(person=record.stem, full_name=_in_the_store(record.stem)))
        record.write_text(re.sub("^name: .*\n", named, text, flags=re.MULTILINE))
    opened.save()


def _in_the_store(officer: str) -> str:
    return f"Yarrow {officer.removeprefix('ps-')}"


def _wait_for(pattern: str, said: Path) -> str:
    for _ in range(3000):
        if found := re.search(pattern, said.read_text()):
            return found[0]
        time.sleep(0.1)
    pytest.fail(f"waited for {pattern}: {said.read_text()}")


def _wait_for_page(served: _Served, page: str, said: str) -> None:
    """Wait until a page says something: what was written in parts may take more than one build."""
    cookie = served.cookie()
    for _ in range(3000):
        if said in served.get(page, cookie)[1]:
            return
        time.sleep(0.1)
    pytest.fail(f"waited for {page}: {served.said.read_text()}")


def _names(served: _Served) -> dict[str, str]:
    folder = served.root.parent
    store = IdentityStore.open(folder / "store.age", folder / "key.txt")
    return {one.child: one.full_name for one in store.identities() if one.full_name}


def test_who_does_not_have_the_address_sees_nothing(served: _Served) -> None:
    child = next(iter(_names(served)))
    for path in ("/", f"/children/{child}.html", "/search/search_index.json", "/?key=guessed"):
        status, body, _ = served.get(path, "pepsite-site=guessed")
        assert 403 == status
        assert child not in body


def test_who_has_the_cookie_and_not_the_place_sees_nothing(served: _Served) -> None:
    cookie, key = served.cookie(), urlsplit(served.address).query
    for path in ("/", "/index.html", "/search/search_index.js", f"/?{key}"):
        status, body, given = served.ask(path, cookie)
        assert (403, "") == (status, given)
        assert served.place() not in body
    # What another program has the browser keep takes nobody's page away.
    assert 200 == served.get("/index.html", f"odd[1]=a b; {cookie}")[0]


def test_names_are_on_the_screen_and_in_no_file(served: _Served) -> None:
    cookie, shown = served.cookie(), 0
    for child, name in _names(served).items():
        status, page, _ = served.get(f"/children/{child}.html", cookie)
        if status != 200:
            continue  # no longer in care
        shown += 1
        head, _, body = page.partition("</head>")
        assert name in body
        assert name not in head
    assert shown > 1
    _, index, _ = served.get("/search/search_index.json", cookie)
    assert any(name in index for name in _names(served).values())
    written = [path.read_bytes() for path in served.scratch.rglob("*") if path.is_file()]
    assert 50 < len(written)
    for name in _names(served).values():
        assert not any(name.encode() in content for content in written)


def _officers(served: _Served) -> dict[str, str]:
    """Return the name of each officer who has a page, as their record has it, or the store."""
    pages = served.scratch.rglob("site/officers/*.html")
    records = {path.stem: served.root / f"records/people/{path.stem}.yaml" for path in pages}
    names = {
        one: re.search("^name: (.*)", path.read_text(), re.MULTILINE)
        for one, path in records.items()
    }
    return {one: name[1] if name else _in_the_store(one) for one, name in names.items()}


def test_staff_are_named_on_the_screen_too_and_in_no_file(served: _Served) -> None:
    cookie, officers = served.cookie(), _officers(served)
    assert ON_RECORD in officers.values()
    assert any(name == _in_the_store(officer) for officer, name in officers.items())
    _, caseloads, _ = served.get("/caseloads.html", cookie)
    _, board, _ = served.get("/term-board.html", cookie)
    for officer, name in officers.items():
        assert f'<span class="together">{name}</span>' in caseloads
        _, page, _ = served.get(f"/officers/{officer}.html", cookie)
        assert f">Caseload of {name}</h1>" in page
        assert name not in page.partition("</head>")[0]
    shown = re.sub("<[^>]*>", " ", caseloads + board)
    assert [] == re.findall(r"\bps-[0-9a-z]{13}\b", shown)
    written = [path.read_bytes() for path in served.scratch.rglob("*") if path.is_file()]
    assert not any(name.encode() in one for name in officers.values() for one in written)


def test_the_site_follows_a_record_that_changes(served: _Served) -> None:
    cookie = served.cookie()
    assert "Saxifrage School" not in served.get("/schools/index.html", cookie)[1]

    for each in (served.root / "records/schools").glob("*.yaml"):
        each.write_text(
            re.sub(r"^name: .*", "name: Saxifrage School", each.read_text(), flags=re.MULTILINE)
        )
    _wait_for_page(served, "/schools/index.html", "Saxifrage School")
    _wait_for("The records have changed", served.said)


def test_a_name_of_staff_that_changes_is_shown(served: _Served) -> None:
    officer = next(one for one, name in _officers(served).items() if name == ON_RECORD)
    record = served.root / f"records/people/{officer}.yaml"
    record.write_text(
        re.sub("^name: .*", "name: Tansy Comfrey", record.read_text(), flags=re.MULTILINE)
    )
    _wait_for_page(served, "/caseloads.html", "Tansy Comfrey")


def test_records_that_cannot_be_shown_leave_the_site_as_it_was(served: _Served) -> None:
    cookie = served.cookie()
    authority = served.root / "records/authority.yaml"
    before = authority.read_text()
    home = served.get("/index.html", cookie)[1]

    authority.write_text("policy: nothing")
    _wait_for("The site stays as it was", served.said)

    assert home == served.get("/index.html", cookie)[1]
    authority.write_text(before)


def test_names_are_for_staff_and_need_the_store(tmp_path: Path) -> None:
    assert 2 == pepsite("serve", "--names", "--audience", "public", "-C", tmp_path).exit_code
    outcome = pepsite(
        "serve", "--names", "-C", tmp_path, "--identities", tmp_path.parent / "none.age"
    )
    assert 0 != outcome.exit_code
    assert "identity store" in outcome.output


def test_what_ends_the_following_is_told_by_its_type_and_place_alone() -> None:
    told: list[str] = []

    def broken() -> None:
        (Path("/nowhere") / "Zebedee").read_text("utf-8")

    told_of_faults(broken, told.append)
    fault, what_then = told
    assert "FileNotFoundError at pepsite/cli/serve_command.py:" in fault
    assert "Zebedee" not in fault
    assert what_then == "The site stays as it is from now on: start it again"
