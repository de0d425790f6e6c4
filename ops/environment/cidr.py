"""Networks and addresses."""

from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_network
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from ops.environment.shown import shown

Network = IPv4Network | IPv6Network
_WIDEST = {4: 8, 6: 16}


def _network(value: Any) -> Network:
    text = value if isinstance(value, str) else ""
    try:
        meant = ip_network(text, strict=False)
    except ValueError:
        raise ValueError(_said(value, 'must be a network in quotes, such as "10.20.0.0/24"')) from None
    if "/" not in text:
        raise ValueError(_said(value, f"has no prefix length; did you mean {meant}?"))
    if text.partition("/")[0] != str(meant.network_address):
        raise ValueError(_said(value, f"has host bits set; did you mean {meant}?"))
    return meant


def _said(value: str, sentence: str) -> str:
    return f"{shown(value)} {sentence}".strip()


def _version_4(value: Any) -> IPv4Network:
    network = _network(value)
    if not isinstance(network, IPv4Network):
        raise ValueError(f"'{network}' must be an IPv4 network")  # noqa: TRY004 - pydantic's word for wrong
    return network


def _login(value: Network) -> Network:
    if value.prefixlen < _WIDEST[value.version]:
        raise ValueError(f"'{value}' opens port 22 to the world; name the networks you log in from")
    return value


def _delivery(value: Network) -> Network:
    if value.prefixlen == 0:
        raise ValueError(f"'{value}' lets deliveries go to every private address; name the ranges meant")
    return value


def _address(value: Any) -> IPv4Address:
    try:
        address = IPv4Address(value if isinstance(value, str) else "")
    except ValueError:
        raise ValueError(_said(value, "must be an IPv4 address such as 198.51.100.4")) from None
    if address.is_unspecified or address.is_loopback or address.is_multicast or address == _BROADCAST:
        raise ValueError(f"'{address}' is no address of a host")
    return address


_BROADCAST = IPv4Address("255.255.255.255")
_Network = Annotated[Network, BeforeValidator(_network)]
HostNetwork = Annotated[IPv4Network, BeforeValidator(_version_4)]
Logins = Annotated[tuple[Annotated[_Network, AfterValidator(_login)], ...], Field(strict=False)]
Deliveries = Annotated[tuple[Annotated[_Network, AfterValidator(_delivery)], ...], Field(strict=False)]
Address = Annotated[IPv4Address, BeforeValidator(_address)]
