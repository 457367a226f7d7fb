"""JSON Schema (2020-12) of every kind of record and of the files of a policy pack."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from pepsite.policy.pack import part_models
from pepsite.records.kinds import BY_SCHEMA

if TYPE_CHECKING:
    from pepsite.records.base import Model

SCHEMAS_FOLDER = "schemas"
BEYOND_JSON_SCHEMA: dict[str, str] = {
    # In one record
    "wrong-id": "The last character of a record's own id is its check character.",
    "not-a-whole-number": "A whole number is written without a point: 20, not 20.0.",
    "dates-out-of-order": "What comes later is not dated before what comes earlier.",
    "periods-overlap": "Terms, periods of care and main places of education do not overlap.",
    "id-used-twice": "No two items of a list have the same id.",
    "question-twice": "No question is answered twice.",
    "nobody-and-others": "Where only who typed it may see what the child said, nobody else may.",
    "auditor-twice": "The two auditors of a PEP are two people.",
    "terms-not-three": "A calendar has the terms autumn, spring and summer, in that order.",
    "terms-not-this-year": "A calendar's days lie in the year that `academic_year` says.",
    "does-not-add-up": "Parts make up their whole.",
    "needs-with-it": "Some values ask for another: a held meeting for its day.",
    "not-at-this-status": "A PEP has what its status says it has come to, and no more.",
    "not-in-this-record": "An id of an item leads to an item of the same record.",
    # Between records
    "id-not-path": "The id of a record is the one its path tells.",
    "child-not-folder": "A record lies in the folder of the child it names.",
    "record-twice": "No two records have the same id.",
    "points-nowhere": "An id of another record leads to a record of the workspace.",
    "care-period-unknown": "A PEP belongs to a period of care that the child's record has.",
    "other-child": "PEPs, reviews and audits of one child do not point at another's.",
    "calendar-twice": "One calendar covers one academic year for one set of schools.",
    "child-missing": "A child's folder holds the child's own record.",
    "authority-missing": "A workspace has an authority.",
    "policy-unknown": "The policy pack that the authority names is there.",
    "name-in-record": "No prose names a child (asked where the identity store is).",
    # Against the policy
    "incomplete": "A submitted PEP has all that the policy in force on its day requires.",
    "incomplete-advised": "The same, for what the policy only advises.",
    "answer-not-allowed": "An honest answer stands only where the policy accepts that one.",
    "policy-not-in-force": "The policy has an edition for the day a PEP was submitted.",
    "checklist-unknown": "A review names a checklist, and an edition, that the policy has.",
    "question-unknown": "A review answers questions of that edition.",
    "question-open": "A rated review answers every question.",
    "answer-unknown": "Its answers are among those of the checklist.",
    "explanation-missing": "An answer has an explanation where the checklist wants one.",
    "rating-not-by-rule": "The rating is the one that the policy's rule gives.",
    "improvement-missing": "A PEP that is not at standard has what would bring it there.",
    "template-unknown": "An audit names a template, and an edition, that the policy has.",
    "audit-type-not-allowed": "The template is for audits of its type.",
    "template-not-for-pep": "The template is for such PEPs as the audit looks at.",
    "question-not-asked": "What is answered is asked about such PEPs and children.",
    "part-unknown": "An audit rates the parts of its template.",
    "comment-missing": "A part's rating has a comment where the template wants one.",
    "rating-not-asked": "There is a rating only where the form has one.",
    "rating-too-early": "A rating is entered only where what must hold before it does.",
    "overview-missing": "A finished audit has the overview its template asks for.",
    "recommendation-without-action": "Its recommendations have actions, where the policy says so.",
    "panel-incomplete": "Those take part whom the template wants.",
    "own-work-judged": "Nobody reviews what they prepared, or audits what they judged.",
    "sign-off-blocked": "The last rating of a complete PEP is none that forbids it.",
    "role-not-allowed": "Who reviews, signs or sends back has a role that may.",
    "role-not-on-record": "Who signs a section signs it in the role they had that day.",
    "plan-unknown": "A sample names a sampling plan, and an edition, that the policy has.",
    "own-work-audited": "Nobody audits a PEP of their own child, or their own work, in a sample.",
    "returned-without-entry": "A PEP that was sent back says when, by whom and why.",
    "complete-not-reviewed": "A complete PEP has a rated review by a checklist that accepts it.",
    "phase-not-year-group": "A PEP has the form of the phase its year group is in.",
}
"""What a record may get wrong although JSON Schema finds nothing: the finding, and the rule.

A test holds the list to what is so: for any record, the schemas and pepsite's own reader
disagree by these findings only. docs/records.md quotes it.
"""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_files() -> dict[str, str]:
    """Return the text of each file of `schemas/` by its path in the workspace."""
    models: dict[str, type[Model]] = {**BY_SCHEMA, **part_models()}
    return {
        f"{SCHEMAS_FOLDER}/{schema.partition('/')[0]}.json": _text(schema, model)
        for schema, model in models.items()
    }


def schema_of(schema: str, model: type[Model]) -> dict[str, object]:
    """Return the JSON Schema of one model, by the name that stands under `schema`."""
    made = model.model_json_schema(by_alias=True)
    if schema.startswith("policy-"):
        for part in (made, *made.get("$defs", {}).values()):
            _describe_fields(part)
    return {"$schema": _DIALECT, "$id": f"urn:pepsite:{schema.replace('/', ':')}", **made}


_SHARED: dict[str, str] = {
    "schema": "Which file of a pack this is, and in which version of the format.",
    "id": "What this is called in results, reports and worked examples. Kept for ever.",
    "title": "What people read.",
    "from": "The first day on which this holds.",
    "until": "The last day on which it holds, where it was given up.",
    "source": "Where this was decided: an id of sources.yaml.",
    "also": "Further sources of the same thing.",
    "reading": "How a source is read that is unclear or silent, and why, in a sentence.",
    "versions": "What holds, by the day it begins.",
    "editions": "What is asked, by the day it begins.",
    "doer": "Whose turn it is while it is open.",
    "when": "For which PEPs it is: all that is given must hold; nothing given, for every PEP.",
    "only_when": "For which children it is: all of these must hold; none given, for every child.",
    "items": "Which questions, parts or sections count; none given, every graded question.",
    "answers": "The answers that count, by their ids.",
    "number": "How many.",
    "per_cent": "How many per cent.",
    "unit": "What is counted.",
    "within": "How long there is for it; without it, no time is set.",
    "test": "Which condition this is.",
    "asks": "Which rule this is.",
    "rule": "Which kind of clock this is.",
    "size": "How many are drawn.",
    "field": "A field of a PEP, with dots: voice.views.",
    "roles": "The roles it is about.",
    "of": "What it is about.",
    "phases": "The phases; left out, it does not matter which.",
    "types": "The types; left out, it does not matter which.",
    "year_groups": "The year groups; left out, it does not matter which.",
    "text": "The question, as it is asked.",
    "guidance": "What helps to answer it.",
    "says": "What it comes to, in our own words.",
    "role": "Which role.",
    "period": "How often.",
    "by": "By when, or by what.",
    "span": "How long.",
    "start": "What it is counted from.",
}
"""What fields say that mean the same wherever they stand."""


def _describe_fields(part: dict[str, Any]) -> None:
    """Add to each field what the description of its model says of it, for an editor to show."""
    sentences = re.split(r"(?<=[.;])\s+", " ".join(str(part.get("description", "")).split()))
    for name, field in part.get("properties", {}).items():
        said = " ".join(one for one in sentences if f"`{name}`" in one)
        words = said or _SHARED.get(name) or str(part["description"])
        field.setdefault("description", words)


@cache
def _text(schema: str, model: type[Model]) -> str:
    return json.dumps(schema_of(schema, model), indent=2, ensure_ascii=False) + "\n"


def editor_line(path: str, kind: str) -> str:
    """Return the first line of a record file: it tells editors where the schema is."""
    up = "../" * path.count("/")
    return f"# yaml-language-server: $schema={up}{SCHEMAS_FOLDER}/{kind}.json"
