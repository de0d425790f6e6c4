"""The id of a subnet, which has none at Hetzner: `1000001-10.20.0.0/24`."""

import re

from infra.pulumi.offline.resource import RefusedError

_FORM = re.compile(r"(\d+)-(\d+\.\d+\.\d+\.\d+/\d+)")


def of(network: int, ip_range: str) -> str:
    """Return the id of a subnet."""
    return f"{network}-{ip_range}"


def network(id_: str) -> int:
    """Return the id of the network that a subnet is in."""
    return int(_parts(id_)[0])


def ip_range(id_: str) -> str:
    """Return the range of a subnet."""
    return _parts(id_)[1]


def _parts(id_: str) -> tuple[str, str]:
    if not (match := _FORM.fullmatch(id_)):
        raise RefusedError(f"unexpected subnet id '{id_}', expected '$NETWORK_ID-$SUBNET_IP_RANGE'")
    number, range_ = match.groups()
    return number, range_
