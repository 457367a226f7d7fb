"""What a review or an audit says, in the words of the policy whose questions it answers.

A record has the ids that the policy gives: of a question, an answer, a rating. Whoever reads a
change of one reads the questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from pepsite.policy.pack import PolicyPack
    from pepsite.policy.questions import QuestionsEdition
    from pepsite.versions.merging import Values

JUDGED_BY = {"qa-review": "checklist", "audit": "template"}
"""The kinds of record that answer questions of a policy, and the field that says which."""
Titles: TypeAlias = Mapping[str, str]


def judged_in_words(kind: str, values: Values, policy: PolicyPack) -> Values:
    """Return a version of a record with the policy's words for what it names by id.

    What the policy does not have stays as it is, and so does a record of another kind.
    """
    found = _questions(kind, values, policy)
    if found is None:
        return values
    title, edition = found
    ratings = {one.id: one.title for one in edition.scale}
    by = JUDGED_BY[kind]
    questions = {one.id: one.text for one in edition.questions}
    answers = {
        one.id: {each.id: each.title for each in edition.choices(one)} for one in edition.questions
    }
    parts = {one.id: one.title for one in edition.parts}
    themes = {one.id: one.title for one in policy.themes}
    said = {
        by: {**values[by], "name": title},
        "answers": [
            {
                **one,
                "question": _named(one.get("question"), questions),
                "answer": _named(one.get("answer"), answers.get(str(one.get("question")), {})),
            }
            for one in _items(values, "answers")
        ],
        "part_ratings": [
            {
                **one,
                "part": _named(one.get("part"), parts),
                "rating": _named(one.get("rating"), ratings),
            }
            for one in _items(values, "part_ratings")
        ],
        "rating": _named(values.get("rating"), ratings),
        "focus": [_named(one, themes) for one in values.get("focus", [])],
    }
    return {**values, **{name: one for name, one in said.items() if values.get(name)}}


def without_mark(values: Values) -> Values:
    """Return a version of a record without the number that stands for what a plan said then."""
    return {name: one for name, one in values.items() if name != "pep_fingerprint"}


def _questions(
    kind: str, values: Values, policy: PolicyPack
) -> tuple[str, QuestionsEdition] | None:
    """Return what a record answers: its title, and the questions in the edition it names."""
    used = values.get(JUDGED_BY.get(kind, ""))
    if not isinstance(used, Mapping):
        return None
    try:
        day = date.fromisoformat(str(used.get("edition")))
    except ValueError:
        return None
    find = policy.checklist if kind == "qa-review" else policy.template
    found = find(str(used.get("name")), day)
    return None if found is None else (found[0].title, found[1])


def _items(values: Values, name: str) -> list[Mapping[str, Any]]:
    listed = values.get(name)
    return [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []


def _named(said: Any, titles: Titles) -> Any:  # noqa: ANN401  # what a file has there
    return titles.get(said, said) if isinstance(said, str) else said
