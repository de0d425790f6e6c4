"""Failures on request: WEBHOOK_MONITOR_HCLOUD_FAIL=server:2 fails the second server of a run."""

import os
import threading
from collections import Counter
from enum import StrEnum
from functools import cache

from infra.pulumi.offline.resource import RefusedError

VARIABLE = "WEBHOOK_MONITOR_HCLOUD_FAIL"


class Kind(StrEnum):
    """What can be told to fail."""

    SERVER = "server"
    SERVER_NETWORK = "server_network"
    NETWORK = "network"
    SUBNET = "subnet"
    FIREWALL = "firewall"
    FIREWALL_ATTACHMENT = "firewall_attachment"
    SSH_KEY = "ssh_key"
    VOLUME = "volume"
    VOLUME_ATTACHMENT = "volume_attachment"
    RRSET = "rrset"
    PRIMARY_IP = "primary_ip"
    PLACEMENT_GROUP = "placement_group"


class Moment(StrEnum):
    """When it fails: before it is made, or once it is made and before the answer arrives."""

    BEFORE = "before"
    AFTER = "after"


class Faults:
    """Counts what one process creates; each run of Pulumi starts a process."""

    def __init__(self, wish: str = "") -> None:
        self._wish = wish
        self._kind, self._number, self._moment = _parse(wish)
        self._seen: Counter[str] = Counter()
        self._lock = threading.Lock()

    def next(self, kind: Kind) -> Moment | None:
        """Count one creation; say whether it is the one that fails."""
        with self._lock:
            self._seen[kind] += 1
            return self._moment if (kind, self._seen[kind]) == (self._kind, self._number) else None

    def __str__(self) -> str:
        return f"as {VARIABLE}={self._wish} asked"


@cache
def of_process() -> Faults:
    """Return the failures that were asked of this process."""
    return Faults(os.environ.get(VARIABLE, ""))


def _parse(wish: str) -> tuple[Kind | None, int, Moment]:
    if not wish:
        return None, 0, Moment.BEFORE
    kind, _, rest = wish.partition(":")
    number, _, moment = rest.partition(":")
    if kind not in list(Kind) or not number.isdigit() or moment not in ("", *Moment):
        form = f"KIND:NUMBER or KIND:NUMBER:after, where KIND is one of {', '.join(Kind)}"
        raise RefusedError(f"{VARIABLE}: must be {form} (got '{wish}')")
    return Kind(kind), int(number), Moment(moment or Moment.BEFORE)
