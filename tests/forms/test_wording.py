"""Every field has its one page, every error its own words, and the words are plain."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from pepsite.errors import PepsiteError
from pepsite.findings import CATALOGUE, Finding, Severity
from pepsite.forms.questions import wording
from pepsite.forms.questions.checking import (
    BOTH,
    DAY_PART,
    NO_SUCH_DAY,
    SIGNS_FOR_ANOTHER,
    said_of,
)
from pepsite.forms.questions.kinds import NO_ANSWERS, Sort, fields_in, kinds_of
from pepsite.forms.questions.specification import Asked, Form, ItemList, Page
from pepsite.policy.completeness import NoAnswerKind
from pepsite.records.kinds import MODELS

FORMS = wording.form_names()
WITHOUT_A_FORM = {
    "authority": "It is settled once, by those who set the workspace up, and read by everyone.",
    "sample": "It is drawn by the computer and never typed: anyone can draw it again.",
}
"""The kinds of record that no form writes, and why."""


def pages_in(pages: tuple[Page, ...], way: str = "") -> Iterator[tuple[Page, str]]:
    for page in pages:
        yield page, way
        if page.list_ is not None:
            yield from pages_in(page.list_.pages, f"{way}{page.list_.field}.")


def asked_in(form: Form) -> Iterator[tuple[str, Page, Asked | ItemList]]:
    for page, way in pages_in(form.pages):
        if page.list_ is not None:
            yield f"{way}{page.list_.field}", page, page.list_
        for asked in page.fields:
            yield f"{way}{asked.field}", page, asked


def computed_in(name: str) -> list[str]:
    """Return what a form and those it takes pages from compute."""
    own = wording.form(name)
    taken = [section.pages_from for section in own.sections if section.pages_from]
    return [one.field for form in (name, *taken) for one in wording.form(form).computed]


@pytest.mark.parametrize("name", FORMS)
def test_every_form_can_be_read(name: str) -> None:
    assert wording.form(name).id == name


@pytest.mark.parametrize("kind", MODELS)
def test_every_kind_of_record_has_one_form_of_its_own_or_a_reason_why_not(kind: str) -> None:
    owning = [
        name for name in FORMS if wording.form(name).owns and wording.form(name).record == kind
    ]

    assert len(owning) == (0 if kind in WITHOUT_A_FORM else 1)


@pytest.mark.parametrize("name", [name for name in FORMS if wording.form(name).owns])
def test_every_field_is_on_exactly_one_page_or_is_computed(name: str) -> None:
    form = wording.form(name)
    times = Counter(field for field, _, _ in asked_in(form))
    times.update(computed_in(name))
    wanted = {
        field
        for field, kind in fields_in(MODELS[form.record]).items()
        # pepsite gives every item its id.
        if not (kind.sort is Sort.ITEM and field.endswith(".id"))
    }

    assert {field: times[field] for field in sorted(wanted) if times[field] != 1} == {}


@pytest.mark.parametrize("name", FORMS)
def test_no_form_asks_the_same_twice(name: str) -> None:
    times = Counter(field for field, _, _ in asked_in(wording.form(name)))

    assert [field for field, number in times.items() if number > 1] == []


def test_every_error_has_words_or_cannot_be_met_in_a_form() -> None:
    errors = wording.errors()
    said = [one.code for one in errors.errors]
    not_met = [code for one in errors.not_met for code in one.codes]
    of_packs = {code for code in CATALOGUE if code.startswith("pack-")}

    assert Counter([*said, *not_met]) == Counter(
        ({*CATALOGUE} - of_packs) | {BOTH, DAY_PART, NO_SUCH_DAY, SIGNS_FOR_ANOTHER}
    )


def test_what_lies_outside_a_form_is_said_without_the_names_of_fields() -> None:
    """A check of the whole change may find something in a record that nobody has before them."""
    said = [one.code for one in wording.errors().errors]
    of_fields = [(one.code, tuple(one.field.split("."))) for one in wording.errors().at_fields]
    for code, field in [*((one, ("reviewed_on",)) for one in {*CATALOGUE}), *of_fields]:
        told = Finding(code, Severity.ERROR, "records/x.yaml", "`a_b` is wrong", "", field=field)
        words = said_of(told)
        assert bool(words) == (code in said), code
        assert re.search(r"[`{}_]", words) is None, words


@pytest.mark.parametrize(
    ("field", "called"), [("urn", "URN"), ("held_on", "Held on"), ("sign_offs", "Sign-offs")]
)
def test_a_field_begins_a_sentence_and_keeps_its_capitals(field: str, called: str) -> None:
    told = Finding("missing-field", Severity.ERROR, "records/x.yaml", "", "", field=(field,))

    assert said_of(told) == f"Answer “{called}”"


def test_words_at_a_field_are_about_a_field_that_is_there() -> None:
    known = {field for model in MODELS.values() for field in fields_in(model)}
    known |= {field.rpartition(".")[0] for field in known}

    assert [one.field for one in wording.errors().at_fields if one.field not in known] == []


def test_each_honest_answer_asks_for_all_that_it_needs() -> None:
    follow_up = {one.code: [x.field for x in one.follow_up] for one in wording.common().honest}

    assert follow_up == {
        NoAnswerKind(code): [name for name in kinds_of(model) if name != "no_answer"]
        for code, model in NO_ANSWERS.items()
    }


def words_of(form: Form) -> Iterator[str]:
    yield from (form.title, form.about, form.sent_title, *form.sent_next)
    for section in form.sections:
        yield from (section.title, section.about or "")
    for page, _ in pages_in(form.pages):
        yield from (page.title, page.about or "")
        if page.list_ is not None:
            yield from (page.list_.add, page.list_.add_another, page.list_.none_yet)
        for asked in page.fields:
            yield from (asked.label or "", asked.hint or "")
            for choice in asked.choices:
                yield from (choice.label, choice.hint or "")


OURS = re.compile(r"(?i)\b(commit|branch|merge|yaml|git|null|boolean|field|string|json|schema)\b")


@pytest.mark.parametrize("name", FORMS)
def test_no_page_speaks_of_how_it_is_made(name: str) -> None:
    assert [words for words in words_of(wording.form(name)) if OURS.search(words)] == []


@pytest.mark.parametrize("name", FORMS)
def test_a_page_with_several_questions_has_words_for_each(name: str) -> None:
    silent = [
        field
        for field, page, asked in asked_in(wording.form(name))
        if isinstance(asked, Asked) and len(page.fields) > 1 and asked.label is None
    ]

    assert silent == []


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("  - id: p\n    section: s\n    title: T?\n    fields:\n      - field: nam\n", ":18:16: there is no field called nam"),
        ("  - id: p\n    section: x\n    title: T?\n    fields:\n      - field: name\n", ":15:14: there is no section called x"),
        ("  - id: p\n    section: s\n    title: T?\n    field: name\n", ":17:5: there is no such field here"),
        ("  - id: p\n    section: s\n    title: T?\n    list:\n      field: name\n      one: x\n      what: W\n      add: A\n      add_another: A\n      none_yet: N\n      pages:\n        - id: q\n          title: T?\n          fields:\n            - field: x\n", ": there is no list called name"),
        ("  - id: p\n    section: s\n    title: T?\n    list:\n      field: inspections\n      one: '{x}'\n      what: W\n      add: A\n      add_another: A\n      none_yet: N\n      pages:\n        - id: p\n          title: T?\n          fields:\n            - field: outcome\n", ": there is no field called x"),
        ("  - id: p\n    section: s\n    title: T?\n    shown_when:\n      answers:\n        - field: nothing\n    fields:\n      - field: type\n        choices:\n          - code: castle\n            label: C\n", ": there is no field called nothing"),
        ("  - id: p\n    section: s\n    title: T?\n", ": `fields or list` must be given together"),
    ],
    ids=["a field that is not there", "a section that is not there", "a slip in the file", "a list that is none", "a line of what is not there", "a condition on nothing", "a page that asks nothing"],
)  # fmt: skip
def test_a_fault_in_the_words_is_told_with_its_place(
    tmp_path: Path, broken: str, told: str
) -> None:
    head = """schema: form/1
id: school
version: 1
record: school
title: T
about: A.
owns: true
filled_in_by:
  - data-officer
sections:
  - id: s
    title: S
pages:
"""
    (tmp_path / "school.yaml").write_text(f"{head}{broken}sent_title: Sent\n")

    with pytest.raises(PepsiteError) as refused:
        wording.form_in(tmp_path, "school")

    assert told in str(refused.value)


# --- nothing is said twice


def same_words(words: str) -> str:
    """Return words as an ear hears them: no capitals, no stops."""
    return " ".join(re.findall(r"[\w{}]+", words.casefold()))


def begins(words: str, with_: str) -> bool:
    return f"{same_words(words)} ".startswith(f"{same_words(with_)} ")


def said_twice(form: Form) -> Iterator[tuple[str, str]]:
    """Yield each page of a form, and what it says that stands just above it already."""
    above = {one.id: one.title for one in form.sections}
    for section in form.sections:
        if same_words(section.title) == same_words(form.title):
            yield section.id, section.title
        if section.about and begins(section.about, section.title):
            yield section.id, section.about
    for page, _ in pages_in(form.pages):
        if page.section and same_words(above[page.section]) == same_words(page.title):
            yield page.id, page.title
        if page.about and begins(page.about, page.title):
            yield page.id, page.about
        # A list of which each person adds one is not shown: its item's page is.
        inner = page.list_.pages if page.list_ and not page.list_.adds_one else ()
        yield from (
            (one.id, one.title) for one in inner if same_words(one.title) == same_words(page.title)
        )
        for asked in page.fields:
            yield from ((page.id, words) for words in repeated(page, asked))


def repeated(page: Page, asked: Asked) -> Iterator[str]:
    """Yield what a question says that its page, or its own label, has said."""
    if asked.label and same_words(asked.label) == same_words(page.title):
        yield asked.label
    headings = [asked.label, page.title] if asked.label else [page.title]
    if asked.hint and any(begins(asked.hint, one) for one in headings):
        yield asked.hint
    for choice in asked.choices:
        if choice.hint and begins(choice.hint, choice.label):
            yield choice.hint


@pytest.mark.parametrize("name", FORMS)
def test_no_page_says_the_same_words_twice(name: str) -> None:
    assert [*said_twice(wording.form(name))] == []
