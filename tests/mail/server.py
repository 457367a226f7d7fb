"""A mail server for tests, run as a process of its own: it takes, refuses, dawdles or hangs up.

`python server.py FOLDER SECURITY [CERTIFICATE KEY]`. What it takes it writes into the folder:
one file for each message, its envelope first. The local part of an address says how it is treated, the word in a file
named `mood` how the next message is.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

USER, PASSWORD = "virtual.school", "a long secret"


class Handler:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _mood(self) -> str:
        file = self.folder / "mood"
        return file.read_text() if file.exists() else ""

    async def handle_MAIL(  # noqa: N802  # aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self._mood() == "no-sender":
            return "553 this sender may not"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address.startswith("gone"):
            return f"550 no mailbox {address} here"
        if self._mood() == "hang-up-early":
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        mood = self._mood()
        if mood == "declines":
            return "554 not today"
        if mood != "lose":
            name = f"{len(list(self.folder.glob('*.eml'))):03}.eml"
            said = {"to": envelope.rcpt_tos, "tls": session.ssl is not None}
            said["signed_in"] = bool(session.authenticated)
            head = json.dumps({"from": envelope.mail_from, **said}).encode()
            (self.folder / name).write_bytes(head + b"\n" + envelope.content)
        if mood in {"hang-up", "lose"}:
            server.transport.abort()
        if mood == "dawdle":
            (self.folder / "dawdling").touch()
            await asyncio.sleep(30)
        return "250 OK"


def _signs_in(
    server: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword
) -> AuthResult:
    right = (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
    return AuthResult(success=right, handled=False)


async def _serve(folder: Path, security: str, certificate: list[str]) -> None:
    trust = None
    if certificate:
        trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trust.load_cert_chain(*certificate)

    def made() -> SMTP:
        safe = security != "none"
        return SMTP(
            Handler(folder),
            authenticator=_signs_in if safe else None,
            auth_required=safe,
            auth_require_tls=security == "starttls",
            tls_context=trust if security == "starttls" else None,
            require_starttls=security == "starttls",
            hostname="localhost",
        )

    implicit = trust if security == "tls" else None
    server = await asyncio.get_running_loop().create_server(made, "127.0.0.1", 0, ssl=implicit)
    (folder / "port").write_text(str(server.sockets[0].getsockname()[1]))
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), sys.argv[2], sys.argv[3:]))
