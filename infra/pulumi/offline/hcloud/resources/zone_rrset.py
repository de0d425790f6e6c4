"""ZoneRrset."""

from collections.abc import Iterable

import pulumi_hcloud

from infra.pulumi.offline.hcloud.api import rrsets
from infra.pulumi.offline.hcloud.bridged import Bridged, changed, today
from infra.pulumi.offline.hcloud.faults import Kind
from infra.pulumi.offline.hcloud.project import Project, Record
from infra.pulumi.offline.hcloud.refusal import Refusal
from infra.pulumi.offline.resource import Problem, paths
from infra.pulumi.offline.wire import Properties


class ZoneRrset(Bridged):
    """Records of one name and type in a zone that exists."""

    sdk = pulumi_hcloud.ZoneRrset
    newer = True
    known = paths("zone name type ttl labels changeProtection records.value records.comment")
    computed = paths("changeProtection")
    updatable = paths("ttl labels changeProtection records")

    @classmethod
    def problems(cls, inputs: Properties) -> Iterable[Problem]:
        """Check labels, and that there are records."""
        yield from super().problems(inputs)
        if not inputs.get("records"):
            yield Problem("records", "attribute records set must contain at least 1 elements, got: 0")

    def create(self, inputs: Properties) -> str:
        """Make it."""
        rrset = self.connection.create(
            Kind.RRSET,
            lambda project: rrsets.create(
                project,
                zone_name=inputs["zone"],
                name=inputs["name"],
                kind=inputs["type"],
                records=inputs["records"],
                ttl=inputs.get("ttl"),
                labels=inputs.get("labels"),
            ),
        )
        return f"{rrset['label']}/{rrset['type']}"

    def finish(self, id_: str, inputs: Properties) -> None:
        """Protect it."""
        with self.connection.open() as project:
            _get(project, inputs["zone"], id_)["protected"] = bool(inputs.get("changeProtection"))

    def read(self, id_: str, state: Properties) -> Properties | None:
        """Return what Hetzner tells of it; an import gives its zone in the id: `example.com/www/A`."""
        zone, number = (state["zone"], id_) if "zone" in state else id_.split("/", 1)
        with self.connection.open() as project:
            rrset = rrsets.find(project, zone, number)
            return rrset and today(
                state,
                zone=rrset["zone"],
                name=rrset["label"],
                type=rrset["type"],
                ttl=rrset["ttl"],
                labels=rrset["labels"],
                records=rrset["records"],
                changeProtection=rrset["protected"],
            )

    def update(self, id_: str, old: Properties, new: Properties) -> Properties:
        """Unprotect, change, protect."""
        with self.connection.open() as project:
            rrset = _get(project, new["zone"], id_)
            rrset["protected"] = bool(new.get("changeProtection")) and rrset["protected"]
            if changed("ttl", old, new):
                rrsets.set_ttl(rrset, new.get("ttl"))
            if changed("records", old, new):
                rrsets.set_records(rrset, new["records"])
            rrset["labels"] = new.get("labels", {})
            rrset["protected"] = bool(new.get("changeProtection"))
        return self.read(id_, new) or new

    def delete(self, id_: str, state: Properties) -> None:
        """Delete it; gone already is no error."""
        with self.connection.open() as project:
            if rrset := rrsets.find(project, state["zone"], id_):
                rrsets.delete(project, rrset)


def _get(project: Project, zone: str, id_: str) -> Record:
    if (rrset := rrsets.find(project, zone, id_)) is None:
        raise Refusal("not_found", f"RRSet {id_} not found in zone {zone}")
    return rrset
