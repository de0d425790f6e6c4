"""Hosts from nothing to nothing: made, left alone, lost, stopped, destroyed; by hand and by task."""

import time

import pytest

UP_SECONDS = 60
NAMES = {"app-1", "app-2", "data-1"}
PROOF = "/srv/data/proof"


@pytest.fixture(scope="module")
def made(hosts):
    """Give the hosts once `provision` made them, and the seconds that it took."""
    assert hosts.plan().returncode == 0  # which makes the host image on the way, once a machine
    begun = time.monotonic()
    done = hosts.provision()
    hosts.seconds = time.monotonic() - begun
    assert done.returncode == 0, done.text
    assert "9 created" in done.stdout
    return hosts


def test_three_hosts_answer_ssh_within_a_minute_with_their_keys_checked(made):
    assert set(made.facts) == NAMES
    assert {name: made.ssh(name, "hostname") for name in NAMES} == {name: name for name in NAMES}
    assert made.seconds < UP_SECONDS


def test_they_are_debian_13_with_every_unit_running(made):
    assert {made.ssh(name, "systemctl is-system-running --wait") for name in NAMES} == {"running"}
    assert {made.ssh(name, ". /etc/os-release; echo $VERSION_CODENAME") for name in NAMES} == {"trixie"}


def test_each_has_a_public_and_a_private_address_and_the_described_mtu(made):
    for fact in made.facts.values():
        links = made.ssh(fact["name"], "ip -brief address; ip -oneline link")
        assert fact["public_address"] in links
        assert fact["private_address"] in links
        assert links.count("mtu 1450") == 2


def test_they_reach_each_other_by_their_private_addresses(made):
    data = made.facts["data-1"]["private_address"]
    assert "1 received" in made.ssh("app-2", f"ping -c 1 -W 2 {data}")


def test_every_object_is_labelled_and_named_for_its_checkout(made):
    for each in made.engine.containers(all=True, filters=made.mine):
        labels = each["Labels"]
        assert labels["owner"] == "hosts"
        assert labels["checkout"] in each["Names"][0]


def test_a_second_up_by_hand_and_a_refresh_and_a_preview_change_nothing(made):
    before = made.containers()
    assert made.site.pulumi("preview", "--stack", "t-rehearsal", "--expect-no-changes").returncode == 0
    assert "unchanged" in made.up("--expect-no-changes").stdout
    done = made.up("--refresh", "--expect-no-changes")
    assert done.returncode == 0, done.text
    assert "nothing changed" in made.provision().stdout
    assert made.containers() == before


def test_a_lost_host_is_made_again_alone_and_finds_its_data(made):
    made.ssh("data-1", f"echo kept > {PROOF}; echo lost > /root/on-the-disk")
    before = made.containers()
    made.engine.remove_container(before["data-1"], force=True)
    done = made.up("--refresh")
    assert done.returncode == 0, done.text
    after = made.containers()
    assert {name for name in NAMES if after[name] != before[name]} == {"data-1"}
    assert made.provision().returncode == 0  # another machine: its new key is pinned
    assert made.ssh("data-1", f"cat {PROOF}; ls /root /var/lib/docker") == "kept\n/root:\n\n/var/lib/docker:"


def test_stopped_and_rebooted_hosts_stay_the_same(made):
    before = made.containers()
    made.engine.stop(before["app-1"], timeout=30)
    made.engine.exec_start(made.engine.exec_create(before["app-2"], ["systemctl", "reboot"]), detach=True)
    done = made.up("--refresh")
    assert done.returncode == 0, done.text
    assert made.containers() == before
    assert made.provision().returncode == 0
    assert {made.ssh(name, "hostname") for name in NAMES} == NAMES


def test_a_host_key_that_changed_on_the_same_machine_is_refused_with_a_reason(made):
    made.ssh("app-2", "rm /etc/ssh/ssh_host_*; ssh-keygen -A; systemctl restart ssh")
    done = made.provision()
    assert done.returncode == 1
    assert "the SSH key of app-2" in done.text
    assert "somebody stands in between, or it was installed anew" in done.text
    assert "--trust app-2" in done.text
    assert made.provision("--trust", "app-2").returncode == 0
    assert made.ssh("app-2", "hostname") == "app-2"


def test_a_data_host_goes_when_its_name_is_typed_and_its_volume_stays(made):
    done = made.destroy("--host", "data-1", typed="data-1\n")
    assert done.returncode == 0, done.text
    assert set(made.containers()) == {"app-1", "app-2"}
    assert made.provision().returncode == 0
    assert made.ssh("data-1", f"cat {PROOF}") == "kept"


def test_taking_a_data_host_out_of_the_description_is_refused(made):
    made.site.edit(
        "t-rehearsal", (r"data-1 .*\n", ""), (r'"app", "manager"\]', '"app", "manager", "data", "monitor"]')
    )
    made.site.edit("t-rehearsal", (r'"app", "manager"\]', '"app"]'))
    done = made.provision()
    made.site.describe("t-rehearsal", "rehearsal")
    assert done.returncode == 1
    assert "data-1 holds data and is protected" in done.text
    assert set(made.containers()) == NAMES
    assert made.provision().returncode == 0


def test_destroy_asks_keeps_the_data_and_the_next_hosts_find_it(made):
    refused = made.destroy(typed="yes\n")
    assert refused.returncode == 1
    assert "nothing was changed" in refused.text
    assert set(made.containers()) == NAMES
    done = made.destroy(typed="t-rehearsal\n")
    assert done.returncode == 0, done.text
    assert [name.rsplit("-rehearsal-", 1)[1] for name in made.leftovers()] == ["data-1-data"]
    assert "kept, for they hold data: data-1-data" in done.stdout
    assert made.provision().returncode == 0
    assert made.ssh("data-1", f"cat {PROOF}") == "kept"


def test_a_lost_state_is_said_and_destroy_finds_hosts_by_their_labels(made):
    (state,) = (made.site.state / ".pulumi" / "stacks" / "hosts").glob("t-rehearsal.json")
    state.unlink()
    assert "on the engine, and not in the state of t-rehearsal: it was lost" in made.plan().stdout
    refused = made.provision()
    assert refused.returncode == 1
    assert "type: invoke destroy --env t-rehearsal (volumes of data stay), then provision" in refused.text
    done = made.destroy(typed="t-rehearsal\n")
    assert done.returncode == 0, done.text
    assert [name.rsplit("-rehearsal-", 1)[1] for name in made.leftovers()] == ["data-1-data"]
    assert made.provision().returncode == 0
    assert made.ssh("data-1", f"cat {PROOF}") == "kept"


def test_a_host_that_lost_its_private_network_is_told(made):
    container = made.containers()["data-1"]
    (private,) = [
        each["Name"] for each in made.engine.networks(filters=made.mine) if "private" in each["Name"]
    ]
    made.engine.disconnect_container_from_network(container, private)
    done = made.provision()
    address = made.facts["data-1"]["private_address"]
    made.engine.connect_container_to_network(container, private, ipv4_address=address)
    assert done.returncode == 1
    assert f"data-1 has no private address {address}" in done.text
    assert made.provision().returncode == 0


def test_destroy_with_yes_leaves_nothing_in_rehearsal(made):
    done = made.destroy("--yes")
    assert done.returncode == 0, done.text
    assert made.leftovers() == []
    assert made.site.invoke("hosts", "--env", "t-rehearsal").returncode == 1


def test_where_nothing_is_destroy_says_so(made):
    done = made.destroy("--yes")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "t-rehearsal: nothing to destroy")
