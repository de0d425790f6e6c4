"""UUIDv7 (RFC 9562): ids that sort by time, and are partition keys for that reason."""

import os
import time
from datetime import UTC, datetime
from uuid import UUID


def uuid7() -> UUID:
    """Return a new id: 48 bits of Unix milliseconds, then random bits."""
    random = int.from_bytes(os.urandom(10))
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80 | random) & ~(0xF000 << 64) & ~(0xC000 << 48)
    return UUID(int=value | 0x7000 << 64 | 0x8000 << 48)


def time_of(uuid: UUID) -> datetime:
    """Return the moment, to the millisecond, at which a UUIDv7 was made."""
    return datetime.fromtimestamp((uuid.int >> 80) / 1000, UTC)
