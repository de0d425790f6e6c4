"""`invoke up` takes a laptop's values from local.toml."""

import pytest

from ops import environment
from ops.local import configuration, programs
from ops.local.chosen import Ports
from ops.local.configuration import Configuration
from ops.local.keys import Keys
from tests.ops.environment.variant import accepted

KEYS = Keys("key", "A" * 43 + "=", "session", "", "")
PORTS = Ports(api=1, web=2, metrics=3, postgres=4, valkey=5)


@pytest.fixture(autouse=True)
def laptop(monkeypatch):
    """Change the file, so that nobody else can know the values."""
    changed = accepted(
        ("concurrency = 2", "concurrency = 7"),
        ("concurrency = 1", "concurrency = 3"),
        ('"127.0.0.0/8", ', '"127.0.0.0/30", '),
        of="local",
    )
    monkeypatch.setattr(environment, "load", {"local": changed}.__getitem__)


def concurrency(tmp_path, **given):
    started = programs.apps(Configuration(given), PORTS, tmp_path, tmp_path)
    return {program.name: program.environ.get("CONCURRENCY") for program in started}


def test_workers_are_as_many_as_it_says(tmp_path):
    found = concurrency(tmp_path)
    assert (found["worker"], found["worker-slow"], found["api"]) == ("7", "3", None)


def test_a_setting_wins(tmp_path):
    assert concurrency(tmp_path, CONCURRENCY="9")["worker-slow"] == "9"


def test_deliveries_may_go_where_it_says():
    assert configuration.with_keys(Configuration({}), KEYS).given["EGRESS_ALLOW"] == "127.0.0.0/30,::1/128"
