"""The page that prints the worked examples of a policy pack, case by case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pepsite.compliance.results import in_words, so_many
from pepsite.compliance.worked_examples import ExpectedDraw, ExpectedResult, WorkedExample
from pepsite.store.canonical import emit
from pepsite.store.packs import USUAL, load_pack
from pepsite.usecases.read_worked_examples import worked_examples

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pepsite.policy.pack import PolicyPack


def worked_examples_page(pack: str, workspace: Path | None = None) -> str:
    """Return the page that prints a pack's examples: the sentence, the day, what comes out.

    Raises:
        PolicyPackError: the pack, or a file of its examples, cannot be used.
    """
    policy = load_pack(pack, workspace)
    titles = policy.titles()
    lines = [
        f"# {policy.title}: worked examples",
        "",
        "What this policy comes to, case by case. Each is run as a test of pepsite; the file it",
        f"stands in is named above each group. What a case does not say is as in `{USUAL}`.",
    ]
    path = ""
    for placed in worked_examples(pack, workspace, policy):
        if placed.path != path:
            path = placed.path
            lines += ["", f"## {placed.about}", "", f"`{path}`"]
        lines += [
            "",
            f"### {placed.example.example}",
            "",
            *_printed(placed.example, titles, policy),
        ]
    return "\n".join([*lines, ""])


def _printed(
    example: WorkedExample, titles: Mapping[str, str], policy: PolicyPack
) -> Iterator[str]:
    if example.as_of is not None:
        yield f"On {in_words(example.as_of)}:"
        yield ""
    for key, expected in example.expect.items():
        yield f"- {_expected(key, expected, titles)}"
    for plan, draw_wanted in example.expect_draw.items():
        yield f"- {_drawn(titles[plan], draw_wanted)}"
    for one in example.expect_findings or ():
        code, _, field = one.partition("@")
        where = f" at `{field}`" if field else ""
        yield f"- found: [{code}](../findings/{code}.md){where}"
    for name, rating in example.expect_rating.items():
        yield f"- the rating of {name}: **{rating}**"
    if example.expect_findings == ():
        yield "- nothing is found; the records are accepted"
    yield ""
    source = policy.sources[example.source]
    yield f"Source {source.id}: {source.says.replace(chr(10), ' ')}"
    given = example.given.model_dump(mode="json", exclude_unset=True)
    if given:
        yield from ("", "```yaml", emit(given).rstrip(), "```")


def _drawn(title: str, expected: ExpectedDraw) -> str:
    """Return what a draw should come to, in words."""
    parts = [f"{title}, drawn on {in_words(expected.on)}"]
    if expected.population is not None:
        parts.append(f"from {so_many(expected.population, 'PEP')}")
    if expected.cannot_tell is not None:
        untold = so_many(expected.cannot_tell, "PEP")
        parts.append(f"of {untold} nobody can tell whether they belong")
    if expected.drawn is not None:
        parts.append(f"**{so_many(expected.drawn, 'PEP')}**")
    parts += [f"{count} of {one}" for one, count in expected.of_each.items()]
    if expected.shortfalls is not None:
        few = [f"{found} found of {one}" for one, found in expected.shortfalls.items()]
        parts.append(f"too few: {', '.join(few)}" if few else "as many as wanted")
    if expected.includes:
        parts.append(f"with {', '.join(expected.includes)}")
    if expected.leaves_out:
        parts.append(f"without {', '.join(expected.leaves_out)}")
    if expected.without_auditor is not None:
        parts.append(f"{expected.without_auditor} without an auditor")
    if expected.auditors is not None:
        parts.append(f"audited by {', '.join(expected.auditors)}")
    parts += [f"{pep} by {auditor}" for pep, auditor in expected.auditor_of.items()]
    return "; ".join(parts)


def _expected(key: str, expected: ExpectedResult, titles: Mapping[str, str]) -> str:
    check, _, which = key.partition("@")
    parts = [f"{titles[check]}{f' ({which})' if which else ''}: **{expected.status}**"]
    if expected.due_on is not None:
        parts.append(f"due on {in_words(expected.due_on)}")
    if expected.met_on is not None:
        parts.append(f"done on {in_words(expected.met_on)}")
    if expected.says is not None:
        parts.append(f'saying "{expected.says}"')
    return ", ".join(parts)
