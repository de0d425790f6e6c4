"""`invoke bench loss`: webhooks flow while everything dies in turn; nothing answered 2xx may be missing."""

import secrets
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from ops.bench.arrivals import Arrivals, Report
from ops.bench.faults import inject
from ops.bench.stack import Stack, answers, running
from ops.errors import OpsError
from ops.local.ports import HOST, free_port
from ops.samples import examples
from ops.samples.senders import Senders

COUNT = 10_000
ROUNDS = 2
PER_SECOND = 150
PATIENCE_SECONDS = 60
JOB_TIMEOUT_MS = 2_000
"""Short, so that a dead worker's leases end soon: the bench waits for that, whatever its length."""

Say = Callable[[str], None]


def run(count: int = COUNT, rounds: int = ROUNDS, say: Say = print) -> Report:
    """Send `count` webhooks while each fault is injected `rounds` times; OpsError when one is lost."""
    say(f"{count:,} payloads of {examples.origin()}, {PER_SECOND} a second")
    with running() as stack:
        senders, arrivals = _start(stack)
        started = time.monotonic()
        sending = threading.Thread(
            target=senders.send, args=(examples.webhooks(count), PER_SECOND), daemon=True
        )
        sending.start()
        inject(stack, rounds, lambda: len(senders.answered) / count, say)
        sending.join()
        arrivals.wait_for(set(senders.answered))
        report = arrivals.report(senders, stack.postgres.url(), time.monotonic() - started)
    say(report.sentence())
    if not report.holds:
        raise OpsError("not everything that was answered 2xx arrived as it was sent")
    return report


def _start(stack: Stack) -> tuple[Senders, Arrivals]:
    port, sink_port, secret = stack.start_api(), free_port(), secrets.token_urlsafe()
    source = {"name": "github", "scheme": "github", "secrets": [secret], "rate_per_second": 10_000}
    stack.call(port, "sources", source)
    destination = {"name": "sink", "url": f"http://{HOST}:{sink_port}/", "sources": ["github"]}
    created = stack.call(port, "destinations", destination)
    file = start_sink(stack, sink_port, created["signing_secret"])
    stack.start_deliveries({"JOB_TIMEOUT": str(JOB_TIMEOUT_MS), "CONCURRENCY": "2"})
    return Senders(f"http://{HOST}:{port}/in/github", secret, PATIENCE_SECONDS), Arrivals(file)


def start_sink(stack: Stack, port: int, secret: str) -> Path:
    """Start a process that verifies deliveries; return the file to which it writes what it receives."""
    file, secret_file = stack.folder / "received.jsonl", stack.folder / "signing-secret"
    secret_file.write_text(secret)
    file.touch()
    argv = [sys.executable, "-m", "ops.samples.sink", str(port), str(file), str(secret_file)]
    stack.start("sink", argv, answers(port))
    return file
