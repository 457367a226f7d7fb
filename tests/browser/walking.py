"""Fills in whole forms in a browser, page by page, as a record that is there says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page

from pepsite.forms.questions.answers import GIVEN, answers_of, join, text, texts
from pepsite.forms.questions.wording import form
from pepsite.records.kinds import MODELS
from tests.browser.forms_pages import follow, press
from tests.browser.pages import sticking_out

if TYPE_CHECKING:
    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.specification import Page as PageWords

_FIELDS = """
() => [...document.querySelectorAll('main form[data-keeps] [name]')]
  .filter(one => !one.name.startsWith('_') && one.name !== 'do')
  .map(one => [one.name, one.tagName === 'INPUT' ? one.type : one.tagName.toLowerCase(), one.value])
"""
_MOST_PAGES = 150


@dataclass
class Walk:
    """One person's way through a form, from page to page.

    `items` says which item of the source each new item stands for; `walked` where it went.
    """

    page: Page
    form: str
    source: Answers
    items: dict[str, str]
    walked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pages = form(self.form).pages
        self.lists = dict(_lists(self.pages, ()))

    def sections(self, leave_out: Iterable[str] = ()) -> None:
        """Fill in every section that is this person's, and come back to the task list."""
        home = self.page.url
        links = self.page.locator("a.govuk-task-list__link")
        names = [one.inner_text() for one in links.all()]
        for name in names:
            if not any(name.startswith(one) for one in leave_out):
                follow(self.page, name)
                self.section()
                assert self.page.url == home, self.page.url

    def what_is_missing(self, leave_out: Iterable[str] = ()) -> None:
        """Fill in what the answers lack before they can be sent, link by link."""
        home = self.page.url
        apart = {one.id for one in self._pages_of(leave_out)}
        followed: set[str] = set()
        while True:
            self.page.goto(f"{home}/check")
            links = self._links("#open-questions")
            open_ones = [one for one in links if one not in followed and _id_in(one) not in apart]
            if not open_ones:
                break
            followed.update(open_ones)
            for link in open_ones:
                self._put_right(link)
        self.page.goto(home)

    def what_was_refused(self) -> None:
        """Fill in what keeps the answers from being sent, now that somebody tried."""
        home = self.page.url.rpartition("/")[0]
        for link in self._links(".govuk-error-summary"):
            self._put_right(link)
        self.page.goto(home)

    def _links(self, within: str) -> list[str]:
        found = self.page.locator(f"{within} a").all()
        return list(dict.fromkeys(str(one.get_attribute("href")) for one in found))

    def _put_right(self, link: str) -> None:
        """Go to a page, and fill in it and what belongs to it."""
        self.page.goto(link)
        with_it = [_id_in(self.page.url)]
        asked: set[str] = set()
        while _id_in(self.page.url) in with_it or _address(self.page.url).count("/"):
            here = _id_in(self.page.url)
            asked.update(one.field for page in self.pages if page.id == here for one in page.fields)
            with_it += [page.id for page in self.pages if _follows(page, asked)]
            self.one_page()

    def _pages_of(self, sections: Iterable[str]) -> Iterator[PageWords]:
        spec = form(self.form)
        named = [one.id for one in spec.sections if one.title.startswith(tuple(sections))]
        return (one for one in self.pages if one.section in named)

    def section(self) -> None:
        """Fill in page after page until the section ends."""
        for _ in range(_MOST_PAGES):
            if "/page/" not in self.page.url:
                return
            self.one_page()
        raise AssertionError(self.walked)

    def one_page(self) -> None:
        """Fill in one page, or begin the next item of its list."""
        address = _address(self.page.url)
        self.walked.append(address)
        assert [] == sticking_out(self.page), address
        wanting = self._wanting(address)
        if wanting is not None:
            press(self.page, self._adding())
            new = self.page.url.rpartition("/")[2]
            self.items[new] = wanting
            return
        self.fill()
        press(self.page, "Save and continue")
        if self.page.title().startswith("Error: "):
            raise AssertionError([address, self.page.inner_text(".govuk-error-summary")])

    def _adding(self) -> str:
        return self.page.locator("button[value=add]").inner_text()

    def _wanting(self, address: str) -> str | None:
        """Return the next item of the source that the list on this page does not have yet."""
        id_, *ids = address.split("/")
        ways = self.lists.get(id_)
        if ways is None:
            return None
        key = ways[0]
        for item, way in zip(ids, ways[1:], strict=True):
            key = join(key, self.items[item], way)
        done = set(self.items.values())
        return next((one for one in texts(self.source, key) if one not in done), None)

    def fill(self) -> None:
        """Fill in what the source says on the page that is shown."""
        fields: list[list[str]] = self.page.evaluate(_FIELDS)
        for name, kind, value in fields:
            key = "/".join(self.items.get(part, part) for part in name.split("/"))
            said = tuple(self._new(one) for one in texts(self.source, key))
            said = said or tuple(filter(None, [text(self.source, key)]))
            one = self.page.locator(f'[name="{name}"]')
            if kind in ("radio", "checkbox"):
                instead = text(self.source, join(key, "no_answer"))
                given = value == GIVEN and not said and self._says(key.removesuffix("/no_answer"))
                if value in said or given or (instead and value == f"~{instead}"):
                    self.page.locator(f'[name="{name}"][value="{value}"]').check()
            elif kind == "select":
                if said and self.page.locator(f'[name="{name}"] option[value="{said[0]}"]').count():
                    one.select_option(said[0])
            elif said:
                one.fill("\n".join(said))

    def _says(self, key: str) -> bool:
        return any(one.startswith(f"{key}/") for one in self.source)

    def _new(self, item: str) -> str:
        return next((new for new, old in self.items.items() if old == item), item)


def _follows(page: PageWords, asked: set[str]) -> bool:
    """Say whether a page is shown because of what was answered to one of these questions."""
    shown = page.shown_when
    return any(one.field in asked for one in (*shown.answers, *shown.either))


def _address(url: str) -> str:
    return url.partition("/page/")[2]


def _id_in(url: str) -> str:
    return _address(url).partition("/")[0]


def _lists(
    pages: Iterable[PageWords], above: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the pages with a list, with the fields on the way to it."""
    for page in pages:
        if page.list_ is not None:
            way = (*above, page.list_.field.replace(".", "/"))
            yield page.id, way
            yield from _lists(page.list_.pages, way)


def answers_in(kind: str, values: Mapping[str, Any]) -> Answers:
    """Return what somebody would have typed to make this record."""
    return answers_of(values, MODELS[kind])
