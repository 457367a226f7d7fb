"""The one HTML file: style, script and questions in it, and no way out of it but a download."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup

from pepsite.forms.offline.steps import HONEST_KEY, STAND_INS, honest_words
from pepsite.forms.web.words import FILTERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pepsite.forms.offline.steps import Laid

_GOVUK: Final = "govuk_frontend_jinja"
_STYLES: Final = (
    ("pepsite.forms.web", "govuk-frontend.css"),
    ("pepsite.forms.web", "pepsite.css"),
    ("pepsite.forms.offline", "offline.css"),
)
_SCRIPTS: Final = (("pepsite.forms.offline", "age.js"), ("pepsite.forms.offline", "offline.js"))


def document(laid: Laid, about: Mapping[str, Any]) -> tuple[str, str]:
    """Return the file, and the hash of the questions in it.

    `about` is what the script and the pages are told of the form as a whole.
    """
    told = {
        **about["told"],
        **honest_words(),
        "pages": laid.pages,
        "honest": laid.honest_steps,
        "honestKey": HONEST_KEY,
        "standIns": STAND_INS,
        "answers": laid.answers,
        "facts": laid.facts,
    }
    # In a script element nothing but its own end tag means anything.
    data = json.dumps(told, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    style = "".join(_asset(*one) for one in _STYLES)
    scripts = [_asset(*one) for one in _SCRIPTS]
    html = (
        _environment()
        .get_template("form.html")
        .render(
            {
                **about["shown"],
                "policy": _policy(style, scripts),
                "style": Markup(style),  # noqa: S704  # ours, from the package
                "scripts": [Markup(one) for one in scripts],  # noqa: S704  # as above
                "data": Markup(data),  # noqa: S704  # JSON without any "<"
                "drawn": laid.drawn,
                "honest": laid.honest,
            }
        )
    )
    return html, hashlib.sha256(data.encode()).hexdigest()


def _policy(style: str, scripts: list[str]) -> str:
    """Return what this file may do: its own script and style, and nothing else whatever."""
    return (
        "default-src 'none'; "
        f"style-src {_hash(style)}; "
        f"script-src {' '.join(map(_hash, scripts))}; "
        "form-action 'none'; base-uri 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _asset(package: str, name: str) -> str:
    return files(package).joinpath("assets", name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader(
            [
                PackageLoader("pepsite.forms.offline"),
                PackageLoader("pepsite.forms.web"),
                PrefixLoader({_GOVUK: PackageLoader(_GOVUK)}),
            ]
        ),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    return environment
