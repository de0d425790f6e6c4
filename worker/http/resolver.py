"""Names to addresses, remembered for a few seconds."""

import asyncio
from dataclasses import dataclass
from ipaddress import ip_address

from worker.http.answer import Error, PostError

REMEMBERED_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Lookup:
    """A look-up that runs or has ended; the loop's time at which it is to be forgotten."""

    addresses: asyncio.Task[list[str]]
    forget_at: float


class Resolver:
    """Asks the system's resolver, once for all who wait for the same name."""

    def __init__(self) -> None:
        self._lookups: dict[str, Lookup] = {}

    async def addresses(self, host: str) -> list[str]:
        """Return the addresses of a host, itself when it is one; PostError when it has none."""
        try:
            return [str(ip_address(host))]
        except ValueError:
            pass
        try:
            return await asyncio.shield(self._lookup(host))
        except (OSError, UnicodeError) as problem:
            self._lookups.pop(host, None)
            raise PostError(Error.DNS, problem) from None

    def _lookup(self, host: str) -> asyncio.Task[list[str]]:
        loop = asyncio.get_running_loop()
        known = self._lookups.get(host)
        if known is None or known.forget_at < loop.time():
            known = Lookup(loop.create_task(_ask(host)), loop.time() + REMEMBERED_SECONDS)
            known.addresses.add_done_callback(lambda task: task.cancelled() or task.exception())
            self._lookups[host] = known
        return known.addresses


async def _ask(host: str) -> list[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, None, type=1)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))
