"""Published ports: a list in a program, two maps in the engine."""

from collections.abc import Iterable

from infra.pulumi.offline.wire import Properties


def exposed(ports: Iterable[Properties]) -> Properties:
    """Return which ports the container offers."""
    return {_key(port): {} for port in ports}


def bindings(ports: Iterable[Properties]) -> Properties:
    """Return where the ports appear on the engine's machine; without a number it chooses one."""
    bound: dict[str, list[Properties]] = {}
    for port in ports:
        place = {"HostIp": port["ip"], "HostPort": str(port.get("external") or "")}
        bound.setdefault(_key(port), []).append(place)
    return bound


def to_program(ports: Properties | None) -> list[Properties]:
    """Return the program's list of what a running container publishes, by the number inside."""
    return [
        {
            "internal": _number(key),
            "external": int(place["HostPort"]),
            "ip": place["HostIp"],
            "protocol": key.partition("/")[2],
        }
        for key in sorted(ports or {}, key=_number)
        for place in (ports or {})[key] or ()
    ]


def _key(port: Properties) -> str:
    return f"{port['internal']}/{port['protocol']}"


def _number(key: str) -> int:
    return int(key.partition("/")[0])
