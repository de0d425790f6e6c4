"""The environment's public name, asked as the world asks it: by TLS, through the edge."""

import http.client
import json
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from core.topology import PublicPort
from ops.errors import OpsError

_SECONDS = 10


class DoorError(OpsError):
    """No answer, or one that was not expected."""


class Door:
    """A connection to the public name.

    address: where it leads in rehearsal, whose names no DNS has; empty: DNS knows. roots: who vouches for it.
    """

    def __init__(self, domain: str, address: str = "", roots: str = "") -> None:
        self._domain = domain
        self._address = address or domain
        self._context = ssl.create_default_context(cadata=roots or None)
        self._connection: http.client.HTTPSConnection | None = None

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Return status and body of an answer; DoorError when none comes. Nothing is sent twice."""
        connection = self._connection or self._open()
        try:
            connection.request(method, path, body or None, dict(headers or {}))
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as problem:
            self.close()
            raise DoorError(f"https://{self._domain}{path}: {problem or type(problem).__name__}") from None
        if answer.will_close:
            self.close()
        return answer.status, content

    def expect(self, status: int, method: str, path: str, **asked: Any) -> Any:
        """Return the JSON of an answer that must have a status; DoorError else."""
        found, content = self.ask(method, path, **asked)
        if found != status:
            raise DoorError(
                f"{method} https://{self._domain}{path} answered {found}, not {status}{_why(content)}"
            )
        return json.loads(content) if content else None

    def close(self) -> None:
        """Hang up."""
        if self._connection:
            self._connection.close()
        self._connection = None

    def _open(self) -> http.client.HTTPSConnection:
        connection = http.client.HTTPSConnection(self._domain, PublicPort.HTTPS.value, timeout=_SECONDS)
        try:
            plain = socket.create_connection((self._address, PublicPort.HTTPS.value), timeout=_SECONDS)
            connection.sock = self._context.wrap_socket(plain, server_hostname=self._domain)
        except OSError as problem:
            raise DoorError(
                f"https://{self._domain} cannot be reached at {self._address}: {problem}"
            ) from None
        self._connection = connection
        return connection


def _why(content: bytes) -> str:
    with suppress(ValueError, KeyError, TypeError):
        return f": {json.loads(content)['detail']}"
    return ""
