from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from pepsite import records
from pepsite.findings import CATALOGUE, Severity
from pepsite.records.base import Model
from pepsite.store.diagnosis import read_document
from pepsite.store.tree import Document

FOLDER = Path(__file__).parents[2] / "docs" / "findings"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
EXAMPLE = re.compile(r"^(Wrong|Right):\n\n```yaml\n(.*?)\n```$", re.MULTILINE | re.DOTALL)

# What a text can show only by standing for it.
STANDS_FOR = {"[tab]": "\t", "[an unseen character here]": "\x07"}
ABOUT_YAML = (
    "control-character",
    "empty-file",
    "not-yaml",
    "merge-conflict",
    "tab-used",
    "equal-keys",
    "alias-used",
    "tag-used",
    "directive-used",
    "several-documents",
    "too-deep",
    "not-a-mapping",
    "key-not-text",
)


def read(code: str) -> str:
    return (FOLDER / f"{code}.md").read_text("utf-8")


def examples(code: str, which: str) -> list[bytes]:
    found = []
    for heading, text in EXAMPLE.findall(read(code)):
        if heading == which:
            for sign, meaning in STANDS_FOR.items():
                text = text.replace(sign, meaning)  # noqa: PLW2901  # one sign after the other
            found.append(f"{text}\n".encode())
    return found


def test_there_is_a_page_for_each_code_and_a_code_for_each_page() -> None:
    assert sorted(path.stem for path in PAGES) == sorted(CATALOGUE)


def test_the_list_of_pages_is_the_catalogue_in_its_order() -> None:
    rows = re.findall(
        r"^\| \[([a-z0-9-]+)\]\(([a-z0-9-]+)\.md\) \| (.*) \|$", read("README"), re.MULTILINE
    )
    assert rows == [
        (code, code, kind.message + (" (warning)" if kind.severity is Severity.WARNING else ""))
        for code, kind in CATALOGUE.items()
    ]


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_page_begins_with_its_code_its_severity_and_the_sentence_of_the_catalogue(
    code: str,
) -> None:
    kind = CATALOGUE[code]
    assert read(code).startswith(f"# {code}\n\n**{kind.severity.capitalize()}:** {kind.message}\n")


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_page_says_what_it_means_why_it_matters_and_how_to_mend_it(code: str) -> None:
    text = read(code)
    parts = ["**What it means.** ", "**Why it matters.** ", "**How to mend it.** "]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert len(text.splitlines()) <= 40


@pytest.mark.parametrize("code", ABOUT_YAML)
def test_what_a_page_shows_as_wrong_is_found_wrong_for_that_reason(code: str) -> None:
    for content in examples(code, "Wrong"):
        findings = read_document(content, "records/some.yaml")
        assert not isinstance(findings, Document)
        assert code in {each.code for each in findings}
    assert examples(code, "Wrong")


@pytest.mark.parametrize("code", CATALOGUE)
def test_what_a_page_shows_as_right_can_be_read(code: str) -> None:
    for content in examples(code, "Right"):
        assert isinstance(read_document(content, "records/some.yaml"), Document)


def models(parent: type[Model]) -> Iterator[type[Model]]:
    for model in parent.__subclasses__():
        yield model
        yield from models(model)


def test_every_field_a_page_shows_as_right_is_a_field() -> None:
    for module in iter_modules(records.__path__):
        import_module(f"pepsite.records.{module.name}")
    fields = {
        field.alias or name for model in models(Model) for name, field in model.model_fields.items()
    }
    shown = {
        (code, name)
        for code in CATALOGUE
        for content in examples(code, "Right")
        for name in re.findall(r"^[ -]*([a-z_0-9]+):(?: |$)", content.decode(), re.MULTILINE)
    }
    assert {(code, name) for code, name in shown if name not in fields} == set()
    assert len(shown) > 50
