from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pepsite.records.ids import PREFIXES, new_id
from pepsite.records.kinds import BY_SCHEMA, MODELS, kind_of, path_from, path_of
from pepsite.records.paths import Place, place_of
from tests.records.full import FULL

SHARED = {
    "calendar": "calendars",
    "school": "schools",
    "person": "people",
    "sample": "samples",
    "action": "actions",
}
OF_CHILD = {"pep": "peps", "qa-review": "qa-reviews", "audit": "audits"}


@pytest.mark.parametrize("kind", list(FULL))
def test_the_path_of_a_record_tells_what_it_is(kind: str) -> None:
    record = FULL[kind]
    own = getattr(record, "id", None)
    child = getattr(record, "child", None) if kind in OF_CHILD else None
    assert kind_of(record) == kind
    assert place_of(path_of(record)) == Place(kind, own, own if kind == "child" else child)


@given(kind=st.sampled_from(sorted(SHARED)))
def test_what_all_share_lies_in_a_folder_of_its_kind(kind: str) -> None:
    one = new_id(kind)
    assert place_of(f"records/{SHARED[kind]}/{one}.yaml") == Place(kind, one)


@given(kind=st.sampled_from(sorted(OF_CHILD)))
def test_what_is_about_a_child_lies_in_the_childs_folder(kind: str) -> None:
    child, one = new_id("child"), new_id(kind)
    path = f"records/children/{child}/{OF_CHILD[kind]}/{one}.yaml"
    assert place_of(path) == Place(kind, one, child)


CHILD = "ch-0000000000000"


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("records/pep.yaml", id="no folder"),
        pytest.param("records/authority.yml", id="another ending"),
        pytest.param("records/authority.yaml.bak", id="something after"),
        pytest.param(" records/authority.yaml", id="something before"),
        pytest.param("records/authority.yaml\n", id="a line end"),
        pytest.param("records/schools/ps-0000000000000.yaml", id="a person among schools"),
        pytest.param("records/schools/sc-000000000000.yaml", id="too short"),
        pytest.param("records/schools/SC-0000000000000.yaml", id="capitals"),
        pytest.param(f"records/children/{CHILD}.yaml", id="a child without a folder"),
        pytest.param("records/children/ps-0000000000000/child.yaml", id="a person's folder"),
        pytest.param(
            f"records/children/{CHILD}/peps/qa-0000000000000.yaml", id="a review among PEPs"
        ),
        pytest.param(f"records/children/{CHILD}/peps/../child.yaml", id="a way back"),
    ],
)
def test_nothing_else_is_kept_anywhere(path: str) -> None:
    assert place_of(path) is None


def test_every_kind_has_a_model_and_all_but_the_authority_an_id() -> None:
    assert set(MODELS) == {*PREFIXES, "authority"} == set(FULL)
    assert BY_SCHEMA == {f"{kind}/1": model for kind, model in MODELS.items()}


@pytest.mark.parametrize("kind", list(FULL))
def test_the_path_is_the_same_before_a_record_has_its_types(kind: str) -> None:
    values = FULL[kind].model_dump(mode="json", by_alias=True)
    assert path_from(values) == (kind, path_of(FULL[kind]))
