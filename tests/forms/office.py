"""An officer's computer from which forms go out as files, and what comes back of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyrage

from pepsite.forms.offline.issuing import Issuing, MadeForm, Purpose
from pepsite.forms.offline.receiving import Receiving
from pepsite.forms.offline.register import Register
from pepsite.forms.web.desk import Desk
from pepsite.privacy.identity import Identity
from pepsite.privacy.names import NameScan
from pepsite.records.codes import Role
from pepsite.records.pep import PepType
from pepsite.store.drafts import Drafts
from pepsite.store.identities import IdentityStore
from tests.forms.opened import NOW, OFFICER_ID, OLDER_CHILD

NAME = "Rowan Merrifield"
SAID = "Reads to a younger pupil each week"
TEACHER = Purpose(OLDER_CHILD, PepType.REVIEW, Role.DESIGNATED_TEACHER)


@dataclass
class Office:
    """An officer's computer, and what its clock says."""

    root: Path
    folder: Path
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.store = IdentityStore.create(
            self.folder / "identities.age", self.folder / "key.txt", workspace=self.root
        )
        self.store.add(Identity(child=OLDER_CHILD, full_name=NAME, known_as="Rowan"))
        self.store.save()
        drafts = Drafts.open(self.folder / "drafts", self.folder / "drafts.txt")
        names = NameScan(self.store.identities())
        self.desk = Desk(self.root, OFFICER_ID, drafts, lambda: self.now, self.store, names)
        self.register = Register(self.store)
        self.issuing = Issuing(self.desk, self.store, self.register)
        self.receiving = Receiving(self.desk, self.store, self.register)

    def send_out(self, purpose: Purpose = TEACHER) -> MadeForm:
        made = self.issuing.make(purpose)
        self.issuing.send_out(made)
        return made

    def came_back(self, made: MadeForm, **changed: Any) -> Path:
        """Return the file that somebody would send who answered one question."""
        return self.written(json.dumps(answer_to(made) | changed).encode())

    def written(self, content: bytes, *, sealed: bool = True) -> Path:
        path = self.folder / "back.age"
        to = [pyrage.x25519.Recipient.from_str(one) for one in self.store.recipients]
        path.write_bytes(pyrage.encrypt(content, to, armored=True) if sealed else content)
        return path


def answer_to(made: MadeForm) -> dict[str, Any]:
    issued = made.issued
    return {
        "schema": "offline-answer/1",
        "issue": issued.id,
        "child": issued.child,
        "record": issued.record,
        "person": issued.person,
        "questions": issued.questions,
        "made_at": "2026-05-20T09:00:00Z",
        "pages": ["strengths", "attainment"],
        "answers": {"strengths": SAID},
    }


def told(made: MadeForm) -> dict[str, Any]:
    """Return what the script of a file goes by."""
    data = made.html.partition('id="form-data">')[2].partition("</script>")[0]
    read: dict[str, Any] = json.loads(data)
    return read
