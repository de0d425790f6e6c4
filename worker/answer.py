"""What a POST led to: an answer, or the reason why there is none."""

from dataclasses import dataclass
from enum import StrEnum


class Error(StrEnum):
    """Why a delivery was not made, as `last_error` names it."""

    TIMEOUT = "timeout"
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    BLOCKED = "blocked"
    HTTP = "http"
    WORKER_LOST = "worker_lost"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a POST; head: the first 1,000 bytes of its body."""

    status: int
    head: bytes
    retry_after: str | None


class PostError(Exception):
    """No answer came; `error` says why."""

    def __init__(self, error: Error, detail: object = "") -> None:
        super().__init__(f"{error}: {detail}" if detail else str(error))
        self.error = error
