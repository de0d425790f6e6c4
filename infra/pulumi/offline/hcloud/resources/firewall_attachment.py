"""FirewallAttachment."""

from collections.abc import Iterable

import pulumi_hcloud

from infra.pulumi.offline.hcloud.api import firewalls
from infra.pulumi.offline.hcloud.bridged import Bridged, today
from infra.pulumi.offline.hcloud.faults import Kind
from infra.pulumi.offline.hcloud.refusal import Refusal
from infra.pulumi.offline.resource import Problem, paths
from infra.pulumi.offline.wire import Properties


class FirewallAttachment(Bridged):
    """All that a firewall stands before; there may be one only of each firewall, beside no `firewallIds`."""

    sdk = pulumi_hcloud.FirewallAttachment
    autonamed = False
    known = paths("firewallId serverIds labelSelectors")
    updatable = paths("serverIds labelSelectors")

    @classmethod
    def problems(cls, inputs: Properties) -> Iterable[Problem]:
        """Check that it names something."""
        if not inputs.get("serverIds") and not inputs.get("labelSelectors"):
            yield Problem("serverIds", "no resources referenced")

    def create(self, inputs: Properties) -> str:
        """Put the firewall before what it names; it may stand there already."""
        number, wanted = inputs["firewallId"], _targets(inputs)
        try:
            self.connection.create(
                Kind.FIREWALL_ATTACHMENT, lambda project: firewalls.apply(project, number, *wanted)
            )
        except Refusal as refusal:
            if refusal.code != "firewall_already_applied":
                raise
        return str(number)

    def read(self, id_: str, state: Properties) -> Properties | None:
        """Return all that the firewall stands before."""
        with self.connection.open() as project:
            firewall = project.find("firewall", id_)
            return firewall and today(
                state,
                firewallId=int(id_),
                serverIds=firewalls.applied_to(project, int(id_)) or None,
                labelSelectors=firewall["selectors"] or None,
            )

    def update(self, id_: str, old: Properties, new: Properties) -> Properties:
        """Make what it stands before what is named, nothing else."""
        servers, selectors = _targets(new)
        with self.connection.open() as project:
            standing = firewalls.applied_to(project, int(id_))
            known = project.get("firewall", id_)["selectors"]
            less = [server for server in standing if server not in servers]
            firewalls.remove(project, int(id_), less, [each for each in known if each not in selectors])
            firewalls.apply(project, int(id_), [each for each in servers if each not in standing], selectors)
        return self.read(id_, new) or new

    def delete(self, id_: str, state: Properties) -> None:
        """Take the firewall away from what it names; gone already is no error."""
        with self.connection.open() as project:
            if project.find("firewall", id_):
                firewalls.remove(project, int(id_), *_targets(state))


def _targets(inputs: Properties) -> tuple[list[int], list[str]]:
    return inputs.get("serverIds", []), inputs.get("labelSelectors", [])
