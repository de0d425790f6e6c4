"""Where the settings of a run come from, and what each app gets of them."""

import pytest

from core.settings import WebSettings, WorkerSettings
from ops import contract
from ops.errors import UsageError
from ops.local import configuration
from ops.local.configuration import Configuration
from ops.local.keys import Keys

KEYS = Keys("key", "A" * 43 + "=", "session", "", "")


@pytest.fixture(autouse=True)
def surroundings(monkeypatch, tmp_path):
    """Stand in an empty folder with no settings of whoever runs the tests."""
    for name in contract.names():
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)
    monkeypatch.setattr(configuration, "ROOT", tmp_path)
    monkeypatch.chdir(tmp_path)
    return monkeypatch


def test_the_environment_wins_over_the_file(surroundings, tmp_path):
    (tmp_path / ".env").write_text("CONCURRENCY=3\nAPI_KEY=from the file")
    surroundings.setenv("API_KEY", "from the environment")
    assert configuration.read().given == {"API_KEY": "from the environment", "CONCURRENCY": "3"}


def test_the_environment_wins_in_its_other_form_too(surroundings, tmp_path):
    (tmp_path / "key").write_text("from a file")
    (tmp_path / ".env").write_text("API_KEY=another")
    surroundings.setenv("API_KEY_FILE", "key")
    assert configuration.read().given == {"API_KEY_FILE": str(tmp_path / "key")}


def test_a_missing_file_is_named(surroundings):
    surroundings.setenv("API_KEY_FILE", "gone")
    with pytest.raises(UsageError, match=r"^API_KEY_FILE: No such file or directory"):
        configuration.read()


def test_egress_is_loopback_when_unset_and_what_it_says_when_set_even_to_nothing():
    def egress(given):
        return configuration.with_keys(Configuration(given), KEYS).given["EGRESS_ALLOW"]

    assert egress({}) == "127.0.0.0/8,::1/128"
    assert egress({"EGRESS_ALLOW": ""}) == ""
    assert egress({"EGRESS_ALLOW": "10.0.0.0/8"}) == "10.0.0.0/8"


def test_an_app_gets_its_own_settings_in_either_form():
    given = Configuration({"SESSION_KEY_FILE": "/s", "API_KEY": "k", "CONCURRENCY": "2", "PORT": "1"})
    web, worker = given.environ(WebSettings), given.environ(WorkerSettings)
    assert {name for name in given.given if name in web} == {"SESSION_KEY_FILE", "PORT"}
    assert {name for name in given.given if name in worker} == {"CONCURRENCY"}


def test_what_we_choose_replaces_both_forms():
    given = Configuration({"PORT_FILE": "/port", "API_KEY": "k"})
    assert given.but(PORT="4000").given == {"API_KEY": "k", "PORT": "4000"}


def test_a_proxy_is_no_way_from_the_pages_to_the_api(surroundings):
    surroundings.setenv("HTTP_PROXY", "http://proxy.example:3128")
    surroundings.setenv("NO_PROXY", "intranet")
    environ = Configuration({}).environ(WebSettings)
    assert environ["NO_PROXY"] == "intranet,127.0.0.1,localhost"
