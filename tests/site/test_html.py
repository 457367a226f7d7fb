from __future__ import annotations

import hashlib
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from shutil import copytree
from urllib.parse import urldefrag, urljoin

import pytest
from lxml import html as html_reader

import pepsite.site
from pepsite.errors import PepsiteError
from pepsite.site.html import build_html
from pepsite.site.markdown import write_markdown
from tests.site.built import html_of
from tests.site.invented import HOSTILE_NAMES, PUBLIC_SITE, SCHOOLS

SITE = "https://site.invalid/"
ASSETS = Path(pepsite.site.__file__).parent / "assets"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def staff(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the staff's site; nobody writes into it."""
    return html_of(tmp_path_factory, "staff")


def links(folder: Path) -> dict[str, set[str]]:
    """Return for each page where its links lead, as files of the site."""
    return {
        name: {
            urldefrag(urljoin(SITE + name, link.strip())).url
            for link in html_reader.fromstring(page).xpath("//a/@href")
        }
        for name, page in contents(folder).items()
        if name.endswith(".html") and name != "404.html"
    }


def test_the_same_markdown_gives_the_same_bytes(
    markdown: Path, html: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In another folder, and on another day."""
    copytree(markdown, tmp_path / "elsewhere")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")

    build_html(tmp_path / "elsewhere", tmp_path / "again")

    assert contents(html) == contents(tmp_path / "again")


def test_every_link_within_the_site_leads_somewhere(html: Path) -> None:
    names = {SITE + name for name in contents(html)}
    for page, targets in links(html).items():
        inside = {target for target in targets if target.startswith(SITE)}
        assert inside <= names, page


def test_no_page_takes_anything_from_another_host(html: Path) -> None:
    for name, page in contents(html).items():
        if not name.endswith(".html"):
            continue
        tree = html_reader.fromstring(page)
        taken = tree.xpath("//@src | //link/@href | //@srcset | //form/@action | //object/@data")
        assert [] == [address for address in taken if ":" in address or address[:2] == "//"], name


def test_a_page_says_its_language_and_its_headings_leave_no_level_out(html: Path) -> None:
    for name, page in contents(html).items():
        if not name.endswith(".html"):
            continue
        tree = html_reader.fromstring(page)
        levels = [int(heading.tag[1]) for heading in tree.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
        assert ["en"] == tree.xpath("/html/@lang"), name
        assert 1 == levels.count(1), name
        assert [1] == levels[:1], name
        deeper = [(one, next_one) for one, next_one in pairwise(levels) if next_one > one + 1]
        assert [] == deeper, name


def test_every_table_has_a_heading_for_each_column(html: Path) -> None:
    for name, page in contents(html).items():
        if not name.endswith(".html"):
            continue
        for table in html_reader.fromstring(page).xpath("//article//table"):
            headings = table.xpath("./thead/tr/th")
            assert headings, name
            for row in table.xpath("./tbody/tr"):
                assert len(headings) == len(row.xpath("./td | ./th")), name


def test_no_page_has_a_style_of_its_own(html: Path) -> None:
    """A server that forbids them loses nothing."""
    for name, page in contents(html).items():
        if name.endswith(".html"):
            assert [] == html_reader.fromstring(page).xpath("//@style | //style"), name


def test_zensical_builds_the_same_pages_and_links(
    markdown: Path, html: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "markdown"
    copytree(markdown, folder)

    built = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--strict"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )

    assert 0 == built.returncode, built.stdout + built.stderr
    assert links(html) == links(folder / "site")
    for page in (folder / "site").rglob("*.html"):
        assert "unpkg.com" not in page.read_text()


def test_a_school_is_linked_from_the_lists_and_from_no_other_page(staff: Path) -> None:
    one = f"schools/{SCHOOLS[1].summary.id}.html"
    pages = {name for name, targets in links(staff).items() if SITE + one in targets}
    theirs = {f"children/{child.id}.html" for child in SCHOOLS[1].children}
    # Its own page links to its headings.
    lists = {"index.html", "schools/index.html", "term-board.html"}
    assert {*lists, one} | theirs == pages


def test_hostile_names_stay_text_in_titles_and_pages(staff: Path) -> None:
    scripts = {
        name: len(html_reader.fromstring(page).xpath("//script"))
        for name, page in contents(staff).items()
        if name.startswith("schools/sc-")
    }
    assert 1 == len(set(scripts.values())), scripts
    tree = html_reader.parse(staff / "schools/index.html")
    shown = {link.text_content() for link in tree.xpath("//article//td/a")}
    assert set(HOSTILE_NAMES) <= shown


def test_a_folder_that_is_not_ours_is_not_replaced(tmp_path: Path) -> None:
    write_markdown(PUBLIC_SITE, tmp_path / "markdown")
    out = tmp_path / "out"
    out.mkdir()
    (out / "letter.txt").write_text("Dear all")

    with pytest.raises(PepsiteError, match="holds something else"):
        build_html(tmp_path / "markdown", out)

    assert {"letter.txt": b"Dear all"} == contents(out)


def test_a_site_of_ours_is_replaced_whole(staff: Path, tmp_path: Path) -> None:
    copytree(staff, tmp_path / "out")
    write_markdown(PUBLIC_SITE, tmp_path / "markdown")
    build_html(tmp_path / "markdown", tmp_path / "out")

    assert not (tmp_path / "out/schools").exists()
    assert {"markdown", "out"} == {path.name for path in tmp_path.iterdir()}


def test_a_build_that_fails_quotes_nothing_and_leaves_the_site_as_it_was(
    staff: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    copytree(staff, tmp_path / "out")
    write_markdown(PUBLIC_SITE, tmp_path / "markdown")
    before = contents(tmp_path / "out")
    (tmp_path / "markdown/docs/process.md").write_text("# [Zebedee](nowhere.md)\n")

    with pytest.raises(PepsiteError) as failed:
        build_html(tmp_path / "markdown", tmp_path / "out")

    assert "Zebedee" not in str(failed.value)
    assert ("", "") == capfd.readouterr()
    assert before == contents(tmp_path / "out")
    assert {"markdown", "out"} == {path.name for path in tmp_path.iterdir()}


def test_the_repository_settings_build_what_pepsite_writes(
    repository: Path, tmp_path: Path
) -> None:
    """The top-level mkdocs.yml inherits the settings of every site."""
    write_markdown(PUBLIC_SITE, tmp_path / "build/site")
    settings = (repository / "mkdocs.yml").read_text()
    inherited = repository / "src/pepsite/site/settings.yml"
    (tmp_path / "mkdocs.yml").write_text(
        settings.replace("src/pepsite/site/settings.yml", str(inherited))
    )

    build_html(tmp_path, tmp_path / "html")

    assert (tmp_path / "html/process.html").is_file()


def test_the_iframe_worker_is_the_one_from_npm() -> None:
    shim = (ASSETS / "iframe-worker.js").read_bytes()

    assert SHIM_1_0_4 == hashlib.sha256(shim).hexdigest()
    assert "Permission is hereby granted" in (ASSETS / "iframe-worker.LICENSE.txt").read_text()


SHIM_1_0_4 = "e8e412dbcfea9b7e31b5ffa288d7b6035915e714c542f4176a0cdbe262fc9609"
