"""One Celery task: a batch of deliveries of one destination, from lease to results."""

import time
from collections.abc import Sequence
from uuid import UUID

from core import logs
from core.database import Connection
from worker import health, leases
from worker.batch import Batch
from worker.leases import Destination
from worker.process import Process
from worker.request import Target
from worker.results import SUSPECT_CLAIMS, Lease, Leased, Outcome, returned

log = logs.get()

WRITING_SECONDS = 10
"""What of a lease is kept for writing results; one with less than a batch and this left is renewed."""

UNREADY_SECONDS = 30
"""How long a batch rests that could not even be prepared: nothing that its deliveries are to blame for."""


def deliver(process: Process, lease: Lease) -> None:
    """Post the deliveries that the lease still covers and write what became of them."""
    held = process.database.run(lambda connection: _hold(process, connection, lease), WRITING_SECONDS)
    if not held:
        log.info("lease has ended", destination_id=lease.destination, lease=lease.id)
        return
    end = time.monotonic() + process.job_seconds + WRITING_SECONDS
    outcome = _outcome(process, lease.destination, held)
    process.database.run(lambda connection: _finish(connection, lease, outcome), end - time.monotonic())


def _finish(connection: Connection, lease: Lease, outcome: Outcome) -> None:
    if outcome.health is None:
        leases.finish(connection, lease, outcome.results)
        return
    with connection.transaction():  # both or neither: after a lost connection all of this comes once more
        if leases.finish(connection, lease, outcome.results):
            health.note(connection, lease.destination, outcome.health)


def _hold(process: Process, connection: Connection, lease: Lease) -> list[Leased]:
    needed = process.job_seconds + WRITING_SECONDS
    return leases.hold(connection, lease, process.lease_seconds, needed)


def _outcome(process: Process, id_: UUID, held: Sequence[Leased]) -> Outcome:
    """Post what is held, or one of it when one is suspected of killing workers."""
    chosen = [delivery for delivery in held if delivery.claims >= SUSPECT_CLAIMS][:1] or held
    try:
        destination = _destination(process, id_)
        batch = _prepare(process, destination, chosen) if destination.is_open else None
    except Exception:
        log.exception("a batch could not be prepared", destination_id=id_)
        return Outcome([returned(delivery, UNREADY_SECONDS) for delivery in held])
    if batch is None:
        return Outcome([returned(delivery) for delivery in held])
    outcome = process.run(batch)
    spared = [returned(delivery) for delivery in held if delivery not in chosen]
    learned = outcome.health
    is_news = learned and learned.is_news(destination.is_slow, destination.is_failing)
    return Outcome(outcome.results + spared, learned if is_news else None)


def _destination(process: Process, id_: UUID) -> Destination:
    return process.database.run(lambda connection: leases.destination_of(connection, id_), WRITING_SECONDS)


def _prepare(process: Process, destination: Destination, held: Sequence[Leased]) -> Batch:
    """Read all that the posts need."""
    database = process.database
    events = database.run(lambda connection: leases.events_of(connection, held), WRITING_SECONDS)
    target = Target.of(destination, [process.sealer.open(secret) for secret in destination.signing_secrets])

    def read_body(event_id: UUID) -> bytes:
        return database.run(lambda connection: leases.body_of(connection, event_id))

    return Batch(process.client, target, held, events, read_body, process.big, process.job_seconds)
