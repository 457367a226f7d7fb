"""A text as people and programs may come to read it: without what hides its words.

A name is one also in capitals, with accents taken apart, in two tags, with a soft hyphen in
it, written in entities, in the escapes of a script, an address or a style sheet, or in base64.
"""

from __future__ import annotations

import re
from base64 import b64decode
from html import unescape
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

if TYPE_CHECKING:
    from collections.abc import Iterator

_ESCAPE = re.compile(
    r"\\(?:u\{(?P<braces>[0-9a-fA-F]{1,6})\}|u(?P<four>[0-9a-fA-F]{4})|x(?P<two>[0-9a-fA-F]{2})"
    r"|(?P<style>[0-9a-fA-F]{1,6})\s?|(?P<space>[nrtv])|(?P<itself>.))"
)
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_UNSEEN = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
_MARK = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_WITHOUT_STROKE: Final = (
    {"\u0142": "l", "\u0141": "L", "\u00f8": "o", "\u00d8": "O", "\u0111": "d", "\u0110": "D"}
    | {"\u00df": "ss", "\u00e6": "ae", "\u00c6": "Ae", "\u0153": "oe", "\u0152": "Oe"}
    | {"\u0131": "i", "\u00f0": "d", "\u00d0": "D", "\u00fe": "th", "\u00de": "Th"}
)
_STROKED = re.compile(f"[{''.join(_WITHOUT_STROKE)}]")
_HASH = re.compile(r"\bsha(?:256|384|512)-[A-Za-z0-9+/]+=*")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
_COMMENT = re.compile(r"<!--|-->")
_TAG = re.compile(r"<[^<>]*>")
_WITHIN_A_LINE = re.compile(
    r"</?(?:td|th|span|tspan|text|title|desc|b|i|u|em|strong|a|abbr|small|mark|code|sup|sub|wbr|br"
    r"|q|cite|label|option|dt|dd)\b[^<>]*>",
    re.IGNORECASE,
)
# Each begins with the sign itself, which is found much faster than any letter before it.
_TAGS_IN_A_WORD = re.compile(r"<(?<=\w<)[^<>]*>(?:<[^<>]*>)*(?=\w)")
_EMPHASIS_IN_A_WORD = re.compile(r"\*\*(?<=\w\*\*)(?=\w)|__(?<=\w__)(?=\w)")

_NEAR: Final = 80
"""So many signs before and after a tag within a word hold the rest of a name."""

APART: Final = "\x01"
"""Stands between words that no reader would take together."""


def unwrapped(text: str, *, closely: bool = True) -> Iterator[str]:
    """Yield the text in each way that it can be read. Lines stay on their lines.

    Not `closely`, what is in two paragraphs stands side by side: that takes less time.
    """
    plain = _without_escapes(_HASH.sub("", text) if "sha" in text else text)
    yield from _views(plain, closely=closely)
    for found in _BASE64.finditer(plain):
        inside = _decoded(found[0])
        if inside:
            before = "\n" * plain.count("\n", 0, found.start())
            for one in _views(_without_escapes(inside), closely=closely):
                yield f"{before}{one}"


def plain_letters(text: str) -> str:
    """Return text without accents and what nobody sees, so that each spelling is the same."""
    if text.isascii():
        return text
    apart = normalize("NFKD", _UNSEEN.sub("", text))
    return _STROKED.sub(lambda found: _WITHOUT_STROKE[found[0]], _MARK.sub("", apart))


def _without_escapes(text: str) -> str:
    """Take off every wrapping, one around the other: each makes the text shorter."""
    before = ""
    while text != before:
        before = text
        if "&" in text:
            text = unescape(text)
        if "\\" in text:
            text = _ESCAPE.sub(_escaped, text.replace("\\n", " ").replace('\\"', '"'))
        if "%" in text:
            text = _PERCENT.sub(_from_an_address, text)
    return plain_letters(text)


def _from_an_address(match: re.Match[str]) -> str:
    return bytes.fromhex(match[0].replace("%", "")).decode("utf-8", "replace")


def _escaped(match: re.Match[str]) -> str:
    if match["space"]:
        return " "
    if match["itself"]:
        return match["itself"]
    number = int(match["braces"] or match["four"] or match["two"] or match["style"], 16)
    return chr(number) if number <= 0x10FFFF else ""  # noqa: PLR2004  # the last character


def _views(text: str, *, closely: bool) -> Iterator[str]:
    yield text
    if "<" in text:
        yield _side_by_side(text) if closely else _TAG.sub(" ", text)
    if closely:
        yield _side_by_side(_put_together(text))
    else:
        yield f" {APART} ".join(
            _TAG.sub(" ", _put_together(_around(text, one)))
            for sign in (_TAGS_IN_A_WORD, _EMPHASIS_IN_A_WORD)
            for one in sign.finditer(text)
        )


def _around(text: str, found: re.Match[str]) -> str:
    """Return what stands around a place, in whole words."""
    start = text.rfind(" ", 0, max(found.start() - _NEAR, 0)) + 1
    end = text.find(" ", found.end() + _NEAR)
    return text[start : end if end >= 0 else len(text)]


def _put_together(text: str) -> str:
    """Return text without the tags and the emphasis in which a word is taken apart."""
    return _EMPHASIS_IN_A_WORD.sub("", _TAGS_IN_A_WORD.sub("", text))


def _side_by_side(text: str) -> str:
    """Return text without tags; what is in two paragraphs or two rows is kept apart."""
    apart = f" {APART} "
    return _TAG.sub(apart, _WITHIN_A_LINE.sub(" ", _COMMENT.sub(apart, text)))


def _decoded(run: str) -> str:
    """Return the text that a run of letters stands for in base64, or nothing."""
    if run.islower():
        return ""
    full = run.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        text = b64decode(full + "=" * (-len(full) % 4)).decode("utf-8")
    except ValueError:
        return ""
    return text if all(one.isprintable() or one.isspace() for one in text) else ""
