"""Senders that behave as GitHub and its user do: what was not answered is sent again, with the same id."""

import threading
import time
from dataclasses import dataclass
from queue import Empty, SimpleQueue

import requests

from ops.samples.github import Webhook

THREADS = 8
REPEAT_SECONDS = 0.5
ANSWER_SECONDS = 10
"""GitHub gives up on an answer after ten seconds."""


@dataclass(frozen=True)
class Answered:
    """A webhook that was answered 2xx; times of the monotonic clock, in seconds, of the post that was."""

    webhook: Webhook
    status: int
    posted_at: float
    answered_at: float


class RefusedError(Exception):
    """A post was answered 4xx, or not at all for too long."""


class Senders:
    """Posts from several threads; `answered` maps event ids to what was sent."""

    def __init__(self, url: str, secret: str, patience_seconds: float) -> None:
        self._url = url
        self._secret = secret
        self._patience_seconds = patience_seconds
        self._failure: RefusedError | None = None
        self.answered: dict[str, Answered] = {}
        self.repeated = 0

    def send(self, webhooks: list[Webhook], per_second: float) -> None:
        """Send all of them, and return when each has been answered 2xx; RefusedError when one is not."""
        queue: SimpleQueue[tuple[float, Webhook]] = SimpleQueue()
        started = time.monotonic()
        for number, webhook in enumerate(webhooks):
            queue.put((started + number / per_second, webhook))
        threads = [threading.Thread(target=self._drain, args=(queue,), daemon=True) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self._failure:
            raise self._failure

    def _drain(self, queue: "SimpleQueue[tuple[float, Webhook]]") -> None:
        with requests.Session() as session:
            session.trust_env = False
            while not self._failure:
                try:
                    at, webhook = queue.get_nowait()
                    time.sleep(max(0.0, at - time.monotonic()))
                    self._until_answered(session, webhook)
                except Empty:
                    return
                except RefusedError as problem:
                    self._failure = problem

    def _until_answered(self, session: requests.Session, webhook: Webhook) -> None:
        give_up_at = time.monotonic() + self._patience_seconds
        while not self._is_answered(session, webhook):
            if time.monotonic() > give_up_at:
                raise RefusedError(f"no 2xx from {self._url} within {self._patience_seconds:.0f} s")
            self.repeated += 1
            time.sleep(REPEAT_SECONDS)

    def _is_answered(self, session: requests.Session, webhook: Webhook) -> bool:
        posted_at = time.monotonic()
        headers = webhook.headers(self._secret)
        try:
            answer = session.post(self._url, data=webhook.body, headers=headers, timeout=ANSWER_SECONDS)
        except (requests.ConnectionError, requests.Timeout):
            return False
        if 400 <= answer.status_code < 500:
            raise RefusedError(f"{answer.status_code} {answer.text}")
        if answer.ok:
            sent = Answered(webhook, answer.status_code, posted_at, time.monotonic())
            self.answered[str(answer.json()["id"])] = sent
        return answer.ok
