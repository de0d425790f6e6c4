"""No environment breaks a rule, and each rule is one that could be broken."""

import pytest

from infra.pulumi.policies.rules import RULES
from ops.bootstrap import ROOT
from tests.infra.pulumi import fleets
from tests.infra.pulumi.policies.judging import broken, judge

BREACHES = {
    "world-sees-the-web-alone": ("production", "Firewall", "web", {"rules": [
        {"direction": "in", "protocol": "tcp", "port": "5432", "sourceIps": ["::/0"]}]}),
    "server-has-firewall": ("production", "Server", "app-1", {"firewallIds": []}),
    "no-docker-port": ("rehearsal", "Container", "app-1", {"ports": [{"internal": 22, "external": 2222}]}),
    "volume-is-protected": ("rehearsal", "Volume", "data-1-data", {"protect": False}),
    "data-host-is-protected": ("staging", "Server", "all-1", {"protect": False}),
    "all-is-labelled": ("staging", "SshKey", "ada", {"labels": {}}),
    "host-is-confined": ("rehearsal", "Container", "app-1", {"privileged": True}),
    "host-is-shut-down": ("staging", "Server", "all-1", {"shutdownBeforeDeletion": False}),
    "container-memory-settles": ("rehearsal", "Container", "app-1", {"memorySwap": None}),
    "network-settles": ("rehearsal", "Network", "private", {"ipamConfigs": [{"subnet": "10.77.0.0/24"}]}),
}  # fmt: skip


@pytest.mark.parametrize("name", fleets.NAMES)
def test_no_environment_breaks_a_rule(name, recorded):
    assert judge(recorded(name).resources) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_reports_what_breaks_it_and_no_other_does(rule):
    name, kind, resource, change = BREACHES[rule.name]
    reported = broken(name, kind, resource, **change)
    assert {found for found, _ in reported} == {rule.name}
    assert all(sentence.startswith(f"{resource}: ") for _, sentence in reported)


def test_names_of_rules_are_unique():
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_the_page_names_each():
    page = (ROOT / "docs" / "infrastructure.md").read_text()
    assert [rule.name for rule in RULES if f"`{rule.name}`" not in page] == []
