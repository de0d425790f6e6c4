"""Whose turn it is, when more destinations have something due than the queues have room for."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID


class Turns:
    """Whoever was served longest ago comes first: a new delivery never waits behind others' backlogs."""

    def __init__(self) -> None:
        self._served: dict[UUID, int] = {}
        self._count = 0

    def in_order(self, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return rows of destinations in turn: first those that never had one, in the order given."""
        return sorted(rows, key=lambda row: self._served.get(row["destination_id"], 0))

    def serve(self, destination: UUID) -> None:
        """Note that a destination had its turn."""
        self._count += 1
        self._served[destination] = self._count
