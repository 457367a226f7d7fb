"""Which scripts of a page its own site lets a browser run."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

import pytest

from pepsite.site.content_security import content_security_policy


def hash_of(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


@pytest.mark.parametrize(
    ("page", "allowed"),
    [
        pytest.param(
            "<p>a</p><script>a < 1\n</script><p>", ["a < 1\n"], id="one that stands in it"
        ),
        pytest.param('<SCRIPT id="a>b">a</SCRIPT ><script>b</script>', ["a", "b"], id="two"),
        pytest.param('<script type="module">a</script>', ["a"], id="a module"),
        pytest.param('<script src="a.js">a</script>', [], id="of a file"),
        pytest.param('<script type="application/json">1</script>', [], id="data"),
        pytest.param("<!-- <script>a</script> --><script>b</script>", ["b"], id="in a comment"),
        pytest.param("<script>'<!--'</script><script>b</script>", ["'<!--'", "b"], id="says so"),
        pytest.param("<p>script</p>", [], id="none"),
    ],
)
def test_scripts_that_stand_in_a_page_are_allowed_and_no_others(
    page: str, allowed: list[str]
) -> None:
    scripts = " ".join(["script-src 'self'", *sorted(map(hash_of, allowed))])
    assert scripts in content_security_policy([page]).split("; ")
