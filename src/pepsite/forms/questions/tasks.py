"""The task list: how far each section is, whose it is, and where to go on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pepsite.forms.questions.answers import CARRIED, SEEN, indexed, is_answered, text, texts
from pepsite.forms.questions.asking import Asking, places
from pepsite.forms.questions.checking import Fault, faults_of
from pepsite.forms.questions.pages import Page, is_empty, page_of
from pepsite.forms.questions.phrasing import in_words
from pepsite.forms.questions.required import Demand
from pepsite.policy.sections import section_on
from pepsite.records.codes import ON_A_ROLL, Role
from pepsite.records.pep import PepStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.specification import Section


class Progress(StrEnum):
    """How far a section is."""

    NOT_STARTED = "not-started"
    STARTED = "started"
    DONE = "done"
    CANNOT_START_YET = "cannot-start-yet"
    NOT_NEEDED = "not-needed"


@dataclass(frozen=True, slots=True)
class Task:
    """One section in the task list.

    `owner` is who fills it in, by the policy where that says so; None: nobody in particular.
    `go_on` is the address of the first page that waits for something, else of the first page.
    """

    id: str
    title: str
    about: str
    owner: Role | None
    supported_by: tuple[Role, ...]
    signed_by: Role | None
    progress: Progress
    pages: int
    pages_done: int
    go_on: str


def task_list(asking: Asking, answers: Answers) -> tuple[Task, ...]:
    """Return every section of the form in order, and how far it is."""
    answers = indexed(answers)
    pages = {one.address: page_of(asking, answers, one) for one in places(asking, answers)}
    wrong = {fault.address: fault for fault in faults_of(asking, answers)}
    found: dict[str, Task] = {}
    for section in asking.form.sections:
        found[section.id] = _task(asking, answers, section, pages, wrong, found)
    return tuple(found.values())


def _task(  # all of them are what a section is judged by
    asking: Asking,
    answers: Answers,
    section: Section,
    all_pages: Mapping[str, Page],
    wrong: dict[str, Fault],
    before: dict[str, Task],
) -> Task:
    owner, supported_by, signed_by = owner_of(asking, answers, section)
    pages = [page for page in all_pages.values() if page.section == section.id]
    open_pages = [page for page in pages if not _is_done(asking, answers, page, wrong, all_pages)]
    waits = any(
        before[one].progress not in (Progress.DONE, Progress.NOT_NEEDED) for one in section.after
    )
    started = any(_has_answers(answers, page) for page in pages)
    go_on = open_pages or pages
    return Task(
        section.id,
        in_words(asking, section.title),
        in_words(asking, section.about or ""),
        owner,
        supported_by,
        signed_by,
        _progress(pages, open_pages, waits=waits, started=started),
        len(pages),
        len(pages) - len(open_pages),
        go_on[0].address if go_on else "",
    )


def owner_of(
    asking: Asking, answers: Answers, section: Section
) -> tuple[Role | None, tuple[Role, ...], Role | None]:
    """Return who owns a section, who helps and who signs it, by the policy of the day."""
    if section.signed is not None and asking.policy is not None:
        version = section_on(asking.policy.sections, section.signed, asking.day)
        if version is not None:
            status = text(answers, "arrangements/status")
            without = status not in ("", *ON_A_ROLL) and version.owner_without_school
            return without or version.owner, version.supported_by, version.signed_by
    return section.owner, (), None


def _progress(pages: list[Page], open_pages: list[Page], *, waits: bool, started: bool) -> Progress:
    if not pages:
        return Progress.NOT_NEEDED
    if not open_pages:
        return Progress.DONE
    if started:
        return Progress.STARTED
    return Progress.CANNOT_START_YET if waits else Progress.NOT_STARTED


def _is_done(
    asking: Asking,
    answers: Answers,
    page: Page,
    wrong: dict[str, Fault],
    all_pages: Mapping[str, Page],
) -> bool:
    """Say whether a page waits for nothing: seen or filled in, and nothing wrong or missing.

    What came from the last plan is done once somebody has looked at it. An item that did is
    looked at in its list, where its line stands: nobody has to open each.
    """
    if page.address in wrong:
        return False
    seen = texts(answers, SEEN)
    if page.address in seen:
        return True
    if any(_under(key, page) for key in texts(answers, CARRIED)):
        return any(one in seen for one in _above(page, all_pages))
    # Of a plan that several people write, what nobody has opened is still to be looked at; and
    # who says something about a plan that is there has not said it before they opened the page.
    is_whole = asking.form.owns or asking.form.changes is not None
    is_there = is_whole and not asking.is_new and text(answers, "status") != PepStatus.DRAFT
    return _has_answers(answers, page) or (is_there and not _asks_for_more(page, answers))


def _above(page: Page, all_pages: Mapping[str, Page]) -> Iterator[str]:
    """Yield the address of the list an item's page belongs to, then of the one above that."""
    while page.parent:
        yield page.parent
        page = all_pages[page.parent]


def _asks_for_more(page: Page, answers: Answers) -> bool:
    return any(
        question.asked is Demand.REQUIRED and is_empty(answers, question)
        for question in page.questions
    )


def _has_answers(answers: Answers, page: Page) -> bool:
    return any(is_answered(answers, key) for key in _its_keys(page))


def _under(key: str, page: Page) -> bool:
    return any(key == one or key.startswith(f"{one}/") for one in _its_keys(page))


def _its_keys(page: Page) -> Iterable[str]:
    return [*(one.key for one in page.questions), *([page.list.key] if page.list else [])]
