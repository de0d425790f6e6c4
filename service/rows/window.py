"""A window of ids, which is a window of time."""

import time
from dataclasses import dataclass
from uuid import UUID

FIRST = UUID(int=0)
DAY_MS = 86_400_000


def first_id(milliseconds: int) -> UUID:
    """Return the smallest id that something made at this Unix time can have."""
    return UUID(int=max(milliseconds, 0) << 80)


def soon() -> UUID:
    """Return an id that nothing has yet, by no host's clock; partitions beyond it need not be opened."""
    return first_id(time.time_ns() // 1_000_000 + DAY_MS)


@dataclass(frozen=True)
class Window:
    """`floor` ≤ id < `ceiling`, the newest `limit` of them."""

    limit: int
    floor: UUID = FIRST
    ceiling: UUID | None = None

    def values(self) -> dict[str, object]:
        """Return it as parameters of a statement."""
        end = soon()
        ceiling = min(self.ceiling or end, end)
        return {"floor": self.floor, "ceiling": ceiling, "limit": self.limit}
