"""What arrived, held against what was answered 2xx."""

import json
import time
from collections import defaultdict
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import psycopg

from ops.samples.senders import Senders
from ops.samples.sink import Received

ARRIVAL_SECONDS = 120
UNFINISHED = "select count(*) from deliveries where state <> 'delivered'"
STORED = "select id::text from events"


@dataclass(frozen=True)
class Report:
    """The outcome. Each set holds event ids; all must be empty."""

    answered: int
    repeated: int
    received: int
    not_stored: set[str]
    lost: set[str]
    altered: set[str]
    unverified: set[str]
    renamed: set[str]
    unfinished: int
    seconds: float

    @property
    def holds(self) -> bool:
        """Tell whether every webhook arrived, unaltered, verified, under one webhook-id, and is delivered."""
        faults = (self.not_stored, self.lost, self.altered, self.unverified, self.renamed, self.unfinished)
        return not any(faults)

    def sentence(self) -> str:
        """Return the outcome for people."""
        return (
            f"{self.answered:,} answered 2xx ({self.repeated} sent again), "
            f"{self.received - self.answered:,} delivered more than once; "
            f"not stored {len(self.not_stored)}, lost {len(self.lost)}, altered {len(self.altered)}, "
            f"not verified {len(self.unverified)}, with a second webhook-id {len(self.renamed)}, "
            f"not finished {self.unfinished}; {self.seconds:.0f} s"
        )


class Arrivals:
    """Reads what a sink process writes."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def received(self) -> list[Received]:
        """Return all deliveries so far."""
        lines = self._file.read_text().splitlines(keepends=True)
        return [Received(**json.loads(line)) for line in lines if line.endswith("\n")]

    def wait_for(self, event_ids: set[str]) -> None:
        """Return when all have arrived, or two minutes have passed."""
        end = time.monotonic() + ARRIVAL_SECONDS
        while time.monotonic() < end and event_ids - {one.event_id for one in self.received()}:
            time.sleep(0.5)

    def report(self, senders: Senders, database_url: str, seconds: float) -> Report:
        """Hold what arrived against what was answered and what the database says."""
        received, answered = self.received(), senders.answered
        names: dict[str, set[str]] = defaultdict(set)
        for one in received:
            names[one.event_id].add(one.delivery_id)
        sums = {event_id: sha256(sent.webhook.body).hexdigest() for event_id, sent in answered.items()}
        return Report(
            answered=len(answered),
            repeated=senders.repeated,
            received=len(received),
            not_stored=set(answered) - _stored(database_url),
            lost=set(answered) - set(names),
            altered={one.event_id for one in received if one.sha256 != sums.get(one.event_id)},
            unverified={one.event_id for one in received if not one.verified},
            renamed={event_id for event_id, ids in names.items() if len(ids) > 1},
            unfinished=_unfinished(database_url),
            seconds=seconds,
        )


def _stored(database_url: str) -> set[str]:
    with psycopg.connect(database_url) as connection:
        return {row[0] for row in connection.execute(STORED)}


def _unfinished(database_url: str) -> int:
    """Count deliveries without their end; results of the last posts may be a moment late."""
    end = time.monotonic() + ARRIVAL_SECONDS
    with psycopg.connect(database_url, autocommit=True) as connection:
        while True:
            row = connection.execute(UNFINISHED).fetchone()
            assert row
            if row[0] == 0 or time.monotonic() > end:
                return int(row[0])
            time.sleep(0.5)
