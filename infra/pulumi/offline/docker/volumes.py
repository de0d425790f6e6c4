"""What is mounted into a container: `volumes` (never read back by the official plugin) and `mounts`."""

from collections.abc import Iterable

from infra.pulumi.offline.wire import Properties

_MOUNT = {"target": "Target", "source": "Source", "type": "Type", "readOnly": "ReadOnly"}


def binds(volumes: Iterable[Properties]) -> list[str]:
    """Return the volumes that have a source: a path of the machine before a volume's name."""
    return [
        f"{source}:{volume['containerPath']}:{'ro' if volume.get('readOnly') else 'rw'}"
        for volume in volumes
        if (source := volume.get("hostPath") or volume.get("volumeName"))
    ]


def mount(given: Properties) -> Properties:
    """Return a mount as the engine takes it."""
    made: Properties = {engine: given[name] for name, engine in _MOUNT.items() if name in given}
    if "bindOptions" in given:
        made["BindOptions"] = {"Propagation": given["bindOptions"].get("propagation", "")}
    if "tmpfsOptions" in given:
        options = given["tmpfsOptions"]
        made["TmpfsOptions"] = {"SizeBytes": options.get("sizeBytes", 0), "Mode": options.get("mode", 0)}
    return made


def to_program(mounts: Iterable[Properties] | None) -> list[Properties]:
    """Return the program's list of a container's mounts."""
    return [_mounted(each) for each in mounts or ()]


def _mounted(given: Properties) -> Properties:
    mounted: Properties = {name: given[engine] for name, engine in _MOUNT.items() if engine in given}
    if given.get("BindOptions"):
        mounted["bindOptions"] = {"propagation": given["BindOptions"].get("Propagation", "")}
    if given.get("TmpfsOptions"):
        options = given["TmpfsOptions"]
        mounted["tmpfsOptions"] = {"sizeBytes": options.get("SizeBytes", 0), "mode": options.get("Mode", 0)}
    return mounted
