from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from pepsite.errors import PolicyPackError
from pepsite.policy.fault import Fault, PackFaultsError
from pepsite.policy.header import PackFile
from pepsite.policy.pack import PARTS, PackParts, PolicyPack, combine, model_of_part, schema_of_part
from pepsite.records.base import Model
from pepsite.store import packs
from pepsite.store.diagnosis import read_document
from pepsite.store.fast import read_if_sure, read_ours
from pepsite.store.packs import (
    comes_with_pepsite,
    load_pack,
    read_chain,
    shipped_folder,
    shipped_packs,
)
from pepsite.store.tree import Document, plain_mapping

PACK = """\
schema: policy-pack/1
name: exampleshire
title: Exampleshire
about: An invented authority.
extends: england
first_edition_on: 2024-09-01
"""
SOURCES = """\
schema: policy-sources/1
sources:
  - {id: EXM-1, document: A page, where: line 1, says: Something.}
"""
CLOCK = """\
schema: policy-timescales/1
clocks:
  - id: initial-pep-held
    title: The first PEP meeting is held
    of: initial-pep
    milestone: held
    doer: social-worker
    versions:
      - from: 2024-09-01
        source: EXM-1
        by: {rule: within, start: entered-care, span: {number: 10, unit: school-days}}
"""
PHASES = """\
schema: policy-phases/1
eligibility:
  - {from: 2024-09-01, source: EXM-1, from_year_group: N1, until_age: 18}
"""
DUTY = """\
schema: policy-follow-up/1
duties:
  - id: returned
    title: Improved
    of: returned-pep
    doer: designated-teacher
    versions: [{from: 2024-09-01, source: EXM-1}]
"""
CHECKLISTS = """\
schema: policy-checklists/1
checklists:
  - id: quality
    title: Quality
    tier: 1
    reviewers: [virtual-school-officer]
    accepts_completion: true
    editions:
      - from: 2024-09-01
        source: EXM-1
        answers: [{id: "yes", title: "Yes"}, {id: "no", title: "No"}]
        questions: [{id: q1, text: Good?, source: EXM-1}]
        scale: [{id: good, title: Good, at_standard: true}, {id: bad, title: Bad, at_standard: false}]
        rating: [{rating: good, source: EXM-1, when: {test: all, answers: ["yes"]}}]
        rating_in_words: All yes.
        improvements_when_not_at_standard: EXM-1
"""


def write(workspace: Path, name: str = "exampleshire", **files: str) -> Path:
    folder = workspace / "policy" / name
    folder.mkdir(parents=True, exist_ok=True)
    for part, text in ({"pack": PACK, "sources": SOURCES} | files).items():
        (folder / f"{part.replace('_', '-')}.yaml").write_text(text)
    return workspace


@pytest.mark.parametrize("name", shipped_packs())
def test_every_shipped_pack_can_be_used(name: str) -> None:
    pack = load_pack(name)
    assert pack.name == name
    assert pack.eligibility_on(pack.first_edition_on) is not None
    assert set(pack.titles()) >= {clock.id for clock in load_pack("england").clocks}


@pytest.mark.parametrize("name", shipped_packs())
def test_every_source_of_a_shipped_pack_is_used(name: str) -> None:
    files = shipped_folder().joinpath(name)
    rest = "".join(one.read_text() for one in files.rglob("*.yaml") if one.name != "sources.yaml")
    own = (files / "sources.yaml").read_text()
    for source in load_pack(name).sources:
        if f"id: {source}\n" in own:
            assert source in rest, source


SHIPPED = sorted(shipped_folder().glob("*/*.yaml"))


@pytest.mark.parametrize("file", SHIPPED, ids=[f"{one.parent.name} {one.stem}" for one in SHIPPED])
def test_the_shipped_packs_are_so_plain_that_the_fast_reader_takes_them(file: Path) -> None:
    assert read_if_sure(file.read_bytes()) is not None


EXAMPLES = sorted(shipped_folder().glob("*/examples/*.yaml"))


OURS = [one.relative_to(shipped_folder()).as_posix() for one in (*SHIPPED, *EXAMPLES)]


@pytest.mark.parametrize("name", OURS)
def test_what_we_ship_is_read_alike_by_the_reader_that_is_given_it_and_the_slow_one(
    name: str,
) -> None:
    file = shipped_folder() / name
    slow = read_document(file.read_bytes(), "")
    assert isinstance(slow, Document)
    # As text, so that 1, 1.0 and true are three things.
    assert repr(read_ours(file.read_bytes())) == repr(plain_mapping(slow.root))


@pytest.mark.parametrize("content", [b"a: [", b"\xff", b"- a"], ids=["broken", "no text", "a list"])
def test_what_that_reader_cannot_take_is_left_to_the_slow_one(content: bytes) -> None:
    assert read_ours(content) is None


def test_a_pack_of_ours_is_known_by_how_it_is_named() -> None:
    assert comes_with_pepsite("walsall/examples/first-pep.yaml")
    assert not comes_with_pepsite("policy/walsall/examples/first-pep.yaml")


def test_a_pack_adds_to_the_one_it_extends(tmp_path: Path) -> None:
    pack = load_pack("exampleshire", write(tmp_path, timescales=CLOCK, checklists=CHECKLISTS))
    england = load_pack("england")
    assert pack.clocks[:-1] == england.clocks
    assert pack.clocks[-1].id == "initial-pep-held"
    assert pack.requirements == england.requirements
    assert (pack.phases, pack.eligibility) == (england.phases, england.eligibility)
    assert pack.bank_holidays_known_until == england.bank_holidays_known_until
    assert pack.checklist("quality", date(2024, 9, 1)) is not None
    assert pack.checklist("quality", date(2024, 9, 2)) is None
    assert pack.checklist("another", date(2024, 9, 1)) is None


def test_until_a_pack_begins_that_of_the_one_it_extends_holds(tmp_path: Path) -> None:
    wider = PHASES.replace("N1", "before-nursery")
    pack = load_pack("exampleshire", write(tmp_path, phases=wider))
    [law] = load_pack("england").eligibility
    assert pack.eligibility_on(date(2024, 8, 31)) == law
    own = pack.eligibility_on(date(2024, 9, 1))
    assert own is not None
    assert own.from_year_group == "before-nursery"


def test_from_the_day_it_begins_a_packs_own_holds(tmp_path: Path) -> None:
    begins = PHASES.replace("N1", "before-nursery").replace("2024-09-01", "2011-04-01")
    pack = load_pack("exampleshire", write(tmp_path, phases=begins))
    assert [one.source for one in pack.eligibility] == ["EXM-1"]


def test_a_pack_may_know_of_later_bank_holidays(tmp_path: Path) -> None:
    known = PACK + "bank_holidays_known_until: 2028-12-31\n"
    assert load_pack("exampleshire", write(tmp_path, pack=known)).bank_holidays_known_until == date(
        2028, 12, 31
    )


@pytest.mark.parametrize(
    ("files", "message"),
    [
        pytest.param(
            {"timescales": CLOCK.replace("EXM-1", "EXM-2")},
            "exampleshire/timescales.yaml:10:17: sources.yaml does not have EXM-2",
            id="an unknown source",
        ),
        pytest.param(
            {
                "timescales": CLOCK.replace(
                    "source: EXM-1", "source: EXM-1\n        also: [ENG-REG-33, EXM-3]"
                )
            },
            "exampleshire/timescales.yaml:11:28: sources.yaml does not have EXM-3",
            id="an unknown further source",
        ),
        pytest.param(
            {"checklists": CHECKLISTS.replace("standard: EXM-1", "standard: EXM-4")},
            "exampleshire/checklists.yaml:16:44: sources.yaml does not have EXM-4",
            id="an unknown source of one rule",
        ),
        pytest.param(
            {"timescales": CLOCK.replace("initial-pep-held", "initial-pep-statutory")},
            "exampleshire/timescales.yaml:3:9: initial-pep-statutory is asked for by law, and no pack",
            id="the id of a statutory check",
        ),
        pytest.param(
            {
                "timescales": CLOCK,
                "follow_up": DUTY.replace("id: returned", "id: initial-pep-held"),
            },
            "exampleshire/follow-up.yaml:3:9: more than one check is called initial-pep-held",
            id="equal ids in two files",
        ),
        pytest.param(
            {"sources": SOURCES + SOURCES.partition("sources:\n")[2]},
            "exampleshire/sources.yaml:4:10: more than one source is called EXM-1",
            id="equal ids in one file",
        ),
        pytest.param(
            {"phases": PHASES.replace("N1", "N2")},
            "exampleshire/phases.yaml:3:3: this leaves out children who have a PEP by law",
            id="children left out who are young",
        ),
        pytest.param(
            {"phases": PHASES.replace("18", "16")},
            "exampleshire/phases.yaml:3:3: this leaves out children who have a PEP by law",
            id="children left out who are old",
        ),
        pytest.param(
            {
                "pack": PACK.replace("extends: england\n", "")
                + "bank_holidays_known_until: 2027-12-31\n"
            },
            "it must extend england",
            id="no floor",
        ),
        pytest.param(
            {"pack": PACK.replace("name: exampleshire", "name: another")},
            "exampleshire/pack.yaml:2:7: a pack cannot be what `pack.yaml` says here: `name` must be the",
            id="the name of another folder",
        ),
        pytest.param(
            {"pack": PACK.replace("extends: england", "extends: exampleshire")},
            "the packs it extends go round in a ring",
            id="a pack that extends itself",
        ),
        pytest.param(
            {"pack": PACK.replace("england", "nowhere")},
            "there is no policy pack nowhere; shipped are england, ",
            id="a pack that is nowhere",
        ),
        pytest.param(
            {"timescales": CLOCK.replace("within", "soon")},
            "exampleshire/timescales.yaml:11:20: this is not one of the values allowed here",
            id="a rule nobody knows",
        ),
        pytest.param(
            {"timescales": CLOCK.replace("2024-09-01", "last year")},
            "exampleshire/timescales.yaml:9:15: this is not a date",
            id="a day that is none",
        ),
        pytest.param({"pack": ""}, "exampleshire/pack.yaml:1:1: this file is empty", id="nothing"),
    ],
)
def test_a_fault_in_a_pack_is_told_with_file_and_line(
    tmp_path: Path, files: dict[str, str], message: str
) -> None:
    with pytest.raises(PolicyPackError) as raised:
        load_pack("exampleshire", write(tmp_path, **files))
    assert message in str(raised.value)


def test_two_packs_that_extend_each_other_go_round_in_a_ring(tmp_path: Path) -> None:
    write(tmp_path, pack=PACK.replace("extends: england", "extends: otherwhere"))
    other = PACK.replace("name: exampleshire", "name: otherwhere")
    write(tmp_path, "otherwhere", pack=other.replace("extends: england", "extends: exampleshire"))
    with pytest.raises(PolicyPackError, match="ring"):
        load_pack("exampleshire", tmp_path)


@pytest.mark.parametrize("name", shipped_packs())
def test_a_workspace_cannot_put_its_own_in_place_of_a_shipped_pack(
    tmp_path: Path, name: str
) -> None:
    write(tmp_path, name)
    with pytest.raises(PolicyPackError, match=f"policy/{name} has the name of a pack that pepsite"):
        load_pack(name, tmp_path)


def test_a_pack_that_lacks_its_sources_cannot_be_used(tmp_path: Path) -> None:
    (write(tmp_path) / "policy" / "exampleshire" / "sources.yaml").unlink()
    with pytest.raises(
        PolicyPackError, match=r"exampleshire/sources\.yaml:1:1: this file or folder"
    ):
        load_pack("exampleshire", tmp_path)


@pytest.mark.parametrize("name", shipped_packs())
def test_what_we_ship_is_without_fault_though_nobody_looks_each_time(name: str) -> None:
    chain = read_chain(name)
    combined = combine(tuple(one for one in chain if isinstance(one, PackParts)))
    assert combined.names == load_pack(name).names
    assert combined.titles() == load_pack(name).titles()


def test_a_part_of_a_shipped_pack_that_cannot_be_read_is_told_when_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = tmp_path / "packs"
    shutil.copytree(shipped_folder(), damaged)
    (damaged / "walsall" / "themes.yaml").write_text("schema: policy-themes/1\nthemes: no\n")
    monkeypatch.setattr(packs, "shipped_folder", lambda: damaged)
    packs._shipped_pack.cache_clear()
    try:
        pack = load_pack("walsall")
        assert pack.requirements
        with pytest.raises(PolicyPackError, match=r"walsall/themes\.yaml:2:9: this must be a list"):
            _ = pack.themes
    finally:
        packs._shipped_pack.cache_clear()


@pytest.mark.parametrize("made", [load_pack("england"), load_pack("england").parts[0]])
def test_nothing_but_its_parts_can_be_asked_of_a_pack(made: object) -> None:
    assert not hasattr(made, "opinions")


def parts(**pack: object) -> PackParts:
    values = {
        "name": "one",
        "title": "One",
        "about": "One.",
        "first_edition_on": "2024-09-01",
        **pack,
    }
    file = PackFile.model_validate({"schema": "policy-pack/1", **values}, strict=False)
    rest = {
        name: model_of_part(name).model_validate(
            {"schema": schema_of_part(name)} | ({"sources": ()} if name == "sources" else {})
        )
        for name in PARTS[1:]
    }
    return PackParts({"pack": file, **rest}.__getitem__)


def test_a_pack_that_is_read_whole_asks_for_nothing_later() -> None:
    read: list[str] = []
    made = parts()

    def reading(name: str) -> Model:
        read.append(name)
        part: Model = getattr(made, name)
        return part

    pack = PolicyPack((PackParts(reading),))
    pack.read_whole()
    assert sorted(read) == sorted(PARTS)
    assert (pack.clocks, pack.checklists) == ((), ())
    assert len(read) == len(PARTS)


def test_somebody_has_to_know_the_bank_holidays() -> None:
    with pytest.raises(PolicyPackError, match="no pack says bank_holidays_known_until"):
        combine((parts(),))
    assert combine((parts(bank_holidays_known_until="2027-12-31"),)).eligibility == ()


def test_a_fault_names_its_place_without_any_file() -> None:
    faults = tuple(
        Fault(code, "one", part, field)
        for code, part, field in (
            ("pack-id-twice", "follow_up", ("duties", 0, "id")),
            ("pack-narrower", "phases", ("eligibility", 1)),
        )
    )
    assert str(PackFaultsError(faults)) == (
        "one/follow-up.yaml: duties.0.id: pack-id-twice\n"
        "one/phases.yaml: eligibility.1: pack-narrower"
    )


@pytest.mark.parametrize(
    ("statuses", "fits"),
    [
        pytest.param("[V3, V4]", True, id="as the law has it"),
        pytest.param("[]", True, id="fewer than the law leaves out"),
        pytest.param("[V2, V4]", False, id="more than the law leaves out"),
    ],
)
def test_no_pack_leaves_out_more_legal_statuses_than_the_law(
    tmp_path: Path, statuses: str, fits: bool
) -> None:
    more = f"except_legal_statuses: [{{from: 2024-09-01, source: EXM-1, statuses: {statuses}}}]\n"
    root = write(tmp_path, phases=PHASES + more)
    if fits:
        pack = load_pack("exampleshire", root)
        assert str(list(map(str, pack.except_legal_statuses[-1].statuses))) == str(
            statuses.strip("[]").split(", ") if statuses != "[]" else []
        )
    else:
        with pytest.raises(PolicyPackError, match="this leaves out children who have a PEP by law"):
            load_pack("exampleshire", root)
