"""The ports of one copy: those that were asked for, else those of last time, else the defaults."""

from dataclasses import asdict, dataclass
from pathlib import Path

from core.topology import Port
from ops.errors import OpsError, UsageError
from ops.local import ports, stored

_FILE = "ports.json"


@dataclass(frozen=True)
class Ports:
    """Where each part of a copy listens."""

    api: int
    web: int
    metrics: int
    postgres: int
    valkey: int


@dataclass(frozen=True)
class Asked:
    """What was asked for; 0 where nothing was. An option is remembered, an environment variable is not."""

    port: int = 0
    web_port: int = 0
    port_variable: int = 0
    metrics_variable: int = 0


def choose(folder: Path, asked: Asked) -> Ports:
    """Choose and remember ports; OpsError when one that must be is in use."""
    last = stored.read(folder / _FILE)
    chosen = Ports(
        api=asked.port or asked.port_variable or last.get("api", int(Port.API)),
        web=asked.web_port or last.get("web", int(Port.WEB)),
        metrics=asked.metrics_variable or _free(last.get("metrics", int(Port.METRICS))),
        postgres=_free(last.get("postgres")),
        valkey=_free(last.get("valkey")),
    )
    _check(chosen.api, "--port N")
    _check(chosen.web, "--web-port N")
    _check(chosen.metrics, "METRICS_PORT")
    if len(set(asdict(chosen).values())) < len(asdict(chosen)):
        raise UsageError(
            f"API ({chosen.api}), pages ({chosen.web}) and metrics ({chosen.metrics}) cannot share a port: "
            "choose with --port N, --web-port N, METRICS_PORT"
        )
    _remember(folder, chosen, last, asked)
    return chosen


def _free(wanted: int | None) -> int:
    return wanted if wanted and ports.is_free(wanted) else ports.free_port()


def _check(port: int, option: str) -> None:
    if not 1 <= port <= 65535:
        raise UsageError(f"{option}: {port} is no port (1 to 65535)")
    try:
        free = ports.is_free(port)
    except PermissionError:
        raise OpsError(f"port {port}: only root may listen there; choose another with {option}") from None
    if not free:
        raise OpsError(f"port {port} is in use: end what listens there, or choose another with {option}")


def _remember(folder: Path, chosen: Ports, last: dict[str, int], asked: Asked) -> None:
    kept = asdict(chosen)
    if asked.port_variable and not asked.port:
        kept["api"] = last.get("api", int(Port.API))
    if asked.metrics_variable:
        kept["metrics"] = last.get("metrics", int(Port.METRICS))
    if kept != last:
        stored.write(folder / _FILE, kept)
