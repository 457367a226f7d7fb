"""What may become of a record: the moves that a change in Git is not needed to show."""

from __future__ import annotations

from datetime import date

import pytest

from pepsite.compliance.conformity.changes import (
    CHANGE_RULES,
    Change,
    records_keep_their_ids,
    settled_peps_stay,
    taken_from_auditors,
)
from pepsite.findings import FieldPath
from pepsite.records.child import Child
from pepsite.records.codes import Role
from pepsite.records.kinds import BY_SCHEMA, Record
from pepsite.records.pep import (
    Closed,
    Concern,
    Distribution,
    Pep,
    PepEvent,
    PepEventKind,
    PepStatus,
    Revision,
)
from pepsite.records.review import Sample
from pepsite.records.sections import SignedSection, SignOff
from pepsite.store.reading import read_record
from tests.usecases.examples import BASE, EXAMPLES, OLDER, OLDER_PEP

SAMPLE = (
    EXAMPLES / "valid/every-field-quality-assurance/records/samples/sm-dckzydba08jxk.yaml"
).read_bytes()


def read(content: bytes) -> Record:
    record = read_record(content, "a.yaml", BY_SCHEMA)
    assert not isinstance(record, tuple)
    return record


@pytest.fixture(scope="module")
def pep() -> Pep:
    record = read((BASE / OLDER_PEP).read_bytes())
    assert isinstance(record, Pep)
    return record


@pytest.fixture(scope="module")
def child() -> Child:
    record = read((BASE / OLDER).read_bytes())
    assert isinstance(record, Child)
    return record


@pytest.fixture(scope="module")
def sample() -> Sample:
    record = read(SAMPLE)
    assert isinstance(record, Sample)
    return record


def found(before: Record, after: Record) -> list[tuple[str, tuple[str | int, ...]]]:
    change = Change("a.yaml", before, after)
    return [(one.code, one.field) for rule in CHANGE_RULES for one in rule(change)]


REVISED = Revision(
    id="r4m2ca",
    number=2,
    revised_on=date(2025, 12, 4),
    by="ps-hxye2m0ptcak8",
    why="Signed late.",
)
FILED = PepEvent(id="ev3n7s", kind=PepEventKind.FILED, happened_on=date(2025, 12, 4))
CLOSED = Closed(closed_on=date(2026, 3, 30), by="ps-1rg6nhntkpqjd", reason="moved")


@pytest.mark.parametrize("was", [one for one in PepStatus if one is not PepStatus.CLOSED])
def test_any_pep_may_be_closed(pep: Pep, was: PepStatus) -> None:
    before = pep.model_copy(update={"status": was})
    after = pep.model_copy(update={"status": PepStatus.CLOSED, "closed": CLOSED})
    assert found(before, after) == []


@pytest.mark.parametrize("status", [one for one in PepStatus if one is not PepStatus.CLOSED])
def test_a_closed_pep_stays_closed(pep: Pep, status: PepStatus) -> None:
    before = pep.model_copy(update={"status": PepStatus.CLOSED, "closed": CLOSED})
    after = pep.model_copy(update={"status": status})
    assert found(before, after) == [("status-not-next", ("status",))]


@pytest.mark.parametrize(
    ("was", "status", "may"),
    [
        (PepStatus.DRAFT, PepStatus.SUBMITTED, True),
        (PepStatus.DRAFT, PepStatus.COMPLETE, True),
        (PepStatus.SUBMITTED, PepStatus.RETURNED, True),
        (PepStatus.RETURNED, PepStatus.SUBMITTED, True),
        (PepStatus.SUBMITTED, PepStatus.DRAFT, False),
        (PepStatus.RETURNED, PepStatus.DRAFT, False),
    ],
)
def test_an_open_pep_goes_as_the_workflow_does(
    pep: Pep, was: PepStatus, status: PepStatus, may: bool
) -> None:
    before, after = (pep.model_copy(update={"status": one}) for one in (was, status))
    assert found(before, after) == ([] if may else [("status-not-next", ("status",))])


def test_what_closes_a_complete_pep_may_not_change_more_of_it(pep: Pep) -> None:
    after = {"status": PepStatus.CLOSED, "closed": CLOSED, "completed_on": date(2025, 10, 2)}
    assert found(pep, pep.model_copy(update=after)) == [("complete-changed", ("completed_on",))]


def test_a_pep_that_was_settled_beside_a_change_is_edited_no_more(pep: Pep, child: Child) -> None:
    """The change left before, and Git would merge the two without a word."""
    submitted = pep.model_copy(update={"status": PepStatus.SUBMITTED})
    closed = submitted.model_copy(update={"status": PepStatus.CLOSED, "closed": CLOSED})
    edited = submitted.model_copy(update={"completed_on": date(2025, 10, 2)})
    revised = edited.model_copy(update={"revisions": (*pep.revisions, REVISED)})
    heard = submitted.model_copy(update={"events": (*pep.events, FILED)})

    def told(after: Record, now: Record, before: Record = submitted) -> list[object]:
        change = Change("a.yaml", before, after)
        return [(one.code, one.field) for one in settled_peps_stay(change, now)]

    for now in (pep, closed):
        assert told(edited, now) == [("complete-changed", ("completed_on",))]
        assert told(revised, now) == []
        assert told(heard, now) == []
    assert told(edited, submitted) == []
    assert told(edited, pep, pep) == []
    assert told(child, child, child) == []


def test_a_closed_pep_is_edited_no_more_than_a_complete_one(pep: Pep) -> None:
    closed = pep.model_copy(update={"status": PepStatus.CLOSED, "closed": CLOSED})
    for name, value in (("completed_on", date(2025, 10, 2)), ("closed", None)):
        edited = closed.model_copy(update={name: value})
        assert found(closed, edited) == [("complete-changed", (name,))]


def test_an_event_of_a_complete_pep_may_be_added_and_may_not_go(pep: Pep) -> None:
    after = pep.model_copy(update={"events": (*pep.events, FILED)})
    assert found(pep, after) == []
    assert found(after, pep) == [("complete-changed", ("events",))]


def test_a_copy_of_a_complete_pep_may_be_sent_and_a_late_signature_is_a_revision(pep: Pep) -> None:
    sent = Distribution(id="d1st7r", to=Role.PARENT, sent_on=date(2025, 12, 4))
    assert found(pep, pep.model_copy(update={"distribution": (*pep.distribution, sent)})) == []
    late = SignOff(
        id="s1gn4d",
        section=SignedSection.WHOLE,
        role=Role.CARER,
        signed_on=date(2025, 12, 4),
    )
    signed = {"sign_offs": (*pep.sign_offs, late)}
    assert found(pep, pep.model_copy(update=signed)) == [("complete-changed", ("sign_offs",))]
    revised = {"revisions": (*pep.revisions, REVISED)}
    assert found(pep, pep.model_copy(update=signed | revised)) == []


def test_what_is_open_in_a_complete_pep_may_be_settled_and_nothing_else_of_it(pep: Pep) -> None:
    wish = Concern(
        id="wsh2ab",
        kind="support-wanted",
        raised_on=date(2025, 9, 26),
        by=Role.CHILD,
        with_whom=Role.SOCIAL_WORKER,
        what="{child} wants to talk to somebody.",
    )
    settled = wish.model_copy(update={"settled_on": date(2025, 10, 3), "how_settled": "On a walk."})
    other = settled.model_copy(update={"with_whom": Role.CARER})

    def with_(*concerns: Concern) -> Pep:
        return pep.model_copy(update={"concerns": concerns})

    refused = [("complete-changed", ("concerns",))]
    assert found(with_(wish), with_(settled)) == []
    assert found(with_(wish), with_(other)) == refused
    assert found(with_(settled), with_(wish)) == refused
    later = settled.model_copy(update={"settled_on": date(2025, 10, 4)})
    assert found(with_(settled), with_(later)) == refused
    assert found(with_(wish), with_()) == refused
    assert found(with_(), with_(wish)) == refused


def test_a_sample_stays_as_it_was_drawn(sample: Sample) -> None:
    after = sample.model_copy(update={"seed": "better"})
    assert found(sample, after) == [("sample-changed", ("seed",))]


def test_a_pep_of_a_sample_may_be_given_to_somebody_else(sample: Sample) -> None:
    drawn = tuple(one.model_copy(update={"auditor": None}) for one in sample.drawn)
    assert found(sample, sample.model_copy(update={"drawn": drawn})) == []


def test_a_pep_of_a_sample_is_taken_from_whom_it_was_drawn_for(sample: Sample, pep: Pep) -> None:
    def given(auditor: str | None, second: str | None = None) -> Sample:
        update = {"auditor": auditor, "second_auditor": second}
        drawn = tuple(one.model_copy(update=update) for one in sample.drawn)
        return sample.model_copy(update={"drawn": drawn})

    def taken(before: Record, after: Record) -> list[FieldPath]:
        return list(taken_from_auditors(Change("a.yaml", before, after)))

    one, other = given("ps-1"), given("ps-2", "ps-3")
    assert len(sample.drawn) == 1
    assert taken(given(None), other) == taken(one, given("ps-1", "ps-3")) == []
    assert taken(one, other) == taken(one, given(None)) == [("drawn", 0, "auditor")]
    assert taken(other, given("ps-3", "ps-2")) == [
        ("drawn", 0, "auditor"), ("drawn", 0, "second_auditor"),
    ]  # fmt: skip
    assert taken(one, sample.model_copy(update={"drawn": ()})) == []
    assert taken(sample.model_copy(update={"drawn": ()}), one) == []
    assert taken(pep, pep) == []


def test_a_period_of_care_that_goes_is_a_correction(child: Child) -> None:
    ended = child.care[0].model_copy(update={"ended_on": date(2026, 1, 5)})
    before = child.model_copy(update={"care": (ended,)})
    other = ended.model_copy(update={"id": "aaaaaa", "entered_on": date(2025, 9, 9)})
    after = child.model_copy(update={"care": (other,)})
    assert found(before, after) == [("correction-missing", ("care",))] * 2
    assert found(child, child.model_copy(update={"care": (other,)})) == [
        ("correction-missing", ("care",))
    ]


def test_a_record_that_moves_keeps_its_id_and_one_that_is_new_has_its_own(pep: Pep) -> None:
    assert list(records_keep_their_ids([pep], [("b.yaml", pep)])) == []
    new = pep.model_copy(update={"id": "pep-jxp7jjy63y6fz"})
    assert [one.code for one in records_keep_their_ids([pep], [("b.yaml", new)])] == ["id-changed"]
    other = new.model_copy(update={"year_group": "Y3"})
    assert list(records_keep_their_ids([pep], [("b.yaml", other)])) == []
    assert list(records_keep_their_ids([], [("b.yaml", new)])) == []
