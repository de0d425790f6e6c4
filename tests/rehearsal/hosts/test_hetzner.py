"""The same program at Hetzner, which an offline stand-in plays; skipped beside the maker's plugins."""

import json

import pytest

TOKEN = "t" * 64
NAME = "t-production"
STAGING = {
    "Network private", "NetworkSubnet subnet", "Firewall admin", "Firewall web", "SshKey ada", "Server all-1",
    "ServerNetwork all-1", "ZoneRrset a", "ZoneRrset aaaa",
}  # fmt: skip
PRODUCTION = {
    *(STAGING - {"Server all-1", "ServerNetwork all-1"}),
    *(f"{kind} {host}" for kind in ("Server", "ServerNetwork") for host in ("app-1", "app-2", "data-1")),
    "Volume data-1-data", "VolumeAttachment data-1",
}  # fmt: skip


@pytest.fixture(scope="module")
def rented(site, make_believe):
    site.describe(NAME, "production")
    site.describe("t-staging", "staging")
    site.environ |= {"HCLOUD_TOKEN": TOKEN, "PULUMI_CONFIG_PASSPHRASE": "of the tests"}
    return site


def plan(site, name=NAME):
    done = site.invoke("plan", "--env", name, "--json")
    assert done.returncode == 0, done.text
    return json.loads(done.stdout)["changes"]


def named(changes):
    return {f"{change['kind'].removeprefix('hcloud ')} {change['name']}" for change in changes}


@pytest.mark.parametrize(("name", "expected"), [("t-staging", STAGING), (NAME, PRODUCTION)])
def test_exactly_the_described_resources_are_planned(rented, name, expected):
    changes = plan(rented, name)
    assert {change["op"] for change in changes} == {"create"}
    assert named(changes) == expected


def test_production_asks_first(rented):
    done = rented.invoke("provision", "--env", NAME, "--hosts", typed="no\n")
    assert done.returncode == 1
    assert "nothing was changed" in done.text
    assert len(plan(rented)) == len(PRODUCTION)


@pytest.mark.parametrize("fault", ["server:2", "volume_attachment:1"])
def test_a_creation_that_fails_half_way_fails_clearly_and_the_next_up_heals(rented, fault):
    failed = rented.invoke("provision", "--env", NAME, "--hosts", "--yes", WEBHOOK_MONITOR_HCLOUD_FAIL=fault)
    assert failed.returncode == 1
    assert "offline stand-in for pulumi-hcloud: " in failed.text
    assert "t-production: Pulumi failed; its own words are above" in failed.text
    healed = rented.invoke("provision", "--env", NAME, "--hosts", "--yes")
    assert healed.returncode == 0, healed.text
    assert plan(rented) == []
    if fault == "server:2":
        gone = rented.invoke("destroy", "--env", NAME, "--data", typed=f"{NAME}\n")
        assert gone.returncode == 0, gone.text


def test_a_second_up_and_a_refresh_change_nothing(rented):
    done = rented.pulumi("up", "--stack", NAME, "--yes", "--refresh", "--expect-no-changes")
    assert done.returncode == 0, done.text


def test_the_outputs_are_the_facts_of_each_host(rented):
    facts = json.loads(rented.invoke("hosts", "--env", NAME, "--json").stdout)
    assert [fact["name"] for fact in facts] == ["app-1", "app-2", "data-1"]
    assert facts[0]["roles"] == ["edge", "app", "manager"]
    assert facts[2]["data_device"].startswith("/dev/disk/by-id/scsi-0HC_Volume_")
    assert all(fact["private_address"].startswith("10.20.0.") for fact in facts)


def test_another_size_is_an_update_in_place(rented):
    rented.edit(NAME, (r'app-2  = \{ size = "cx23"', 'app-2 = { size = "cx33"'))
    changes = [(change["op"], change["kind"], change["name"], change["diffs"]) for change in plan(rented)]
    rented.describe(NAME, "production")
    assert changes == [("update", "hcloud Server", "app-2", ["serverType"])]


def test_another_region_would_replace_and_a_protected_host_refuses(rented):
    rented.edit(NAME, ('region       = "fsn1"', 'region = "nbg1"'))
    done = rented.invoke("provision", "--env", NAME, "--hosts", "--yes")
    rented.describe(NAME, "production")
    assert done.returncode == 1
    assert "holds data and is protected: this change would delete it" in done.text


def test_a_host_that_joins_leaves_the_others_where_they_are(rented):
    rented.edit(NAME, (r"(app-2  = .*\n)", r'\1app-3 = { size = "cx23", roles = ["app"] }' + "\n"))
    changes = named(plan(rented))
    rented.describe(NAME, "production")
    assert changes == {"Server app-3", "ServerNetwork app-3"}


def test_destroy_keeps_the_volume_until_the_name_is_typed(rented):
    kept = rented.invoke("destroy", "--env", NAME, "--yes")
    assert kept.returncode == 0, kept.text
    assert "kept, for they hold data: data-1-data" in kept.stdout
    alone = rented.invoke("destroy", "--env", NAME, "--yes", "--data")
    assert alone.returncode == 2
    assert "data goes only when the name is typed" in alone.text
    gone = rented.invoke("destroy", "--env", NAME, "--data", typed=f"{NAME}\n")
    assert gone.returncode == 0, gone.text
    assert len(plan(rented)) == len(PRODUCTION)
