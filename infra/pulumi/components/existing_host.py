"""A host that somebody else has made: nothing is rented, its addresses are described."""

import pulumi

from infra.pulumi.components.machine import HostArgs, Machine
from infra.pulumi.components.volume import Volume


def make(name: str, args: HostArgs, volume: Volume | None, opts: pulumi.ResourceOptions) -> Machine:
    """Return the machine as it is described; its address is its identity."""
    del name, volume, opts
    public = str(args.host.address)
    return Machine(public, public, str(args.host.private_address or public))
