"""`invoke send`: real, signed GitHub pushes to a running copy, followed until they are delivered."""

import fcntl
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from statistics import median

from ops.errors import OpsError, UsageError
from ops.local import running
from ops.samples import fixtures
from ops.samples.client import Client
from ops.samples.github import push
from ops.samples.senders import Answered, RefusedError, Senders
from ops.samples.sink import Received, Sink

PATIENCE_SECONDS = 30
ARRIVAL_SECONDS = 60
POLL_SECONDS = 0.05

Arrivals = SimpleQueue[Received]


def run(folder: Path, count: int = 1, rate: float = 100) -> None:
    """Send `count` webhooks, `rate` a second, and return once all are delivered; OpsError when one is not."""
    if count < 1 or not (rate > 0 and math.isfinite(rate)):
        raise UsageError(f"--count and --rate must be above 0 (got {count} and {rate})")
    copy = running.need(folder)
    client = Client(copy.api_url, copy.api_key)
    with _alone(folder), _samples(client, folder) as (senders, arrivals):
        if count == 1:
            _follow(client, copy.web_url, senders, arrivals)
        else:
            _stream(client, senders, arrivals, count, rate)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "send.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OpsError(f"{folder}: another invoke send uses the sample sink; wait for it") from None
        yield


@contextmanager
def _samples(client: Client, folder: Path) -> Iterator[tuple[Senders, Arrivals]]:
    source, destination = fixtures.source(client, folder), fixtures.destination(client, folder)
    arrivals: Arrivals = SimpleQueue()
    with Sink(destination.signing_secret, arrivals.put) as sink:
        fixtures.attach(client, destination, sink.url)
        print(f"source      {fixtures.SOURCE}: scheme github, posts to {source.ingest_url}")
        print(f"destination {fixtures.DESTINATION}: a sink at {sink.url}")
        try:
            yield Senders(source.ingest_url, source.secret, PATIENCE_SECONDS), arrivals
        finally:
            fixtures.detach(client, destination)


def _send(senders: Senders, count: int, rate: float) -> None:
    try:
        senders.send([push() for _ in range(count)], rate)
    except RefusedError as problem:
        raise OpsError(f"a webhook was not accepted: {problem}") from None


def _follow(client: Client, web_url: str, senders: Senders, arrivals: Arrivals) -> None:
    _send(senders, 1, 1)
    ((event_id, sent),) = senders.answered.items()
    say = _Steps(sent.posted_at)
    say(sent.posted_at, f"posted a push of {len(sent.webhook.body):,} bytes, signed with the source's secret")
    say(sent.answered_at, f"{sent.status}: committed in PostgreSQL as event {event_id}")
    received = _arrival(arrivals, event_id)
    say(received.at, f"arrived at the sink, attempt {received.attempt}, signature verified")
    state = _await_delivered(client, event_id)
    say(time.monotonic(), f"{state}: delivery {received.delivery_id}")
    print(f"look at it: {web_url}/events/{event_id}")


class _Steps:
    def __init__(self, begin: float) -> None:
        self._begin = begin

    def __call__(self, at: float, words: str) -> None:
        print(f"{(at - self._begin) * 1000:8.1f} ms  {words}", flush=True)


def _arrival(arrivals: Arrivals, event_id: str) -> Received:
    end = time.monotonic() + ARRIVAL_SECONDS
    while True:
        try:
            received = arrivals.get(timeout=max(0.0, end - time.monotonic()))
        except Empty:
            raise OpsError(
                f"event {event_id} did not arrive within {ARRIVAL_SECONDS} s: see the logs"
            ) from None
        if received.event_id == event_id:
            return _verified(received)


def _verified(received: Received) -> Received:
    if not received.verified:
        raise OpsError(f"delivery {received.delivery_id}: its signature is wrong")
    return received


def _await_delivered(client: Client, event_id: str) -> str:
    end = time.monotonic() + ARRIVAL_SECONDS
    while time.monotonic() < end:
        (delivery,) = client.call("GET", f"deliveries?event_id={event_id}")["data"]
        if delivery["state"] == "delivered":
            return "delivered"
        time.sleep(POLL_SECONDS)
    raise OpsError(f"delivery {delivery['id']} is {delivery['state']}, last error {delivery['last_error']}")


def _stream(client: Client, senders: Senders, arrivals: Arrivals, count: int, rate: float) -> None:
    print(f"sending     {count:,} webhooks, {rate:g} a second …", flush=True)
    begun = time.monotonic()
    _send(senders, count, rate)
    seconds = time.monotonic() - begun
    delays = _delays(senders.answered, arrivals)
    _await_none_open(client)
    answers = [sent.answered_at - sent.posted_at for sent in senders.answered.values()]
    print(f"sent        {count:,} in {seconds:.1f} s, {senders.repeated} of them again")
    print(f"answered    {len(answers):,} with 2xx, after {_spread(answers)}")
    print(f"delivered   {len(delays):,}, each verified, after {_spread(delays)}")


def _delays(answered: dict[str, Answered], arrivals: Arrivals) -> list[float]:
    """Return the seconds from each post to its arrival; OpsError when one does not arrive."""
    delays: dict[str, float] = {}
    while len(delays) < len(answered):
        try:
            received = _verified(arrivals.get(timeout=ARRIVAL_SECONDS))
        except Empty:
            raise OpsError(
                f"{len(answered) - len(delays)} of {len(answered)} did not arrive: see the logs"
            ) from None
        if received.event_id in answered:
            delays.setdefault(received.event_id, received.at - answered[received.event_id].posted_at)
    return list(delays.values())


def _await_none_open(client: Client) -> None:
    end = time.monotonic() + ARRIVAL_SECONDS
    while any(_deliveries(client, state) for state in ("pending", "sending")):
        if time.monotonic() > end:
            raise OpsError(f"some deliveries to {fixtures.DESTINATION} are not finished: see the logs")
        time.sleep(POLL_SECONDS)


def _deliveries(client: Client, state: str) -> list[object]:
    path = f"deliveries?destination={fixtures.DESTINATION}&state={state}&limit=1"
    found: list[object] = client.call("GET", path)["data"]
    return found


def _spread(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    p99 = ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
    return f"{median(ordered) * 1000:,.0f} ms (median), {p99 * 1000:,.0f} ms (p99)"
