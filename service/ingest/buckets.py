"""Token buckets in Redis, by its clock: one script takes from any number of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from redis import Redis
from redis.exceptions import RedisError

from core.topology import RATE_KEYS

PATIENCE_SECONDS = 0.02


class LateError(RedisError):
    """No answer within PATIENCE_SECONDS; `catch_up` reads it."""


# A bucket is its tokens and when they were counted. After a second it is full again, so it is kept for one.
# What refuses is left as it is.
TAKE = """
local seconds, micros = unpack(redis.call('time'))
local now, taken = seconds * 1e6 + micros, {}
for i, key in ipairs(KEYS) do
  local rate, bucket = tonumber(ARGV[i]), redis.call('get', key)
  local tokens = rate
  if bucket then
    local left, at = struct.unpack('dd', bucket)
    tokens = math.min(rate, left + math.max(now - at, 0) * rate / 1e6)
  end
  taken[i] = tokens > 0.999999 and 1 or 0
  if taken[i] == 1 then
    redis.call('set', key, struct.pack('dd', tokens - 1, now), 'px', 1000)
  end
end
return taken
"""


@dataclass(frozen=True, slots=True)
class Post:
    """A post, as its rate counts: by source and address, `rate_per_second` of them."""

    source: UUID
    address: str
    rate_per_second: int


class Buckets:
    """The buckets, over one connection that is open already. redis.RedisError from all methods."""

    def __init__(self, redis: "Redis") -> None:
        """Connect and load the script, with the patience of the client."""
        self._connection: Any = redis.connection_pool.make_connection()
        try:
            self._script = self._ask(None, "SCRIPT", "LOAD", TAKE)
        except BaseException:
            self.close()
            raise

    def take(self, posts: Sequence[Post]) -> list[bool]:
        """Take a token for each post, and say which there were; LateError."""
        names = [f"{RATE_KEYS}{post.source}:{post.address}" for post in posts]
        rates = [post.rate_per_second for post in posts]
        taken = self._ask(PATIENCE_SECONDS, "EVALSHA", self._script, len(posts), *names, *rates)
        return [one == 1 for one in taken]

    def catch_up(self) -> None:
        """Read an answer that came too late, with the patience of the client."""
        self._connection.read_response()

    def close(self) -> None:
        """Close the connection."""
        self._connection.disconnect()

    def _ask(self, patience: float | None, *command: Any) -> Any:
        self._connection.send_command(*command, check_health=False)
        # Twice, for it may be we who were late: then the answer is there by now.
        if patience is not None and not (self._connection.can_read(patience) or self._connection.can_read(0)):
            raise LateError(f"no answer within {patience * 1000:g} ms")
        return self._connection.read_response()
