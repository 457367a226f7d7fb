"""A site is published only when no file of it says who a child is: tried on whole built sites."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import quote

import pytest

from pepsite.errors import PublicationRefusedError
from pepsite.invented.identities import FIRST_NAMES_THAT_ARE_WORDS, SURNAMES_THAT_ARE_WORDS
from pepsite.privacy.identity import Identity
from pepsite.privacy.published_policy import TermDates
from pepsite.records.authority import Audience
from pepsite.site.html import build_html
from pepsite.site.shipped import files_to_look_at
from pepsite.store.identities import IdentityStore
from pepsite.store.user_files import KEY_VARIABLE, STORE_VARIABLE
from pepsite.usecases.build_site import compose_site, write_site_markdown
from pepsite.usecases.look_for_leaks import LastLook
from tests.cli.running import pepsite
from tests.invented.demo import demo_of
from tests.site.invented import STAFF_SITE

pytestmark = pytest.mark.uncounted

AS_OF = ("--as-of", "2026-05-15")
NOT_CHECKED = "Names not checked"
SCHOOL = "sc-s43p82d4ns2nx"
WITH_CHILDREN = ("staff", "school")
"""The audiences whose pages list children: staff by id, a school by initials and year."""


class Made(NamedTuple):
    """The invented virtual school, with who its children would be, and its sites."""

    root: Path
    sites: dict[str, Path]
    said: dict[str, str]
    identities: tuple[Identity, ...]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("look")
    root, own = folder / "workspace", folder / "own"
    own.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(STORE_VARIABLE, str(own / "identities.age"))
        patch.setenv(KEY_VARIABLE, str(own / "key.txt"))
        assert pepsite("demo", root, "--identities", own / "identities.age").exit_code == 0
        sites, said = {}, {}
        for audience in Audience:
            sites[audience.value] = folder / audience.value
            words = ["build", "--audience", audience.value, "-C", root, *AS_OF]
            words += ["--school", SCHOOL] if audience is Audience.SCHOOL else []
            outcome = pepsite(*words, "--out", sites[audience.value])
            assert outcome.exit_code == 0, outcome.stderr
            said[audience.value] = outcome.stderr
        store = IdentityStore.open(own / "identities.age", own / "key.txt")
        yield Made(root, sites, said, store.identities())


def test_an_example_with_children_called_will_may_and_reading_raises_no_alarm(made: Made) -> None:
    words = {*FIRST_NAMES_THAT_ARE_WORDS, *SURNAMES_THAT_ARE_WORDS}
    names = [one.full_name.split() for one in made.identities if one.full_name]
    assert len([name for name in names if words.intersection(name)]) >= 12
    assert {"Will", "May", "Summer", "Reading", "Young"} <= {
        word for name in names for word in name
    }
    assert set(made.sites) == {"public", "staff", "school", "board"}
    page = (made.sites["school"] / "index.html").read_text("utf-8")
    labels = set(re.findall(r"\b[A-Z]\.[A-Z]\., (?:Year \d+|Reception|Nursery)", page))
    assert len(labels) >= 3
    assert not re.search(r"\bch-[0-9a-z]{13}\b", page)
    assert not any(NOT_CHECKED in said for said in made.said.values())


# --- Leaks of many kinds, each planted into the site as it was built ---------------------------

Files = dict[str, bytes]
Plant = Callable[[Files, str], None]


def in_page(pattern: str, *, under: str = "") -> Plant:
    """Plant into the first page, or that of a folder; a school has all its children on the first."""

    def plant(files: Files, name: str) -> None:
        page = next(one for one in (f"{under}index.html", "index.html") if one in files)
        text = files[page].decode("utf-8")
        assert "</article>" in text
        said = pattern.format(
            name=name, first=name.split(maxsplit=1)[0], last=name.rsplit(maxsplit=1)[-1]
        )
        files[page] = text.replace("</article>", f"{said}</article>", 1).encode()

    return plant


def in_head(files: Files, name: str) -> None:
    text = files["about.html"].decode("utf-8")
    files["about.html"] = text.replace(
        "</head>", f'<meta name="author" content="{name}"></head>', 1
    ).encode()


def in_title(files: Files, name: str) -> None:
    text = files["about.html"].decode("utf-8")
    files["about.html"] = re.sub("<title>.*?</title>", f"<title>{name}</title>", text).encode()


def in_search(files: Files, name: str) -> None:
    index = json.loads(files["search/search_index.json"])
    index["docs"][0]["text"] += f" {name}"
    files["search/search_index.json"] = json.dumps(index).encode()


def in_search_script(files: Files, name: str) -> None:
    escaped = "".join(f"\\u{ord(one):04x}" for one in name)
    files["search/search_index.js"] += f'// "{escaped}"'.encode()


def in_style(files: Files, name: str) -> None:
    escaped = "".join(f"\\{ord(one):06x}" for one in name)
    files["pepsite/paper.css"] += f'@page {{ @top-left {{ content: "{escaped}" }} }}'.encode()


def in_file_name(files: Files, name: str) -> None:
    files[f"children/{name.lower().replace(' ', '-')}.html"] = b"<p>A page.</p>"


def in_folder_name(files: Files, name: str) -> None:
    files[f"{name}/index.html"] = b"<p>A page.</p>"


def in_map(files: Files, name: str) -> None:
    files["sitemap.xml"] = f"<urlset><loc>https://a.example/{quote(name)}</loc></urlset>".encode()


def in_compressed_map(files: Files, name: str) -> None:
    files["sitemap.xml.gz"] = gzip.compress(name.encode())


def in_picture(files: Files, name: str) -> None:
    files["assets/a.svg"] = f"<svg><metadata>{name}</metadata><path d='M0 0'/></svg>".encode()


def in_photograph(files: Files, name: str) -> None:
    files["assets/a.png"] = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDRtEXtAuthor\x00" + name.encode()


def in_data(files: Files, name: str) -> None:
    picture = b64encode(f"<svg><title>{name}</title></svg>".encode()).decode()
    in_page(f'<img alt="" src="data:image/svg+xml;base64,{picture}">')(files, name)


def in_entities(files: Files, name: str) -> None:
    in_page("".join(f"&#x{ord(one):x};" for one in name))(files, name)


def in_letters_apart(files: Files, name: str) -> None:
    in_page(normalize("NFD", name))(files, name)


def in_letters_with_nothing_between(files: Files, name: str) -> None:
    in_page("\u200b".join(name))(files, name)


def in_tags(files: Files, name: str) -> None:
    in_page("".join(f"<i>{one}</i>" if one != " " else one for one in name))(files, name)


PLANTS: dict[str, Plant] = {
    "text": in_page("<p>It is about {name}.</p>"),
    "text of a page of a child": in_page("<p>{name}</p>", under="schools/"),
    "surname first": in_page("<p>{last}, {first}</p>"),
    "of someone": in_page("<p>{name}'s targets</p>"),
    "hyphen": in_page("<p>{first}-{last}</p>"),
    "two cells": in_page("<table><tr><td>{first}</td><td>{last}</td></tr></table>"),
    "alt": in_page('<img alt="{name}">'),
    "label": in_page('<div aria-label="{name}"></div>'),
    "comment": in_page("<!-- {name} -->"),
    "script": in_page("<script>const a = '{name}'</script>"),
    "picture in a page": in_page("<svg><title>{name}</title></svg>"),
    "link": in_page('<a href="mailto:{first}.{last}@example.org">write</a>'),
    "entities": in_entities,
    "accents apart": in_letters_apart,
    "zero width": in_letters_with_nothing_between,
    "tags": in_tags,
    "data": in_data,
    "meta": in_head,
    "title": in_title,
    "search index": in_search,
    "search script": in_search_script,
    "style sheet": in_style,
    "file name": in_file_name,
    "folder name": in_folder_name,
    "map of the site": in_map,
    "compressed map": in_compressed_map,
    "picture": in_picture,
    "photograph": in_photograph,
}


LOOKED_AT = ("index.html", "about.html", "schools/index.html", "pepsite/paper.css")


@pytest.fixture(scope="module", params=WITH_CHILDREN)
def audience(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def built(made: Made, audience: str) -> Files:
    return dict(files_to_look_at(made.sites[audience]))


@pytest.fixture(scope="module")
def some(built: Files) -> Files:
    """Return the files in which something is planted: each leak is looked for among them."""
    index = json.loads(built["search/search_index.json"])
    index["docs"] = index["docs"][:5]
    few = json.dumps(index)
    before, _, _ = built["search/search_index.js"].decode().partition("{")
    assert before.startswith("var __index")
    return {name: built[name] for name in LOOKED_AT if name in built} | {
        "search/search_index.json": few.encode(),
        "search/search_index.js": f"{before}{few}".encode(),
    }


@pytest.fixture(scope="module")
def look(made: Made, audience: str) -> LastLook:
    day = date(2026, 5, 15)
    if audience == "school":
        return LastLook(made.root, compose_site(made.root, Audience.SCHOOL, day, school=SCHOOL))
    site = compose_site(made.root, Audience.PUBLIC, day)
    return LastLook(made.root, replace(site, staff=STAFF_SITE.staff))


@pytest.fixture(scope="module")
def names(made: Made) -> tuple[str, str]:
    """Return a name that is no word, with an accent, and one that is two words."""
    words = {*FIRST_NAMES_THAT_ARE_WORDS, *SURNAMES_THAT_ARE_WORDS}
    full_names = [one.full_name for one in made.identities if one.full_name]
    of_words = [one for one in full_names if words.issuperset(one.split())]
    others = [one for one in full_names if not words.intersection(one.split())]
    return next((one for one in others if not one.isascii()), others[0]), of_words[0]


def test_the_site_as_it_was_built_is_let_through(look: LastLook, built: Files) -> None:
    assert look.names_checked
    assert len(built) > 40
    look(built.items())


@pytest.mark.parametrize("which", [0, 1], ids=["a name", "words"])
@pytest.mark.parametrize("plant", PLANTS.values(), ids=PLANTS.keys())
def test_one_name_anywhere_and_nothing_is_published(
    look: LastLook, some: Files, names: tuple[str, str], plant: Plant, which: int
) -> None:
    files = dict(some)
    plant(files, names[which])
    with pytest.raises(PublicationRefusedError) as refused:
        look(files.items())
    said = str(refused.value)
    assert "nothing was published" in said
    assert not [word for word in names[which].split() if re.search(rf"\b{word}\b", said)]


@pytest.fixture(scope="module")
def known_as(made: Made) -> str:
    return next(
        one.known_as
        for one in made.identities
        if one.known_as and one.known_as not in FIRST_NAMES_THAT_ARE_WORDS
    )


def test_the_name_somebody_goes_by_is_enough(look: LastLook, known_as: str) -> None:
    files = {"a.html": f"<p>How {known_as} learns</p>".encode()}
    with pytest.raises(PublicationRefusedError, match=r"a\.html, line 1: a name that a child is"):
        look(files.items())


def test_a_school_with_its_own_calendar_makes_no_name_a_word(made: Made, known_as: str) -> None:
    named = TermDates("ca-0000000000001", f"Tuition for {known_as}", "2025/26", ())
    guidance = replace(STAFF_SITE.guidance, term_dates=(named,))
    look = LastLook(made.root, replace(STAFF_SITE, guidance=guidance))
    files = {"a.html": f"<h2>Tuition for {known_as}</h2>".encode()}
    with pytest.raises(PublicationRefusedError, match=r"a\.html, line 1: a name that a child is"):
        look(files.items())


def test_of_many_leaks_the_first_twenty_are_told(look: LastLook) -> None:
    files = {f"{at}.html": b"<p>born on 3 May 2012</p>" for at in range(23)}
    with pytest.raises(PublicationRefusedError, match=r"; and 3 more$"):
        look(files.items())


# --- Whole builds ------------------------------------------------------------------------------


@pytest.fixture
def few(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace of few children, on a computer that knows the names of many."""
    return demo_of(tmp_path_factory, 4)


@pytest.fixture
def leaking(few: Path, names: tuple[str, str]) -> Path:
    """Return a workspace in which a tutor's place is named after a child."""
    name_anew(a_school_of_a_child(few), "name", f"Tuition for {names[0]}")
    return few


def a_school_of_a_child(root: Path) -> Path:
    """Return the record of the school that is named most often."""
    children = sorted(root.glob("records/children/*/child.yaml"))
    named = re.findall(r"school: (\S+)", "".join(one.read_text("utf-8") for one in children))
    return root / "records" / "schools" / f"{Counter(named).most_common(1)[0][0]}.yaml"


def name_anew(path: Path, key: str, name: str) -> None:
    text = re.sub(f"^{key}: .*$", f"{key}: {name}", path.read_text("utf-8"), flags=re.MULTILINE)
    path.write_text(text, "utf-8")


def test_a_build_with_a_leak_ends_with_twelve_and_leaves_the_last_site(
    leaking: Path, made: Made, names: tuple[str, str], tmp_path: Path
) -> None:
    out, markdown = tmp_path / "site", tmp_path / "markdown"
    shutil.copytree(made.sites["staff"], out)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    words = ("build", "--audience", "staff", "-C", leaking, *AS_OF)
    outcome = pepsite(*words, "--out", out, "--markdown", markdown)
    assert outcome.exit_code == 12
    assert not markdown.exists()
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before
    assert outcome.stdout == ""
    assert "docs/schools/" in outcome.stderr
    assert not [word for word in names[0].split() if word in outcome.stderr]
    assert pepsite(*words, "--markdown", markdown).exit_code == 12
    assert not markdown.exists()


def test_a_leak_that_only_the_html_has_leaves_no_markdown_either(
    few: Path, names: tuple[str, str], tmp_path: Path
) -> None:
    """The title of a page has its heading beside the name of the site."""
    root, out, markdown = few, tmp_path / "site", tmp_path / "markdown"
    first, last = names[1].split()
    name_anew(a_school_of_a_child(root), "name", last)
    name_anew(root / "records" / "authority.yaml", "virtual_school", f"{first} Virtual School")
    words = ("build", "--audience", "staff", "-C", root, *AS_OF, "--markdown", markdown)

    outcome = pepsite(*words, "--out", out)
    assert (outcome.exit_code, outcome.stdout) == (12, "")
    assert ".html, line" in outcome.stderr
    assert list(tmp_path.iterdir()) == []

    assert pepsite(*words).exit_code == 0  # the Markdown alone has none
    before = {path: path.stat().st_mtime_ns for path in markdown.rglob("*")}
    assert pepsite(*words, "--out", out).exit_code == 12
    assert {path: path.stat().st_mtime_ns for path in markdown.rglob("*")} == before


def test_a_folder_for_the_markdown_that_holds_something_else_stops_the_whole_build(
    made: Made, tmp_path: Path
) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.md").write_text("Something else.")
    words = ("build", "--audience", "public", "-C", made.root, *AS_OF, "--out", tmp_path / "site")

    assert pepsite(*words, "--markdown", tmp_path / "letters").exit_code == 10
    assert [path.name for path in tmp_path.iterdir()] == ["letters"]


@pytest.mark.parametrize("command", ["build", "serve"])
def test_names_are_looked_for_in_the_store_that_is_named(
    leaking: Path, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv(STORE_VARIABLE, str(tmp_path / "none.age"))
    store = made.root.parent / "own" / "identities.age"
    words = [command, "--audience", "staff", "-C", leaking, *AS_OF, "--identities", store]
    words += ["--out", tmp_path / "site"] if command == "build" else []

    assert pepsite(*words).exit_code == 12


def test_what_only_the_other_generator_brings_in_is_found_too(
    made: Made, look: LastLook, names: tuple[str, str], tmp_path: Path
) -> None:
    folder, out = tmp_path / "markdown", tmp_path / "site"
    write_site_markdown(made.root, Audience.PUBLIC, date(2026, 5, 15), folder)
    (folder / "docs" / "pepsite" / "more.svg").write_text(f"<svg><title>{names[0]}</title></svg>")
    with pytest.raises(PublicationRefusedError, match=r"pepsite/more\.svg, line 1"):
        build_html(folder, out, look)
    assert not out.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["markdown"]


def test_without_an_identity_store_the_build_says_that_names_were_not_checked(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(STORE_VARIABLE, str(tmp_path / "none.age"))
    out = tmp_path / "markdown"
    outcome = pepsite("build", "--audience", "public", "-C", made.root, *AS_OF, "--markdown", out)
    assert outcome.exit_code == 0
    assert NOT_CHECKED in outcome.stderr


# --- The public site ---------------------------------------------------------------------------


def contents(folder: Path) -> Files:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_public_site_is_the_same_to_the_byte_without_any_other_record(
    made: Made, tmp_path: Path
) -> None:
    root = tmp_path / "workspace"
    shutil.copytree(made.root, root)
    for path in (root / "records").iterdir():
        if path.name not in ("authority.yaml", "calendars"):
            shutil.rmtree(path)
    assert sorted(path.name for path in (root / "records").iterdir()) == [
        "authority.yaml",
        "calendars",
    ]
    out = tmp_path / "site"
    words = ("build", "--audience", "public", "-C", root, *AS_OF, "--out", out)
    assert pepsite(*words).exit_code == 0
    whole, bare = contents(made.sites["public"]), contents(out)
    assert list(whole) == list(bare)
    assert [name for name in whole if whole[name] != bare[name]] == []
    assert "search/search_index.json" in whole
