"""Forges: a branch is sent to one, and a request for review opened on it.

What is sent beside the branch is ids, names of sections and counts. Whatever goes wrong comes back
as a word of ours: what a forge or Git says can quote what it was given.
"""

from __future__ import annotations

import http.client
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from pepsite.git.main_line import REMOTE
from pepsite.git.over_network import over_network

if TYPE_CHECKING:
    from pathlib import Path

Why: TypeAlias = Literal["unreachable", "slow", "rate-limited", "refused", "no-push-options"]
"""Why a submission still waits to be sent."""

_BRANCH = re.compile("[a-z0-9/-]+")
_API_VERSION = "2022-11-28"
_MOST = 1 << 20
"""Bytes of a forge's answer that are read."""


@dataclass(frozen=True, slots=True)
class ReviewRequest:
    """What is to be reviewed: a branch with its last commit, and what may be said of it."""

    branch: str
    commit: str
    title: str
    body: str
    onto: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """It is there. `address` is the request's; or, with `by_hand`, where somebody opens one."""

    address: str = ""
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Waits:
    """It is not, and why; with the moment before which asking again would be in vain."""

    why: Why
    not_before: datetime | None = None


class Forge(Protocol):
    """Where changes are reviewed."""

    def send(self, folder: Path, request: ReviewRequest, now: datetime) -> Delivered | Waits:
        """Send a branch and ask for its review. Asked twice, it is one request."""


@dataclass(frozen=True, slots=True)
class SharedRepository:
    """A bare repository on a server or a share: what is there is in `pepsite review list`."""

    seconds: int

    def send(self, folder: Path, request: ReviewRequest, now: datetime) -> Delivered | Waits:
        """Send the branch, which is all."""
        del now
        return _push(folder, request, self.seconds) or Delivered()


@dataclass(frozen=True, slots=True)
class OtherForge:
    """A forge we do not know: somebody opens the request, at the address that is given."""

    site: str
    repository: str
    seconds: int

    def send(self, folder: Path, request: ReviewRequest, now: datetime) -> Delivered | Waits:
        """Send the branch, and say where to open the request."""
        del now
        address = f"{self.site}/{self.repository}"
        return _push(folder, request, self.seconds) or Delivered(address, by_hand=True)


@dataclass(frozen=True, slots=True)
class GitLab:
    """A merge request is opened by options of the push: no token, and no second call."""

    site: str
    repository: str
    seconds: int

    def send(self, folder: Path, request: ReviewRequest, now: datetime) -> Delivered | Waits:
        """Send the branch with its options; without them to a server that knows none."""
        del now
        options = (
            "merge_request.create",
            f"merge_request.target={request.onto}",
            f"merge_request.title={_one_line(request.title)}",
            f"merge_request.description={_one_line(request.body)}",
        )
        refused = _push(folder, request, self.seconds, options)
        address = f"{self.site}/{self.repository}/-/merge_requests"
        if refused is None:
            return Delivered(f"{address}?scope=all&source_branch={quote(request.branch, safe='')}")
        if refused.why != "no-push-options":
            return refused
        new = f"{address}/new?merge_request%5Bsource_branch%5D={quote(request.branch, safe='')}"
        return _push(folder, request, self.seconds) or Delivered(new, by_hand=True)


@dataclass(frozen=True, slots=True)
class Forgejo:
    """Forgejo and Gitea: the push itself asks for review, and makes no branch of ours there."""

    site: str
    repository: str
    seconds: int

    def send(self, folder: Path, request: ReviewRequest, now: datetime) -> Delivered | Waits:
        """Push for review, under the branch as topic, so that twice is once."""
        del now
        options = (
            f"topic={request.branch}",
            f"title={_one_line(request.title)}",
            f"description={_one_line(request.body)}",
        )
        refused = _push(folder, request, self.seconds, options, to=f"refs/for/{request.onto}")
        return refused or Delivered(f"{self.site}/{self.repository}/pulls")


@dataclass(frozen=True, slots=True)
class GitHub:
    """The branch is pushed, and the request opened by one call; by hand, where no token is."""

    site: str
    repository: str
    seconds: int
    token: str | None

    @property
    def api(self) -> str:
        """Where its interface is: beside github.com, or below a server of one's own."""
        parts = urlsplit(self.site)
        if parts.hostname == "github.com":
            return "https://api.github.com"
        return f"{self.site}/api/v3"

    def send(self, folder: Path, request: ReviewRequest, now: datetime) -> Delivered | Waits:
        """Send the branch, and open the request, unless there is one for it already."""
        if refused := _push(folder, request, self.seconds):
            return refused
        if self.token is None:
            new = f"compare/{request.onto}...{request.branch}?expand=1"
            return Delivered(f"{self.site}/{self.repository}/{new}", by_hand=True)
        opened = self._call("POST", "pulls", now, _pull(request))
        if isinstance(opened, Waits):
            return opened
        if opened.status == http.client.UNPROCESSABLE_ENTITY:
            return self._already_open(request, now)
        return _delivered(opened)

    def _already_open(self, request: ReviewRequest, now: datetime) -> Delivered | Waits:
        owner = self.repository.partition("/")[0]
        head = quote(f"{owner}:{request.branch}", safe="")
        found = self._call("GET", f"pulls?head={head}&state=all&per_page=1", now)
        return found if isinstance(found, Waits) else _delivered(found)

    def _call(
        self, method: str, what: str, now: datetime, body: dict[str, Any] | None = None
    ) -> _Reply | Waits:
        asked = Request(  # noqa: S310  # the model of the settings takes https alone
            f"{self.api}/repos/{self.repository}/{what}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                "User-Agent": "pepsite",
                "X-GitHub-Api-Version": _API_VERSION,
            },
        )
        return _asked(asked, self.seconds, now)


def _pull(request: ReviewRequest) -> dict[str, Any]:
    return {
        "title": request.title,
        "head": request.branch,
        "base": request.onto,
        "body": request.body,
        "maintainer_can_modify": False,
    }


# --- What goes over the network --------------------------------------------------------------


def _push(
    folder: Path,
    request: ReviewRequest,
    seconds: int,
    options: tuple[str, ...] = (),
    to: str = "",
) -> Waits | None:
    """Send a branch, never over another's. None where it is there."""
    target = to or f"refs/heads/{request.branch}"
    if not _BRANCH.fullmatch(request.branch):
        return Waits("refused")
    words = [word for one in options for word in ("-o", one)]
    answer = over_network(
        folder,
        "push",
        "--no-follow-tags",
        *words,
        REMOTE,
        f"{request.commit}:{target}",
        seconds=seconds,
    )
    return Waits(answer.failed) if answer.failed else None


def _one_line(text: str) -> str:
    """Return a text as an option of a push can hold it: a newline ends the push."""
    return "; ".join(line for line in map(str.strip, text.splitlines()) if line)


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    body: Any


class _NoRedirects(HTTPRedirectHandler):
    """A token goes to the address it is for, and to no other."""

    def redirect_request(self, *_: Any, **__: Any) -> None:  # noqa: ANN401  # as urllib has it
        return None


def _asked(request: Request, seconds: int, now: datetime) -> _Reply | Waits:
    try:
        with build_opener(_NoRedirects).open(request, timeout=seconds) as reply:
            return _Reply(reply.status, json.loads(reply.read(_MOST)))
    except HTTPError as error:
        with error:
            return _refusal(error, now)
    except TimeoutError:
        return Waits("slow")
    except URLError as error:
        return Waits("slow" if isinstance(error.reason, TimeoutError) else "unreachable")
    except (OSError, ValueError, http.client.HTTPException):
        return Waits("unreachable")


def _refusal(error: HTTPError, now: datetime) -> _Reply | Waits:
    limited = error.code == http.client.TOO_MANY_REQUESTS or (
        error.code == http.client.FORBIDDEN
        and ("Retry-After" in error.headers or error.headers.get("X-RateLimit-Remaining") == "0")
    )
    if limited:
        return Waits("rate-limited", _not_before(error, now))
    if error.code == http.client.UNPROCESSABLE_ENTITY:
        return _Reply(error.code, None)
    if error.code >= http.client.INTERNAL_SERVER_ERROR:
        return Waits("unreachable", _not_before(error, now, usual=timedelta(0)))
    return Waits("refused")


def _not_before(
    error: HTTPError, now: datetime, usual: timedelta = timedelta(minutes=1)
) -> datetime | None:
    """Return when to ask again: as the forge says, or after what is usual."""
    told = error.headers.get("Retry-After", "")
    reset = error.headers.get("X-RateLimit-Reset", "")
    try:
        if told.isdigit():
            return now + min(timedelta(seconds=int(told)), _LONGEST)
        if told:
            return min(parsedate_to_datetime(told), now + _LONGEST)
        if reset.isdigit():
            return min(datetime.fromtimestamp(int(reset), UTC), now + _LONGEST)
    except (ValueError, OverflowError, TypeError, OSError):
        pass
    return now + usual if usual else None


_LONGEST = timedelta(days=1)


def _delivered(reply: _Reply) -> Delivered | Waits:
    """Return the address of the request in an answer: one request, or a list of them."""
    first = (reply.body[0] if reply.body else None) if isinstance(reply.body, list) else reply.body
    address = first.get("html_url") if isinstance(first, dict) else None
    if isinstance(address, str) and address.startswith("https://"):
        return Delivered(address)
    return Waits("refused")
