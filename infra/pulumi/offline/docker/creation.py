"""A container's inputs as the engine's API takes them."""

from collections.abc import Callable
from typing import Any

from infra.pulumi.offline.docker import durations, labels, ports, volumes
from infra.pulumi.offline.wire import Properties

MIB = 1024 * 1024
SYSTEMPATHS = "systempaths=unconfined"
_NANO = 10**9


def body(inputs: Properties) -> Properties:
    """Return the body of the request that makes the container."""
    config = {
        "Image": inputs["image"],
        "Hostname": inputs.get("hostname"),
        "Cmd": inputs.get("command"),
        "Entrypoint": inputs.get("entrypoints"),
        "Env": inputs.get("envs"),
        "Labels": labels.to_engine(inputs.get("labels")),
        "StopSignal": inputs.get("stopSignal"),
        "StopTimeout": inputs.get("stopTimeout"),
        "ExposedPorts": ports.exposed(inputs.get("ports", ())),
        "Volumes": {volume["containerPath"]: {} for volume in inputs.get("volumes", ())},
        "Healthcheck": _if_given(inputs.get("healthcheck"), _healthcheck),
        "HostConfig": _without_none(_host_config(inputs)),
    }
    return _without_none(config)


def _host_config(inputs: Properties) -> Properties:
    capabilities = inputs.get("capabilities", {})
    return {
        **_limits(inputs),
        **_security(inputs.get("securityOpts")),
        "RestartPolicy": {"Name": inputs["restart"], "MaximumRetryCount": inputs.get("maxRetryCount", 0)},
        "AutoRemove": inputs["rm"],
        "NetworkMode": inputs["networkMode"],
        "CgroupnsMode": inputs.get("cgroupnsMode"),
        "CapAdd": capabilities.get("adds"),
        "CapDrop": capabilities.get("drops"),
        "Init": inputs.get("init", False),
        "Dns": inputs.get("dns"),
        "Tmpfs": inputs.get("tmpfs"),
        "Binds": volumes.binds(inputs.get("volumes", ())),
        "Mounts": [volumes.mount(each) for each in inputs.get("mounts", ())],
        "PortBindings": ports.bindings(inputs.get("ports", ())),
    }


def _limits(inputs: Properties) -> Properties:
    return {
        "Memory": _if_given(inputs.get("memory"), in_bytes),
        "MemorySwap": _if_given(inputs.get("memorySwap"), in_bytes),
        "NanoCpus": _if_given(inputs.get("cpus"), lambda cpus: round(float(cpus) * _NANO)),
    }


def _security(options: list[str] | None) -> Properties:
    """Take `systempaths` out, which is a client's word: to the engine it is two empty lists of paths.

    So it is no option of the container, and a refresh does not find it: a trap of the official plugin, kept.
    """
    if options is None:
        return {}
    unconfined: Properties = {"MaskedPaths": [], "ReadonlyPaths": []} if SYSTEMPATHS in options else {}
    return unconfined | {"SecurityOpt": [option for option in options if option != SYSTEMPATHS]}


def _healthcheck(check: Properties) -> Properties:
    return {
        "Test": check.get("tests", []),
        "Interval": durations.to_engine(check["interval"]),
        "Timeout": durations.to_engine(check["timeout"]),
        "StartPeriod": durations.to_engine(check["startPeriod"]),
        "Retries": check.get("retries", 0),
    }


def in_bytes(mebibytes: int) -> int:
    """Return the bytes of a limit; -1 (no limit) stays."""
    return mebibytes * MIB if mebibytes > 0 else mebibytes


def _if_given(value: Any, convert: Callable[[Any], Any]) -> Any:
    return None if value is None else convert(value)


def _without_none(properties: Properties) -> Properties:
    return {name: value for name, value in properties.items() if value is not None}
