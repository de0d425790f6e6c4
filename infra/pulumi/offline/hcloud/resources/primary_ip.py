"""PrimaryIp."""

from collections.abc import Iterable

import pulumi_hcloud

from infra.pulumi.offline.hcloud.api import primary_ips
from infra.pulumi.offline.hcloud.bridged import Bridged, today
from infra.pulumi.offline.hcloud.faults import Kind
from infra.pulumi.offline.resource import Problem, paths
from infra.pulumi.offline.wire import Properties


class PrimaryIp(Bridged):
    """A public address that outlives its server; servers take it by `publicNets`."""

    sdk = pulumi_hcloud.PrimaryIp
    newer = True
    known = paths("name type location autoDelete labels deleteProtection")
    computed = paths("location datacenter assigneeId assigneeType")
    updatable = paths("name autoDelete labels deleteProtection")
    defaults = {"autoDelete": False, "deleteProtection": False}  # noqa: RUF012 - the base says that it is a class's

    @classmethod
    def problems(cls, inputs: Properties) -> Iterable[Problem]:
        """Check labels, and that it is somewhere."""
        yield from super().problems(inputs)
        if not inputs.get("location"):
            yield Problem("location", "exactly one of these attributes must be configured: [location]")

    def create(self, inputs: Properties) -> str:
        """Reserve it."""
        ip = self.connection.create(
            Kind.PRIMARY_IP,
            lambda project: primary_ips.create(
                project,
                name=inputs["name"],
                kind=inputs["type"],
                location=inputs["location"],
                labels=inputs.get("labels"),
                auto_delete=inputs["autoDelete"],
            ),
        )
        return str(ip["id"])

    def finish(self, id_: str, inputs: Properties) -> None:
        """Protect it."""
        with self.connection.open() as project:
            project.get("primary_ip", id_)["protected"] = inputs["deleteProtection"]

    def read(self, id_: str, state: Properties) -> Properties | None:
        """Return what Hetzner tells of it."""
        with self.connection.open() as project:
            ip = project.find("primary_ip", id_)
            return ip and today(
                state,
                name=ip["name"],
                type=ip["type"],
                location=ip["location"],
                labels=ip["labels"],
                autoDelete=ip["auto_delete"],
                deleteProtection=ip["protected"],
                ipAddress=ip["ip"],
                ipNetwork=f"{ip['ip']}/64" if ip["type"] == "ipv6" else None,
                assigneeId=ip["server"] or 0,
                assigneeType="server",
            )

    def update(self, id_: str, old: Properties, new: Properties) -> Properties:
        """Change what may be changed."""
        with self.connection.open() as project:
            ip = project.get("primary_ip", id_)
            project.rename(ip, "primary_ip", new["name"])
            ip["labels"], ip["auto_delete"] = new.get("labels", {}), new["autoDelete"]
            ip["protected"] = new["deleteProtection"]
        return self.read(id_, new) or new

    def delete(self, id_: str, state: Properties) -> None:
        """Take it from its server and give it back; gone already is no error."""
        with self.connection.open() as project:
            if ip := project.find("primary_ip", id_):
                ip["server"] = None
                primary_ips.delete(project, int(id_))
