"""`invoke bench ingest`: durable ingest beside the same without a store, a bare view, and PostgreSQL."""

import json
import re
import subprocess
import sys
from collections import defaultdict
from dataclasses import asdict
from statistics import median

from ops.bench import webhook
from ops.bench.load import Load, Result
from ops.bench.stack import Stack, running
from ops.bench.table import Table
from ops.errors import OpsError
from ops.local.postgres import BINARIES

ROUNDS = 3
SECONDS = 5.0
WARM_UP_SECONDS = 2.0
CONNECTIONS = (16, 64)
GOALS = {16: 0.70, 64: 1.0}
BASE = "without a store, by Flask"
VARIANTS = {
    "durable ingest": "service.wsgi:app",
    "without a store": "ops.bench.apps:without_store()",
    BASE: "ops.bench.apps:by_flask()",
    "bare Flask view": "ops.bench.apps:bare()",
}
COMMITS = "create table commits (id uuid primary key, headers jsonb, body bytea)"
COMMIT = (
    """insert into commits values (uuid7(), '[["Content-Type", "text/plain"]]', repeat('x', 1024)::bytea);"""
)

Results = dict[tuple[str, int], list[Result]]


def run() -> None:
    """Measure, and print medians of interleaved rounds."""
    with running() as stack:
        ports = {name: stack.start_api(app) for name, app in VARIANTS.items()}
        _configure(stack, ports["durable ingest"])
        for port in ports.values():
            _load(port, CONNECTIONS[0], WARM_UP_SECONDS)
        results: Results = defaultdict(list)
        commits = [_round(stack, ports, results) for _ in range(ROUNDS)]
    _report(results, median(commits))


def _round(stack: Stack, ports: dict[str, int], results: Results) -> float:
    for connections in CONNECTIONS:
        for name, port in ports.items():
            results[name, connections].append(_load(port, connections, SECONDS))
    return _commits_per_second(stack)


def _configure(stack: Stack, port: int) -> None:
    webhook.make_source(stack, port)
    for name in ("one", "two"):
        destination = {"name": name, "url": "http://127.0.0.1:9/", "sources": [webhook.SOURCE]}
        stack.call(port, "destinations", destination)


def _load(port: int, connections: int, seconds: float) -> Result:
    load = Load(port, webhook.request(port), connections, seconds)
    done = subprocess.run(
        [sys.executable, "-m", "ops.bench.load"],
        input=json.dumps(asdict(load)),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise OpsError(f"the load could not be sent: {done.stderr.strip().splitlines()[-1]}")
    result = Result(**json.loads(done.stdout))
    if result.refused:
        raise OpsError(f"{result.refused} posts were refused: this run measures nothing")
    return result


def _commits_per_second(stack: Stack) -> float:
    url = stack.postgres.url()
    script = stack.folder / "commit.sql"
    if not script.exists():
        script.write_text(COMMIT)
        subprocess.run([str(BINARIES / "psql"), url, "-qc", COMMITS], check=True)
    pgbench = [str(BINARIES / "pgbench"), url, "-n", "-M", "prepared", "-c", "16"]
    argv = [*pgbench, "-T", str(int(SECONDS)), "-f", str(script)]
    output = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    found = re.search(r"tps = ([\d.]+)", output)
    assert found
    return float(found[1])


def _report(results: Results, commits: float) -> None:
    columns = ("req/s", "p50 ms", "p99 ms", "ratio")
    table = Table("", *(f"{column} @{c}" for c in CONNECTIONS for column in columns))
    for name in VARIANTS:
        table.add(name, *(cell for c in CONNECTIONS for cell in _cells(results, name, c)))
    table.add("PostgreSQL, single-row commits", commits)
    table.print()
    for connections, goal in GOALS.items():
        ratio = _ratio(results, "durable ingest", connections)
        print(f"goal at {connections} connections: {goal:.2f} of what is {BASE}; here {ratio:.2f}")


def _cells(results: Results, name: str, connections: int) -> list[float]:
    rounds = results[name, connections]
    return [
        median(one.requests_per_second for one in rounds),
        median(one.p50_ms for one in rounds),
        median(one.p99_ms for one in rounds),
        _ratio(results, name, connections),
    ]


def _ratio(results: Results, name: str, connections: int) -> float:
    base = results[BASE, connections]
    return median(
        one.requests_per_second / other.requests_per_second
        for one, other in zip(results[name, connections], base, strict=True)
    )
