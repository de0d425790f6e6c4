"""What a key may do."""

from enum import StrEnum


class Scope(StrEnum):
    """`read` looks, `operate` also replays, pauses and enables, `admin` does everything."""

    READ = "read"
    OPERATE = "operate"
    ADMIN = "admin"

    def holds(self, other: "Scope") -> bool:
        """Say whether a key of this scope may do what needs the other."""
        order = list(Scope)
        return order.index(self) >= order.index(other)
