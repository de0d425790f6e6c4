"""Firewall."""

from collections.abc import Iterable, Sequence

import pulumi_hcloud

from infra.pulumi.offline.hcloud.api import firewalls
from infra.pulumi.offline.hcloud.bridged import Bridged, changed, today
from infra.pulumi.offline.hcloud.faults import Kind
from infra.pulumi.offline.hcloud.project import Project, Record
from infra.pulumi.offline.hcloud.resources import rules
from infra.pulumi.offline.resource import Problem, paths
from infra.pulumi.offline.wire import Properties


class Firewall(Bridged):
    """A firewall. As with the official plugin, dropping all rules or labels changes nothing at Hetzner."""

    sdk = pulumi_hcloud.Firewall
    known = paths(
        "name labels applyTos.server applyTos.labelSelector rules.direction rules.protocol rules.port "
        "rules.sourceIps rules.destinationIps rules.description"
    )
    computed = paths("labels applyTos applyTos.server applyTos.labelSelector")
    updatable = paths("name labels rules applyTos")

    @classmethod
    def problems(cls, inputs: Properties) -> Iterable[Problem]:
        """Check labels and rules."""
        yield from super().problems(inputs)
        yield from rules.problems(inputs.get("rules", []))

    def create(self, inputs: Properties) -> str:
        """Make it and put it before what it names."""
        firewall = self.connection.create(Kind.FIREWALL, lambda project: _make(project, inputs))
        return str(firewall["id"])

    def read(self, id_: str, state: Properties) -> Properties | None:
        """Return what Hetzner tells of it."""
        with self.connection.open() as project:
            firewall = project.find("firewall", id_)
            return firewall and today(
                state,
                name=firewall["name"],
                labels=firewall["labels"],
                rules=rules.as_given(firewall["rules"], state.get("rules")),
                applyTos=_applied(project, firewall),
            )

    def update(self, id_: str, old: Properties, new: Properties) -> Properties:
        """Change it: rules are replaced as a whole."""
        with self.connection.open() as project:
            firewall = project.get("firewall", id_)
            project.rename(firewall, "firewall", new["name"])
            firewall["labels"] = new.get("labels", firewall["labels"])
            if new.get("rules"):
                firewalls.set_rules(firewall, rules.normal(new["rules"]))
            if changed("applyTos", old, new):
                firewalls.remove(project, int(id_), *_targets(old.get("applyTos", [])))
                firewalls.apply(project, int(id_), *_targets(new.get("applyTos", [])))
        return self.read(id_, new) or new

    def delete(self, id_: str, state: Properties) -> None:
        """Take it away from everything, then delete it."""
        with self.connection.open() as project:
            firewall = project.get("firewall", id_)
            servers = firewalls.applied_to(project, int(id_))
            firewalls.remove(project, int(id_), servers, list(firewall["selectors"]))
            firewalls.delete(project, int(id_))


def _make(project: Project, inputs: Properties) -> Record:
    wanted = rules.normal(inputs.get("rules", []))
    made = firewalls.create(project, name=inputs["name"], rules=wanted, labels=inputs.get("labels"))
    firewalls.apply(project, made["id"], *_targets(inputs.get("applyTos", [])))
    return made


def _targets(applied: Sequence[Properties]) -> tuple[list[int], list[str]]:
    servers = [target["server"] for target in applied if target.get("server")]
    return servers, [target["labelSelector"] for target in applied if target.get("labelSelector")]


def _applied(project: Project, firewall: Record) -> list[Properties]:
    selectors = [{"labelSelector": selector} for selector in firewall["selectors"]]
    return [*selectors, *({"server": server} for server in firewalls.applied_to(project, firewall["id"]))]
