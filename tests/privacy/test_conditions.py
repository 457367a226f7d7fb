"""Every kind of condition, said so that a teacher reads when it holds."""

from __future__ import annotations

from typing import Any

import pytest

from pepsite.policy.questions import QuestionsEdition
from pepsite.policy.ratings import RatingRule
from pepsite.privacy import conditions

EDITION: dict[str, Any] = {
    "from": "2024-09-01",
    "source": "EXM-1",
    "answers": [{"id": "yes", "title": "Yes"}, {"id": "no", "title": "No"}],
    "sections": [{"id": "voice", "title": "The child's voice", "source": "EXM-1"}],
    "questions": [
        {"id": "q1", "text": "Is the voice there?", "section": "voice", "source": "EXM-1"},
        {
            "id": "q2",
            "text": "How good are the targets?",
            "answers": [{"id": "strong", "title": "Strong"}, {"id": "weak", "title": "Weak"}],
            "source": "EXM-1",
        },
    ],
    "parts": [{"id": "t1", "title": "In time", "source": "EXM-1"}],
    "scale": [{"id": "green", "title": "Green", "at_standard": True}],
    "rating_in_words": "As it stands here.",
}
ALL_YES: dict[str, Any] = {"test": "all", "answers": ["yes"]}
ANY_NO: dict[str, Any] = {"test": "any", "answers": ["no"]}


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (ALL_YES, "every answer is “Yes”"),
        (ALL_YES | {"items": ["voice", "t1"]}, "every answer to “The child's voice” and “In time”"),
        (ANY_NO, "any answer is “No”"),
        ({"test": "none", "answers": ["no", "weak"]}, "no answer is “No” or “Weak”"),
        ({"test": "at-least", "number": 1, "answers": ["yes"]}, "at least 1 answer is “Yes”"),
        (
            {"test": "at-least", "number": 2, "answers": ["yes"], "items": ["q1", "q2"]},
            "at least 2 answers to question 1 and question 2 are “Yes”",
        ),
        ({"test": "at-most", "number": 0, "answers": ["no"]}, "no answer is “No”"),
        ({"test": "at-most", "number": 3, "answers": ["no"]}, "at most 3 answers are “No”"),
        (
            {"test": "share", "per_cent": 80, "answers": ["yes"]},
            "at least 80% of the scored answers are “Yes”",
        ),
        ({"test": "worst", "answers": ["strong"]}, "the worst answer is “Strong”"),
        ({"test": "best", "answers": ["green"]}, "the best answer is “Green”"),
        (
            {"test": "item", "item": "q2", "answers": ["strong"]},
            "the answer to question 2 is “Strong”",
        ),
        (
            {"test": "evidence", "kinds": ["voice-sheet", "ehcp"]},
            "a document is attached to the PEP: voice sheet or ehcp",
        ),
        (
            {"test": "filled", "fields": ["voice.views", "pupil_premium"]},
            "the PEP says something of its own under views and pupil premium",
        ),
        (
            {
                "test": "things",
                "field": "targets",
                "properties": ["due_on", "owner"],
                "each_has_at_least": 2,
            },
            "every one of the targets gives due on and owner",
        ),
        (
            {
                "test": "things",
                "field": "interventions",
                "number": 2,
                "properties": ["what", "where", "by"],
                "each_has_at_least": 2,
            },
            "at least 2 of the interventions give at least 2 of these: what, where and by",
        ),
        (
            {"test": "every", "of": [ALL_YES, {"test": "either", "of": [ANY_NO, ANY_NO]}]},
            "every answer is “Yes” and (any answer is “No” or any answer is “No”)",
        ),
        ({"test": "not", "of": ANY_NO}, "it is not so that any answer is “No”"),
    ],
)
def test_a_condition_is_said_in_words(condition: dict[str, Any], said: str) -> None:
    edition = QuestionsEdition.model_validate(EDITION, strict=False)
    rule = RatingRule.model_validate(
        {"rating": "green", "when": condition, "source": "EXM-1"}, strict=False
    )
    assert conditions.when(rule.when, edition).startswith(said)
