"""Documents that come in: what they are, by what is in them and never by what they are called."""

from __future__ import annotations

import io
import zipfile

from pepsite.errors import ImportRefusedError

LARGEST = 10_000_000
"""The largest document that is taken, in bytes: a scan of a long report."""

_WORD = {"[Content_Types].xml", "word/document.xml"}
_KINDS = (
    ("pdf", b"%PDF-", b"%%EOF"),
    ("png", b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"),
    ("jpg", b"\xff\xd8\xff", b"\xff\xd9"),
)
"""Each kind, how its files begin, and what stands near their end if they are whole."""

_OTHER = "it is none of PDF, PNG, JPEG and Word (.docx), whatever it is called"
_DAMAGED = "it is damaged, or was cut short"


def check_document(content: bytes) -> str:
    """Return what kind of document this is: pdf, png, jpg or docx.

    Raises:
        ImportRefusedError: it is empty, too large, cut short, or of another kind.
    """
    kind, why = _looked_at(content)
    if why:
        message = f"this document cannot be taken: {why}; nothing was kept"
        raise ImportRefusedError(message)
    return kind


def _looked_at(content: bytes) -> tuple[str, str]:
    """Return what it is, and why it cannot be taken, which is empty where it can."""
    why = ""
    if not content:
        why = "it is empty"
    elif len(content) > LARGEST:
        why = f"it is larger than {LARGEST // 1_000_000} MB; scan it again in less detail"
    if why:
        return "", why
    for kind, begins, ends in _KINDS:
        if content.startswith(begins):
            return kind, "" if ends in content[-2048:] else _DAMAGED
    return ("docx", _word(content)) if content.startswith(b"PK\x03\x04") else ("", _OTHER)


def _word(content: bytes) -> str:
    """Return why this is no document of Word that can be taken, or nothing."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            names = set(file.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return _DAMAGED
    if not names >= _WORD:
        return _OTHER
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return "it has macros in it; save it as .docx, or as PDF"
    return ""
