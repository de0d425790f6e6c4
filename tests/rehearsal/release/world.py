"""Hosts to release to, what is really there, and a load whose every request is accounted for."""

import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import IPv4Network
from typing import Any

from core.topology import DATABASE_NAME
from ops import environment
from ops.bootstrap import ROOT
from ops.environment import Environment, Role
from ops.hosts import facts
from ops.hosts.facts import Fact
from ops.provision.vault import check as vault
from ops.release.door import Door
from tests.rehearsal.conftest import Said, Site
from tests.rehearsal.load import client
from tests.rehearsal.load.tally import Tally
from tests.rehearsal.load.target import Target
from tests.rehearsal.provision.world import World as Outside
from tests.rehearsal.release.checkout import Checkout
from tests.rehearsal.release.sink import Sink

SERVICES = ("api", "relay", "web", "worker", "worker-slow")
SENDERS, PAUSE_SECONDS = 7, 0.11
"""35 connections of five kinds, 239 requests a second beside twenty releases on one host."""
DELIVERED_SECONDS = 120


@dataclass
class Account:
    """What became of a load, counted by its ids. gone: what was answered and never delivered."""

    tally: Tally
    seconds: float
    stored: int
    delivered: int
    gone: set[str] = field(default_factory=set)

    @property
    def sent(self) -> int:
        return self.tally.sent.total()

    @property
    def rate(self) -> float:
        return self.sent / self.seconds

    @property
    def is_whole(self) -> bool:
        """Whether sent = answered 2xx = stored = delivered."""
        return self.sent == self.tally.answered.total() == self.stored == self.delivered

    def __str__(self) -> str:
        kept = f"stored {self.stored}, delivered {self.delivered}"
        return f"{self.tally}; {self.rate:.0f}/s; {kept}; {self.tally.lost[:9]}"


class World:
    """An environment of hosts, a checkout that is released to it, and the world outside."""

    def __init__(self, site: Site, name: str, checkout: Checkout) -> None:
        self.site, self.name, self.checkout = site, name, checkout
        self.site.environ["WEBHOOK_MONITOR_CHECKOUT"] = str(checkout.folder)

    def deploy(self, *words: str) -> Said:
        return self.site.invoke("deploy", "--env", self.name, *words)

    def deployed(self) -> dict[str, Any]:
        """Deploy, and return what it told machines."""
        done = self.deploy("--json")
        assert done.returncode == 0, done.text
        told: dict[str, Any] = json.loads(done.stdout)
        return told

    def rollback(self, *words: str) -> Said:
        return self.site.invoke("rollback", "--env", self.name, *words)

    def status(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.site.invoke("status", "--env", self.name, "--json").stdout)
        return told

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """Begin a deploy, and return it while it goes on."""
        return subprocess.Popen(
            [sys.executable, "-m", "invoke", "deploy", "--env", self.name, *words], cwd=ROOT,
            env={**os.environ, **self.site.environ}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True,
        )  # fmt: skip

    @cached_property
    def environment(self) -> Environment:
        return environment.load(self.name, self.site.environments)

    @property
    def facts(self) -> list[Fact]:
        return list(facts.kept(self.name))

    def host(self, role: Role) -> str:
        return next(fact.name for fact in self.facts if role in fact.roles)

    def ssh(self, name: str, command: str) -> str:
        done = self.try_ssh(name, command)
        assert done.returncode == 0, f"{name}: {command}: {done.text}"
        return done.stdout.strip()

    def try_ssh(self, name: str, command: str) -> Said:
        config = str(self.site.state / self.name / "ssh_config")
        argv = ["ssh", "-F", config, "-o", "BatchMode=yes", "-o", "ConnectTimeout=5", name, command]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=120, check=False)
        return Said(shlex.join(argv), done.returncode, done.stdout, done.stderr)

    @contextmanager
    def begun(self, name: str, command: str) -> Iterator[None]:
        """Have a command run on a host beside what is done inside."""
        config = str(self.site.state / self.name / "ssh_config")
        pipe = subprocess.DEVNULL
        with subprocess.Popen(["ssh", "-F", config, name, command], stdout=pipe, stderr=pipe) as ssh:
            try:
                yield
            finally:
                ssh.terminate()

    def docker(self, command: str) -> str:
        """Ask the Swarm by hand, as root on a manager."""
        return self.ssh(self.host(Role.MANAGER), f"sudo docker {command}")

    def images(self) -> dict[str, str]:
        """Return each service's image, as Docker tells it."""
        told = self.docker("service inspect " + " ".join(SERVICES))
        return {
            each["Spec"]["Name"]: each["Spec"]["TaskTemplate"]["ContainerSpec"]["Image"]
            for each in json.loads(told)
        }

    def running(self) -> set[tuple[str, str]]:
        """Return the services and images of all containers that are meant to run."""
        form = "'{{.Name}} {{.Image}} {{.CurrentState}}'"
        told = self.docker(
            f"service ps --no-trunc --filter desired-state=running --format {form} " + " ".join(SERVICES)
        )
        rows = [line.split() for line in told.splitlines()]
        return {(row[0].rpartition(".")[0], row[1]) for row in rows if row[2] == "Running"}

    def places(self) -> dict[str, list[str]]:
        """Return the hosts on which each service's copies are, in order."""
        found: dict[str, list[str]] = {}
        for copy in self.status()["copies"]:
            found.setdefault(copy["service"], []).append(copy["host"])
        return {service: sorted(hosts) for service, hosts in found.items()}

    def sql(self, statement: str) -> str:
        command = f"sudo -u postgres psql -qAtX -d {DATABASE_NAME} -c {shlex.quote(statement)}"
        return self.ssh(self.host(Role.DATA), command)

    @cached_property
    def outside(self) -> Outside:
        edge = next(fact for fact in self.facts if Role.EDGE in fact.roles)
        return Outside(self.environment, edge.public_address)

    @cached_property
    def secrets(self) -> dict[str, str]:
        return vault.require(self.environment)

    def ask(self, status: int, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Ask /v1 as an administrator."""
        door = Door(self.environment.domain, self.outside.address, self.outside.roots)
        headers = {"Authorization": f"Bearer {self.secrets['api_key']}", "Content-Type": "application/json"}
        return door.expect(
            status, method, path, body=json.dumps(body).encode() if body else b"", headers=headers
        )

    @contextmanager
    def load(self, name: str) -> Iterator[Account]:
        """Send webhooks beside what is done inside, and account for each of them at the end."""
        name = f"{name[:40]}-{time.time_ns():x}"
        internet = next(net for net in self.environment.admin_cidrs if isinstance(net, IPv4Network))
        with Sink(str(internet[1])) as sink:
            source = self.ask(
                201, "POST", "/v1/sources", {"name": name, "scheme": "none", "rate_per_second": 10_000}
            )
            self.ask(201, "POST", "/v1/destinations",
                     {"name": name, "url": sink.url, "sources": [name], "max_in_flight": 50})  # fmt: skip
            time.sleep(2)
            path = "/in/" + source["ingest_url"].rpartition("/in/")[2]
            target = Target(self.outside.address, self.environment.domain, self.outside.roots, path)
            begun = time.monotonic()
            account = Account(Tally(), 0, 0, 0)
            with client.running(target, SENDERS, PAUSE_SECONDS) as account.tally:
                yield account
            account.seconds = time.monotonic() - begun
            self._settle(account, source["id"], sink)
        print(account, flush=True)

    def _settle(self, account: Account, source: str, sink: Sink) -> None:
        account.stored = int(
            self.sql(f"select count(distinct body) from events where source_id = '{source}'")
        )
        end = time.monotonic() + DELIVERED_SECONDS
        while len(sink.ids) < account.stored and time.monotonic() < end:
            time.sleep(0.3)
        account.delivered = len(sink.ids)
        account.gone = account.tally.ids - sink.ids.keys()
