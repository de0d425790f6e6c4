"""A container's state as a refresh finds it.

Like the official plugin it reads nothing of `envs`, `labels`, `volumes`, `networksAdvanced`, `uploads` and
`cgroupnsMode`: whatever happens to them outside goes unnoticed.
"""

from infra.pulumi.offline.docker import attachments, durations, ports, volumes
from infra.pulumi.offline.docker.creation import MIB
from infra.pulumi.offline.wire import Properties

_NANO = 10**9
_BY_ID = "sha256:"


def state(container: Properties, old: Properties) -> Properties:
    """Return the old state with everything that is read anew."""
    config, host = container["Config"], container["HostConfig"]
    return {
        **old,
        **_config(config),
        **_host_config(host),
        **_limits(host),
        **_ports(container, old),
        **_running(container["State"], old),
        **attachments.outputs(container["NetworkSettings"]),
        "name": container["Name"].lstrip("/"),
        "image": container["Image"] if old.get("image", "").startswith(_BY_ID) else config["Image"],
        "platform": container["Platform"],
    }


def _config(config: Properties) -> Properties:
    read: Properties = {
        "hostname": config["Hostname"],
        "command": config.get("Cmd"),
        "entrypoints": config.get("Entrypoint"),
        "stopSignal": config.get("StopSignal"),
        "stopTimeout": config.get("StopTimeout"),
    }
    check = config.get("Healthcheck")
    return read | ({"healthcheck": _healthcheck(check)} if check else {})


def _healthcheck(check: Properties) -> Properties:
    return {
        "tests": check.get("Test"),
        "interval": durations.to_program(check.get("Interval", 0)),
        "timeout": durations.to_program(check.get("Timeout", 0)),
        "startPeriod": durations.to_program(check.get("StartPeriod", 0)),
        "retries": check.get("Retries", 0),
    }


def _host_config(host: Properties) -> Properties:
    read = {
        "rm": host["AutoRemove"],
        "restart": host["RestartPolicy"]["Name"],
        "maxRetryCount": host["RestartPolicy"]["MaximumRetryCount"],
        "init": bool(host.get("Init")),
        "dns": host.get("Dns"),
        "tmpfs": host.get("Tmpfs"),
        "mounts": volumes.to_program(host.get("Mounts")),
        "securityOpts": host.get("SecurityOpt"),
        "networkMode": host["NetworkMode"],
        "runtime": host.get("Runtime"),
        "ipcMode": host.get("IpcMode"),
        "logDriver": host["LogConfig"]["Type"],
    }
    adds, drops = host.get("CapAdd"), host.get("CapDrop")
    return read | ({"capabilities": {"adds": adds, "drops": drops}} if adds or drops else {})


def _limits(host: Properties) -> Properties:
    swap = host["MemorySwap"]
    read = {
        "memory": host["Memory"] // MIB,
        "memorySwap": swap // MIB if swap > 0 else swap,
        "shmSize": host["ShmSize"] // MIB,
    }
    return read | ({"cpus": f"{host['NanoCpus'] / _NANO:g}"} if host["NanoCpus"] else {})


def _ports(container: Properties, old: Properties) -> Properties:
    """Read ports where there were some: a stopped container has none.

    A trap of the official plugin, kept: the next `up` replaces a container that was only stopped.
    """
    is_read = container["State"]["Running"] or old.get("mustRun", True)
    published = container["NetworkSettings"]["Ports"]
    return {"ports": ports.to_program(published)} if is_read and old.get("ports") else {}


def _running(now: Properties, old: Properties) -> Properties:
    """Say of a stopped container that it must not run, as officially: the next `up` undoes that."""
    if now["Running"]:
        return {}
    return {"exitCode": now["ExitCode"]} | ({"mustRun": False} if old.get("mustRun", True) else {})
