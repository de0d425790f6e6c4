"""Sizes of hosts: what a provider calls them, what they hold, what they cost."""

from dataclasses import dataclass, replace
from decimal import Decimal

from ops.environment.provider import Provider


@dataclass(frozen=True)
class Size:
    """A machine as it is rented; eur_month: with a public IPv4 address, without VAT."""

    cpus: int
    memory_mb: int
    disk_gb: int
    eur_month: Decimal = Decimal(0)


def _sizes(*rows: tuple[str, int, int, int, str]) -> dict[str, Size]:
    return {name: Size(cpus, gb * 1024, disk, Decimal(eur)) for name, cpus, gb, disk, eur in rows}


# Figures of others, read at hetzner.com in September 2026 (new orders, Falkenstein; cpx11 to cpx51: Ashburn).
# They are examples, for prices changed twice that year and cx, cax could not be ordered at times: check them
# in the console before you rent, and correct them here.
_HETZNER = _sizes(
    ("cx23", 2, 4, 40, "5.99"),
    ("cx33", 4, 8, 80, "8.99"),
    ("cx43", 8, 16, 160, "16.49"),
    ("cx53", 16, 32, 320, "29.99"),
    ("cpx12", 1, 2, 40, "11.99"),
    ("cpx22", 2, 4, 80, "19.99"),
    ("cpx32", 4, 8, 160, "35.99"),
    ("cpx42", 8, 16, 320, "69.99"),
    ("cpx52", 12, 24, 480, "100.99"),
    ("cpx62", 16, 32, 640, "130.49"),
    ("cpx11", 2, 2, 40, "17.99"),
    ("cpx21", 3, 4, 80, "32.49"),
    ("cpx31", 4, 8, 160, "62.99"),
    ("cpx41", 8, 16, 240, "120.99"),
    ("cpx51", 16, 32, 360, "238.49"),
    ("cax11", 2, 4, 40, "6.49"),
    ("cax21", 4, 8, 80, "10.99"),
    ("cax31", 8, 16, 160, "21.49"),
    ("cax41", 16, 32, 320, "41.49"),
)
_DOCKER = _sizes(("small", 2, 2, 20, "0"), ("medium", 2, 4, 40, "0"), ("large", 4, 8, 80, "0"))
# The least that a machine of yours holds. One that was rented at Hetzner may keep the name it has there.
_EXISTING = _sizes(
    ("2gb", 1, 2, 20, "0"),
    ("4gb", 2, 4, 40, "0"),
    ("8gb", 4, 8, 80, "0"),
    ("16gb", 8, 16, 160, "0"),
    ("32gb", 16, 32, 320, "0"),
) | {name: replace(size, eur_month=Decimal(0)) for name, size in _HETZNER.items()}

SIZES: dict[Provider, dict[str, Size]] = {
    Provider.LOCAL: _sizes(("laptop", 2, 4, 20, "0")),
    Provider.DOCKER: _DOCKER,
    Provider.HETZNER: _HETZNER,
    Provider.EXISTING: _EXISTING,
}

VOLUME_EUR_GB_MONTH: dict[Provider, Decimal] = {Provider.HETZNER: Decimal("0.0572")}
"""A GB of a volume (read from its API in May 2026; no later change touched it); elsewhere nothing."""
