"""The single name of a child near this one is pointed out while writing, once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pepsite.forms.questions.prose import first_names, line_with
from pepsite.privacy.identity import Identity
from tests.forms.opened import OLDER_CHILD, SCHOOL, YOUNGER_CHILD, OpenForms, words_of

PLAN = "pep-jxp7jjy63y6fz"
POINTED_OUT = "has the first name of another child in care at the same school"


@pytest.fixture
def both(open_at_one_school: Callable[..., OpenForms]) -> OpenForms:
    return open_at_one_school(
        Identity(child=YOUNGER_CHILD, full_name="Marigold Fennimore"),
        Identity(child=OLDER_CHILD, full_name="Tobias Quillfeather", known_as="Toby"),
    )


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("Sits beside Toby.", 1),
        ("Works well.\nTobias's table is calm.", 2),
        ("Sits beside TOBY.", 1),
    ],
)
def test_the_name_of_a_child_at_the_same_school_is_pointed_out_with_its_line(
    both: OpenForms, written: str, line: int
) -> None:
    address = f"{both.begin('pep', child=YOUNGER_CHILD, record=PLAN)}/page/strengths"
    shown = both.save(address, {"strengths": written})
    assert shown.status_code == 422
    assert f"Line {line} {POINTED_OUT}" in words_of(shown)


def test_who_means_somebody_else_saves_the_page_again(both: OpenForms) -> None:
    address = f"{both.begin('pep', child=YOUNGER_CHILD, record=PLAN)}/page/strengths"
    both.save(address, {"strengths": "Sits beside Toby."})
    assert both.save(address, {"strengths": "Sits beside Toby."}).status_code == 303
    changed = both.save(address, {"strengths": "Sits beside Toby, who helps."})
    assert changed.status_code == 422


@pytest.mark.parametrize(
    "written", ["Marigold sits at the front.", "Plays with tobyjugs.", "Sits beside Olivia."]
)
def test_no_other_word_is_pointed_out(both: OpenForms, written: str) -> None:
    address = f"{both.begin('pep', child=YOUNGER_CHILD, record=PLAN)}/page/strengths"
    assert both.save(address, {"strengths": written}).status_code == 303


def test_a_child_at_another_school_is_not_near_and_a_brother_or_sister_is(
    workspace: Path, both: OpenForms
) -> None:
    child = workspace / f"records/children/{YOUNGER_CHILD}/child.yaml"
    apart = child.read_text(encoding="utf-8").replace(SCHOOL, "sc-8h5jv1f9eyfzj")
    child.write_text(apart, encoding="utf-8")
    address = f"{both.begin('pep', child=YOUNGER_CHILD, record=PLAN)}/page/strengths"
    assert both.save(address, {"strengths": "Sees Toby."}).status_code == 303
    child.write_text(f"{apart}siblings_in_care:\n  - {OLDER_CHILD}\n", encoding="utf-8")
    both.desk._near = None  # as on the next day
    assert both.save(address, {"strengths": "Sees Toby weekly."}).status_code == 422


def test_a_name_that_is_a_word_of_every_day_is_left_to_the_reader() -> None:
    assert first_names(Identity(child=OLDER_CHILD, full_name="June Quill")) == frozenset()
    assert (
        line_with("In June.", first_names(Identity(child=OLDER_CHILD, full_name="June Q"))) is None
    )
