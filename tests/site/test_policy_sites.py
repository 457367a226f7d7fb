"""Each policy that ships has a public site of its own, made of nothing but the pack."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from pepsite.forms.questions.blank import blank_peps
from pepsite.policy.base import in_force
from pepsite.privacy.published_guidance import BlankPart
from pepsite.records.authority import Audience
from pepsite.records.codes import Phase
from pepsite.site.html import build_html
from pepsite.site.markdown import write_markdown
from pepsite.site.wording import whose_policy
from pepsite.store.packs import load_pack, shipped_packs
from pepsite.usecases.build_site import compose_site
from tests.cli.running import pepsite
from tests.site.built import run_together

DAY = date(2026, 5, 15)
BUILT = ("hillingdon", "walsall")
"""Those that MkDocs builds in every run of the tests; `make soak` builds all."""


@pytest.fixture(scope="module")
def policy_sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the Markdown of each policy's site; nobody writes into it."""
    root = tmp_path_factory.mktemp("policy-sites")
    for name in shipped_packs():
        site = compose_site(root, Audience.PUBLIC, DAY, policy=name, blanks=blank_peps)
        write_markdown(site, root / name)
    return root


def title(name: str) -> str:
    return load_pack(name).title.partition(",")[0]


def called(name: str) -> str:
    """Return what the site of a policy is called: what the law asks for is no authority's own."""
    if name == "england":
        return "PEPs in England: the statutory minimum"
    return f"{title(name)} Virtual School"


@pytest.mark.parametrize("name", shipped_packs())
def test_a_policy_has_a_site_of_its_own(policy_sites: Path, name: str) -> None:
    settings = (policy_sites / name / "mkdocs.yml").read_text("utf-8")
    home = (policy_sites / name / "docs/index.md").read_text("utf-8")
    others = {title(one) for one in shipped_packs()} - {title(name), "England"}

    assert f'site_name: "{called(name)}"' in settings
    assert [] == [one for one in others if one in settings + home]


def test_what_holds_for_every_authority_is_no_authoritys_own(policy_sites: Path) -> None:
    settings = (policy_sites / "england/mkdocs.yml").read_text("utf-8")
    pages = {
        str(path.relative_to(policy_sites / "england/docs")): path.read_text("utf-8")
        for path in (policy_sites / "england/docs").rglob("*.md")
    }
    said = "".join(pages.values()) + settings

    assert "It is no authority's own policy." in pages["index.md"]
    assert "We are a small team" not in pages["index.md"]
    assert "# What the law asks for" in pages["policy.md"]
    assert '"What the law asks for": "policy.md"' in settings
    assert "Whoever publishes this site has not said yet" in pages["accessibility.md"]
    for word in ("our policy", "England Virtual School", "the PEP policy of", "in the care of ."):
        assert word not in said.replace("Our", "our")


def test_an_authority_that_adds_nothing_to_the_law_has_a_site_of_its_own(tmp_path: Path) -> None:
    assert 0 == pepsite("init", tmp_path / "own", "--policy", "england").exit_code
    site = compose_site(tmp_path / "own", Audience.PUBLIC, DAY, policy="england")

    assert site == compose_site(tmp_path / "own", Audience.PUBLIC, DAY)
    assert site.settings.authority
    assert site.settings.policy == "the statutory minimum in England"


@pytest.mark.parametrize("name", shipped_packs())
def test_every_page_says_whose_policy_it_shows_and_when_it_is_reviewed(
    policy_sites: Path, name: str
) -> None:
    pack = load_pack(name)
    settings = (policy_sites / name / "mkdocs.yml").read_text("utf-8")
    [foot] = re.findall(r"^copyright: .*$", settings, re.MULTILINE)
    paper = (policy_sites / name / "docs/pepsite/paper.css").read_text("utf-8")
    review = "it was due for review on 26 September 2024" if pack.review_due_on else "no day is set"

    whose = "statutory minimum in England" if name == "england" else f"PEP policy of {pack.title}"
    assert f"The {whose}, in force since " in foot
    assert review in foot
    assert review.replace(" ", "\\000020") in paper


@pytest.mark.parametrize("name", shipped_packs())
def test_every_checklist_every_audit_template_and_a_blank_plan_of_each_phase_is_a_page(
    policy_sites: Path, name: str
) -> None:
    pack, docs = load_pack(name), policy_sites / name / "docs"
    menu = (policy_sites / name / "mkdocs.yml").read_text("utf-8")
    audits = [one for one in pack.audits if in_force(pack.editions_of(one), DAY)]
    pages = [
        *(f"checklists/{one.id}.md" for one in pack.checklists if in_force(one.editions, DAY)),
        *(f"audits/{one.id}.md" for one in audits),
        *(f"blanks/{phase}.md" for phase in Phase),
    ]

    assert {one.id for one in pack.audits} == {one.id for one in audits}
    assert [] == [one for one in pages if not (docs / one).is_file() or f'"{one}"' not in menu]
    for checklist in pack.checklists:
        text = (docs / f"checklists/{checklist.id}.md").read_text("utf-8")
        edition = in_force(checklist.editions, DAY)
        assert edition is not None
        for number, _ in enumerate(edition.questions, start=1):
            assert f"\n| {number} | " in text


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("name", ["england", "walsall"])
def test_a_blank_plan_has_every_question_with_its_answers_once_for_each_time_it_is_asked(
    policy_sites: Path, name: str, phase: Phase
) -> None:
    text = unescape((policy_sites / name / f"docs/blanks/{phase}.md").read_text("utf-8"))
    said = Counter(re.findall(r"<p class=\"label\">(.*?)(?: <span|</p>)", text))
    answers = Counter(re.findall(r"<span class=\"answer\">(.*?)</span>", text))
    headings = Counter(re.findall(r"<h[34]>(.*?)(?: <span|</h[34]>)", text))
    blank = next(one for one in blank_peps(load_pack(name), DAY) if one.id == phase)
    parts = [each for section in blank.sections for one in section.parts for each in _within(one)]
    questions = [one for part in parts for one in part.questions]

    assert len(questions) > 200
    assert headings == Counter(part.title for part in parts)
    assert Counter(one.text for one in questions if one.text) - said == Counter()
    assert answers == Counter(
        answer
        for part in parts
        for answer in (*part.instead, *(each for one in part.questions for each in one.choices))
    )


def _within(part: BlankPart) -> Iterator[BlankPart]:
    yield part
    for one in part.inside:
        yield from _within(one)


@pytest.mark.parametrize("name", shipped_packs())
def test_each_item_of_a_list_has_a_line_of_its_own(policy_sites: Path, name: str) -> None:
    assert [] == run_together(policy_sites / name)


@pytest.mark.parametrize("name", shipped_packs())
def test_the_day_a_time_is_counted_from_is_said_once(policy_sites: Path, name: str) -> None:
    docs = policy_sites / name / "docs"
    twice = re.compile("(term|meeting|into care)[*, ].*counted from the .*(term|meeting|into care)")
    lists = [
        line
        for page in ("index", "process", "timescales")
        for line in (docs / f"{page}.md").read_text("utf-8").splitlines()
        if line.lstrip().startswith("- ")
    ]

    assert any("once in every school term" in line for line in lists)
    assert [] == [line for line in lists if twice.search(line.partition(": ")[2])]


def test_the_times_of_a_step_are_a_list(policy_sites: Path) -> None:
    process = (policy_sites / "walsall/docs/process.md").read_text("utf-8")
    _, box = process.split('!!! by-when "By when"\n\n', 2)[:2]
    items = box.partition("\n\n")[0].splitlines()

    assert len(items) == 2
    assert 'is begun <span class="by-law">statutory</span>: **within' in items[1]
    assert 1 == process.count("is begun")
    assert [] == [item for item in items if not item.startswith("    - ") or item[-1] != "."]


@pytest.mark.parametrize("name", shipped_packs())
def test_under_by_when_stands_only_what_has_a_time(policy_sites: Path, name: str) -> None:
    docs = policy_sites / name / "docs"
    by_when = [
        line
        for path in [docs / "process.md", *(docs / "process").iterdir()]
        for line in path.read_text("utf-8").splitlines()
        if line.startswith(("    - ", "1. "))
    ]

    assert len(by_when) > 20
    assert [] == [line for line in by_when if ": **" not in line]
    assert [] == [line for line in by_when if "no time is stated" in line]


TIMELINE = (
    "Before the meeting",
    "The meeting",
    "After the meeting",
    "From then on",
    "Only for some",
)


@pytest.mark.parametrize("name", shipped_packs())
def test_the_page_of_a_situation_is_a_timeline(policy_sites: Path, name: str) -> None:
    for path in (policy_sites / name / "docs/process").iterdir():
        text = path.read_text("utf-8")
        headings = re.findall("^### (.+)$", text, re.MULTILINE)
        in_order = [one for word in TIMELINE for one in headings if one.startswith(word)]
        assert headings == in_order != [], path.stem
        assert "sets no time of its own" not in text, path.stem


def test_where_the_ratings_are_not_known_there_is_room_to_write_one(policy_sites: Path) -> None:
    unknown = (policy_sites / "hillingdon/docs/audits/pep-qa-ssa.md").read_text("utf-8")
    known = (policy_sites / "norfolk/docs/checklists/pep-adequate.md").read_text("utf-8")

    assert "<p>Rating</p><hr>" in unknown
    assert "Rating: " not in unknown
    assert 'Rating: <span class="answer">Not inadequate</span>' in known
    assert "<p>Rating</p>" not in known


def test_the_first_page_says_when_a_review_has_passed(policy_sites: Path) -> None:
    home = (policy_sites / "hillingdon/docs/index.md").read_text("utf-8")
    other = (policy_sites / "walsall/docs/index.md").read_text("utf-8")

    assert "This policy should have been looked at again" in home
    assert "should have been looked at again" not in other


def test_on_the_day_of_its_review_a_policy_is_still_due(tmp_path: Path) -> None:
    site = compose_site(tmp_path, Audience.PUBLIC, date(2024, 9, 26), policy="hillingdon")

    assert whose_policy(site.settings).endswith("; it is due for review on 26 September 2024")


@pytest.mark.parametrize(
    "name",
    [pytest.param(one, marks=() if one in BUILT else pytest.mark.soak) for one in shipped_packs()],
)
def test_mkdocs_builds_it_and_finds_nothing_to_warn_of(
    policy_sites: Path, tmp_path: Path, name: str
) -> None:
    build_html(policy_sites / name, tmp_path / "site")

    home = (tmp_path / "site/index.html").read_text("utf-8")
    assert f"<title>{called(name)}</title>" in home
    policy = f"The PEP policy of {load_pack(name).title}, in force since "
    if name == "england":
        policy = "The statutory minimum in England, in force since "
    for page in (tmp_path / "site").rglob("*.html"):
        assert policy in page.read_text("utf-8"), page


def test_staff_pages_take_no_other_policy(tmp_path: Path) -> None:
    result = pepsite("build", "--audience", "staff", "--policy", "walsall", "--out", tmp_path / "x")

    assert result.exit_code == 2
    assert "--policy is for the public site" in result.stderr


def test_a_policy_needs_no_workspace(tmp_path: Path) -> None:
    folder = tmp_path / "markdown"
    asked = ("--audience", "public", "--policy", "norfolk", "--markdown", folder)
    result = pepsite("build", *asked, "--as-of", DAY, "-C", tmp_path)

    assert result.exit_code == 0
    assert (folder / "docs/index.md").is_file()
