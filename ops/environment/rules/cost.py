"""Whether what is rented stays within the limit."""

from collections.abc import Iterator
from decimal import Decimal

from ops.environment.model import Environment
from ops.environment.sizes import VOLUME_EUR_GB_MONTH


def check(environment: Environment) -> Iterator[str]:
    """Yield that the limit is passed."""
    hosts = sum((host.machine.eur_month for host in environment.hosts), Decimal(0))
    gigabytes = sum(host.volume_gb or 0 for host in environment.hosts)
    volumes = gigabytes * VOLUME_EUR_GB_MONTH.get(environment.provider, Decimal(0))
    limit = environment.cost.limit_eur
    if hosts + volumes > limit:
        parts = f"hosts {hosts:.2f}, volumes {volumes:.2f}"
        yield (
            f"cost.limit_eur: {hosts + volumes:.2f} € a month are needed ({parts}), the limit is {limit};"
            " raise it, or take smaller sizes"
        )
