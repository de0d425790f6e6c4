"""Which addresses deliveries may not go to: a destination is no window into private networks."""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

METADATA = (IPv4Address("169.254.169.254"), IPv6Address("fd00:ec2::254"))
"""Cloud providers' metadata services: they hand out credentials, so no setting allows them."""

GLOBAL_UNICAST = IPv6Network("2000::/3")
NAT64 = IPv6Network("64:ff9b::/96")


def blocked(address: Address | str, allow: Iterable[Network]) -> bool:
    """Say whether to refuse a connection to an address; allow: EGRESS_ALLOW.

    Refused are metadata services always, and all that is not global unicast unless allowed; an IPv6 address
    that carries an IPv4 one (mapped, 6to4, NAT64) is judged as that one. ValueError when it is no address.
    """
    forms = list(_forms(ip_address(address)))
    if any(form in METADATA for form in forms):
        return True
    allow = tuple(allow)
    if any(form in network for form in forms for network in allow):
        return False
    return not _is_public(forms[-1])


def _forms(address: Address) -> Iterator[Address]:
    if isinstance(address, IPv4Address):
        yield address
        return
    unscoped = IPv6Address(int(address))
    yield unscoped
    inner = unscoped.ipv4_mapped or unscoped.sixtofour
    if unscoped in NAT64:
        inner = IPv4Address(int(unscoped) & 0xFFFFFFFF)
    if inner:
        yield inner


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address) and address not in GLOBAL_UNICAST:
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved
