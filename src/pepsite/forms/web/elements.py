"""Questions as GOV.UK's components, and what browsers send back as answers.

Text goes to a macro as `text`, which it escapes; nothing that was typed is ever given as HTML.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pepsite.forms.questions.answers import GIVEN, text, texts
from pepsite.forms.questions.kinds import Sort
from pepsite.forms.questions.pages import chosen_instead
from pepsite.forms.questions.required import Demand
from pepsite.forms.questions.wording import common

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from pepsite.forms.questions.answered import Choice
    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.checking import Fault
    from pepsite.forms.questions.pages import Page, Question

Params: TypeAlias = dict[str, Any]
"""What a macro is given: any value that a template can show."""

INSTEAD = "~"
"""Begins the value of a choice that is an honest answer in the place of the others."""
_MOST_RADIOS = 10
_WIDTHS = {
    "short": "govuk-input--width-5",
    "middle": "govuk-input--width-20",
    "long": "",
}
_CHOSEN_FROM = (Sort.YES_NO, Sort.ONE_OF, Sort.RECORD, Sort.ITEM)
_SEVERAL_OF = (Sort.SOME_OF, Sort.RECORDS, Sort.ITEMS_CHOSEN)
_ROWS = {Sort.PROSE: 6, Sort.LINES: 4}


@dataclass(frozen=True, slots=True)
class Element:
    """One component: the name of its macro, and what the macro is given."""

    macro: str
    params: Params


def box_id(key: str) -> str:
    """Return the id of a box, to which an error leads."""
    return key.replace("/", "-")


def is_headed(page: Page) -> bool:
    """Say whether the page's one question is its heading, so that it needs no other."""
    stands_between = page.list or page.about or page.context
    return [one.is_title for one in page.questions] == [True] and not stands_between


def elements_of(page: Page, answers: Answers, faults: Sequence[Fault]) -> list[Element]:
    """Return the components of all questions of a page, in order."""
    wrong = {fault.key: fault.words for fault in faults}
    return [
        one
        for question in page.questions
        for one in _elements(_under_heading(question, page), answers, wrong.get(question.key))
    ]


def _under_heading(question: Question, page: Page) -> Shown:
    if not question.is_title:
        return Shown(question, "s")
    return Shown(question, "l" if is_headed(page) else "hidden")


@dataclass(frozen=True, slots=True)
class Shown:
    """A question, and how its words are shown: large as the title, small, or already said."""

    question: Question
    size: Literal["l", "s", "hidden"]

    def words(self, block: str) -> Params:
        """Return its words for a label or a legend."""
        hidden = self.size == "hidden"
        is_open = self.question.asked is Demand.OPTIONAL
        optional = f" ({self.question.open_when})" if is_open else ""
        return {
            "text": f"{self.question.label}{optional}",
            "classes": "govuk-visually-hidden" if hidden else f"{block}--{self.size}",
            "isPageHeading": self.size == "l",
        }


def _elements(shown: Shown, answers: Answers, wrong: str | None) -> list[Element]:
    question = shown.question
    sort = question.kind.sort
    if sort in _CHOSEN_FROM and len(question.choices) <= _MOST_RADIOS:
        return [_radios(shown, answers, wrong)]
    if sort in _SEVERAL_OF:
        return [_checkboxes(shown, answers, wrong)]
    if not question.boxes:
        return [_instead_only(shown, answers, wrong)]
    own = _boxes(shown, answers, wrong)
    return [own, _instead_beside(question, answers)] if question.instead else [own]


def _boxes(shown: Shown, answers: Answers, wrong: str | None) -> Element:
    question = shown.question
    match question.kind.sort:
        case Sort.DAY | Sort.MONTH:
            return _day(shown, answers, wrong)
        case Sort.PROSE | Sort.LINES:
            return _text_area(shown, answers, wrong)
        case Sort.YES_NO | Sort.ONE_OF | Sort.RECORD | Sort.ITEM:
            return _select(shown, answers, wrong)
        case _:
            return _input(shown, answers, wrong)


# --- what all have


def _hint(question: Question) -> Params:
    said = [question.hint, question.carried]
    if question.asked is Demand.ADVISED:
        said.append(f"({common().advised})")
    hint = " ".join(filter(None, said))
    return {"hint": {"text": hint}} if hint else {}


def _wrong(wrong: str | None) -> Params:
    return {"errorMessage": {"text": wrong}} if wrong else {}


def _labelled(shown: Shown) -> Params:
    return {"label": shown.words("govuk-label")}


def _legend(shown: Shown) -> Params:
    return {"fieldset": {"legend": shown.words("govuk-fieldset__legend")}}


# --- each sort


def _input(shown: Shown, answers: Answers, wrong: str | None) -> Element:
    question = shown.question
    (box,) = question.boxes
    sort = question.kind.sort
    params: Params = {
        "id": box_id(box),
        "name": box,
        "value": text(answers, box),
        "classes": _WIDTHS[question.width],
        "spellcheck": sort is Sort.LINE,
        "autocomplete": "off",
    }
    if sort in (Sort.NUMBER, Sort.WHOLE_NUMBER, Sort.MONEY):
        params["inputmode"] = "numeric" if sort is Sort.WHOLE_NUMBER else "decimal"
    if sort is Sort.MONEY:
        params["prefix"] = {"text": "£"}
    if question.after:
        params["suffix"] = {"text": question.after}
    return Element("input", params | _labelled(shown) | _hint(question) | _wrong(wrong))


def _text_area(shown: Shown, answers: Answers, wrong: str | None) -> Element:
    question = shown.question
    (box,) = question.boxes
    several = question.kind.sort is Sort.LINES
    params: Params = {
        "id": box_id(box),
        "name": box,
        "value": "\n".join(texts(answers, box)) if several else text(answers, box),
        "rows": _ROWS[question.kind.sort],
        "spellcheck": True,
        "autocomplete": "off",
    }
    return Element("textarea", params | _labelled(shown) | _hint(question) | _wrong(wrong))


def _day(shown: Shown, answers: Answers, wrong: str | None) -> Element:
    question = shown.question
    names = [box.rpartition("/")[2] for box in question.boxes]
    params: Params = {
        "id": box_id(question.key),
        "items": [
            {
                "id": box_id(box),
                "name": box,
                "label": name.capitalize(),
                "value": text(answers, box),
                "classes": f"govuk-input--width-{4 if name == 'year' else 2}"
                + (" govuk-input--error" if wrong else ""),
                "autocomplete": "off",
            }
            for box, name in zip(question.boxes, names, strict=True)
        ],
    }
    return Element("date-input", params | _legend(shown) | _hint(question) | _wrong(wrong))


def _select(shown: Shown, answers: Answers, wrong: str | None) -> Element:
    question = shown.question
    (box,) = question.boxes
    chosen = text(answers, box)
    empty = {"value": "", "text": "Choose one", "selected": not chosen}
    items = [{"value": one.value, "text": one.label} for one in question.choices]
    items += [{"value": one, "text": one} for one in _unknown(question, (chosen,))]
    params: Params = {
        "id": box_id(box),
        "name": box,
        "items": [empty, *items],
        "value": chosen,
    }
    return Element("select", params | _labelled(shown) | _hint(question) | _wrong(wrong))


def _unknown(question: Question, chosen: Sequence[str]) -> list[str]:
    """Return what stands in the answer and can be chosen no more: it is shown, and kept."""
    offered = {one.value for one in question.choices}
    return [one for one in chosen if one and one not in offered]


def _item(choice: Choice, *, value: str, checked: bool) -> Params:
    shown: Params = {"value": value, "text": choice.label, "checked": checked}
    if choice.hint:
        shown["hint"] = {"text": choice.hint}
    if choice.alone:
        shown["behaviour"] = "exclusive"
    return shown


def _radios(shown: Shown, answers: Answers, wrong: str | None) -> Element:
    question = shown.question
    (box,) = question.boxes
    chosen, instead = text(answers, box), text(answers, question.instead_box)
    items = [_item(one, value=one.value, checked=one.value == chosen) for one in question.choices]
    items += [{"value": one, "text": one, "checked": True} for one in _unknown(question, (chosen,))]
    if question.instead:
        items.append({"divider": "or"})
        items += [
            _item(one, value=f"{INSTEAD}{one.value}", checked=one.value == instead)
            for one in question.instead
        ]
    is_short = question.kind.sort is Sort.YES_NO and not question.instead
    params: Params = {
        "idPrefix": box_id(box),
        "name": box,
        "items": items,
        "classes": "govuk-radios--inline" if is_short else "",
    }
    return Element("radios", params | _legend(shown) | _hint(question) | _wrong(wrong))


def _checkboxes(shown: Shown, answers: Answers, wrong: str | None) -> Element:
    question = shown.question
    (box,) = question.boxes
    chosen, instead = texts(answers, box), text(answers, question.instead_box)
    items = [_item(one, value=one.value, checked=one.value in chosen) for one in question.choices]
    items += [{"value": one, "text": one, "checked": True} for one in _unknown(question, chosen)]
    if question.instead:
        items.append({"divider": "or"})
        items += [
            _item(one, value=f"{INSTEAD}{one.value}", checked=one.value == instead)
            | {"behaviour": "exclusive"}
            for one in question.instead
        ]
    params: Params = {"idPrefix": box_id(box), "name": box, "items": items}
    return Element("checkboxes", params | _legend(shown) | _hint(question) | _wrong(wrong))


def _instead_only(shown: Shown, answers: Answers, wrong: str | None) -> Element:
    question = shown.question
    chosen = chosen_instead(answers, question)
    is_gate = any(one.value == GIVEN for one in question.instead)
    items = [_item(one, value=one.value, checked=one.value == chosen) for one in question.instead]
    params: Params = {
        "idPrefix": box_id(question.instead_box),
        "name": question.instead_box,
        "items": items,
    }
    if chosen and not is_gate:
        items.append({"divider": "or"})
        items.append({"value": "", "text": "None of these"})
    return Element("radios", params | _legend(shown) | _hint(question) | _wrong(wrong))


def _instead_beside(question: Question, answers: Answers) -> Element:
    """Return the honest answers below a box that is typed in; the last takes a choice back."""
    chosen = text(answers, question.instead_box)
    items = [_item(one, value=one.value, checked=one.value == chosen) for one in question.instead]
    items.append({"value": "", "text": "None of these: my answer is above"})
    params: Params = {
        "idPrefix": box_id(question.instead_box),
        "name": question.instead_box,
        "classes": "govuk-radios--small",
        "items": items,
        "fieldset": {
            "legend": {
                "text": common().answers_instead,
                "classes": "govuk-visually-hidden"
                if question.is_title
                else "govuk-fieldset__legend--s",
            }
        },
        "formGroup": {"classes": "pepsite-instead"},
    }
    return Element("radios", params)


# --- what comes back


def posted_answers(page: Page, sent: MultiDict[str, str]) -> dict[str, str | tuple[str, ...]]:
    """Return what was sent for the questions of a page, by key, exactly as it was typed."""
    found: dict[str, str | tuple[str, ...]] = {}
    for question in page.questions:
        found.update(_posted(question, sent))
    return found


def _posted(question: Question, sent: MultiDict[str, str]) -> Mapping[str, str | tuple[str, ...]]:
    sort = question.kind.sort
    found: dict[str, str | tuple[str, ...]] = {box: sent.get(box, "") for box in question.keys}
    if not question.boxes:
        return found
    box = question.boxes[0]
    if sort is Sort.LINES:
        return found | {box: tuple(sent.get(box, "").splitlines())}
    if sort not in (*_CHOSEN_FROM, *_SEVERAL_OF):
        return found
    chosen = sent.getlist(box)
    own = [one for one in chosen if not one.startswith(INSTEAD)]
    instead = [one.removeprefix(INSTEAD) for one in chosen if one.startswith(INSTEAD)]
    if question.instead_box and instead:
        found[question.instead_box] = instead[0]
    found[box] = tuple(own) if sort in _SEVERAL_OF else (own[0] if own else "")
    return found
