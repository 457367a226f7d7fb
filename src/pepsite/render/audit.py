"""An audit's sheet as text or JSON: facts above, questions with what the records say beside.

Days, codes, ids and the policy's own words; nothing that somebody wrote into a record.
"""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING

from pepsite.compliance.results import in_words
from pepsite.policy.questions import RatedPart
from pepsite.privacy import wording
from pepsite.records.codes import ETHNICITY_LABELS, SEN_PROVISION_LABELS
from pepsite.render.journey import journey_lines, journey_values

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.compliance.judging.journey import Asked, AuditSheet, Header, SectionAsked
    from pepsite.compliance.results import CheckResult
    from pepsite.records.pep import Pep
    from pepsite.records.sections import Attendance

NOT_ON_RECORD = "not on record"


def as_text(sheet: AuditSheet) -> str:
    """Return the sheet for people to read."""
    return "\n".join([*_above(sheet), *_journey(sheet), *_questions(sheet), ""])


def _journey(sheet: AuditSheet) -> Iterator[str]:
    if sheet.journey:
        yield ""
        yield "What happened in these days"
        yield from journey_lines(sheet.journey)


def _above(sheet: AuditSheet) -> Iterator[str]:
    audit, header = sheet.audit, sheet.header
    yield f"{sheet.title}: audit {audit.id} on {in_words(audit.audited_on)}"
    yield ""
    for name, value in _facts(header):
        yield f"  {name:<26} {value}"
    yield ""
    yield f"  looked at                  {_span(audit.looked_at_from, audit.looked_at_until)}"
    for pep in sheet.peps:
        yield f"    {pep.id}  {pep.type}, {pep.status}; {_days(pep)}"
    if not sheet.peps:
        yield "    no PEP of these days"
    yield "  quality assured so far"
    for one in header.judgements:
        yield f"    {one.record}  {one.on}  {one.rating or 'no rating of the policy'}"
    if not header.judgements:
        yield "    no rating yet"


def _facts(header: Header) -> Iterator[tuple[str, str]]:
    yield "child", header.child
    yield "born", header.born
    yield "sex", _or(header.sex and header.sex.name.lower())
    yield "ethnicity", _or(header.ethnicity and ETHNICITY_LABELS[header.ethnicity])
    yield "year group", wording.year_group(header.year_group)
    yield "special educational needs", _sen(header)
    yield "school", _or(header.school)
    for role, person in header.responsible.items():
        yield str(role).replace("-", " "), _or(person)
    yield "came into care on", _or(header.entered_care_on)
    yield "first PEP on record", _or(header.first_pep_on)
    yield "last PEP", _or(header.last_pep_on)
    yield "attendance", "; ".join(map(_attendance, header.attendance)) or NOT_ON_RECORD


def _or(value: object) -> str:
    return NOT_ON_RECORD if value is None else str(value)


def _sen(header: Header) -> str:
    if header.sen is None:
        return NOT_ON_RECORD
    need = f" ({header.sen.primary_need})" if header.sen.primary_need else ""
    return f"{SEN_PROVISION_LABELS[header.sen.provision]}{need} since {header.sen.from_on}"


def _attendance(one: Attendance) -> str:
    share = "no session" if one.percentage is None else f"{one.percentage:.1f}%"
    return f"{share} from {one.from_on} to {one.until_on}"


def _span(first: date | None, last: date | None) -> str:
    return f"{_or(first)} to {_or(last)}"


def _days(pep: Pep) -> str:
    return f"held {_or(pep.held_on)}, submitted {_or(pep.completed_on)}"


def _questions(sheet: AuditSheet) -> Iterator[str]:
    for section in sheet.sections:
        yield ""
        yield _title(section)
        if not section.asked:
            yield "  nothing is asked here: see the recommendations and the actions they became"
        for one in section.asked:
            yield from _asked(one, sheet)


def _title(section: SectionAsked) -> str:
    if section.section is None:
        return "Parts to rate" if isinstance(section.asked[0].item, RatedPart) else "Questions"
    unknown = section.unknown
    note = (
        "" if unknown is None else f" (whether it applies cannot be told without {unknown.missing})"
    )
    return f"{section.section.title}{note}"


def _asked(one: Asked, sheet: AuditSheet) -> Iterator[str]:
    yield f"  {one.item.id:<6} {_words(one)}"
    yield f"         answer: {one.answer or 'open'}"
    for check, hints in groupby(one.hints, key=lambda hint: hint.check):
        yield f"         the records say: {sheet.titles.get(check, check)}"
        for hint in hints:
            yield f"           {str(hint.status).replace('-', ' ')}: {hint.explanation.because}"
            yield f"             {', '.join(_records(hint))}"


def _records(hint: CheckResult) -> Iterator[str]:
    """Yield the ids of the records that a result rests on; a child's own is known by its folder."""
    for path in hint.evidence:
        *_, folder, name = path.split("/")
        yield folder if name == "child.yaml" else name.removesuffix(".yaml")


def _words(one: Asked) -> str:
    words = one.item.title if isinstance(one.item, RatedPart) else one.item.text
    return " ".join(words.split())


def as_json(sheet: AuditSheet) -> str:
    """Return the sheet for programs."""
    audit, header = sheet.audit, sheet.header
    values = {
        "audit": audit.id,
        "path": sheet.path,
        "title": sheet.title,
        "audited_on": str(audit.audited_on),
        "looked_at_from": _day(audit.looked_at_from),
        "looked_at_until": _day(audit.looked_at_until),
        "header": {
            "child": header.child,
            "born": header.born,
            "sex": header.sex,
            "ethnicity": header.ethnicity,
            "year_group": header.year_group,
            "sen": None if header.sen is None else header.sen.provision,
            "school": header.school,
            "responsible": {str(role): person for role, person in header.responsible.items()},
            "entered_care_on": _day(header.entered_care_on),
            "first_pep_on": _day(header.first_pep_on),
            "last_pep_on": _day(header.last_pep_on),
            "attendance": [
                {
                    "from_on": str(one.from_on),
                    "until_on": str(one.until_on),
                    "percentage": one.percentage,
                }
                for one in header.attendance
            ],
        },
        "peps": [
            {
                "id": pep.id,
                "type": pep.type,
                "status": pep.status,
                "held_on": _day(pep.held_on),
                "completed_on": _day(pep.completed_on),
            }
            for pep in sheet.peps
        ],
        "judgements": [
            {"record": one.record, "on": str(one.on), "rating": one.rating}
            for one in header.judgements
        ],
        "journey": journey_values(sheet.journey),
        "sections": [
            {
                "section": None if section.section is None else section.section.id,
                "applies": None if section.unknown else True,
                "items": [_item(one) for one in section.asked],
            }
            for section in sheet.sections
        ],
    }
    return json.dumps(values, indent=2, ensure_ascii=False) + "\n"


def _day(day: date | None) -> str | None:
    return None if day is None else str(day)


def _item(one: Asked) -> dict[str, object]:
    return {
        "id": one.item.id,
        "text": _words(one),
        "answer": one.answer,
        "hints": [_hint(hint) for hint in one.hints],
    }


def _hint(hint: CheckResult) -> dict[str, object]:
    return {
        "check": hint.check,
        "status": hint.status,
        "because": hint.explanation.because,
        "evidence": list(hint.evidence),
    }
