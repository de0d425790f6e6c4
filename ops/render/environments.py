"""`docs/environments.md`: what each environment consists of, and the keys of its file."""

from collections.abc import Iterator

from ops import environment
from ops.environment import Environment
from ops.render import keys, markdown
from ops.render.header import sentence

_HEAD = f"""\
<!-- {sentence("environments/*.toml and ops/environment")} -->
# Environments

Each is one file, `environments/NAME.toml`. What is wrong with it is said with key, reason and choices, before
anything is touched. `rehearsal` has production's shape.
"""
_COLUMNS = ("host", "roles", "size", "CPUs", "memory", "disk", "volume", "€ a month")


def text() -> str:
    """Return the page: a section per environment, then one per table of the file."""
    known = (environment.load(name) for name in environment.names())
    return "\n".join([_HEAD, *map(_section, known), *keys.sections()])


def _section(found: Environment) -> str:
    where = f"{found.domain} · {found.provider}, {found.region} · {found.network}"
    asks = "asks before a change" if found.confirm else "changes without asking"
    limit = f" · at most € {found.cost.limit_eur} a month" if found.cost.limit_eur else ""
    return f"## {found.name}\n\n{where} · {asks}{limit}\n\n{markdown.table(_COLUMNS, _rows(found))}"


def _rows(found: Environment) -> Iterator[tuple[str, ...]]:
    for host in found.hosts:
        machine = host.machine
        sizes = (str(machine.cpus), f"{machine.memory_mb} MB", f"{machine.disk_gb} GB")
        volume = f"{host.volume_gb} GB" if host.volume_gb else ""
        price = str(machine.eur_month) if machine.eur_month else ""
        yield (host.name, ", ".join(host.roles), host.size, *sizes, volume, price)
    if total := sum(host.machine.eur_month for host in found.hosts):
        yield ("all, without VAT", "", "", "", "", "", "", str(total))
