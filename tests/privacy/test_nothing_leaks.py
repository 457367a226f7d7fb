"""A made-up name, planted wherever a record can hold one; every command run; nothing says it.

tests/privacy/test_nothing_gets_out.py asks the same of what may be published, model by model.
Here it is whole commands on whole workspaces: output, log, summary, and every file written.
"""

from __future__ import annotations

import copy
import csv
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pepsite.privacy.identity import Identity, StaffIdentity
from pepsite.records.ids import new_id
from pepsite.records.kinds import BY_SCHEMA
from pepsite.records.paths import place_of
from pepsite.render import FORMATS
from pepsite.store.canonical import emit
from pepsite.store.identities import IdentityStore
from pepsite.store.packs import load_pack
from pepsite.store.reading import parse
from pepsite.store.tree import JSON
from pepsite.store.typed import type_record
from pepsite.store.user_files import KEY_VARIABLE, STORE_VARIABLE
from tests.cli.running import pepsite
from tests.git.repositories import commit, repository
from tests.usecases.examples import BASE, EXAMPLES, SECONDARY, YOUNGER, lay_out

pytestmark = pytest.mark.uncounted

GIVEN, SURNAME = "Zebedee", "Quillfeather"
NAME = f"{GIVEN} {SURNAME}"
# As prose and titles take it, and as ids that a policy gives take it.
SPELLINGS = (NAME, "zebedee-quillfeather")
PARTS = re.compile("zebed|quillf", re.IGNORECASE)
AS_OF = ("--as-of", "2026-05-15")
FULL = (
    ("statutory", "shared", "early-years", "post-16", "quality-assurance"),
    ("statutory", "shared", "child", "quality-assurance"),
)


def refuse(where: str, *texts: str | bytes) -> None:
    """Fail if a part of the name is in one of these texts."""
    for text in texts:
        plain = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        if found := PARTS.search(plain):
            around = plain[max(0, found.start() - 80) : found.end() + 40]
            pytest.fail(f"{where} holds the planted name: …{around}…")


def run(*words: object) -> int:
    """Run a command, refuse the name in all it says, and return its exit code."""
    outcome = pepsite(*words)
    refuse(" ".join(map(str, words)), outcome.stdout, outcome.stderr)
    assert outcome.exit_code != 70, outcome.stderr
    return outcome.exit_code


def run_all(root: Path, scratch: Path) -> None:
    """Run every command that looks at a workspace, and read all that it leaves."""
    summary = scratch / "summary.md"
    for form in FORMATS:
        run("validate", "-C", root, "--format", form, "--fail-on", "warning", "--summary", summary)
    refuse("the summary", summary.read_bytes())
    summary.unlink()
    for command in ("compliance", "due"):
        for form in ("text", "json", "csv"):
            run(command, "-C", root, *AS_OF, "--format", form)
    run("compliance", "-C", root, *AS_OF, "--explain")
    for form in ("text", "json"):
        run("audit", "show", "au-ytdkejkgw4vdx", "-C", root, "--format", form)
        run("audit", "start", *AUDIT, "-C", root, *AS_OF, "--format", form)
    run("format", "-C", root, "--check")
    run("schema", "-C", root, "--check")


def run_what_is_counted_and_drawn(root: Path) -> None:
    """Run every report, every command on samples and those that write from an audit."""
    assert REPORTS
    for name in REPORTS:
        for form in ("text", "json", "csv", "md"):
            run("report", name, "-C", root, *AS_OF, "--school", SCHOOL, "--format", form)
            run("report", name, "-C", root, *AS_OF, "--format", form)
    run("report", "--list", "-C", root, *AS_OF)
    for form in ("text", "json"):
        run("sample", "plans", "-C", root, *AS_OF, "--format", form)
        run("sample", "check", "-C", root, "--format", form)
        draw = ("--period", "2025-26-spring-2", "--by", "ps-mryk56crsfx64", "--seed", form)
        run("sample", "draw", "tier-2-half-term", *draw, "-C", root, *AS_OF, "--format", form)
    actions = ("--owner", "ps-mryk56crsfx64", "--target", "2026-06-15", "--raised-on", "2026-05-15")
    run("audit", "actions", "au-ytdkejkgw4vdx", *actions, "-C", root)
    for words in (("check",), ("show", *AS_OF), ("test",)):
        run("policy", words[0], "england", *words[1:], "-C", root)


POLICY = load_pack("walsall")
REPORTS = tuple(one.id for one in POLICY.reports)
SCHOOL = "sc-8h5jv1f9eyfzj"
AUDIT = (
    *("ch-pkxc1mjxwh83g", "--template", "tier-2-dip-sample"),
    *("--auditor", "ps-mryk56crsfx64"),
)


def files_in(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def full_workspace(parts: tuple[str, ...], root: Path) -> Path:
    """Return the base with every field of these parts in it."""
    lay_out(BASE, root)
    for part in parts:
        example = EXAMPLES / "valid" / f"every-field-{part}"
        shutil.copytree(example / "records", root / "records", dirs_exist_ok=True)
    return root


def values_of(path: Path) -> dict[str, JSON]:
    values = parse(path.read_bytes(), "")
    assert isinstance(values, dict)
    return values


def leaves(values: JSON, names: tuple[str, ...] = ()) -> Iterator[tuple[Any, Any, tuple[str, ...]]]:
    """Yield each place that holds no list and no fields, and the names of the way to it."""
    if isinstance(values, dict | list):
        for key in values if isinstance(values, dict) else range(len(values)):
            way = (*names, key) if isinstance(key, str) else names
            below = values[key]  # type: ignore[index]  # a key of its own
            if isinstance(below, dict | list) and below:
                yield from leaves(below, way)
            else:
                yield values, key, way


def branches(values: JSON) -> Iterator[dict[str, JSON]]:
    """Yield everything that has fields."""
    if isinstance(values, dict):
        yield values
    for below in values.values() if isinstance(values, dict) else values:  # type: ignore[union-attr]
        if isinstance(below, dict | list):
            yield from branches(below)


MAY_BE_SHOWN = {
    ("school", "name"): "a page of the staff site is about a school",
    ("person", "team"): "a page of the staff site is about a team",
    ("authority", "name"): "whose site it is",
    ("authority", "virtual_school"): "whose site it is",
    ("authority", "contacts"): "whom the public may ask",
    ("authority", "audiences"): "the marking is on every page",
    ("authority", "accessibility_contact"): "whom the public may ask",
    ("authority", "accessibility"): "what the accessibility statement says",
    ("calendar", "authority"): "whose terms these are, where it says what was counted",
    ("calendar", "closures"): "why school is shut that day",
}
"""Of these the words are told on purpose. None is about a child; none is in this test's names."""


def plant_all_that_conform(kind: str, values: dict[str, JSON]) -> int:
    """Put the name into every place where the record still conforms, and return how many."""
    planted = 0
    for held, key, way in list(leaves(values)):
        before = held[key]
        if not isinstance(before, str) or (kind, way[0]) in MAY_BE_SHOWN:
            continue
        for spelling in SPELLINGS:
            held[key] = spelling
            if not isinstance(type_record(values, "", BY_SCHEMA), tuple):
                planted += 1
                break
            held[key] = before
    return planted


def kind_of(path: str) -> str:
    place = place_of(path)
    assert place is not None
    return place.kind


@pytest.fixture
def planted(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a workspace full to the brim, with the name in every place that takes it."""
    root = full_workspace(FULL[getattr(request, "param", 0)], tmp_path / "workspace")
    planted = 0
    for path in files_in(root / "records"):
        relative = path.relative_to(root).as_posix()
        values = values_of(path)
        planted += plant_all_that_conform(kind_of(relative), values)
        path.write_text(emit(values), "utf-8")
    assert planted > 180
    return root


both = pytest.mark.parametrize("planted", range(len(FULL)), indirect=True)


# --- records that conform --------------------------------------------------------------------


@both
def test_no_command_says_what_conforming_records_say(planted: Path, tmp_path: Path) -> None:
    """What can be shown is only left in place if it conforms to the policy too: ratings do not."""
    run_all(planted, tmp_path)


def keep_the_workspace_open(root: Path) -> None:
    """Put back the one value without which there is no policy, and so no site."""
    path = root / "records" / "authority.yaml"
    path.write_text(re.sub("policy: .*", "policy: walsall", path.read_text("utf-8")), "utf-8")


@both
def test_what_is_computed_and_built_for_staff_holds_no_words(planted: Path, tmp_path: Path) -> None:
    pytest.importorskip("pepsite.privacy.schools")
    keep_the_workspace_open(planted)
    run_all(planted, tmp_path)
    run_what_is_counted_and_drawn(planted)
    folder = tmp_path / "markdown"
    words = ("build", "--audience", "staff", "-C", planted, *AS_OF, "--markdown", folder)
    assert run(*words) == 0
    assert list(files_in(folder))
    for path in files_in(folder):
        refuse(str(path), path.relative_to(folder).as_posix(), path.read_bytes())


@pytest.mark.parametrize("audience", ["staff", "public"])
def test_the_finished_site_holds_no_words(planted: Path, tmp_path: Path, audience: str) -> None:
    """The HTML too: its titles, its addresses, what its search finds."""
    pytest.importorskip("pepsite.privacy.schools")
    keep_the_workspace_open(planted)
    out = tmp_path / "site"
    assert run("build", "--audience", audience, "-C", planted, *AS_OF, "--out", out) == 0
    assert (out / "index.html").is_file()
    for path in files_in(out):
        refuse(str(path), path.relative_to(out).as_posix(), path.read_bytes())


def test_the_name_is_found_by_this_test_where_it_may_be_shown(tmp_path: Path) -> None:
    """Else all of the above could pass because nothing was ever built."""
    root = lay_out(BASE, tmp_path / "workspace")
    path = root / SECONDARY
    path.write_text(path.read_text("utf-8").replace("Mill Lane Academy", NAME), "utf-8")
    folder = tmp_path / "markdown"
    pepsite("build", "--audience", "staff", "-C", root, *AS_OF, "--markdown", folder)
    assert [one for one in files_in(folder) if NAME in one.read_text("utf-8", "replace")]


# --- records that do not ---------------------------------------------------------------------


def record_files() -> list[tuple[str, Path]]:
    parts = ("shared", "child", "statutory", "early-years", "post-16", "quality-assurance")
    folders = [BASE, *(EXAMPLES / "valid" / f"every-field-{part}" for part in parts)]
    return [
        (path.relative_to(folder).as_posix(), path)
        for folder in folders
        for path in files_in(folder / "records")
    ]


def findings_of(path: str, values: dict[str, JSON]) -> int:
    """Refuse the name in the findings of these values, and return how many there are."""
    outcome = type_record(values, path, {f"{kind_of(path)}/1": BY_SCHEMA[f"{kind_of(path)}/1"]})
    found = outcome if isinstance(outcome, tuple) else ()
    refuse(path, *(repr(one) for one in found))
    return len(found)


@pytest.mark.parametrize(("path", "file"), record_files(), ids=lambda value: Path(value).name)
def test_no_finding_quotes_a_value_in_the_place_of_another(path: str, file: Path) -> None:
    """In each place by itself, whatever belongs there: a word, a day, a number, a list."""
    values = values_of(file)
    found = 0
    for held, key, _ in list(leaves(values)):
        before = held[key]
        for wrong in (NAME, [NAME], {NAME: NAME}, {"no_answer": NAME, "why": NAME}):
            held[key] = copy.deepcopy(wrong)
            found += findings_of(path, values)
        held[key] = before
    assert found > 3


@pytest.mark.parametrize(("path", "file"), record_files(), ids=lambda value: Path(value).name)
def test_no_finding_quotes_the_name_of_a_field(path: str, file: Path) -> None:
    values = values_of(file)
    for held in list(branches(values)):
        held[NAME] = NAME
    assert findings_of(path, values) > 0


def test_no_command_quotes_names_of_fields_or_values_out_of_place(tmp_path: Path) -> None:
    """All at once and as files, so that lines are looked up and every format is written."""
    root = full_workspace(FULL[0], tmp_path / "workspace")
    for path in files_in(root / "records"):
        values = values_of(path)
        for held in list(branches(values)):
            held[NAME] = NAME
        for number, (held, key, _) in enumerate(leaves(values)):
            if number % 3 == 0 and key not in ("schema", "id"):
                held[key] = {NAME: [NAME]}
        path.write_text(emit(values), "utf-8")
    run_all(root, tmp_path)


BROKEN = (
    f"{NAME}: [",
    f"{NAME}: {{{NAME}",
    f'{NAME}: "{NAME}',
    f"'{NAME}",
    f"{NAME}: {NAME}: {NAME}",
    f"{NAME}\n{NAME}: x",
    f"&{GIVEN} {NAME}",
    f"{NAME}: *{GIVEN}",
    f"{NAME}: !{GIVEN} x",
    f"{NAME}: !!python/name:{GIVEN} x",
    f"%{NAME}\n---\n{NAME}",
    f"---\n{NAME}: 1\n---\n{NAME}: 2",
    f"\t{NAME}: 1",
    f"<<<<<<< {NAME}\na: 1\n=======\nb: 2\n>>>>>>> {NAME}",
    f"{NAME}: 1\n{NAME}: 2",
    f"? [{NAME}]\n: {NAME}",
    f"- {NAME}",
    NAME,
    f"schema: {NAME}",
    f"schema: {NAME}/1",
    f"schema: school/{NAME}",
    f'{NAME}: "\\q{NAME}"',
    f"{NAME}: @{NAME}",
    f"{NAME}: `{NAME}`",
    f"{NAME}: \x07{NAME}",
    f"{NAME}: " + "[" * 60 + NAME,
    f"{NAME}: .nan",
    f"# {NAME}",
)


def test_no_command_quotes_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    root = lay_out(BASE, tmp_path / "workspace")
    school = (root / SECONDARY).read_bytes()
    contents = [
        each
        for text in BROKEN
        for each in (
            text.encode(),
            f"{text}\n".encode() + school,
            school + f"{text}\n".encode(),
            text.encode("utf-16"),
            f"{text} é".encode("latin-1"),
        )
    ]
    for content in contents:
        (root / "records" / "schools" / f"{new_id('school')}.yaml").write_bytes(content)
    run_all(root, tmp_path)
    run("format", "-C", root)
    (root / YOUNGER).write_bytes(contents[0])
    (root / "records" / "authority.yaml").write_bytes(contents[1])
    run_all(root, tmp_path)


@pytest.mark.parametrize("file", ["authority.yaml", "schools", "people", "calendars"])
def test_no_command_quotes_what_all_share(file: str, tmp_path: Path) -> None:
    root = lay_out(BASE, tmp_path / "workspace")
    chosen = [path for path in files_in(root / "records") if file in path.as_posix()]
    for path in chosen:
        values = values_of(path)
        for held, key, way in list(leaves(values)):
            if way[-1] not in ("schema", "id"):
                held[key] = NAME
        path.write_text(emit(values), "utf-8")
    assert chosen
    run_all(root, tmp_path)


# --- names of files, revisions, other commands -----------------------------------------------


def test_no_command_says_what_somebody_called_a_file(tmp_path: Path) -> None:
    root = repository(lay_out(BASE, tmp_path / "workspace"))
    records = root / "records"
    for path in (
        f"{NAME}.yaml",
        f"schools/{NAME}.docx",
        f"schools/{NAME}.{SURNAME}",
        f"{NAME}/x.yaml",
        f"children/{NAME}/child.yaml",
        f"children/ch-pkxc1mjxwh83g/{NAME}.pdf",
        f"children/ch-pkxc1mjxwh83g/peps/{NAME}/x",
        f"people/{NAME}.yaml/x",
    ):
        (records / path).parent.mkdir(parents=True, exist_ok=True)
        (records / path).write_text(f"{NAME}\n", "utf-8")
    (records / f"{NAME} link.yaml").symlink_to(tmp_path / NAME)
    (records / f"{NAME} folder").symlink_to(tmp_path)
    run_all(root, tmp_path)
    assert run("validate", "-C", root, records / "schools" / f"{NAME}.docx") == 1
    assert run("validate", "-C", root, "--changed-since", "HEAD") == 1
    commit(root, NAME)
    assert run("validate", "-C", root, "--changed-since", "HEAD~1") == 1
    run("format", "-C", root)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put an identity store on this computer that knows the name in every field it has."""
    path, key = tmp_path / "own" / "identities.age", tmp_path / "own" / "key.txt"
    path.parent.mkdir()
    made = IdentityStore.create(path, key)
    made.add(
        Identity(
            child="ch-ztcfncxj4a9qh",
            full_name=NAME,
            known_as="Zebedee",
            previous_names=(NAME,),
            upn="Zebedee",
            local_ids={"ssda903": "zebedee", "case": "quillfeather"},
        ),
        StaffIdentity(person="ps-hxye2m0ptcak8", full_name=NAME, local_ids={"staff": "zebedee"}),
    )
    made.save()
    monkeypatch.setenv(STORE_VARIABLE, str(path))
    monkeypatch.setenv(KEY_VARIABLE, str(key))
    return path


def test_what_the_identity_store_knows_stays_there(store: Path, tmp_path: Path) -> None:
    root = lay_out(BASE, tmp_path / "workspace")
    before = (root / YOUNGER).read_text("utf-8")
    (root / YOUNGER).write_text(f"{before}# {NAME}\n", "utf-8")
    assert run("validate", "-C", root) == 1
    run_all(root, tmp_path)
    folder = tmp_path / "markdown"
    assert run("build", "--audience", "staff", "-C", root, *AS_OF, "--markdown", folder) == 0
    for path in files_in(folder):
        refuse(str(path), path.read_bytes())
    refuse("the store", store.read_bytes())


HEADER = ("CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB")
EPISODES = (
    *("CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC"),
    *("REASON_PLACE_CHANGE", "HOME_POST", "PL_POST", "URN"),
)
UASC = ("CHILD", "SEX", "DOB", "DUC")
RIGHT = {
    "CHILD": "77",
    "SEX": "1",
    "DOB": "01/03/2012",
    "ETHNIC": "WBRI",
    "UPN": "UNKNOWN",
    "DECOM": "08/09/2025",
    "RNE": "S",
    "LS": "C1",
    "CIN": "N1",
    "PLACE": "U4",
    "PLACE_PROVIDER": "PR1",
}
SCHOOLS = (
    *("name", "urn", "ukprn", "early_years_number", "local_id", "type", "phases", "authority"),
    *("in_area", "nation", "district", "closed_on"),
)
PEOPLE = (
    *("staff_id", "name", "role", "active", "team", "started_on", "left_on", "line_manager"),
    *("schools", "leads_phases"),
)
RIGHT_SCHOOL = {
    "name": "Hill Lane",
    "urn": "990020",
    "type": "academy",
    "phases": "statutory",
    "authority": "Exampleshire",
    "in_area": "yes",
}
RIGHT_PERSON = {"staff_id": "9", "role": "social-worker", "active": "yes"}


def table(path: Path, columns: tuple[str, ...], right: dict[str, str], wrong: str | None) -> Path:
    """Write a table of a right row, and one with the name in this cell (or in every one)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerow([right.get(column, "") for column in columns])
    writer.writerow(
        [NAME if wrong in (column, None) else right.get(column, "") for column in columns]
    )
    path.write_text(text.getvalue(), "utf-8")
    return path


def records_say_nothing(root: Path) -> None:
    for path in files_in(root / "records"):
        refuse(str(path), path.relative_to(root).as_posix(), path.read_bytes())


@pytest.mark.parametrize("cell", [*HEADER, None])
def test_an_import_says_nothing_of_a_header(store: Path, tmp_path: Path, cell: str | None) -> None:
    root = lay_out(BASE, tmp_path / "workspace")
    header = table(tmp_path / "header.csv", HEADER, RIGHT, cell)
    episodes = table(tmp_path / "episodes.csv", EPISODES, RIGHT, "URN")
    run("import", "ssda903", "-C", root, "--header", header, "--episodes", episodes, *AS_OF)
    records_say_nothing(root)


@pytest.mark.parametrize("cell", [*EPISODES, None])
def test_an_import_says_nothing_of_an_episode(
    store: Path, tmp_path: Path, cell: str | None
) -> None:
    root = lay_out(BASE, tmp_path / "workspace")
    header = table(tmp_path / "header.csv", HEADER, RIGHT, "MOTHER")
    episodes = table(tmp_path / "episodes.csv", EPISODES, RIGHT, cell)
    uasc = table(tmp_path / "uasc.csv", UASC, RIGHT, cell if cell in UASC else "DUC")
    words = ("--header", header, "--episodes", episodes, "--uasc", uasc)
    run("import", "ssda903", "-C", root, *words, *AS_OF)
    records_say_nothing(root)


@pytest.mark.parametrize("cell", [*SCHOOLS, None])
def test_an_import_says_nothing_of_a_school(tmp_path: Path, cell: str | None) -> None:
    """It is put into the record: a school's words are not a child's. It is not said."""
    root = lay_out(BASE, tmp_path / "workspace")
    schools = table(tmp_path / "schools.csv", SCHOOLS, RIGHT_SCHOOL, cell)
    run("import", "csv", "-C", root, "--schools", schools)


@pytest.mark.parametrize("cell", [*PEOPLE, None])
def test_an_import_says_nothing_of_a_person(store: Path, tmp_path: Path, cell: str | None) -> None:
    root = lay_out(BASE, tmp_path / "workspace")
    people = table(tmp_path / "people.csv", PEOPLE, RIGHT_PERSON, cell)
    run("import", "csv", "-C", root, "--people", people)
    if cell not in ("team", None):
        records_say_nothing(root)


@pytest.mark.parametrize("content", [f"{NAME}\n", f'"{NAME}\n', f"{NAME}\t{NAME}\n", "\0" + NAME])
def test_an_import_says_nothing_of_a_table_that_is_none(
    store: Path, tmp_path: Path, content: str
) -> None:
    root = lay_out(BASE, tmp_path / "workspace")
    path = tmp_path / f"{GIVEN}.csv"
    for encoded in (content.encode(), content.encode("utf-16"), content.encode() + b"\xe9"):
        path.write_bytes(encoded)
        assert run("import", "ssda903", "-C", root, "--header", path, "--episodes", path) == 16
        assert run("import", "csv", "-C", root, "--schools", path) == 16
        assert run("import", "csv", "-C", root, "--people", path) == 16
