"""Sizes of hosts: what a provider calls them, what they hold, what they cost."""

from dataclasses import dataclass
from decimal import Decimal

from ops.environment.provider import Provider


@dataclass(frozen=True)
class Size:
    """A machine as it is rented; eur_month: without VAT."""

    cpus: int
    memory_mb: int
    disk_gb: int
    eur_month: Decimal = Decimal(0)


SIZES: dict[Provider, dict[str, Size]] = {
    Provider.HETZNER: {
        "cx23": Size(2, 4096, 40, Decimal("3.99")),
        "cx33": Size(4, 8192, 80, Decimal("6.49")),
        "cx43": Size(8, 16384, 160, Decimal("11.99")),
        "cx53": Size(16, 32768, 320, Decimal("22.49")),
    },
    Provider.DOCKER: {
        "small": Size(2, 2048, 20),
        "medium": Size(2, 4096, 40),
        "large": Size(4, 8192, 80),
    },
    Provider.EXISTING: {
        "2gb": Size(1, 2048, 20),
        "4gb": Size(2, 4096, 40),
        "8gb": Size(4, 8192, 80),
        "16gb": Size(8, 16384, 160),
        "32gb": Size(16, 32768, 320),
    },
    Provider.LOCAL: {"laptop": Size(2, 4096, 20)},
}
