"""`invoke hosts`: where they are, as the last run saw them; no Pulumi is asked."""

import json

import pytest

from ops.errors import OpsError, UsageError
from ops.hosts import facts, listing
from tests.ops.hosts.facts import OUTPUT, fact


def test_a_line_for_each_host_and_how_to_log_in(capsys, state):
    facts.keep("rehearsal", [fact("app-1"), fact("data-1", number=11)])
    listing.run("rehearsal")
    assert capsys.readouterr().out.splitlines() == [
        "app-1       198.18.77.10     10.77.0.10     edge app",
        "data-1      198.18.77.11     10.77.0.11     data",
        f"log in with: ssh -F {state}/rehearsal/ssh_config app-1",
    ]


def test_for_machines_it_is_json_and_nothing_else(capsys):
    facts.keep("rehearsal", [fact("app-1")])
    listing.run("rehearsal", as_json=True)
    assert json.loads(capsys.readouterr().out) == [OUTPUT]


def test_before_the_first_run_it_says_what_to_type():
    with pytest.raises(OpsError, match="no hosts of rehearsal are known here; type: invoke provision"):
        listing.run("rehearsal")


def test_an_unknown_environment():
    with pytest.raises(UsageError, match="no environment 'rehearsla'; choose from "):
        listing.run("rehearsla")
