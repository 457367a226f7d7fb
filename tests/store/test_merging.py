from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pepsite.findings import finding
from pepsite.privacy.identifying import prose_in
from pepsite.records.kinds import BY_SCHEMA
from pepsite.store.canonical import canonical_text, emit
from pepsite.store.merging import BETWEEN, OURS, THEIRS, _way_to, merge_files
from pepsite.store.reading import parse, read_record
from pepsite.versions.merging import merge
from pepsite.versions.shapes import ids_of, same
from tests.versions.edits import plain, texts_in, three_versions

PATH = "records/children/ch-3xv61edfcf3qx/peps/pep-10b5e7hzf1w7a.yaml"
PEPS = sorted(Path("records").glob("children/*/peps/*.yaml"))
LINE = "# yaml-language-server: $schema=../schemas/pep.json"
_CONFLICT = re.compile(rf"{OURS}\n(.*?){BETWEEN}\n(.*?){THEIRS}\n", re.DOTALL)


def written(values: dict[str, Any]) -> bytes:
    return emit(values, LINE).encode()


def side(text: bytes, number: int) -> bytes:
    """Return a file after somebody chose one side of each conflict."""
    return _CONFLICT.sub(lambda found: found[number], text.decode()).encode()


@pytest.mark.uncounted
@given(three_versions())
@settings(max_examples=25, deadline=None)
def test_either_side_of_every_conflict_leaves_a_file_that_can_be_read(
    three: tuple[dict[str, Any], dict[str, Any], dict[str, Any]],
) -> None:
    base, ours, theirs = three
    done = merge_files(written(base), written(ours), written(theirs), PATH)
    merged = merge(base, ours, theirs)
    if merged.collisions:
        assert not done.clean
        assert OURS in done.text.decode()
        for number, wanted in ((1, merged.ours), (2, merged.theirs)):
            chosen = parse(side(done.text, number), PATH)
            assert same(chosen, wanted)
    for one in (ours, theirs):
        words = {text for text in texts_in(one) if "wrote this" in text}
        assert all(word in done.text.decode() for word in words)


@pytest.mark.uncounted
@given(three_versions())
@settings(max_examples=25, deadline=None)
def test_what_is_called_clean_is_a_record_in_the_one_layout(
    three: tuple[dict[str, Any], dict[str, Any], dict[str, Any]],
) -> None:
    base, ours, theirs = map(written, three)
    done = merge_files(base, ours, theirs, PATH)
    turned = merge_files(base, theirs, ours, PATH)
    assert done.clean == turned.clean
    if done.clean:
        assert not isinstance(read_record(done.text, PATH, BY_SCHEMA), tuple)
        assert canonical_text(done.text) == done.text.decode()
        assert done.text == turned.text


@pytest.mark.uncounted
@given(st.sampled_from(PEPS), st.data())
@settings(max_examples=12, deadline=None)
def test_two_people_who_each_change_a_sentence_of_a_real_plan(
    path: Path, data: st.DataObject
) -> None:
    base = path.read_text()
    lines = base.splitlines()
    told = [number for number, line in enumerate(lines) if line.endswith(".")]
    first, second = (data.draw(st.sampled_from(told)) for _ in range(2))
    sides = []
    for number, who in ((first, "Ann"), (second, "Bob")):
        changed = list(lines)
        changed[number] = f"{changed[number]} Seen by {who}."
        sides.append("\n".join([*changed, ""]).encode())
    if any(isinstance(canonical_text(one), tuple) for one in sides):
        return
    done = merge_files(base.encode(), sides[0], sides[1], path.as_posix())
    text = done.text.decode()
    assert "Seen by Ann." in text
    assert "Seen by Bob." in text
    assert done.clean == (OURS not in text)
    assert done.clean or done.collisions


def prose_of(values: dict[str, Any]) -> list[tuple[str | int, ...]]:
    """Return the ways to all that people wrote as sentences."""
    record = read_record(written(values), PATH, BY_SCHEMA)
    assert not isinstance(record, tuple)
    return [way for way, _ in prose_in(record)]


def told_more(values: dict[str, Any], ways: list[tuple[str | int, ...]], who: str) -> None:
    for way in ways:
        above: Any = values
        for name in way[:-1]:
            above = above[name]
        above[way[-1]] = f"{above[way[-1]]} Seen by {who} at {way[-1]}."


@pytest.mark.uncounted
@given(st.sampled_from(PEPS), st.data())
@settings(max_examples=12, deadline=None)
def test_two_sides_that_are_records_merge_to_one_from_either_end(
    path: Path, data: st.DataObject
) -> None:
    """Each writes in some fields, and one of them also puts lists into another order."""
    parsed = parse(path.read_bytes(), PATH)
    assert not isinstance(parsed, tuple)
    base: dict[str, Any] = dict(parsed)
    ways = prose_of(base)
    hers, his = (data.draw(st.lists(st.sampled_from(ways), max_size=4, unique=True)) for _ in "AB")
    ours, theirs = deepcopy(base), deepcopy(base)
    told_more(ours, hers, "Ann")
    told_more(theirs, his, "Bob")
    lists = [name for name in ours if ids_of(ours[name])]
    for name in data.draw(st.lists(st.sampled_from(lists), max_size=2, unique=True)):
        ours[name].append(ours[name].pop(0))
    texts = written(base), written(ours), written(theirs)

    done = merge_files(*texts, PATH)
    turned = merge_files(texts[0], texts[2], texts[1], PATH)

    apart = not {way[0] for way in hers} & {way[0] for way in his}
    assert done.clean == turned.clean
    assert done.clean or not apart
    said = done.text.decode()
    for one in (ours, theirs):
        assert all(" ".join(text.split()) in " ".join(said.split()) for text in new_in(one, base))
    if done.clean:
        assert done.text == turned.text
        assert canonical_text(done.text) == said
        assert not isinstance(read_record(done.text, PATH, BY_SCHEMA), tuple)
    else:
        assert OURS in said


def new_in(values: dict[str, Any], base: dict[str, Any]) -> set[str]:
    return {*texts_in(values)} - {*texts_in(base)}


BASE = f"""\
{LINE}
schema: person/1
id: ps-ea3v2nknz08ax
role: social-worker
active: true
schools:
  - sc-s43p82d4ns2nx
trained:
  - id: aaaaa1
    what: A first course
    trained_on: 2025-01-01
  - id: aaaaa2
    what: A second course
    trained_on: 2025-02-01
"""
PERSON = "records/people/ps-ea3v2nknz08ax.yaml"


def merged(ours: str, theirs: str, base: str = BASE) -> tuple[str, bool]:
    done = merge_files(base.encode(), ours.encode(), theirs.encode(), PERSON)
    return done.text.decode(), done.clean


def test_comments_of_both_sides_are_kept() -> None:
    ours = BASE.replace("active: true", "active: true  # until Easter")
    theirs = BASE.replace("trained:\n", "trained:\n  # the first of them\n") + "# the end\n"
    text, clean = merged(ours, theirs)
    assert clean
    assert (
        text
        == BASE.replace("active: true", "active: true  # until Easter").replace(
            "trained:\n", "trained:\n  # the first of them\n"
        )
        + "# the end\n"
    )


def test_two_comments_at_one_place_are_both_kept_whoever_is_ours() -> None:
    ours = BASE.replace("active: true", "# of ours\nactive: true  # here")
    theirs = BASE.replace("active: true", "# of theirs\nactive: true  # there")
    wanted = BASE.replace("active: true", "# of ours\n# of theirs\n# there\nactive: true  # here")
    assert merged(ours, theirs) == merged(theirs, ours) == (wanted, True)


def test_a_comment_at_what_the_other_side_took_out_is_kept() -> None:
    ours = BASE.replace("role: social-worker", "role: social-worker  # for now")
    ours = ours.replace(
        "    what: A second course", "    # nobody knows which\n    what: A second course"
    )
    theirs = BASE[: BASE.index("  - id: aaaaa2")]
    text, clean = merged(ours, theirs)
    assert clean
    assert "# nobody knows which" in text
    assert "aaaaa2" not in text


def test_a_comment_goes_with_what_it_stood_at() -> None:
    base = BASE.replace("    what: A second", "    # nobody knows\n    what: A second")
    theirs = base[: base.index("  - id: aaaaa2")]
    text, clean = merged(base.replace("active: true", "active: false"), theirs, base)
    assert clean
    assert "nobody knows" not in text


def test_layouts_of_their_own_are_no_differences() -> None:
    ours = BASE.replace("role: social-worker", "role:   'social-worker'").replace(
        "active: true", "\nactive: false"
    )
    assert merged(ours, BASE.replace("A first", "The first")) == (
        BASE.replace("active: true", "active: false").replace("A first", "The first"),
        True,
    )


def test_markers_stand_around_the_whole_field() -> None:
    ours = BASE.replace("A first course", "Attachment")
    theirs = BASE.replace("A first course", "Trauma")
    text, clean = merged(ours, theirs)
    assert not clean
    assert text == BASE.replace(
        "    what: A first course\n",
        f"{OURS}\n    what: Attachment\n{BETWEEN}\n    what: Trauma\n{THEIRS}\n",
    )
    found = parse(text.encode(), PERSON)
    assert isinstance(found, tuple)
    assert [one.code for one in found] == ["merge-conflict"]


def test_a_list_that_one_side_emptied_stands_between_the_markers_whole() -> None:
    start = BASE.index("  - id: aaaaa2")
    base = BASE[:start]
    ours = base[: base.index("trained:")] + "trained: []\n"
    theirs = base.replace("A first", "The first")
    text, clean = merged(ours, theirs, base)
    assert not clean
    assert text == base[: base.index("trained:")] + (
        f"{OURS}\ntrained: []\n{BETWEEN}\n{theirs[theirs.index('trained:') :]}{THEIRS}\n"
    )


def test_an_item_whose_id_does_not_come_first_stands_between_the_markers_whole() -> None:
    base = BASE.replace(
        "  - id: aaaaa1\n    what: A first course\n", "  - what: A first course\n    id: aaaaa1\n"
    )
    text, clean = merged(base.replace("A first", "Our"), base.replace("A first", "Their"), base)
    assert not clean
    assert f"{OURS}\n  - what: Our course\n    id: aaaaa1\n" in text


def test_an_item_that_one_changed_and_the_other_took_out_is_shown_with_its_comments() -> None:
    base = BASE.replace("  - id: aaaaa2", "  # it was long ago\n  - id: aaaaa2")
    ours = base[: base.index("  # it was")]
    theirs = base.replace("A second", "The second")
    text, clean = merged(ours, theirs, base)
    assert not clean
    assert text == ours + (f"{OURS}\n{BETWEEN}\n{theirs[theirs.index('  # it was') :]}{THEIRS}\n")


def test_two_that_are_right_alone_and_wrong_together_are_not_clean() -> None:
    base = BASE.replace("active: true", "active: true\nstarted_on: 2025-01-01\nleft_on: 2025-06-01")
    ours = base.replace("2025-01-01\nleft", "2025-05-01\nleft")
    theirs = base.replace("left_on: 2025-06-01", "left_on: 2025-04-01")
    done = merge_files(base.encode(), ours.encode(), theirs.encode(), PERSON)
    assert not done.clean
    assert [one.why for one in done.collisions] == ["does-not-fit"]
    for number in (1, 2):
        assert b"<<<" not in side(done.text, number)
    assert b"left_on: 2025-04-01" in done.text
    assert b"left_on: 2025-06-01" in done.text


def test_a_side_that_was_wrong_before_is_not_clean_and_has_no_markers() -> None:
    wrong = BASE.replace("active: true", "active: perhaps")
    done = merge_files(wrong.encode(), wrong.encode(), wrong.encode(), PERSON)
    assert not done.clean
    assert [one.code for one in done.findings] == ["not-yes-or-no"]
    assert done.text == wrong.encode()


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("schema: person/1\nid: [", BASE),
        (BASE, "schema: person/1\nid: ["),
        (BASE, BASE.replace("person/1", "school/1")),
        (BASE, BASE.replace("person/1", "person/9")),
        ("a: 1", BASE),
        ("", BASE),
        ("\x00\xff", BASE),
    ],
)
def test_what_cannot_be_read_is_kept_whole_beside_the_other(ours: str, theirs: str) -> None:
    text, clean = merged(ours, theirs)
    assert not clean
    assert ours in text
    assert theirs in text
    assert text.startswith(f"{OURS}\n")


def test_a_base_that_cannot_be_read_is_not_guessed_at() -> None:
    theirs = BASE.replace("A first", "The first")
    text, clean = merged(BASE, theirs, f"{OURS}\n")
    assert not clean
    assert text == f"{OURS}\n{BASE}{BETWEEN}\n{theirs}{THEIRS}\n"


def test_what_both_made_alike_is_one() -> None:
    assert merged(BASE, BASE, "") == (BASE, True)


def test_what_both_made_and_not_alike_collides_where_it_differs() -> None:
    text, clean = merged(BASE, BASE.replace("active: true", "active: false"), "")
    assert not clean
    assert f"{OURS}\nactive: true\n{BETWEEN}\nactive: false\n{THEIRS}\n" in text


def test_every_kind_can_be_merged() -> None:
    for kind in BY_SCHEMA:
        text = emit(plain(kind.partition("/")[0]), LINE).encode()
        done = merge_files(text, text, text, PATH)
        assert done.collisions == ()


def test_what_both_broke_alike_is_still_no_record() -> None:
    assert merged("schema: [", "schema: [") == ("schema: [", False)


def test_a_comment_beside_what_became_long_stands_above_it() -> None:
    ours = BASE.replace("what: A first course", "what: A first course  # in autumn")
    theirs = BASE.replace("what: A first course", f"what: {'A long course. ' * 8}")
    text, clean = merged(ours, theirs)
    assert clean
    assert "    # in autumn\n    what: |-\n" in text


def test_figures_that_add_up_on_either_side_and_not_together_collide_as_one_item() -> None:
    base = plain("pep")
    base["status"], base["attendance"] = "draft", [base["attendance"][0]]
    for name in ("completed_on", "closed", "revisions", "events"):
        del base[name]
    ours, theirs = deepcopy(base), deepcopy(base)
    ours["attendance"][0] |= {"sessions_attended": 2, "authorised": 0}
    theirs["attendance"][0] |= {"authorised": 0, "unauthorised": 2}
    done = merge_files(written(base), written(ours), written(theirs), PATH)
    assert not done.clean
    assert [(one.way[0], len(one.way), one.why) for one in done.collisions] == [
        ("attendance", 2, "does-not-fit")
    ]
    for number, wanted in ((1, ours), (2, theirs)):
        assert same(parse(side(done.text, number), PATH), wanted)


def test_two_fields_in_a_row_of_which_each_side_took_out_one() -> None:
    base = BASE.replace("active: true", "active: true\nteam: A\ndistrict: B")
    ours = base.replace("team: A\n", "").replace("district: B", "district: C")
    theirs = base.replace("team: A", "team: D").replace("district: B\n", "")
    text, clean = merged(ours, theirs, base)
    assert not clean
    assert f"{OURS}\n{BETWEEN}\nteam: D\n{THEIRS}\n" in text
    assert f"{OURS}\ndistrict: C\n{BETWEEN}\n{THEIRS}\n" in text


def test_the_way_to_a_finding_ends_where_nothing_stands() -> None:
    values = {"trained": [{"id": "aaaaa1", "what": "A course"}]}
    for field, way in (
        (("trained", 0, "what"), ("trained", "aaaaa1", "what")),
        (("trained", 0, "trained_on"), ("trained", "aaaaa1")),
        (("trained", 1), ("trained",)),
        (("team",), ()),
    ):
        assert _way_to(finding("missing-field", PERSON, field, name="what"), values) == way
