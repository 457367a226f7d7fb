"""The style sheet and script of GOV.UK Frontend: what they were made from, and what is not in them."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from html import unescape
from typing import Any

import pytest
from jinja2 import Environment, PackageLoader, PrefixLoader

from tools import vendor_age
from tools.vendor_govuk import ASSETS, FIXTURES, SHA256, USED, VERSION, stripped

KEPT = {
    "govuk-frontend.css": "24c7e040eef12b2df7b48ddf786cd0dd72e3712fe16144ff4b8c0c491eb9c7b0",
    "govuk-frontend.js": "03560aaedbb42e58bbf21b212cc33c5c41bd58245264b48211090acb57f6997b",
}
GOVUK = "govuk_frontend_jinja"
MACROS = Environment(loader=PrefixLoader({GOVUK: PackageLoader(GOVUK)}), autoescape=True)
EXAMPLES: dict[str, list[dict[str, Any]]] = json.loads(gzip.decompress(FIXTURES.read_bytes()))


@pytest.mark.parametrize("name", KEPT)
def test_nobody_has_changed_them_by_hand(name: str) -> None:
    assert hashlib.sha256((ASSETS / name).read_bytes()).hexdigest() == KEPT[name]


def test_the_script_that_encrypts_is_as_it_was_made() -> None:
    script = (vendor_age.ASSETS / "age.js").read_bytes()
    licences = (vendor_age.ASSETS / "LICENCE-age-encryption.txt").read_text(encoding="utf-8")
    locked = json.loads((vendor_age.MADE_OF / "package-lock.json").read_text(encoding="utf-8"))

    assert hashlib.sha256(script).hexdigest() == vendor_age.SHA256
    assert locked["packages"]["node_modules/age-encryption"]["version"] == vendor_age.VERSION
    assert all("integrity" in one for name, one in locked["packages"].items() if name)
    assert "Redistribution and use" in licences
    assert "The MIT License" in licences
    assert not re.search(rb"\b(?:fetch|XMLHttpRequest|WebSocket|localStorage|eval)\b", script)


def test_what_is_for_gov_uk_alone_is_not_in_them() -> None:
    style = (ASSETS / "govuk-frontend.css").read_text(encoding="utf-8")
    assert not re.search(r"GDS|font-face|crest|crown|url\(", style, re.IGNORECASE)
    assert style.count("{") == style.count("}")
    assert {path.suffix for path in ASSETS.iterdir()} <= {".css", ".js", ".txt", ".svg"}


def test_a_page_has_no_use_for_the_rest_of_them() -> None:
    style = (ASSETS / "govuk-frontend.css").read_text(encoding="utf-8")
    components = {f"govuk-{one}" for one in USED}
    named = set(re.findall(r"\.(govuk-(?:accordion|tabs|footer|cookie-banner|pagination))", style))
    assert named & components == set()
    assert named == set()
    assert len(gzip.compress(style.encode())) < 11_000


def test_what_is_taken_out_takes_nothing_else_with_it() -> None:
    style = (
        '@font-face{font-family:GDS Transport;src:url(/assets/x)}.govuk-tabs__a,.govuk-tag{c:"}"'.replace(
            '"}"', "d"
        )
        + "}@media print{.govuk-footer{e:f}}@media print{.govuk-tag:not(.a,.b),.govuk-tabs{g:h}}"
    )
    assert stripped(style) == ".govuk-tag{c:d}@media print{.govuk-tag:not(.a,.b){g:h}}"


def test_a_style_sheet_that_still_names_the_font_is_refused() -> None:
    with pytest.raises(SystemExit):
        stripped(".govuk-tag{background:url(/assets/images/govuk-crest.svg)}")


def test_the_licence_stands_beside_them() -> None:
    text = (ASSETS / "LICENCE-govuk-frontend.txt").read_text(encoding="utf-8")
    assert "MIT" in text
    assert VERSION in text
    assert len(SHA256) == 64


def words(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"\s*>\s*<", "><", html))).strip()


@pytest.mark.parametrize("component", USED)
def test_the_macros_make_what_gov_uk_makes(component: str) -> None:
    """Of every example that GOV.UK publishes with the version whose style sheet is here."""
    name = "govuk" + "".join(part.capitalize() for part in component.split("-"))
    macro = getattr(MACROS.get_template(f"{GOVUK}/components/{component}/macro.html").module, name)
    examples = EXAMPLES[component]
    assert examples
    differing = [
        one["name"] for one in examples if words(str(macro(one["options"]))) != words(one["html"])
    ]
    assert differing == []
