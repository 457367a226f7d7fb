"""Every record of a workspace made wrong at once: told, and nothing given back by the command."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from pepsite.records.ids import PREFIXES, new_id
from pepsite.render import FORMATS
from tests.cli.running import pepsite
from tests.store.mutations import FAULTS, MADE_UP, Mutated, Text
from tests.usecases.examples import OLDER, OLDER_PEP, YOUNGER

pytestmark = pytest.mark.uncounted


def make_wrong(workspace: Path, chance: Random) -> dict[str, Mutated]:
    """Put a fault into every record but the authority, and return what by the path of each."""
    wrong = {}
    for path in sorted(workspace.glob("records/*/**/*.yaml")):
        text = Text(path.read_text("utf-8"))
        made = [fault(text, chance) for fault in chance.sample(list(FAULTS.values()), k=8)]
        mutated = next(one for one in made if one is not None)
        path.write_bytes(mutated.content)
        wrong[path.relative_to(workspace).as_posix()] = mutated
    for name in (f"{MADE_UP}.yaml", f"{MADE_UP}.docx", f"sc-{MADE_UP}.yaml"):
        (workspace / "records" / "schools" / name).write_text(MADE_UP)
    return wrong


@pytest.mark.parametrize("seed", range(12))
def test_each_is_told_at_its_line_and_nothing_comes_back(
    workspace: Path, tmp_path: Path, seed: int
) -> None:
    wrong = make_wrong(workspace, Random(seed))  # noqa: S311  # can be run again
    summary = tmp_path / "summary.md"

    outputs = [
        pepsite("validate", "-C", workspace, "--format", form, "--summary", summary)
        for form in FORMATS
    ]

    assert [one.exit_code for one in outputs] == [1] * len(outputs)
    assert [one.stderr for one in outputs] == [""] * len(outputs)
    written = [*(one.stdout for one in outputs), summary.read_text("utf-8")]
    assert [text for text in written if MADE_UP.lower() in text.lower()] == []
    report = json.loads(outputs[list(FORMATS).index("json")].stdout)
    told = {(one["path"], one["code"], one["line"]) for one in report["findings"]}
    for path, mutated in wrong.items():
        assert {(path, code, mutated.line) for code in mutated.codes} & told, (path, mutated.codes)


@pytest.mark.parametrize("path", [OLDER, OLDER_PEP, YOUNGER])
def test_an_id_that_points_nowhere_is_told_at_its_line(workspace: Path, path: str) -> None:
    """Each id of another record, one at a time."""
    whole = (workspace / path).read_text("utf-8")
    text = Text(whole)
    chance = Random(path)  # noqa: S311  # can be run again
    kinds = {prefix: kind for kind, prefix in PREFIXES.items()}
    own = ("id", "child")
    pointers = text.where(
        lambda one: (
            one.key not in own and one.value.partition("-")[0] in kinds and one.value[-1:] != "."
        )
    )
    for pointer in pointers:
        kind = kinds[pointer.value.partition("-")[0]]
        nowhere = new_id(kind, chance.choice)
        content = text.replaced(pointer.number, pointer.with_value(nowhere))
        (workspace / path).write_bytes(content)

        result = pepsite("validate", "-C", workspace, "--format", "json", path)

        found = [
            (one["code"], one["line"], one["column"])
            for one in json.loads(result.stdout)["findings"]
            if one["path"] == path and one["code"] == "points-nowhere"
        ]
        assert found == [("points-nowhere", pointer.number, pointer.value_column)]
        assert nowhere not in result.output
        assert MADE_UP not in result.output
    assert pointers
