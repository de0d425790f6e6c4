"""Copies of a service on all hosts that may have them.

The Swarm leaves them where they are: when a host is lost all copies are on the others, and when it is back
those of the next release, with old ones counted, all go there. But more copies than there are go where
fewest are, and of too many the Swarm ends those of the fullest host.
"""

import time
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from ops.release import judge, move, seen, watch
from ops.release.engine import Engine
from ops.release.seen import Service
from ops.release.stack import Spec


def uneven(services: Iterable[Service], hosts: Collection[str]) -> list[Service]:
    """Return those of which a host has two copies more than another one."""
    return [service for service in services if _is_uneven(service, hosts)]


def even(engine: Engine, services: Sequence[Service], login: Mapping[str, str]) -> None:
    """Have twice as many copies until those run, and then as many as there were. login: to the registry."""
    specs = {service.name: service.spec for service in services}
    doubled = {name: _times(spec, 2) for name, spec in specs.items()}
    move.put_all(engine, doubled, login)
    end = time.monotonic() + watch.MOVE_SECONDS
    while lacking := judge.missing(doubled, seen.look(engine)):
        if time.monotonic() > end:
            raise watch.FailedError(f"copies cannot be spread over the hosts: {'; '.join(lacking)}")
        time.sleep(watch.PAUSE_SECONDS)
    move.put_all(engine, specs, login)


def _is_uneven(service: Service, hosts: Collection[str]) -> bool:
    copies = Counter(task.node for task in service.tasks if task.runs)
    counts = [copies[host] for host in hosts]
    return len(counts) > 1 and max(counts) - min(counts) > 1


def _times(spec: Spec, times: int) -> Spec:
    replicas = spec["Mode"]["Replicated"]["Replicas"] * times
    return {**spec, "Mode": {"Replicated": {"Replicas": replicas}}}
