"""Senders that behave as GitHub and its user do: what was not answered is sent again, with the same id."""

import threading
import time
from queue import Empty, SimpleQueue

import requests

from ops.samples.github import Webhook

THREADS = 8
REPEAT_SECONDS = 0.5
ANSWER_SECONDS = 10
"""GitHub gives up on an answer after ten seconds."""


class Senders:
    """`answered` maps each event id that came with a 2xx to its webhook."""

    def __init__(self, url: str, secret: str) -> None:
        self._url = url
        self._secret = secret
        self.answered: dict[str, Webhook] = {}
        self.repeated = 0
        self.done = 0

    def send(self, webhooks: list[Webhook], per_second: float) -> None:
        """Send all of them, and return when each has been answered 2xx."""
        queue: SimpleQueue[tuple[float, Webhook]] = SimpleQueue()
        started = time.monotonic()
        for number, webhook in enumerate(webhooks):
            queue.put((started + number / per_second, webhook))
        threads = [threading.Thread(target=self._drain, args=(queue,)) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _drain(self, queue: "SimpleQueue[tuple[float, Webhook]]") -> None:
        with requests.Session() as session:
            while True:
                try:
                    at, webhook = queue.get_nowait()
                except Empty:
                    return
                time.sleep(max(0.0, at - time.monotonic()))
                self.answered[self._until_answered(session, webhook)] = webhook
                self.done += 1

    def _until_answered(self, session: requests.Session, webhook: Webhook) -> str:
        while True:
            try:
                answer = session.post(
                    self._url,
                    data=webhook.body,
                    headers=webhook.headers(self._secret),
                    timeout=ANSWER_SECONDS,
                )
                if answer.ok:
                    return str(answer.json()["id"])
                if answer.status_code < 500:
                    answer.raise_for_status()
            except (requests.ConnectionError, requests.Timeout):
                pass
            self.repeated += 1
            time.sleep(REPEAT_SECONDS)
