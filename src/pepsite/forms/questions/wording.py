"""The forms' words, read from `forms/wording/*.yaml` and checked against the models."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

from pepsite.errors import PepsiteError
from pepsite.findings import Finding, finding
from pepsite.forms.questions.answers import GIVEN
from pepsite.forms.questions.kinds import NO_ANSWERS, Sort, kind_at
from pepsite.forms.questions.specification import CommonWords, ErrorsFile, Form
from pepsite.records.kinds import MODELS
from pepsite.store.diagnosis import locate
from pepsite.store.files import read_file
from pepsite.store.reading import read_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.findings import FieldPath
    from pepsite.forms.questions.specification import Asked, ItemList, Page
    from pepsite.records.base import Model

M = TypeVar("M", bound="Model")

_SHARED = ("common", "errors")
IN_BRACES = re.compile(r"\{([a-z_.]+)\}")
"""The name of a field, where its answer is to stand in a line."""


def wording_folder() -> Path:
    """Return the folder of the forms' words."""
    return Path(str(files("pepsite.forms").joinpath("wording")))


def form_names() -> tuple[str, ...]:
    """Return the names of all forms."""
    names = sorted(path.stem for path in wording_folder().glob("*.yaml"))
    return tuple(name for name in names if name not in _SHARED)


@cache
def form(name: str) -> Form:
    """Return a form, with the sections and the pages it takes in from others.

    Raises:
        PepsiteError: there is no such form, or something is wrong with one: file, line and
            column are in the message.
    """
    own = form_in(wording_folder(), name)
    pages, sections = list(own.pages), own.sections
    for section in own.sections:
        if section.pages_from is not None:
            taken = form_in(wording_folder(), section.pages_from).pages
            pages += [page.model_copy(update={"section": section.id}) for page in taken]
    if own.changes is not None:
        changed = form(own.changes)
        pages, sections = [*pages, *changed.pages], (*sections, *changed.sections)
    order = [section.id for section in sections]
    pages.sort(key=lambda page: order.index(page.section or ""))
    return own.model_copy(update={"pages": tuple(pages), "sections": sections})


def owning_form(kind: str) -> Form | None:
    """Return the form that asks for every field of a kind of record; None where none does."""
    found = (form(name) for name in form_names())
    return next((one for one in found if one.owns and one.record == kind), None)


@cache
def common() -> CommonWords:
    """Return the words that all forms share."""
    return _read(wording_folder(), "common", CommonWords, "form-common/1")


@cache
def errors() -> ErrorsFile:
    """Return what is said when something is wrong."""
    return _read(wording_folder(), "errors", ErrorsFile, "form-errors/1")


def form_in(folder: Path, name: str) -> Form:
    """Return the form of this name in a folder, with its own pages only.

    Raises:
        PepsiteError: it cannot be read, or speaks of what is not there.
    """
    read = _read(folder, name, Form, "form/1")
    found = tuple(_faults(read))
    if found:
        content = read_file(folder, f"{name}.yaml")
        assert isinstance(content, bytes)  # noqa: S101  # it was read just now
        _refuse(locate(content, found))
    return read


def _read(folder: Path, name: str, model: type[M], schema: str) -> M:
    path = f"{name}.yaml"
    content = read_file(folder, path)
    if isinstance(content, Finding):
        _refuse([content])
    read = read_record(content, path, {schema: model})
    if isinstance(read, tuple):
        _refuse(list(read))
    return read


def _refuse(found: list[Finding]) -> NoReturn:
    raise PepsiteError("\n".join(f"{x.path}:{x.line}:{x.column}: {x.message}" for x in found))


# --- What the shape of a file cannot say


def _faults(read: Form) -> Iterator[Finding]:
    path, model = f"{read.id}.yaml", MODELS.get(read.record)
    if model is None:
        yield _nowhere(path, ("record",), "kind of record", read.record)
        return
    sections = {section.id for section in read.sections}
    for number, section in enumerate(read.sections):
        for after in section.after:
            if after not in sections:
                yield _nowhere(path, ("sections", number, "after"), "section", after)
    seen: set[str] = set()
    for number, page in enumerate(read.pages):
        place: FieldPath = ("pages", number)
        if page.section not in sections:
            yield _nowhere(path, (*place, "section"), "section", page.section or "nothing")
        yield from _page_faults(page, path, place, model, seen)
    for number, one in enumerate(read.computed):
        if kind_at(model, one.field) is None:
            yield _nowhere(path, ("computed", number, "field"), "field", one.field)


def _page_faults(
    page: Page, path: str, place: FieldPath, model: type[Model], seen: set[str], way: str = ""
) -> Iterator[Finding]:
    if page.id in seen:
        yield finding("pack-id-twice", path, (*place, "id"), kind="page", name=page.id)
    seen.add(page.id)
    for number, asked in enumerate(page.fields):
        yield from _asked_faults(asked, path, (*place, "fields", number), model, way)
    when = page.shown_when
    for name, conditions in (("answers", when.answers), ("either", when.either)):
        for number, condition in enumerate(conditions):
            if not any(kind_at(model, _at(base, condition.field)) for base in _outwards(way)):
                where = (*place, "shown_when", name, number, "field")
                yield _nowhere(path, where, "field", condition.field)
    if page.list_ is not None:
        yield from _list_faults(page.list_, path, (*place, "list"), model, seen, way)


def _asked_faults(
    asked: Asked, path: str, place: FieldPath, model: type[Model], way: str
) -> Iterator[Finding]:
    kind = kind_at(model, _at(way, asked.field))
    if kind is None:
        yield _nowhere(path, (*place, "field"), "field", asked.field)
        return
    codes = {one.code for one in asked.choices}
    allowed = {"yes", "no"} if kind.sort is Sort.YES_NO else set(kind.codes)
    if kind.honest:
        allowed |= {GIVEN, *NO_ANSWERS}
    for code in sorted(codes - allowed):
        yield _nowhere(path, (*place, "choices"), "code", code)


def _list_faults(
    list_: ItemList, path: str, place: FieldPath, model: type[Model], seen: set[str], way: str
) -> Iterator[Finding]:
    here = _at(way, list_.field)
    kind = kind_at(model, here)
    if kind is None or kind.item is None:
        yield _nowhere(path, (*place, "field"), "list", list_.field)
        return
    for name in IN_BRACES.findall(list_.one):
        if name != "child" and kind_at(kind.item, name) is None:
            yield _nowhere(path, (*place, "one"), "field", name)
    for number, page in enumerate(list_.pages):
        yield from _page_faults(page, path, (*place, "pages", number), model, seen, here)


def _at(way: str, field: str) -> str:
    return f"{way}.{field}" if way else field


def _outwards(way: str) -> Iterator[str]:
    """Yield the way to an item, then to what holds it, and so on to the top."""
    while way:
        yield way
        way = way.rpartition(".")[0]
    yield ""


def _nowhere(path: str, place: FieldPath, kind: str, name: str) -> Finding:
    return finding("pack-points-nowhere", path, place, kind=kind, name=name)
