"""A form as a file, in Chromium from the disk: filled in, kept, opened again, sent back, taken in."""

from __future__ import annotations

import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from pepsite.cli import offline_forms
from pepsite.cli.main import main
from pepsite.store.identities import IdentityStore
from tests.browser.forms_pages import MAY, SMALL, WIDE
from tests.browser.pages import A4, PATIENCE, sheets_of, sticking_out, violations
from tests.forms.opened import OFFICER_ID, OLDER_CHILD, TEACHER_ID, YOUNGER_CHILD, workspace_in_git

pytestmark = pytest.mark.browser

PASSPHRASE = "four plain words here"  # noqa: S105  # of a draft that nobody keeps
SAID = "Finishes what she begins, <b>&amp; helps</b> {{ others }}"
WISH = "I want to swim with my friends"
VIEW = "Sleeps well, and reads with us at night"
ITEM = "Reads aloud to the class"
BEFORE_SENDING = "Before you can send this"
CONTINUE = "Save and continue"
BACK = "Back to the list of sections"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a bare repository, a clone of it, and an officer's own files."""
    folder = tmp_path_factory.mktemp("office")
    first = workspace_in_git(folder / "first")
    for words in (("init", "-q", "--bare", "-b", "main", folder / "shared.git"),
                  ("-C", first, "push", "-q", folder / "shared.git", "main"),
                  ("clone", "-q", folder / "shared.git", folder / "workspace")):  # fmt: skip
        subprocess.run(("git", *words), check=True)
    IdentityStore.create(folder / "identities.age", folder / "key.txt")
    return folder


@contextmanager
def at_the_office(office: Path) -> Iterator[CliRunner]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(offline_forms, "_now", lambda: MAY)
        runner = CliRunner(
            env={
                "PEPSITE_IDENTITIES": str(office / "identities.age"),
                "PEPSITE_IDENTITY_KEY": str(office / "key.txt"),
                "PEPSITE_DRAFTS": str(office / "drafts"),
                "PEPSITE_SETTINGS": str(office / "settings.toml"),
                "PEPSITE_PERSON": OFFICER_ID,
            }
        )
        yield runner


@pytest.fixture(scope="module")
def form(office: Path) -> Path:
    words = ["forms", "issue", OLDER_CHILD, "--for", "designated-teacher"]
    with at_the_office(office) as runner:
        places = ["--out", str(office / "out"), "-C", str(office / "workspace")]
        done = runner.invoke(main, [*words, *places])
    assert done.exit_code == 0, done.output
    (path,) = (office / "out").iterdir()
    return path


@contextmanager
def opened(browser: Browser, form: Path, width: int = WIDE) -> Iterator[Page]:
    """Give the form, opened from the disk on the day it went out, at a school."""
    context = browser.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    asked: list[str] = []
    faults: list[str] = []

    def note_request(request: Request) -> None:
        asked.append(request.url)

    def note_console(said: ConsoleMessage) -> None:
        faults.append(said.text)

    context.on("request", note_request)
    page = context.new_page()
    page.clock.set_fixed_time(MAY)
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", note_console)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(form.as_uri())
    yield page
    kept = page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
    context.close()
    assert {one for one in asked if not one.startswith("blob:")} == {form.as_uri()}
    assert faults == []
    assert kept == [0, 0, ""]


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).locator(
        "visible=true"
    ).click()


def fill_in(page: Page) -> None:
    """Change an answer, add an item with what it needs, and leave the rest as it came."""
    press(page, "Strengths, needs and help")
    strengths = page.get_by_label("What is the child good at?")
    assert strengths.input_value() == "Kind to younger children, and draws well."
    assert page.get_by_text("From the plan of 26 September 2025.").is_visible()
    strengths.fill(SAID)
    press(page, CONTINUE)
    press(page, BACK)
    press(page, "Targets")
    press(page, "Add another target")
    assert violations(page) == []
    press(page, CONTINUE)
    assert page.title().startswith("Error: ")
    assert violations(page) == []
    page.locator("#step textarea").first.fill(ITEM)
    press(page, BACK)


def put_right(page: Page) -> None:
    """Answer what has to be answered before the form can be sent."""
    open_ones = page.locator("#open-questions h2", has_text=BEFORE_SENDING).locator("xpath=following-sibling::ul[1]").locator("button")  # fmt: skip
    for _ in range(8):
        press(page, "Check your answers and finish")
        if not page.locator("#open-questions h2", has_text=BEFORE_SENDING).is_visible():
            return
        open_ones.first.click()
        step = page.locator("#step")
        for day in step.locator(".govuk-date-input").all():
            for name, number in (("Day", "1"), ("Month", "5"), ("Year", "2026")):
                day.get_by_label(name).fill(number)
        for box in step.locator("textarea, input[type=text]").all():
            box.fill(box.input_value() or "5")
        for choice in step.locator("select").all():
            choice.select_option(index=2)
        for choice in step.locator(".govuk-radios").all():
            choice.locator("input").first.check()
        press(page, BACK)


def test_a_form_is_filled_in_from_the_disk_kept_and_taken_in(
    browser: Browser, office: Path, form: Path
) -> None:
    kept, back = office / "kept.age", office / "back.age"
    with opened(browser, form) as page:
        fill_in(page)
        press(page, "Save what I have begun")
        assert violations(page) == []
        page.get_by_label("A passphrase").fill("short")
        press(page, "Save it as a file")
        assert page.get_by_role("alert").is_visible()
        page.get_by_label("A passphrase").fill(PASSPHRASE)
        page.get_by_label("The same once more").fill(PASSPHRASE)
        with page.expect_download() as download:
            press(page, "Save it as a file")
        download.value.save_as(kept)
    assert SAID.encode() not in kept.read_bytes()

    with opened(browser, form) as page:
        press(page, "Go on with what I saved")
        assert violations(page) == []
        page.get_by_label("The file you saved").set_input_files(kept)
        page.get_by_label("Its passphrase").fill("not this one at all")
        press(page, "Open it")
        page.get_by_role("alert").wait_for()
        page.get_by_label("Its passphrase").fill(PASSPHRASE)
        press(page, "Open it")
        press(page, "Strengths, needs and help")
        press(page, BACK)
        put_right(page)
        assert page.locator("#rows").get_by_text(SAID).is_visible()
        assert violations(page) == []
        with page.expect_download() as download:
            press(page, "Encrypt my answers")
        download.value.save_as(back)
        assert violations(page) == []

    words = ["forms", "receive", str(back), "--yes", "--confirmed-by", OFFICER_ID]
    with at_the_office(office) as runner:
        done = runner.invoke(main, [*words, "-C", str(office / "workspace")])
    assert done.exit_code == 0, done.output
    assert "not taken" not in done.stdout, "the script asked what pepsite asks"
    branches = subprocess.run(
        ("git", "-C", office / "shared.git", "for-each-ref", "--format=%(refname:short) %(authorname)"),
        check=True, capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    (branch,) = [one.split()[0] for one in branches if one.endswith(TEACHER_ID)]
    record = subprocess.run(
        ("git", "-C", office / "shared.git", "diff", "main", branch),
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert f"strengths: {SAID}" in record or SAID in record
    assert ITEM in record


def test_every_page_of_it_fits_a_small_screen_and_the_keyboard(
    browser: Browser, form: Path
) -> None:
    with opened(browser, form, SMALL) as page:
        assert [] == sticking_out(page)
        assert violations(page) == []
        for section in page.locator("#sections button").all_inner_texts():
            page.locator("#sections").get_by_role("button", name=section, exact=True).focus()
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.tagName") == "H1"
            assert [] == sticking_out(page)
            assert violations(page) == []
            page.locator("#back").focus()
            while page.locator("#step").is_visible():
                page.locator("#back").press("Enter")
        press(page, "Check your answers and finish")
        assert [] == sticking_out(page)
        page.emulate_media(media="print")
        assert page.locator("#check").is_visible()
        assert not page.get_by_role("button", name="Encrypt my answers").is_visible()
        assert {A4} == set(sheets_of(page.pdf(prefer_css_page_size=True)))


def test_after_its_last_day_it_can_be_read_and_not_sent(browser: Browser, form: Path) -> None:
    with opened(browser, form) as page:
        assert not page.get_by_text("This form has expired.").is_visible()
    with opened(browser, form) as page:
        page.clock.set_fixed_time(MAY.replace(year=MAY.year + 1))
        page.reload()
        assert page.get_by_text("This form has expired.").is_visible()
        press(page, "Check your answers and finish")
        assert not page.get_by_role("button", name="Encrypt my answers").is_visible()


# --- the child's own page, and the carer's


def issued(office: Path, who: str) -> Path:
    with at_the_office(office) as runner:
        out = office / f"out-{who}-{secrets.token_hex(4)}"
        words = ["forms", "issue", YOUNGER_CHILD, "--for", who, "--out", str(out)]
        done = runner.invoke(main, [*words, "-C", str(office / "workspace")])
    assert done.exit_code == 0, done.output
    (path,) = out.iterdir()
    return path


def taken_in(office: Path, back: Path, *says: str) -> str:
    """Take in what came back, and return what it changes."""
    words = ["forms", "receive", str(back), "--yes", "--confirmed-by", OFFICER_ID]
    with at_the_office(office) as runner:
        done = runner.invoke(main, [*words, "-C", str(office / "workspace")])
    assert done.exit_code == 0, done.output
    assert "not taken" not in done.stdout, "the script asked what pepsite asks"
    for one in says:
        assert one in done.stdout
    return done.stdout


@pytest.mark.parametrize("width", [WIDE, SMALL])
def test_a_child_says_what_they_want_on_a_page_of_their_own(
    browser: Browser, office: Path, width: int
) -> None:
    back = office / f"child-{width}.age"
    with opened(browser, issued(office, "child"), width) as page:
        assert violations(page) == []
        assert page.locator("#start").get_by_text("Childline on 0800 1111").is_visible()
        press(page, "Look at what I wrote, and finish")
        assert not page.locator("#open-questions").is_visible(), "a child may leave out anything"
        page.locator("#back").click()

        press(page, "About you")
        press(page, "Write something")
        page.locator("#step textarea").fill(WISH)
        press(page, CONTINUE)
        page.get_by_label("What is it about?").select_option("Something I like")
        press(page, CONTINUE)
        assert violations(page) == []
        press(page, CONTINUE)
        assert page.title().startswith("Error: "), "who may see it is for the child to say"
        page.get_by_label("My social worker").check()
        page.get_by_label("Nobody else").check()
        assert not page.get_by_label("My social worker").is_checked()
        page.get_by_label("My social worker").check()
        assert not page.get_by_label("Nobody else").is_checked()
        press(page, CONTINUE)
        assert [] == sticking_out(page)
        press(page, "Stop here for now")
        press(page, "Anything else")
        page.get_by_label("Yes, I want to talk to someone").check()
        press(page, CONTINUE)
        assert page.get_by_label("My social worker").is_visible()
        press(page, CONTINUE)  # nobody has to be chosen
        page.get_by_label("I do not want to say").check()
        press(page, CONTINUE)

        press(page, "Look at what I wrote, and finish")
        assert violations(page) == []
        assert [] == sticking_out(page)
        assert page.locator("#rows").get_by_text(WISH).first.is_visible()
        with page.expect_download() as download:
            press(page, "I have finished")
        download.value.save_as(back)
        assert page.get_by_text("You have not sent it yet.").is_visible()
        assert violations(page) == []

    said = taken_in(office, back, "from: the child, handed on by", WISH)
    assert "wants to talk to someone" in said.lower()


def test_a_carer_says_how_the_child_is_getting_on(browser: Browser, office: Path) -> None:
    back = office / "carer.age"
    with opened(browser, issued(office, "carer")) as page:
        assert violations(page) == []
        press(page, "Your view")
        press(page, "Write your view")
        page.locator("#step textarea").first.fill(VIEW)
        press(page, CONTINUE)
        press(page, "Back to the list of sections")
        press(page, "Check your answers and finish")
        with page.expect_download() as download:
            press(page, "Encrypt my answers")
        download.value.save_as(back)

    taken_in(office, back, "from: the carer, handed on by", VIEW)
