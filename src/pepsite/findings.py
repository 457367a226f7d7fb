"""The first kind of bad news: something wrong with a record.

A finding names a place and a rule, says how to mend it, and never quotes the record:
CI logs have more readers than records do. `CATALOGUE` is the whole list of codes; each
has a page under `docs/findings/`. A code is kept for ever; its wording may improve.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

FieldPath: TypeAlias = tuple[str | int, ...]
"""The way from the top of a record to a field: `("targets", 2, "due_on")`."""


class Severity(StrEnum):
    """How much a finding matters. Errors keep a change out; warnings do not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Kind:
    """What is always true of one code.

    `message` and `hint` may hold `{names}` of our own fields and policy words. Nothing
    that stands in a record is ever put into them.
    """

    severity: Severity
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong, at one place.

    `path` is relative to the workspace, with forward slashes. `line` and `column` count
    from 1. A rule gives the `field`; the store looks up the line afterwards, because only
    a file with something wrong in it is ever read for its lines.
    """

    code: str
    severity: Severity
    path: str
    message: str
    hint: str
    source: str | None = None
    field: FieldPath = ()
    line: int = 1
    column: int = 1

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Sort key: by file, then place, then code."""
        return (self.path, self.line, self.column, self.code, self.message)


@dataclass(frozen=True, slots=True)
class LetPast:
    """A finding that keeps nothing out: the head of the virtual school let it pass.

    `by` is the head's id, or empty where the commit names nobody by an id.
    """

    finding: Finding
    commit: str
    by: str


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """What one run of `pepsite validate` has to tell: how much was looked at, what is wrong.

    `found` files lie in the workspace; `parsed` were read this time and `remembered` were
    not, because nothing had changed since. `checked_paths` are the files the question was
    about: all of them, or those named. `names_checked` is false where no identity store is.
    `of` is what was looked at, where it was no record. `let_past` is none of the findings.
    """

    findings: tuple[Finding, ...]
    checked_paths: tuple[str, ...]
    found: int
    parsed: int
    remembered: int
    names_checked: bool
    of: str = "record"
    let_past: tuple[LetPast, ...] = ()

    @property
    def in_order(self) -> tuple[Finding, ...]:
        """The findings by file, then place, then code."""
        return tuple(sorted(self.findings, key=lambda each: each.order))

    @property
    def errors_first(self) -> tuple[Finding, ...]:
        """The same, with every error before the first warning, for readers that stop early."""
        return tuple(sorted(self.in_order, key=lambda each: each.severity is not Severity.ERROR))

    @property
    def errors(self) -> int:
        """How many findings keep a change out."""
        return sum(each.severity is Severity.ERROR for each in self.findings)

    @property
    def warnings(self) -> int:
        """How many findings do not."""
        return len(self.findings) - self.errors


def finding(  # noqa: PLR0913  # a finding has this many parts, and all but three are optional
    code: str,
    path: str,
    field: FieldPath = (),
    *,
    source: str | None = None,
    line: int = 1,
    column: int = 1,
    **words: str | int,
) -> Finding:
    """Return the finding of this code at this place.

    `words` fill the names in the catalogue's sentences. They come from our own field
    names, code lists and policy packs, never from what a record says.

    Raises:
        KeyError: the code is not in the catalogue, or a word it needs is missing.
    """
    kind = CATALOGUE[code]
    return Finding(
        code,
        kind.severity,
        path,
        kind.message.format(**words),
        kind.hint.format(**words),
        source,
        field,
        line,
        column,
    )


def _error(message: str, hint: str) -> Kind:
    return Kind(Severity.ERROR, message, hint)


def _warning(message: str, hint: str) -> Kind:
    return Kind(Severity.WARNING, message, hint)


CATALOGUE: dict[str, Kind] = {
    # Files
    "no-records": _error(
        "there are no records here",
        "give the folder of a workspace, one that holds records/authority.yaml; `pepsite init` makes one",
    ),
    "not-readable": _error(
        "this file or folder cannot be opened",
        "check that it is still there and that you may read it",
    ),
    "misplaced-file": _error(
        "nothing is kept under this name in records/",
        "move it to the place its kind has (docs/records.md lists them), or out of records/",
    ),
    "leads-outside": _error(
        "this is a link, or lies behind one, and links are not followed",
        "put the record itself here in place of the link",
    ),
    "hard-linked": _error(
        "this file has a second name elsewhere, through which it can be changed unseen",
        "copy it, delete it, and give the copy its name",
    ),
    "too-large": _error(
        "this file is larger than a record may be ({limit} bytes)",
        "keep documents outside the records and point at them under attachments",
    ),
    "not-utf-8": _error(
        "this file is not UTF-8 text", "save it again as UTF-8 without a byte order mark"
    ),
    "control-character": _error(
        "there is a control character here that text cannot hold",
        "delete the character; it is usually left by a paste",
    ),
    "empty-file": _error("this file is empty", "write the record, or delete the file"),
    "not-canonical": _warning(
        "this file is not in the one layout all records share",
        "run `pepsite format` on it; the meaning stays the same",
    ),
    # YAML
    "not-yaml": _error(
        "this cannot be read as YAML from here on",
        "look for a missing quote, colon or space at or just above this line",
    ),
    "merge-conflict": _error(
        "two versions of this file were put side by side here and nobody has chosen",
        "keep the right lines, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>",
    ),
    "tab-used": _error("a tab stands where YAML wants spaces", "replace the tab with spaces"),
    "equal-keys": _error(
        "this field is given twice at the same level", "keep the right one and delete the other"
    ),
    "alias-used": _error(
        "anchors (&) and aliases (*) are not used in records",
        "write the value out in each place, or put it in quotes if the sign is part of the text",
    ),
    "tag-used": _error(
        "YAML tags (!) are not used in records",
        "delete the tag, or put the value in quotes if the sign is part of the text",
    ),
    "directive-used": _error("YAML directives (%) are not used in records", "delete the line"),
    "several-documents": _error(
        "a second YAML document begins here", "keep one record in each file"
    ),
    "too-deep": _error(
        "this is nested deeper than any record is ({limit} levels)",
        "check the indentation and the brackets above this line",
    ),
    "too-many-values": _error(
        "there are more fields and list items up to here than a record may have ({limit})",
        "look for lines that were pasted many times over",
    ),
    "not-a-mapping": _error(
        "a record is a list of fields with values, and this is not",
        "begin with the line `schema: KIND/VERSION`",
    ),
    "key-not-text": _error(
        "the name of a field must be text", "put the name in quotes, or correct it"
    ),
    # Types
    "schema-unknown": _error(
        "the record does not say what kind it is in a way pepsite knows",
        "write `schema: {expected}`",
    ),
    "schema-old": _error(
        "this record has an older schema version than pepsite reads",
        "no release of pepsite has written this version; check the record against docs/records.md and write `schema: {expected}`",
    ),
    "schema-new": _error(
        "this record has a newer schema version than this pepsite knows",
        "use the pepsite release that wrote it, or a later one",
    ),
    "unknown-field": _error(
        "there is no such field here",
        "check the spelling; docs/records.md and your editor list the fields",
    ),
    "missing-field": _error("`{name}` is missing here", "add `{name}`"),
    "not-text": _error("this must be text", "put the value in quotes if it is meant as text"),
    "not-a-number": _error("this must be a number", "write a number without quotes"),
    "not-a-whole-number": _error(
        "this must be a whole number", "write a whole number without quotes"
    ),
    "not-yes-or-no": _error("this must be true or false", "write true or false"),
    "not-a-list": _error("this must be a list", "write each item on a line of its own after `- `"),
    "not-fields": _error(
        "this must hold fields of its own", "write its fields below it, indented by two spaces"
    ),
    "not-a-date": _error("this is not a date", "write the day as year-month-day, like 2025-09-01"),
    "not-a-time": _error("this is not a time of day", 'write it in quotes, like "14:30"'),
    "not-in-list": _error("this is not one of the values allowed here", "use one of: {allowed}"),
    "wrong-form": _error(
        "this is not written the way this field wants it", "docs/records.md shows the form"
    ),
    "nothing-to-read": _error(
        "there is only space or punctuation here",
        "write something that can be read, or leave the field out",
    ),
    "too-long": _error("this is longer than {limit} allowed", "shorten it"),
    "too-short": _error(
        "this is shorter than {limit} allowed", "add to it, or leave the field out"
    ),
    "out-of-range": _error("this number is outside {limit}", "check the number"),
    "wrong-id": _error(
        "this is not an id that pepsite could have given",
        "copy the id from the record it belongs to; `pepsite` makes ids, people do not",
    ),
    # One record against itself
    "dates-out-of-order": _error(
        "`{later}` is before `{earlier}`", "correct whichever of the two dates is wrong"
    ),
    "periods-overlap": _error(
        "two of these cover the same day", "end the first before the second begins"
    ),
    "id-used-twice": _error("another item has the same id", "give this item an id of its own"),
    "not-in-this-record": _error(
        "no item in this record has this id", "use the id of an item of `{list}`"
    ),
    "does-not-add-up": _error(
        "`{part}` does not fit `{whole}`",
        "check both with where they come from, and correct whichever is wrong",
    ),
    "auditor-twice": _error(
        "the second auditor is the first again", "give it to two different people"
    ),
    "terms-not-three": _error(
        "a calendar has the three terms autumn, spring and summer, in that order",
        "give each of the three once, in order",
    ),
    "terms-not-this-year": _error(
        "this day does not lie in the academic year of this calendar",
        "`academic_year` is the year in which the autumn term begins: 2025 for 1 August 2025 to 31 August 2026",
    ),
    "question-twice": _error("a question is answered twice", "keep one answer to each question"),
    "nobody-and-others": _error(
        "nobody else may see this, and yet others are named",
        "ask the child which it is: keep only-who-typed-it alone, or take it out",
    ),
    "needs-with-it": _error(
        "`{name}` must be given together with what stands here",
        "add `{name}`, or correct this value",
    ),
    "not-at-this-status": _error(
        "a PEP that is `{status}` has no `{name}`, and this one has",
        "put the status back as it was, for a PEP that needs more work is `returned`; or take `{name}` out if it never came so far",
    ),
    # Records against each other
    "id-not-path": _error(
        "the id in the record is not the one its path tells",
        "rename the file to the id, or correct the id",
    ),
    "child-not-folder": _error(
        "the record names another child than the folder it lies in",
        "move the file to that child's folder, or correct the id",
    ),
    "record-twice": _error(
        "another record has the same id", "keep one of the two; ids are never shared"
    ),
    "points-nowhere": _error(
        "no {kind} with this id is in the workspace",
        "correct the id, or add the record it points to in the same change",
    ),
    "care-period-unknown": _error(
        "the child's record has no period of care with this id",
        "use the id of an item of `care` in the child's record",
    ),
    "other-child": _error(
        "this belongs to another child", "use the id of a record in the same child's folder"
    ),
    "calendar-twice": _error(
        "another calendar covers the same academic year for the same schools",
        "keep one of the two, or say under `school` which school keeps this one",
    ),
    "child-missing": _error(
        "this folder has no child.yaml",
        "add the child's record, or move these records to the child",
    ),
    "authority-missing": _error(
        "there is no records/authority.yaml that can be read",
        "without it no policy is in force; mend it or add it first",
    ),
    "policy-unknown": _error(
        "no policy pack of this name can be used",
        "name a pack that `pepsite policy list` shows, or one under policy/",
    ),
    "name-in-record": _error(
        "a child's name or pupil number stands here",
        "write {{child}} for the child's name, and take out every other child's",
    ),
    # A change against what was there
    "status-not-next": _error(
        "a PEP that was {was} cannot come to this status",
        "from {was} it goes to {allowed}; set it back as it was, or take that way",
    ),
    "complete-changed": _error(
        "this PEP was complete or closed, and this was changed in it without a new revision",
        "add an entry under `revisions` with who changed it and why; only events and distribution may be added without one",
    ),
    "sample-changed": _error(
        "a sample stays as it was drawn, and this was changed in it",
        "set it back as it was; where a sample is no good, draw a new one",
    ),
    "sample-not-as-drawn": _error(
        "this is not what its plan, its seed and the records it was drawn from give",
        "draw it with `pepsite sample draw`; `pepsite sample check` says what differs",
    ),
    "fingerprint-of-nothing": _error(
        "no version of this PEP has this fingerprint, so nobody can tell what was judged",
        "leave the fingerprint as it was; a new review or audit is begun by the forms or with "
        "`pepsite audit start`, which fill it in",
    ),
    "correction-missing": _error(
        "a date that clocks count from was changed, and no new correction says why",
        "add an entry under `corrections` with the field, who put it right and why; what was corrected before stays",
    ),
    "id-changed": _error(
        "this is what it was, under another id",
        "give it its old id again: others point at it, and its history hangs on it",
    ),
    "removed-without-reason": _error(
        "this record was deleted or moved, and no commit that does so says why, in three words or more",
        "put it back; or end the message of the commit that does it with a line `Reason:` and why",
    ),
    "auditor-without-reason": _error(
        "this PEP of a sample was taken from its auditor, and no commit that does so says why, in three words or more",
        "give it back to whom it was drawn for; or end the message of the commit that does it with a line `Reason:` and why",
    ),
    "trailer-missing": _error(
        "this commit changes records, and its message does not end with a line `{name}:`",
        "write its message anew with that line at the end; what the forms send has it already",
    ),
    "not-signed": _error(
        "this commit is not signed with a key that the workspace knows",
        "sign it, as with `git commit --amend -S`; the keys that count stand in allowed_signers on the main branch",
    ),
    "signers-missing": _error(
        "signatures are asked for, and allowed_signers names no key: nothing could be taken in",
        "add the keys to allowed_signers first, a line for each person",
    ),
    "let-past-not-allowed": _error(
        "this commit says that something is let past, and {why}",
        "only the head of the virtual school lets a refused change pass, and says why; take the line out, or have the head do it",
    ),
    "identifies-a-child": _error(
        "this looks like {what}, and nothing that says who a child is belongs here",
        "take it out, also out of the history it came with: a later commit does not unsay it",
    ),
    "not-looked-into": _error(
        "this file is no plain text of {limit} bytes at most, so that nobody can tell whether it says who a child is",
        "keep documents and pictures out of the records' repository, also out of the history they came with",
    ),
    # A record against the policy
    "incomplete": _error(
        "a PEP with this status must have `{name}` under the policy in force when it was submitted",
        "fill it in; where the policy allows it, say that it is not known yet, does not apply or was declined",
    ),
    "incomplete-advised": _warning(
        "the policy in force advises that `{name}` is filled in by now",
        "fill it in, or say that it does not apply",
    ),
    "answer-not-allowed": _error(
        "the policy in force does not accept this in place of an answer to `{name}`",
        "give the answer itself, or another of: {allowed}",
    ),
    "policy-not-in-force": _error(
        "the policy pack has no edition for the day this was submitted, so nobody can tell whether it is complete",
        "check the date; if it is right, the pack needs an edition that covers it",
    ),
    "checklist-unknown": _error(
        "the policy has no such checklist in that edition", "use one of: {allowed}"
    ),
    "question-unknown": _error(
        "this edition of the checklist has no such question", "use one of: {allowed}"
    ),
    "question-open": _error(
        "question {item} has no answer", "answer it, or leave `rating` out until all are"
    ),
    "answer-unknown": _error("the checklist has no such answer", "use one of: {allowed}"),
    "explanation-missing": _error(
        "the policy wants an explanation with this answer", "say why, under `explanation`"
    ),
    "rating-not-by-rule": _error(
        "the answers give another rating than the one recorded here",
        "the rule gives `{rating}`; correct the rating or the answers",
    ),
    "improvement-missing": _error(
        "a PEP that is not at standard needs `{name}`", "say what would bring it to standard"
    ),
    "template-unknown": _error(
        "the policy has no such audit template in that edition", "use one of: {allowed}"
    ),
    "audit-type-not-allowed": _error(
        "the template is not for audits of this type", "it is for: {allowed}"
    ),
    "template-not-for-pep": _error(
        "the template is not for PEPs like this one", "it is for: {allowed}"
    ),
    "question-not-asked": _warning(
        "the form does not ask this question about such a PEP or child",
        "take the answer out, which counts for nothing; or correct what the question goes by",
    ),
    "part-unknown": _error(
        "this edition of the template has no such part to rate", "use one of: {allowed}"
    ),
    "comment-missing": _error(
        "the policy wants a comment with this rating", "say why, under `comment`"
    ),
    "rating-not-asked": _error(
        "the form has no overall rating, and one is recorded here",
        "leave `rating` out; the answers and the parts are the outcome",
    ),
    "rating-too-early": _error(
        "what must hold before this rating may be entered does not",
        "enter the rating that the answers allow, or correct the answers",
    ),
    "overview-missing": _error(
        "an audit by this template needs an `overview`", "add it, or say why there is none"
    ),
    "recommendation-without-action": _error(
        "a recommendation of this audit has no action with an owner and a date",
        "add the action, and name it under `action`",
    ),
    "panel-incomplete": _warning(
        "the template wants someone in the audit who did not take part",
        "a seat is still free for: {allowed}",
    ),
    "own-work-judged": _error(
        "nobody judges here what they judged or answer for themselves",
        "have somebody else do it; nobody reviews a PEP that they prepared, nor audits one that they reviewed or whose child they are responsible for",
    ),
    "sign-off-blocked": _error(
        "the last rating by {form} does not let this PEP be complete",
        "put the PEP right and have it judged again, or turn `status` back to submitted or returned",
    ),
    "role-not-allowed": _error(
        "the policy does not let someone in this role do this", "it is for: {allowed}"
    ),
    "role-not-on-record": _error(
        "the record of this person gives them another role on that day",
        "correct the role or who signed; or, if it is their record that is wrong, that one",
    ),
    "plan-unknown": _error(
        "the policy has no such sampling plan in that edition", "use one of: {allowed}"
    ),
    "own-work-audited": _error(
        "whoever audits a PEP out of a sample may not be responsible for the child, nor have "
        "prepared or first reviewed the PEP",
        "give the audit to somebody else, or leave `sample` out if it was not made for one",
    ),
    "complete-not-reviewed": _error(
        "a PEP that is complete needs a review with a rating, and has none",
        "add the review, by {allowed}, or turn `status` back to submitted",
    ),
    "returned-without-entry": _error(
        "a PEP that was sent back says when, by whom and why, and this one does not",
        "add an entry under `returned`, or turn `status` back to submitted",
    ),
    "phase-not-year-group": _error(
        "the policy puts the year group of this PEP in another phase",
        "it is {phase}; correct the year group or use the form of that phase",
    ),
    # A policy pack against itself, and against the law
    "pack-header": _error(
        "a pack cannot be what `pack.yaml` says here: {why}",
        "docs/policy-packs.md says what each field of pack.yaml is for",
    ),
    "pack-file-unknown": _error(
        "no file of a pack has this name, so nobody would read it",
        "docs/policy-packs.md lists the files of a pack; worked examples lie in examples/",
    ),
    "pack-id-twice": _error(
        "more than one {kind} is called {name}",
        "give one of them another id; ids are kept for ever",
    ),
    "pack-source-unknown": _error(
        "sources.yaml does not have {name}",
        "correct the id, or add the source to sources.yaml: document, place, what it says",
    ),
    "pack-points-nowhere": _error(
        "there is no {kind} called {name}",
        "correct the name, or add what it names to this pack or to one that it extends",
    ),
    "pack-narrower": _error(
        "this leaves out children who have a PEP by law",
        "a pack may add to what the law gives, and take nothing away",
    ),
    "pack-clock-unfit": _error(
        "this rule cannot time this clock: {why}",
        "take a rule that fits, or correct `of`, `milestone` or `start`",
    ),
    "pack-over-law": _error(
        "{name} is asked for by law, and no pack can replace it or switch it off",
        "give yours an id of its own: both are then counted, side by side",
    ),
    "pack-contradiction": _error(
        "this cannot hold: {why}", "correct whichever of the two is wrong"
    ),
    "pack-unreachable": _error(
        "nothing ever comes to this: {why}", "correct the condition, or take it out"
    ),
    "pack-weaker": _warning(
        "this can end later than the law's own time: {why}",
        "the law's time is counted beside it and shown; nothing has to be done if this is what was decided",
    ),
    "pack-source-unused": _warning(
        "nothing in the pack cites this source",
        "cite it where it is honoured, or take it out",
    ),
    "pack-reading-missing": _warning(
        "the source leaves something open here, and nothing says how it is read: {why}",
        "say in a sentence under `reading` how it is read, and why",
    ),
}

MAY_BE_LET_PAST = frozenset(
    [
        "points-nowhere",
        "care-period-unknown",
        "status-not-next",
        "complete-changed",
        "sample-changed",
        "sample-not-as-drawn",
        "fingerprint-of-nothing",
        "correction-missing",
        "id-changed",
        "removed-without-reason",
        "auditor-without-reason",
        "trailer-missing",
        "not-signed",
        "incomplete",
        "answer-not-allowed",
        "policy-not-in-force",
        "checklist-unknown",
        "question-unknown",
        "question-open",
        "answer-unknown",
        "explanation-missing",
        "rating-not-by-rule",
        "improvement-missing",
        "template-unknown",
        "audit-type-not-allowed",
        "template-not-for-pep",
        "part-unknown",
        "comment-missing",
        "rating-not-asked",
        "rating-too-early",
        "overview-missing",
        "recommendation-without-action",
        "own-work-judged",
        "sign-off-blocked",
        "role-not-allowed",
        "role-not-on-record",
        "plan-unknown",
        "own-work-audited",
        "complete-not-reviewed",
        "returned-without-entry",
        "phase-not-year-group",
    ]
)
"""The codes of which the head of the virtual school may let a finding pass.

Never what says who a child is. Nor a file that cannot be read as the record it should be, or of
which nobody can tell whose it is: no check, no report and no search for names would see it, so
that nothing would ever again be said of it. Nor that no policy can be used.
"""
