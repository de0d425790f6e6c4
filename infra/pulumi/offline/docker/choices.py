"""What types cannot say of a container's inputs."""

import re
from collections.abc import Iterator

from pulumi.runtime.rpc import UNKNOWN

from infra.pulumi.offline.docker import durations
from infra.pulumi.offline.docker.uploads import CONTENTS
from infra.pulumi.offline.resource import Problem
from infra.pulumi.offline.wire import Properties

_CHOICES = {
    "restart": ("no", "on-failure", "always", "unless-stopped"),
    "cgroupnsMode": ("private", "host"),
}
_MOUNT_TYPES = ("bind", "volume", "tmpfs")
_LEAST = {"memory": 0, "memorySwap": -1, "waitTimeout": 0}
_DURATIONS = ("interval", "timeout", "startPeriod")


def problems(inputs: Properties) -> Iterator[Problem]:
    """Find what the official plugin or the engine would refuse."""
    for name, allowed in _CHOICES.items():
        yield from _choice(name, inputs.get(name), allowed)
    for place, mount in enumerate(inputs.get("mounts", ())):
        yield from _choice(f"mounts[{place}].type", mount["type"], _MOUNT_TYPES)
    for name, least in _LEAST.items():
        if isinstance(inputs.get(name), int) and inputs[name] < least:
            yield Problem(name, f"{name} must be {least} or more, not {inputs[name]}")
    yield from _healthcheck(inputs.get("healthcheck"))
    yield from _uploads(inputs.get("uploads", ()))
    if "" in inputs.get("command", ()):
        yield Problem("command", "command: values may not be empty")


def _choice(at: str, value: object, allowed: tuple[str, ...]) -> Iterator[Problem]:
    if value not in (None, UNKNOWN, *allowed):
        yield Problem(at, f"{at} must be one of {', '.join(allowed)}, not {value!r}")


def _healthcheck(check: object) -> Iterator[Problem]:
    for name in _DURATIONS if isinstance(check, dict) else ():
        text = check[name]  # type: ignore[index]
        if text != UNKNOWN and not durations.is_duration(text):
            at = f"healthcheck.{name}"
            yield Problem(at, f"{at} must be a duration such as 1m30s, not {text!r}")


def _uploads(uploads: object) -> Iterator[Problem]:
    for place, upload in enumerate(uploads if isinstance(uploads, list) else ()):
        at = f"uploads[{place}]"
        if sum(bool(upload.get(name)) for name in CONTENTS) != 1:
            yield Problem(at, f"{at} must have exactly one of {', '.join(CONTENTS)}")
        if not re.fullmatch(r"0[0-7]{3}", upload.get("permissions") or "0644"):
            yield Problem(f"{at}.permissions", f"{at}.permissions must be octal such as 0644")
