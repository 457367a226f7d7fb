"""A branch goes to a forge with a request for its review, once, and says ids and counts alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pepsite.git.forges import (
    Delivered,
    Forgejo,
    GitHub,
    GitLab,
    OtherForge,
    ReviewRequest,
    SharedRepository,
    Waits,
)
from tests.git.forge_stand_ins import GitHubStandIn, github, note_options, noted
from tests.git.repositories import commit, git, repository

NOW = datetime(2026, 5, 15, 10, 0, tzinfo=UTC)
TITLE = "PEP pep-jxp7jjy63y6fz: review, sections care and child's voice"
BODY = "- PEP pep-jxp7jjy63y6fz: care 1, child's voice 2\n\nSubmission-Id: s1"
SITE = "https://git.council.example"
PATIENCE = 120


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Return a clone with one commit more than the bare repository it comes from."""
    (tmp_path / "start").mkdir()
    start = repository(tmp_path / "start")
    git(tmp_path, "clone", "--quiet", "--bare", str(start), "bare.git")
    git(tmp_path, "clone", "--quiet", "bare.git", "work")
    commit(tmp_path / "work", "More")
    return tmp_path / "work"


@pytest.fixture
def server() -> Iterator[GitHubStandIn]:
    """Return a stand-in for GitHub."""
    with github() as stand_in:
        yield stand_in


def asked(work: Path) -> ReviewRequest:
    return ReviewRequest("forms/s1", git(work, "rev-parse", "HEAD"), TITLE, BODY, "main")


def branches(work: Path) -> list[str]:
    listed = git(work.parent / "bare.git", "for-each-ref", "--format=%(refname)")
    return [one for one in listed.split() if one != "refs/heads/main"]


def test_a_share_gets_the_branch_and_nothing_else(work: Path) -> None:
    for _ in range(2):
        assert SharedRepository(PATIENCE).send(work, asked(work), NOW) == Delivered()
    assert branches(work) == ["refs/heads/forms/s1"]


def test_of_a_forge_we_do_not_know_the_address_is_told(work: Path) -> None:
    done = OtherForge(SITE, "vs/records", PATIENCE).send(work, asked(work), NOW)
    assert done == Delivered(f"{SITE}/vs/records", by_hand=True)
    assert branches(work) == ["refs/heads/forms/s1"]


def test_gitlab_is_asked_by_options_of_the_push(work: Path) -> None:
    bare = work.parent / "bare.git"
    note_options(bare)
    done = GitLab(SITE, "vs/records", PATIENCE).send(work, asked(work), NOW)
    assert isinstance(done, Delivered)
    assert not done.by_hand
    assert done.address.endswith("source_branch=forms%2Fs1")
    assert noted(bare) == [
        "ref refs/heads/forms/s1",
        "option merge_request.create",
        "option merge_request.target=main",
        f"option merge_request.title={TITLE}",
        "option merge_request.description="
        "- PEP pep-jxp7jjy63y6fz: care 1, child's voice 2; Submission-Id: s1",
    ]


def test_a_gitlab_that_knows_no_options_gets_the_branch_and_somebody_opens_the_request(
    work: Path,
) -> None:
    note_options(work.parent / "bare.git", advertised=False)
    done = GitLab(SITE, "vs/records", PATIENCE).send(work, asked(work), NOW)
    assert isinstance(done, Delivered)
    assert done.by_hand
    assert done.address.startswith(f"{SITE}/vs/records/-/merge_requests/new?")
    assert noted(work.parent / "bare.git") == ["ref refs/heads/forms/s1"]


def test_forgejo_is_pushed_to_for_review(work: Path) -> None:
    bare = work.parent / "bare.git"
    note_options(bare)
    done = Forgejo(SITE, "vs/records", PATIENCE).send(work, asked(work), NOW)
    assert done == Delivered(f"{SITE}/vs/records/pulls")
    assert noted(bare) == [
        "ref refs/for/main",
        "option topic=forms/s1",
        f"option title={TITLE}",
        "option description=- PEP pep-jxp7jjy63y6fz: care 1, child's voice 2; Submission-Id: s1",
    ]


def test_a_forgejo_that_knows_no_options_gets_nothing(work: Path) -> None:
    note_options(work.parent / "bare.git", advertised=False)
    done = Forgejo(SITE, "vs/records", PATIENCE).send(work, asked(work), NOW)
    assert done == Waits("no-push-options")
    assert branches(work) == []


def test_what_a_server_refuses_waits_and_nothing_of_its_words_is_kept(work: Path) -> None:
    note_options(work.parent / "bare.git", "echo 'Zebedee may not' >&2; exit 1\n")
    done = SharedRepository(PATIENCE).send(work, asked(work), NOW)
    assert done == Waits("refused")


def test_a_server_that_is_slow_is_not_waited_for(work: Path) -> None:
    done, given_up = work.parent / "done", work.parent / "given-up"
    until_given_up = f"for _ in $(seq 600); do [ -e '{given_up}' ] && exit 1; sleep 0.1; done"
    note_options(work.parent / "bare.git", f"{until_given_up}\ntouch '{done}'\n")
    assert SharedRepository(1).send(work, asked(work), NOW) == Waits("slow")
    assert not done.exists()
    given_up.touch()


def test_a_server_that_is_gone_is_unreachable(work: Path) -> None:
    git(work, "remote", "set-url", "origin", "/nowhere/at/all.git")
    assert SharedRepository(PATIENCE).send(work, asked(work), NOW) == Waits("unreachable")


def test_a_branch_of_somebody_else_is_not_pushed_over(work: Path) -> None:
    git(work, "push", "--quiet", "origin", "HEAD:refs/heads/forms/s1")
    git(work, "reset", "--quiet", "--hard", "HEAD~1")
    commit(work, "Another")
    assert SharedRepository(PATIENCE).send(work, asked(work), NOW) == Waits("refused")
    odd = ReviewRequest("forms/../main", git(work, "rev-parse", "HEAD"), TITLE, BODY, "main")
    assert SharedRepository(PATIENCE).send(work, odd, NOW) == Waits("refused")


def test_github_is_asked_as_its_description_says_and_once(
    work: Path, server: GitHubStandIn
) -> None:
    forge = GitHub(server.address, "octocat/records", 20, "token")
    first = forge.send(work, asked(work), NOW)
    second = forge.send(work, asked(work), NOW)
    assert first == second == Delivered("https://github.com/octocat/Hello-World/pull/1347")
    assert server.wrong == []
    posted, again, found = server.asked
    assert (posted[0], posted[1], posted[3]) == (
        "POST",
        "/api/v3/repos/octocat/records/pulls",
        {
            "title": TITLE,
            "head": "forms/s1",
            "base": "main",
            "body": BODY,
            "maintainer_can_modify": False,
        },
    )
    assert (again[0], found[0], found[1].partition("?")[2]) == (
        "POST",
        "GET",
        "head=octocat%3Aforms%2Fs1&state=all&per_page=1",
    )
    assert posted[2]["Authorization"] == "Bearer token"
    assert "token" not in repr(first)
    assert branches(work) == ["refs/heads/forms/s1"]


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (429, {"Retry-After": "120"}, Waits("rate-limited", NOW + timedelta(minutes=2))),
        (
            403,
            {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": f"{int(NOW.timestamp()) + 300}"},
            Waits("rate-limited", NOW + timedelta(minutes=5)),
        ),
        (
            429,
            {"Retry-After": "Fri, 15 May 2026 10:03:00 GMT"},
            Waits("rate-limited", NOW + timedelta(minutes=3)),
        ),
        (429, {"Retry-After": "soon"}, Waits("rate-limited", NOW + timedelta(minutes=1))),
        (429, {"Retry-After": "9999999999"}, Waits("rate-limited", NOW + timedelta(days=1))),
        (503, {"Retry-After": "60"}, Waits("unreachable", NOW + timedelta(minutes=1))),
        (500, {}, Waits("unreachable")),
        (401, {}, Waits("refused")),
        (404, {}, Waits("refused")),
        (307, {"Location": "https://example.invalid/"}, Waits("refused")),
    ],
)
def test_what_github_does_not_do_now_waits(
    work: Path, server: GitHubStandIn, status: int, headers: dict[str, str], expected: Waits
) -> None:
    server.says = [(status, headers)]
    forge = GitHub(server.address, "octocat/records", 20, "token")
    assert forge.send(work, asked(work), NOW) == expected
    assert isinstance(forge.send(work, asked(work), NOW), Delivered)
    assert len(server.heads) == 1


def test_a_github_that_is_slow_or_gone_is_not_waited_for(work: Path, server: GitHubStandIn) -> None:
    server.delay = 3
    slow = GitHub(server.address, "octocat/records", 1, "token")
    assert slow.send(work, asked(work), NOW) == Waits("slow")
    gone = GitHub("http://127.0.0.1:9", "octocat/records", 1, "token")
    assert gone.send(work, asked(work), NOW) == Waits("unreachable")


def test_without_a_token_the_branch_is_there_and_somebody_opens_the_request(work: Path) -> None:
    forge = GitHub("https://github.com", "octocat/records", 20, None)
    assert forge.api == "https://api.github.com"
    address = "https://github.com/octocat/records/compare/main...forms/s1?expand=1"
    assert forge.send(work, asked(work), NOW) == Delivered(address, by_hand=True)
    assert branches(work) == ["refs/heads/forms/s1"]
