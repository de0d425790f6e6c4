"""What a provider needs to be told."""

from collections.abc import Iterator

from ops.environment.model import Environment
from ops.environment.provider import Provider


def addresses(environment: Environment) -> Iterator[str]:
    """Yield the addresses that are missing, or that are facts and not for the file."""
    for name, entry in environment.entries.items():
        if environment.provider is Provider.EXISTING:
            if entry.address is None:
                yield f"hosts.{name}.address: required with provider existing"
            continue
        for key in ("address", "private_address"):
            if getattr(entry, key) is not None:
                yield f"hosts.{name}.{key}: only provider existing is told addresses; remove it"


def domain(environment: Environment) -> Iterator[str]:
    """Yield that the world cannot reach localhost."""
    if environment.domain == "localhost" and environment.provider is not Provider.LOCAL:
        yield "domain: localhost is only for provider local; name a domain such as hooks.example.com"


def required(environment: Environment) -> Iterator[str]:
    """Yield what only `local` does without."""
    if environment.provider is Provider.LOCAL:
        return
    if not environment.people:
        yield "people: required; name at least one who may log in"
    if not environment.admin_cidrs:
        yield "admin_cidrs: required; name at least one network from which people log in"
    for table in ("backup", "alerts"):
        if getattr(environment, table) is None:
            yield f"{table}: required"


def zone(environment: Environment) -> Iterator[str]:
    """Yield that the DNS zone does not hold the domain."""
    named = environment.zone
    if named and environment.domain != named and not environment.domain.endswith(f".{named}"):
        yield f"zone: {named} does not hold {environment.domain}"
