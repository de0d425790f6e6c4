"""Benchmarks: ratios side by side in one run, on this machine."""

from collections.abc import Callable
from importlib import import_module

from ops.errors import OpsError

NAMES = ("ingest", "pace", "deliver", "loss", "lists", "deploy")


def run(name: str) -> None:
    """Run a benchmark by name; OpsError for one that there is not."""
    if name not in NAMES:
        raise OpsError(f"no benchmark {name!r}; choose from: {', '.join(NAMES)}")
    benchmark: Callable[[], object] = import_module(f"ops.bench.{name}").run
    benchmark()
