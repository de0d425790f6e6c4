"""A Docker engine in memory: answers as an engine of version 20.10 does, as far as the traps need it."""

import copy
from typing import Any
from unittest.mock import Mock

from docker.errors import APIError, NotFound

MIB = 1024 * 1024
SUBNET = {"Subnet": "172.18.0.0/16", "Gateway": "172.18.0.1"}


def refusal(sentence: str) -> APIError:
    """Return the error that the SDK raises when an engine answers with a sentence."""
    return APIError("400", response=Mock(status_code=400), explanation=sentence)


class FakeEngine:
    """What of docker.APIClient the stand-in uses."""

    def __init__(self) -> None:
        self.containers: dict[str, dict[str, Any]] = {}
        self.networks: dict[str, dict[str, Any]] = {}
        self.volumes: dict[str, dict[str, Any]] = {}
        self.images = {"debian:trixie-slim", "debian:sid"}
        self.calls: list[tuple[Any, ...]] = []
        self.refusals: dict[str, str] = {}

    # Containers

    def inspect_image(self, name: str) -> dict[str, Any]:
        if name not in self.images:
            raise NotFound("no such image")
        return {"Id": "sha256:1"}

    def create_container_from_config(self, body: dict[str, Any], name: str) -> dict[str, str]:
        self._ask("create", body)
        id_ = f"{len(self.calls):064x}"
        host = body["HostConfig"]
        self.containers[id_] = {
            "Id": id_,
            "Name": f"/{name}",
            "Image": "sha256:1",
            "Platform": "linux",
            "State": {"Running": False, "ExitCode": 0},
            "Config": {"Hostname": id_[:12]} | copy.deepcopy(body),
            "HostConfig": self._host_config(copy.deepcopy(host)),
            "NetworkSettings": {"Bridge": "", "Ports": {}, "Networks": {"bridge": self._endpoint("")}},
        }
        return {"Id": id_}

    def _host_config(self, host: dict[str, Any]) -> dict[str, Any]:
        memory = host.get("Memory", 0)
        filled = {
            "Memory": memory,
            "MemorySwap": 2 * memory,  # what the engine sets where only memory is given
            "NanoCpus": 0,
            "ShmSize": 64 * MIB,
            "Runtime": "runc",
            "IpcMode": "private",
            "LogConfig": {"Type": "json-file"},
        }
        names = {name: [_full(each) for each in host.get(name) or ()] for name in ("CapAdd", "CapDrop")}
        return filled | host | names

    def inspect_container(self, id_: str) -> dict[str, Any]:
        return copy.deepcopy(_found(self.containers, id_))

    def start(self, id_: str) -> None:
        self._ask("start", id_)
        container = _found(self.containers, id_)
        container["State"] = {"Running": True, "ExitCode": 0}
        container["NetworkSettings"]["Ports"] = {
            port: [{"HostIp": place["HostIp"], "HostPort": place["HostPort"] or "49153"} for place in places]
            for port, places in container["HostConfig"].get("PortBindings", {}).items()
        }
        for endpoint in container["NetworkSettings"]["Networks"].values():
            endpoint["IPAddress"] = endpoint["given"] or "172.17.0.2"

    def stop(self, id_: str, timeout: int) -> None:
        self._ask("stop", id_, timeout)
        container = _found(self.containers, id_)
        container["State"] = {"Running": False, "ExitCode": 137}
        container["NetworkSettings"]["Ports"] = {}
        for endpoint in container["NetworkSettings"]["Networks"].values():
            endpoint["IPAddress"] = ""

    def remove_container(self, id_: str, v: bool, force: bool) -> None:
        self._ask("remove", id_, v, force)
        del self.containers[id_]

    def update_container(self, id_: str, **limits: Any) -> None:
        self._ask("update", id_, limits)
        host = _found(self.containers, id_)["HostConfig"]
        host["Memory"] = limits["mem_limit"] or host["Memory"]
        host["MemorySwap"] = limits["memswap_limit"] or host["MemorySwap"]
        host["RestartPolicy"] = limits["restart_policy"]

    def put_archive(self, id_: str, folder: str, archive: bytes) -> None:
        self._ask("put", id_, folder, archive)

    # Networks

    def connect_container_to_network(self, id_: str, network: str, **endpoint: Any) -> None:
        self._ask("connect", id_, network, endpoint)
        networks = _found(self.containers, id_)["NetworkSettings"]["Networks"]
        networks[network] = self._endpoint(endpoint["ipv4_address"])

    def disconnect_container_from_network(self, id_: str, network: str) -> None:
        del _found(self.containers, id_)["NetworkSettings"]["Networks"][network]

    def _endpoint(self, given: str | None) -> dict[str, Any]:
        names = ("IPAddress", "Gateway", "GlobalIPv6Address", "IPv6Gateway", "MacAddress")
        return dict.fromkeys(names, "") | {"IPPrefixLen": 24, "GlobalIPv6PrefixLen": 0, "given": given}

    def create_network(self, name: str, **given: Any) -> dict[str, str]:
        self._ask("create", given)
        id_ = f"{len(self.calls):064x}"
        ipam = given["ipam"]
        self.networks[id_] = {
            "Id": id_,
            "Name": name,
            "Driver": given["driver"] or "bridge",
            "Options": given["options"] or {},
            "Internal": given["internal"],
            "Attachable": given["attachable"],
            "Ingress": False,
            "EnableIPv6": given["enable_ipv6"],
            "IPAM": {"Driver": ipam["Driver"], "Options": None, "Config": ipam["Config"] or [SUBNET]},
            "Labels": given["labels"],
            "Scope": "local",
        }
        return {"Id": id_}

    def inspect_network(self, id_: str) -> dict[str, Any]:
        return copy.deepcopy(_found(self.networks, id_))

    def remove_network(self, id_: str) -> None:
        self._ask("remove", id_)
        del self.networks[id_]

    # Volumes

    def create_volume(self, name: str, **given: Any) -> dict[str, str]:
        self._ask("create", given)
        self.volumes.setdefault(
            name,
            {
                "Name": name,
                "Driver": given["driver"] or "local",
                "Options": given["driver_opts"],
                "Labels": given["labels"],
                "Mountpoint": f"/var/lib/docker/volumes/{name}/_data",
            },
        )
        return {"Name": name}

    def inspect_volume(self, name: str) -> dict[str, Any]:
        return copy.deepcopy(_found(self.volumes, name))

    def remove_volume(self, name: str, force: bool) -> None:
        self._ask("remove", name, force)
        _found(self.volumes, name)
        del self.volumes[name]

    def _ask(self, what: str, *details: Any) -> None:
        self.calls.append((what, *details))
        if what in self.refusals:
            raise refusal(self.refusals[what])


def _found(objects: dict[str, dict[str, Any]], id_: str) -> dict[str, Any]:
    if id_ not in objects:
        raise NotFound(f"no such object: {id_}")
    return objects[id_]


def _full(capability: str) -> str:
    return capability if capability == "ALL" or capability.startswith("CAP_") else f"CAP_{capability}"
