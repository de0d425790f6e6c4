"""The Swarm, asked through one SSH connection to a manager, in the Engine's own API."""

import http.client
import json
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import quote, urlencode

from ops.errors import OpsError
from ops.release.ssh import UnreachableError, Ways

VERSION = "v1.44"
_DIAL = ("sudo", "docker", "system", "dial-stdio")
_PATIENCE_SECONDS = 20
_ELECTION_SECONDS = 30
_PAUSE_SECONDS = 0.5
_LEADERLESS = ("leader", "deadline exceeded", "connection error", "Unavailable")


class EngineError(OpsError):
    """What the engine refused; status: of HTTP."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status

    @property
    def is_election(self) -> bool:
        """Whether the Swarm has no leader just now, as after the loss of the one that it had."""
        return self.status >= http.HTTPStatus.INTERNAL_SERVER_ERROR and any(
            word in str(self) for word in _LEADERLESS
        )


class Engine:
    """Asks the first manager that answers; when it is lost, the next one."""

    def __init__(self, ways: Ways, managers: Sequence[str]) -> None:
        self._ways = ways
        self._managers = list(managers)
        self._http: http.client.HTTPConnection | None = None
        self._ssh: subprocess.Popen[bytes] | None = None

    def get(self, path: str, **filters: Sequence[str]) -> Any:
        """Return what a path has, as JSON; filters: as the Engine's API has them."""
        query = {"filters": json.dumps({key: list(values) for key, values in filters.items()})}
        return _json(self._ask("GET", f"{path}?{urlencode(query)}" if filters else path))

    def raw(self, path: str) -> bytes:
        """Return what a path has."""
        return self._ask("GET", path)

    def post(self, path: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Any:
        """Change something; EngineError with the engine's words when it is refused."""
        return _json(self._ask("POST", path, json.dumps(body), headers or {}))

    def delete(self, path: str) -> None:
        """Remove something; what is not there is fine."""
        try:
            self._ask("DELETE", path)
        except EngineError as problem:
            if problem.status != http.HTTPStatus.NOT_FOUND:
                raise

    def close(self) -> None:
        """Hang up."""
        if self._http:
            self._http.close()
        if self._ssh:
            self._ssh.terminate()
            self._ssh.communicate()
        self._http = self._ssh = None

    def _ask(self, method: str, path: str, body: str = "", headers: Mapping[str, str] | None = None) -> bytes:
        """Ask, again while the managers elect a leader: what changes something names the version of it."""
        end = time.monotonic() + _ELECTION_SECONDS
        while True:
            try:
                return self._ask_any(method, path, body, headers or {})
            except EngineError as problem:
                if not problem.is_election or time.monotonic() > end:
                    raise
            time.sleep(_PAUSE_SECONDS)

    def _ask_any(self, method: str, path: str, body: str, headers: Mapping[str, str]) -> bytes:
        """Ask the manager that we talk to, or else each other one."""
        said = ""
        for _ in range(len(self._managers) + 1):
            try:
                return self._exchange(method, path, body, headers)
            except (OSError, http.client.HTTPException) as problem:
                said = self._lose() or repr(problem)
        raise UnreachableError(f"no manager answers ({', '.join(self._managers)}): {said}")

    def _exchange(self, method: str, path: str, body: str, headers: Mapping[str, str]) -> bytes:
        connection = self._http or self._dial()
        kind = {"Content-Type": "application/json"} if body else {}
        connection.request(method, f"/{VERSION}{path}", body or None, {**headers, **kind})
        answer = connection.getresponse()
        content = answer.read()
        if answer.status >= http.HTTPStatus.BAD_REQUEST:
            raise EngineError(answer.status, _message(content))
        return content

    def _dial(self) -> http.client.HTTPConnection:
        channel, self._ssh = self._ways.talk(self._managers[0], *_DIAL)
        channel.settimeout(_PATIENCE_SECONDS)
        self._http = http.client.HTTPConnection("docker")
        self._http.auto_open = 0  # a connection that is lost is ours to replace
        self._http.sock = channel
        return self._http

    def _lose(self) -> str:
        """Give the connection up, go on with the next manager, and return what ssh said."""
        ssh = self._ssh
        self._managers.append(self._managers.pop(0))
        if self._http:
            self._http.close()
        self._http = self._ssh = None
        if ssh is None:
            return ""
        with suppress(OSError):
            ssh.terminate()
        return ssh.communicate()[1].decode(errors="replace").strip()


def segment(text: str) -> str:
    """Return a part of a path."""
    return quote(text, safe="")


def _json(content: bytes) -> Any:
    return json.loads(content) if content.strip() else None


def _message(content: bytes) -> str:
    try:
        return str(json.loads(content)["message"])
    except (ValueError, KeyError, TypeError):
        return content.decode(errors="replace").strip()
