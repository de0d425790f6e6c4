"""The public addresses that a server asks for (`publicNets`)."""

from collections.abc import Sequence

from infra.pulumi.offline.wire import Properties

Wish = int | bool
"""False: no address; True: a new one that goes with the server; a number: the primary IP of that id."""


def wishes(nets: Sequence[Properties] | None) -> tuple[Wish, Wish]:
    """Return what is wanted for IPv4 and IPv6; a server that says nothing gets one of each."""
    net = nets[0] if nets else {}
    return _wish(net, "ipv4"), _wish(net, "ipv6")


def _wish(net: Properties, kind: str) -> Wish:
    number: int | None = net.get(kind)
    return number or bool(net.get(f"{kind}Enabled", True))
