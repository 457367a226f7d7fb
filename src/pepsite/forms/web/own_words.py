"""What in words that somebody wrote still says who somebody is, looked for before they are sent.

Of a page of somebody's own, filled in on another's screen, whoever sits there is told nothing: a
child who tells something is not corrected, and learns of nobody who is in care. It is put right by
whoever lent the computer. Whoever fills in another form is told where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from pepsite.forms.questions.answers import indexed, texts
from pepsite.forms.questions.asking import places
from pepsite.forms.questions.checking import Fault
from pepsite.forms.questions.pages import page_of
from pepsite.forms.web.naming import (
    LOOKED_AT,
    named,
    names_of_others_near,
    typed_on,
    what_identifies,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.pages import Page
    from pepsite.forms.web.filling import Filling
    from pepsite.forms.web.naming import Asked


@dataclass(frozen=True, slots=True)
class ToPutRight:
    """A page on which something has to be put right: what, by box, and what only a reader knows.

    `looked_at` are the notes on what is pointed out this once.
    """

    page: Page
    said: dict[str, str]
    asked: tuple[Asked, ...]
    looked_at: tuple[str, ...]


def own_pages(filling: Filling, answers: Answers) -> Iterator[tuple[Page, tuple[str, ...]]]:
    """Yield the pages with words that were written since the form was begun, and their boxes."""
    looked_at = indexed(answers)
    for place in places(filling.asking, looked_at):
        page = page_of(filling.asking, looked_at, place)
        keys = tuple(
            key
            for key in typed_on(page)
            if texts(answers, key) and not filling.draft.is_as_begun(key)
        )
        if keys:
            yield page, keys


def to_put_right(filling: Filling) -> tuple[ToPutRight, ...]:
    """Return what in the words of somebody's own page says who somebody is, page by page."""
    return tuple(
        found
        for page, keys in own_pages(filling, filling.whole)
        if (found := _on_page(filling, page, keys)).said or found.asked
    )


def passed_over(filling: Filling) -> tuple[Fault, ...]:
    """Return what was to be put right in words that somebody wrote, and stands there still.

    It was said on its page, and whoever goes to the end another way has not read it.
    """
    here, answers = filling.desk, filling.whole
    child, record = here.identity(filling.draft.child), filling.spec.record
    found: list[Fault] = []
    for page, keys in own_pages(filling, answers):
        own = {key: answers[key] for key in keys}
        asked = named(page, own, answers, child).asked
        if asked:
            words = _ASKED.format(page.title)
            found.append(Fault("identifies-a-child", keys[0], keys[0], words, page.address))
        for one in what_identifies(page, own, here.names, record):
            words = f"{one.words[:1].lower()}{one.words[1:]}"
            found.append(replace(one, words=f"Under “{page.title}”, {words}"))
    return tuple(found)


_ASKED = "Under “{}”, a word may be a name. Save that page once more, and say which it is"


def _on_page(filling: Filling, page: Page, keys: tuple[str, ...]) -> ToPutRight:
    here, record, answers = filling.desk, filling.spec.record, filling.whole
    own = {key: answers[key] for key in keys}
    notes = {LOOKED_AT: texts(answers, LOOKED_AT)}
    near = names_of_others_near(
        page, {**own, **notes}, partial(here.first_names_near, filling.draft), record
    )
    faults = (*what_identifies(page, own, here.names, record), *near.values())
    return ToPutRight(
        page,
        {one.key: one.words for one in reversed(faults)},
        named(page, own, answers, here.identity(filling.draft.child)).asked,
        tuple(near),
    )
