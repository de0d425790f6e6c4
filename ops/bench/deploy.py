"""`invoke bench deploy`: releases of code that changed, on an environment's hosts; where their seconds go."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ops.bench.table import Table
from ops.bootstrap import ROOT
from ops.errors import OpsError
from ops.release.target import reach

ENVIRONMENT = "WEBHOOK_MONITOR_BENCH_ENV"
TIMES = 5
GOAL_SECONDS = 12
_APPS = ("service", "worker", "web")


def run() -> None:
    """Release some commits that change nothing but code, and print the medians of their steps."""
    name = os.environ.get(ENVIRONMENT, "rehearsal")
    runs, starts = [], []
    with TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", "--shared", str(ROOT), str(clone)], check=True)
        _deploy(name, clone, 0)  # whatever was there before
        for number in range(1, TIMES + 1):
            runs.append(_deploy(name, clone, number))
            starts.append(_starts(name))
            print(f"{number} of {TIMES}: all new after {runs[-1]['all_new_seconds']:.1f} s", flush=True)
    _print(runs, starts)


def _print(runs: Sequence[Mapping[str, Any]], starts: Sequence[Mapping[str, float]]) -> None:
    steps = Table("step of a deploy, seconds", "median", "worst")
    for step in runs[0]["seconds"]:
        seconds = [each["seconds"].get(step, 0.0) for each in runs]
        steps.add(step, statistics.median(seconds), max(seconds))
    every = [each["all_new_seconds"] for each in runs]
    steps.add("until all services are new", statistics.median(every), max(every))
    steps.print()
    print(f"goal until all services are new: {GOAL_SECONDS} s")
    services = Table("of the move, from made until healthy", "median", "worst")
    for service in starts[0]:
        seconds = [each[service] for each in starts]
        services.add(service, statistics.median(seconds), max(seconds))
    services.print()


def _deploy(name: str, clone: Path, number: int) -> dict[str, Any]:
    for app in _APPS:
        with (clone / app / "__init__.py").open("a") as file:
            file.write(f"# {number}\n")
    author = ["-c", "user.name=bench", "-c", "user.email=bench@example.com"]
    commit = ["git", *author, "commit", "--quiet", "--all", "--message", f"{number}"]
    subprocess.run(commit, cwd=clone, check=True)
    deploy = [sys.executable, "-m", "invoke", "deploy", "--env", name, "--yes", "--json"]
    environ = os.environ | {"WEBHOOK_MONITOR_CHECKOUT": str(clone)}
    done = subprocess.run(deploy, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OpsError(f"{done.stderr}\nno deploy, no figures")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _starts(name: str) -> Mapping[str, float]:
    """Return how many seconds each service's slowest copy took from being made until it was healthy."""
    found: dict[str, float] = {}
    with reach(name) as target:
        services = {each["ID"]: each["Spec"]["Name"] for each in target.engine.get("/services")}
        for task in target.engine.get("/tasks", **{"desired-state": ["running"]}):
            service = services.get(task["ServiceID"], "")
            taken = _moment(task["Status"]["Timestamp"]) - _moment(task["CreatedAt"])
            found[service] = max(found.get(service, 0.0), taken.total_seconds())
    return dict(sorted(found.items()))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(f"{text[:26].rstrip('Z')}Z")
