"""The edge as the world sees it, from this machine."""

import json
import subprocess
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import requests

from core.topology import AuthorityPort
from ops.environment import Environment
from ops.provision import pebble
from tests.rehearsal.load.target import Target

CERTIFIED_SECONDS = 120
_TOLD = '%{stderr}{"status":"%{response_code}","version":"%{http_version}","headers":%{header_json}}'


@dataclass(frozen=True)
class Answer:
    """What curl was told; status 0: nothing."""

    status: int
    version: str
    headers: dict[str, str]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class World:
    """Requests of the world to an environment's domain, which is looked up nowhere."""

    environment: Environment
    address: str

    @cached_property
    def roots(self) -> str:
        """Who vouches for the edge's certificate."""
        url = f"https://{pebble.address(self.environment)}:{AuthorityPort.MANAGEMENT}/roots/0"
        told = requests.get(url, verify=str(pebble.root_file(self.environment)), timeout=10).text
        self.roots_file.write_text(told)
        return told

    @property
    def roots_file(self) -> Path:
        return pebble.root_file(self.environment).with_name("roots.pem")

    def forget_roots(self) -> None:
        """Ask again: a new Pebble has new ones."""
        self.__dict__.pop("roots", None)

    @property
    def target(self) -> Target:
        return Target(self.address, self.environment.domain, self.roots)

    def ask(self, path: str, *options: str, scheme: str = "https", name: str = "") -> Answer:
        assert self.roots
        url = f"{scheme}://{name or self.environment.domain}{path}"
        done = subprocess.run(
            ["curl", "--silent", "--max-time", "60", "--cacert", str(self.roots_file), "--write-out", _TOLD,
             "--connect-to", f"::{self.address}:", *options, url],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        said = json.loads(done.stderr)
        headers = {key: ", ".join(values) for key, values in said["headers"].items()}
        return Answer(int(said["status"]), said["version"], headers, done.stdout)

    def wait(self, seconds: float = CERTIFIED_SECONDS) -> float:
        """Return after how many seconds the API answers."""
        begun = time.monotonic()
        while self.ask("/v1/wait", "--max-time", "10").status != 200:
            assert time.monotonic() - begun < seconds, f"no answer within {seconds} s"
            time.sleep(0.3)
        return time.monotonic() - begun
