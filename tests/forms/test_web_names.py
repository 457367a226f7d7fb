"""A name that is a word too: asked about once, and never again where nobody changed it."""

from __future__ import annotations

import html
import re
import subprocess
from pathlib import Path

import pytest

from pepsite.privacy.identity import Identity
from pepsite.store.identities import IdentityStore
from tests.forms.conftest import OpenAs
from tests.forms.opened import OFFICER_ID, YOUNGER_CHILD, OpenForms, words_of

PLAN = "pep-jxp7jjy63y6fz"
KEPT = "{child} reads well.\nMaths is hard. {child} asks for help.\nHe had a Pat on the back."
ASKS = "Is this the child’s name?"


@pytest.fixture
def pat(workspace: Path, open_as: OpenAs, tmp_path: Path) -> OpenForms:
    """Return the forms where a child called Pat has a plan with the name, and with the word."""
    record = workspace / f"records/children/{YOUNGER_CHILD}/peps/{PLAN}.yaml"
    text = record.read_text(encoding="utf-8")
    lines = "".join(f"  {line}\n" for line in KEPT.splitlines())
    record.write_text(f"{text.rstrip()}\nstrengths: |-\n{lines}", encoding="utf-8")
    subprocess.run(("git", "-C", workspace, "commit", "-qam", "Strengths"), check=True)
    store = IdentityStore.create(tmp_path / "identities.age", tmp_path / "identity-key.txt")
    store.add(Identity(child=YOUNGER_CHILD, full_name="Patricia Wells", known_as="Pat"))
    return open_as(OFFICER_ID, store)


def page_of(forms: OpenForms) -> str:
    return f"{forms.begin('pep', child=YOUNGER_CHILD, record=PLAN)}/page/strengths"


def shown_on(forms: OpenForms, address: str) -> str:
    """Return what stands in the box, as a browser sends it back."""
    (found,) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", forms.get(address).text, re.DOTALL)
    return html.unescape(found).replace("\n", "\r\n")


def kept(forms: OpenForms) -> str:
    found = forms.desk.drafts.find(OFFICER_ID, "pep", PLAN)
    assert found is not None
    return str(found.answers["strengths"])


def asked(forms: OpenForms, address: str, said: str) -> list[str]:
    """Save a page, and return the sentences that are asked about."""
    shown = forms.save(address, {"strengths": said})
    if shown.status_code == 303:
        return []
    assert ASKS in shown.text
    legends = re.findall(r"<legend[^>]*>(.*?)</legend>", shown.text, re.DOTALL)
    return [html.unescape(one).strip() for one in legends]


def test_what_comes_back_as_it_was_shown_stays_as_it_was_and_nothing_is_asked(
    pat: OpenForms,
) -> None:
    address = page_of(pat)
    shown = shown_on(pat, address)
    assert shown.startswith("Pat reads well.")
    assert asked(pat, address, shown) == []
    assert kept(pat) == KEPT


def test_where_a_part_is_changed_names_stay_names_words_stay_words_and_nothing_is_asked(
    pat: OpenForms,
) -> None:
    address = page_of(pat)
    changed = shown_on(pat, address).replace("reads well", "reads very well")
    assert asked(pat, address, f"{changed} He smiled.") == []
    assert kept(pat) == f"{KEPT.replace('reads well', 'reads very well')} He smiled."


def test_of_a_new_sentence_it_is_asked_and_of_no_other(pat: OpenForms) -> None:
    address = page_of(pat)
    assert asked(pat, address, f"{shown_on(pat, address)} Pat is kind.") == ["Pat is kind."]
    assert kept(pat) == f"{KEPT} Pat is kind."


def test_what_was_asked_and_not_answered_is_asked_again(pat: OpenForms) -> None:
    address = page_of(pat)
    asked(pat, address, f"{shown_on(pat, address)} Pat is kind.")
    assert asked(pat, address, shown_on(pat, address)) == ["Pat is kind."]


def test_a_sentence_that_is_asked_about_is_shown_with_the_name_and_no_token(
    pat: OpenForms,
) -> None:
    address = page_of(pat)
    said = "Pat reads well, and had a Pat on the back."
    assert asked(pat, address, said) == [said]
    assert kept(pat) == "{child} reads well, and had a Pat on the back."
    assert "{child}" not in words_of(pat.get(address))
