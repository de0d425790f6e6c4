"""The stand-in for Hetzner Cloud under the real command line: a toy of a program, from nothing to nothing."""

import json
import os
import subprocess
import sys

import pytest

from ops.toolchain import place

CLI = str(place.cli())
pytestmark = pytest.mark.skipif(not place.cli().exists(), reason="no Pulumi is built here: invoke toolchain")
STAND_INS = {"pulumi-language-python": "language", "pulumi-resource-hcloud": "hcloud"}
SAYS = "offline stand-in for pulumi-hcloud: "
TOKEN = "canary".ljust(64, "0")
SECONDS = 90
ADA = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL2E1cfCPkVe3ufrvAmE2Wl1F0VzyXJpPUXmPfV9zW0c ada"

PROGRAM = f"""
import pulumi
import pulumi_hcloud as hcloud
from pulumi import ResourceOptions as opts

network = hcloud.Network("network", name="network", ip_range="10.20.0.0/24")
subnet = hcloud.NetworkSubnet(
    "subnet", network_id=network.id.apply(int), type="cloud", network_zone="eu-central",
    ip_range="10.20.0.0/24",
)
key = hcloud.SshKey("ada", name="ada", public_key="{ADA}", opts=opts(delete_before_replace=True))
rule = {{"direction": "in", "protocol": "tcp", "port": "22", "source_ips": ["203.0.113.7/32"]}}
firewall = hcloud.Firewall("firewall", name="firewall", rules=[rule])
for number in (1, 2):
    name = f"app-{{number}}"
    server = hcloud.Server(
        name, name=name, server_type="cx23", image="debian-13", location="fsn1", ssh_keys=[key.id],
        firewall_ids=[firewall.id.apply(int)], labels={{"owner": "hosts"}}, delete_protection=False,
        rebuild_protection=False,
        opts=opts(delete_before_replace=True, ignore_changes=["sshKeys"], protect=False),
    )
    hcloud.ServerNetwork(
        name, server_id=server.id.apply(int), subnet_id=subnet.id, ip=f"10.20.0.1{{number}}",
        opts=opts(delete_before_replace=True),
    )
    pulumi.export(name, {{"id": server.id, "address": server.ipv4_address, "disk": server.primary_disk_size}})
volume = hcloud.Volume("data", name="data", size=10, location="fsn1", format="ext4")
hcloud.VolumeAttachment(
    "data", volume_id=volume.id.apply(int), server_id=server.id.apply(int),
    opts=opts(delete_before_replace=True),
)
hcloud.ZoneRrset("a", zone="example.com", name="hooks", type="A", records=[{{"value": server.ipv4_address}}])
pulumi.export("device", volume.linux_device)
"""
OTHER_IMAGE = ("debian-13", "debian-12")
RESOURCES = 12
"""With the stack itself."""


class Project:
    """A Pulumi project in a folder of its own, with stand-ins on its PATH."""

    def __init__(self, root):
        self.root, self.folder, bin_ = root, root / "project", root / "bin"
        self.folder.mkdir()
        bin_.mkdir()
        for name, module in STAND_INS.items():
            script = bin_ / name
            script.write_text(f'#!/bin/sh\nexec {sys.executable} -P -m infra.pulumi.offline.{module} "$@"\n')
            script.chmod(0o755)
        runtime = json.dumps({"name": "python", "options": {"virtualenv": sys.prefix}})
        (self.folder / "Pulumi.yaml").write_text(f"name: toy\nruntime: {runtime}\n")
        self.environ = os.environ | {
            "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}",
            "PULUMI_HOME": str(root / "home"),
            "PULUMI_BACKEND_URL": f"file://{root}",
            "PULUMI_CONFIG_PASSPHRASE": "no secret is kept here",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "WEBHOOK_MONITOR_HCLOUD_STATE": str(root / "cloud.json"),
            "HCLOUD_TOKEN": TOKEN,
        }
        self.write()
        self.run("stack", "init", "dev")

    def write(self, *changes):
        """Write the program with something changed."""
        text = PROGRAM
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (self.folder / "__main__.py").write_text(text)

    def try_(self, *words, **environ):
        return subprocess.run(
            [CLI, *words, "--non-interactive", "--color", "never"],
            cwd=self.folder,
            env=self.environ | environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    def run(self, *words):
        done = self.try_(*words)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def up(self, *words):
        """Apply the program; return how many resources were created, updated and so on."""
        self.run("up", "--yes", "--skip-preview", *words)
        changed = json.loads(self.run("stack", "history", "--json"))[0]["resourceChanges"]
        return {what: number for what, number in changed.items() if what != "same"}

    def fail(self, *words, **environ):
        """Apply the program, which must fail; return what was said."""
        done = self.try_("up", "--yes", "--skip-preview", *words, **environ)
        assert done.returncode != 0
        return done.stdout

    def outputs(self):
        return json.loads(self.run("stack", "output", "--json"))

    def cloud(self, kind):
        """Return the objects of the stand-in's cloud."""
        return list(json.loads((self.root / "cloud.json").read_text())[kind].values())


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


@pytest.fixture
def running(project):
    assert project.up() == {"create": RESOURCES}
    return project


def test_from_nothing_to_nothing(running):
    outputs = running.outputs()
    assert outputs["app-1"]["address"].startswith("203.0.113.")
    assert outputs["device"].startswith("/dev/disk/by-id/scsi-0HC_Volume_")
    assert running.up() == {}
    assert running.up("--refresh") == {}
    assert "unchanged" in running.run("preview", "--expect-no-changes")
    running.run("destroy", "--yes")
    assert [running.cloud(kind) for kind in ("server", "network", "volume", "primary_ip")] == [[]] * 4


def test_the_token_is_nowhere(running):
    found = [
        path for path in running.root.rglob("*") if path.is_file() and TOKEN.encode() in path.read_bytes()
    ]
    assert found == []
    assert TOKEN not in running.run("stack", "export", "--show-secrets")


def test_without_a_token_not_even_a_preview(project):
    done = project.try_("preview", HCLOUD_TOKEN="")
    assert done.returncode != 0
    assert f"{SAYS}Missing Hetzner Cloud API token" in done.stdout


def test_a_creation_that_fails_half_way_is_healed_by_the_next_up(project):
    said = project.fail(WEBHOOK_MONITOR_HCLOUD_FAIL="server:2")
    assert f"{SAYS}error during placement, as WEBHOOK_MONITOR_HCLOUD_FAIL=server:2 asked" in said
    assert len(project.cloud("server")) == 1
    assert project.up()["create"] > 0
    assert project.up("--refresh") == {}


def test_a_lost_answer_leaves_a_server_that_is_imported(project):
    """As at Hetzner: the server is there, nobody knows its id, and its name is taken."""
    assert f"{SAYS}the answer was lost" in project.fail(WEBHOOK_MONITOR_HCLOUD_FAIL="server:2:after")
    assert f"{SAYS}server name is already used (uniqueness_error)" in project.fail()
    state = json.loads(project.run("stack", "export"))["deployment"]["resources"]
    (lost,) = {str(server["id"]) for server in project.cloud("server")} - {each.get("id") for each in state}
    name = next(server["name"] for server in project.cloud("server") if str(server["id"]) == lost)
    project.run(
        "import",
        "--yes",
        "--generate-code=false",
        "--protect=false",
        "hcloud:index/server:Server",
        name,
        lost,
    )
    project.up()
    assert len(project.cloud("server")) == 2
    assert project.up("--refresh") == {}


def test_another_size_is_an_update(running):
    before = running.outputs()["app-1"]
    running.write(("cx23", "cx33"))
    assert running.up() == {"update": 2}
    assert running.outputs()["app-1"] == before | {"disk": 80}
    assert running.up("--refresh") == {}


def test_another_image_is_a_replacement_and_the_data_outlives_it(running):
    before, volumes = running.outputs(), running.cloud("volume")
    running.write(OTHER_IMAGE)
    assert running.up()["replace"] == 5  # the servers, their networks, the volume's attachment
    after = running.outputs()
    assert after["app-2"]["address"] != before["app-2"]["address"]
    assert after["device"] == before["device"]
    assert running.cloud("volume") == [volumes[0] | {"server": int(after["app-2"]["id"])}]
    assert running.up("--refresh") == {}


def test_a_protected_host_refuses_to_be_replaced_and_nothing_is_touched(running):
    running.write(("protect=False", "protect=True"))
    running.up()
    before = (running.root / "cloud.json").read_text()
    running.write(("protect=False", "protect=True"), OTHER_IMAGE)
    assert "currently marked for protection" in running.fail()
    assert (running.root / "cloud.json").read_text() == before


def test_hetzners_own_protection_refuses_too_but_after_the_attachments_are_gone(running):
    """Why a host is protected in Pulumi as well."""
    own = (
        ("delete_protection=False", "delete_protection=True"),
        ("rebuild_protection=False", "rebuild_protection=True"),
    )
    running.write(*own)
    assert running.up() == {"update": 2}
    running.write(*own, OTHER_IMAGE)
    assert f"{SAYS}server deletion is protected (protected)" in running.fail()
    assert len(running.cloud("server")) == 2
    assert running.cloud("volume")[0]["server"] is None
    running.write(*own)
    running.up("--refresh")
    assert running.up("--refresh") == {}
    assert running.cloud("volume")[0]["server"] is not None


def test_a_key_is_replaced_under_its_name_only_when_the_old_one_goes_first(running):
    other = (ADA, ADA.replace("L2E1", "L2E2"))
    running.write(other, (", opts=opts(delete_before_replace=True))\nrule", ")\nrule"))
    assert f"{SAYS}SSH key name is already used (uniqueness_error)" in running.fail()
    running.write(other)
    assert running.up() == {"replace": 1}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("cx23", "cx99"), "server type cx99 not found"),
        (('"debian-13"', '"debian-99"'), "image debian-99 for architecture x86 not found"),
        (('"fsn1", ssh', '"fsn9", ssh'), "location 'fsn9' not found (invalid_input)"),
        (("10.20.0.1{", "10.21.0.1{"), "IP not available (ip_not_available)"),
        (("size=10", "size=5"), "[size => [must be between 10 and 10240]]"),
        (('"fsn1", format', '"nbg1", format'), "server and volume must be in the same location"),
        (("example.com", "example.invalid"), "zone with ID 'example.invalid' not found (not_found)"),
    ],
)
def test_what_hetzner_refuses_is_refused(change, said, project):
    project.write(change)
    assert said in project.fail()
