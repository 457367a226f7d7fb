"""Servers that answer as forges do: a bare repository that notes options, and GitHub's interface."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jsonschema

from tests.git.repositories import git

_DESCRIPTION = Path(__file__).parent / "github-openapi" / "pulls.json"
_PULLS = "/repos/{owner}/{repo}/pulls"
_HOOK = """#!/bin/sh
while read -r old new ref; do echo "ref $ref"; done >> noted
count=0
while [ "$count" -lt "${GIT_PUSH_OPTION_COUNT:-0}" ]; do
    eval "echo \\"option \\$GIT_PUSH_OPTION_$count\\""
    count=$((count + 1))
done >> noted
"""


def note_options(bare: Path, more: str = "", *, advertised: bool = True) -> None:
    """Have a bare repository note each ref and option that is pushed to it."""
    git(bare, "config", "receive.advertisePushOptions", "true" if advertised else "false")
    hook = bare / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(_HOOK + more, "utf-8")
    hook.chmod(0o755)


def noted(bare: Path) -> list[str]:
    """Return what was pushed to it so far."""
    file = bare / "noted"
    return file.read_text("utf-8").splitlines() if file.is_file() else []


@dataclass
class GitHubStandIn:
    """Answers as GitHub does, with its own examples; holds each question against its description.

    `says` are answers to give before any other: a status, and headers. `wrong` is what a question
    had that GitHub does not know.
    """

    address: str = ""
    says: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    asked: list[tuple[str, str, dict[str, str], Any]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    heads: set[str] = field(default_factory=set)
    delay: float = 0

    def judge(self, method: str, query: str, body: Any) -> None:
        """Note what the description does not have."""
        operation = json.loads(_DESCRIPTION.read_text("utf-8"))["paths"][_PULLS][method.lower()]
        known = {one["name"] for one in operation["parameters"] if one["in"] == "query"}
        self.wrong += [name for name, _ in parse_qsl(query) if name not in known]
        if body is not None:
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            strict = {**schema, "additionalProperties": False}
            found = jsonschema.Draft4Validator(strict).iter_errors(body)
            self.wrong += [one.message for one in found]

    def answer(self, method: str, status: int) -> Any:
        """Return GitHub's own example."""
        operation = json.loads(_DESCRIPTION.read_text("utf-8"))["paths"][_PULLS][method.lower()]
        content = operation["responses"][str(status)].get("content", {})
        examples = content.get("application/json", {}).get("examples", {})
        return next((one["value"] for one in examples.values()), {"message": "x"})


@contextmanager
def github() -> Iterator[GitHubStandIn]:
    """Run a stand-in for GitHub on this computer."""
    stand_in = GitHubStandIn()

    class Handler(BaseHTTPRequestHandler):
        def _handle(self) -> None:
            time.sleep(stand_in.delay)
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            body: Any = json.loads(self.rfile.read(length)) if length else None
            stand_in.asked.append((self.command, self.path, dict(self.headers), body))
            stand_in.judge(self.command, parts.query, body)
            status, headers = stand_in.says.pop(0) if stand_in.says else (0, {})
            if not status and body is not None:
                status = 422 if body["head"] in stand_in.heads else 201
                stand_in.heads.add(body["head"])
            status = status or 200
            told = {200, 201, 403, 422}
            reply = stand_in.answer(self.command, status) if status in told else {}
            text = json.dumps(reply).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(text))}.items():
                self.send_header(name, value)
            with suppress(ConnectionError):  # whoever asked may wait no longer
                self.end_headers()
                self.wfile.write(text)

        do_GET = do_POST = _handle  # noqa: N815  # so the server calls them

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False  # none of them outlives the test that asked
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    stand_in.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()
