"""A page that a child or a carer finished, and that names somebody: put right by who lent it.

Nobody else has it yet. Whoever takes the computer back is led here, and the start page says so
until it is sent. Only names and numbers go out of it: the words stay those of whoever wrote them.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import Response, g, render_template, request

from pepsite.forms.errors import trouble
from pepsite.forms.questions.answers import text, texts, with_posted
from pepsite.forms.questions.computed import WANTS_TO_TALK
from pepsite.forms.web.elements import box_id
from pepsite.forms.web.filling import Filling, filling_now, noted, of_form, page_of_form
from pepsite.forms.web.guards import guarded
from pepsite.forms.web.naming import IS_NAME, IS_WORD, LOOKED_AT, Before, named
from pepsite.forms.web.naming import shown as shown_with_name
from pepsite.forms.web.own_words import own_pages, to_put_right
from pepsite.forms.web.sending import after_sending, submitted_now
from pepsite.privacy.permission import Action
from pepsite.usecases.submission import Refused

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from pepsite.forms.questions.pages import Page
    from pepsite.forms.web.own_words import ToPutRight


@guarded(Action.FILL, of_form)
def put_right(form: str, record: str) -> AnyResponse:
    """Show what has to be put right before a finished page can be sent."""
    return _page(filling_now())


@guarded(Action.FILL, of_form, keeps=True)
def put_right_sent(form: str, record: str) -> AnyResponse:
    """Keep what was put right, and send the page once nothing is left to say."""
    filling = _kept(filling_now())
    if g.late:
        late = trouble(HTTPStatus.UNAUTHORIZED, "What you put right just now is kept.")
        return Response(render_template("trouble.html", trouble=late), late.status)
    if to_put_right(filling):
        return _page(filling, tried=True)
    submission, outcome = submitted_now(filling)
    if isinstance(outcome, Refused):
        notes = tuple(dict.fromkeys(one.message for one in outcome.findings))
        return _page(filling, notes, tried=True)
    return after_sending(filling, submission, outcome)


def _kept(filling: Filling) -> Filling:
    """Keep the words as they are now, and what was said of each sentence."""
    answers, child = filling.whole, filling.desk.identity(filling.draft.child)
    seen = [note for one in to_put_right(filling) for note in one.looked_at]
    after = {**answers, LOOKED_AT: tuple(dict.fromkeys([*texts(answers, LOOKED_AT), *seen]))}
    for page, keys in own_pages(filling, answers):
        before = {key: answers[key] for key in keys}
        for one in named(page, before, answers, child).asked:
            note = {"name": IS_NAME, "word": IS_WORD}.get(request.form.get(one.digest, ""))
            if note is not None:
                after[note] = tuple(dict.fromkeys([*texts(after, note), one.digest]))
        typed = {key: request.form.get(key, text(answers, key)) for key in keys}
        was = Before(before, filling.asking.child)
        told = named(page, typed, after, child, was).answers
        after = with_posted(after, keys, {key: told[key] for key in keys})
    return noted(filling, after)


def _page(filling: Filling, notes: tuple[str, ...] = (), *, tried: bool = False) -> AnyResponse:
    found = {one.page.address: one for one in to_put_right(filling)}
    answers = filling.whole
    listed = [
        _shown(filling, page, keys, found.get(page.address))
        for page, keys in own_pages(filling, answers)
        # What only the whole check finds may stand in any of them.
        if page.address in found or not found
    ]
    boxes = [box for one in listed for box in one["boxes"]]
    return page_of_form(
        filling,
        "put_right.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if tried else HTTPStatus.OK,
        listed=listed,
        tried=tried,
        wants_to_talk=text(answers, WANTS_TO_TALK) == "yes",
        error_list=[
            *({"text": one} for one in notes),
            *(
                {"text": f"{box['title']}: {box['wrong']}", "href": f"#{box['id']}"}
                for box in boxes
                if box["wrong"]
            ),
            *(
                {"text": "Say of each sentence what the word is", "href": f"#{one.digest}"}
                for part in found.values()
                for one in part.asked[:1]
            ),
        ],
    )


def _shown(
    filling: Filling, page: Page, keys: tuple[str, ...], found: ToPutRight | None
) -> dict[str, list[dict[str, str]]]:
    """Return the boxes of a page with what is wrong in them, and the sentences to be asked."""
    own = {key: filling.whole[key] for key in keys}
    said = shown_with_name(page, own, filling.asking.child)
    labels = {box: one.label for one in page.questions for box in one.boxes}
    return {
        "boxes": [
            {
                "id": box_id(key),
                "key": key,
                "title": labels[key] or page.title,
                "text": text(said, key),
                "wrong": found.said.get(key, "") if found else "",
            }
            for key in keys
        ],
        "asked": [
            {"digest": one.digest, "sentence": one.sentence, "word": one.word}
            for one in (found.asked if found else ())
        ],
    }


_PLACE: Final = "/form/<form>/<record>/put-right"
ROUTES = (
    (_PLACE, put_right, ["GET"]),
    (_PLACE, put_right_sent, ["POST"]),
)
