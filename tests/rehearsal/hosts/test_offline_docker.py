"""The stand-ins under the real command line, on a real Docker engine."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from ops.toolchain import maker

pytestmark = [
    pytest.mark.skipif(maker.trace() is not None, reason="the maker's plugins are here: no stand-in starts"),
    pytest.mark.usefixtures("engine"),
]
IMAGE = "debian:trixie-slim"
SECONDS = 90
STAND_INS = {"pulumi-language-python": "language", "pulumi-resource-docker": "docker"}
SAYS = "offline stand-in for pulumi-docker"

HEAD = """
import pulumi
import pulumi_docker as docker
opts = pulumi.ResourceOptions
labels = [{"label": "owner", "value": "t-offline"}]
"""
HOST = """
net = docker.Network("net", name="NAME", labels=labels, ipam_configs=[{"subnet": "10.213.7.0/24"}])
disk = docker.Volume("disk", name="NAME", labels=labels)
host = docker.Container(
    "host", name="NAME", hostname="host", image="IMAGE", command=["sleep", "infinity"], labels=labels,
    capabilities={"adds": ["ALL"], "drops": ["CAP_SYS_RESOURCE", "CAP_SYS_TIME", "CAP_SYS_MODULE"]},
    cgroupns_mode="private", tmpfs={"/run": "", "/run/lock": ""}, restart="on-failure",
    security_opts=["seccomp=unconfined", "apparmor=unconfined", "systempaths=unconfined"],
    memory=64, memory_swap=128, ports=[{"internal": 22, "ip": "127.0.0.1"}],
    networks_advanced=[{"name": net.name, "ipv4_address": "10.213.7.5"}],
    volumes=[{"volume_name": disk.name, "container_path": "/data"}],
    uploads=[{"file": "/etc/seed", "content": "from the program"}],
    opts=opts(
        ignore_changes=["securityOpts", "ports"], replace_on_changes=["tmpfs"], delete_before_replace=True
    ),
)
pulumi.export("address", host.network_datas[0].ip_address)
pulumi.export("mountpoint", disk.mountpoint)
"""
SLOW = """
docker.Container(
    "slow", name="NAME", image="IMAGE", command=["sleep", "infinity"], labels=labels, wait=True,
    healthcheck={"tests": ["CMD", "sleep", "4"], "interval": "1s", "timeout": "10s"},
)
"""


class Project:
    """A Pulumi project in a folder of its own, with stand-ins on its PATH."""

    def __init__(self, cli: Path, folder: Path, name: str) -> None:
        self._cli = cli
        self.name = name
        self.folder = folder / "project"
        self.folder.mkdir()
        virtualenv = json.dumps(sys.prefix)
        (self.folder / "Pulumi.yaml").write_text(
            f"name: toy\nruntime: {{name: python, options: {{virtualenv: {virtualenv}}}}}\n"
        )
        self.environ = os.environ | {
            "PATH": f"{_stand_ins(folder / 'bin')}{os.pathsep}{os.environ['PATH']}",
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_BACKEND_URL": f"file://{self.folder}",
            "PULUMI_CONFIG_PASSPHRASE": secrets.token_hex(),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        }
        assert self.pulumi("stack", "init", "dev").returncode == 0

    def write(self, program: str, **changes: str) -> None:
        """Write the program, in which IMAGE and NAME stand for ours."""
        for old, new in changes.items():
            assert old in program
            program = program.replace(old, new)
        text = (HEAD + program).replace("IMAGE", IMAGE).replace("NAME", self.name)
        (self.folder / "__main__.py").write_text(text)

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start the command line in a group of its own, as a terminal does."""
        return subprocess.Popen(
            [str(self._cli), *words, "--non-interactive", "--color", "never"],
            cwd=self.folder,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def pulumi(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the command line to its end."""
        with self.start(*words) as process:
            said, _ = process.communicate(timeout=SECONDS)
        return subprocess.CompletedProcess(words, process.returncode, said)

    def up(self, *words: str) -> Mapping[str, int]:
        """Apply the program; return how many resources were created, updated and so on."""
        done = self.pulumi("up", "--yes", "--skip-preview", *words)
        assert done.returncode == 0, done.stdout
        history = self.pulumi("stack", "history", "--json", "--page-size", "1")
        changed: dict[str, int] = json.loads(history.stdout)[0]["resourceChanges"]
        return {what: number for what, number in changed.items() if what != "same" and number}

    def outputs(self) -> dict[str, Any]:
        """Return the stack's outputs."""
        return dict(json.loads(self.pulumi("stack", "output", "--json").stdout))

    def state(self) -> dict[str, Any]:
        """Return the stack's deployment."""
        return dict(json.loads(self.pulumi("stack", "export").stdout)["deployment"])

    def kill(self, process: subprocess.Popen[str]) -> None:
        """Kill the command line alone, as `kill -9` does."""
        os.kill(process.pid, signal.SIGKILL)
        process.wait(SECONDS)


def _stand_ins(folder: Path) -> Path:
    folder.mkdir()
    for name, module in STAND_INS.items():
        script = folder / name
        script.write_text(f'#!/bin/sh\nexec {sys.executable} -P -m infra.pulumi.offline.{module} "$@"\n')
        script.chmod(0o755)
    return folder


def docker(*words: str) -> str:
    done = subprocess.run(["docker", *words], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def wait_until(ready: Callable[[], object], what: str) -> None:
    end = time.monotonic() + SECONDS
    while not ready():
        assert time.monotonic() < end, what
        time.sleep(0.1)


@pytest.fixture
def project(pulumi_cli: Path, tmp_path: Path) -> Iterator[Project]:
    made = Project(pulumi_cli, tmp_path, f"t-offline-{secrets.token_hex(4)}")
    yield made
    docker("rm", "--force", "--volumes", made.name)
    docker("network", "rm", made.name)
    docker("volume", "rm", "--force", made.name)


def inspect(project: Project, template: str) -> str:
    return docker("inspect", "--type", "container", project.name, "--format", template)


def test_a_host_is_made_settles_and_goes(project: Project) -> None:
    project.write(HOST)
    assert project.up() == {"create": 4}
    assert project.up() == {}
    assert project.up("--refresh") == {}
    assert project.outputs() == {
        "address": "10.213.7.5",
        "mountpoint": docker("volume", "inspect", project.name, "--format", "{{.Mountpoint}}"),
    }
    assert docker("exec", project.name, "cat", "/etc/seed") == "from the program"
    assert project.pulumi("destroy", "--yes").returncode == 0
    assert not inspect(project, "{{.Id}}")


def test_a_stopped_host_is_started_and_not_replaced(project: Project) -> None:
    project.write(HOST)
    project.up()
    id_ = inspect(project, "{{.Id}}")
    docker("stop", "--time", "0", project.name)
    assert project.up("--refresh") == {"update": 1}
    assert inspect(project, "{{.Id}} {{.State.Running}}") == f"{id_} true"
    assert project.up("--refresh") == {}


@pytest.mark.parametrize("ignored", ['"securityOpts", ', ', "ports"'])
def test_without_either_cure_it_is_replaced(project: Project, ignored: str) -> None:
    project.write(HOST, **{ignored: ""})
    project.up()
    docker("stop", "--time", "0", project.name)
    assert project.up("--refresh") == {"replace": 1}


def test_a_replaced_host_has_all_that_is_ignored(project: Project) -> None:
    project.write(HOST)
    project.up()
    docker("stop", "--time", "0", project.name)
    project.up("--refresh")
    project.write(HOST, **{'hostname="host"': 'hostname="other"'})
    assert project.up() == {"replace": 1}
    assert inspect(project, "{{.HostConfig.MaskedPaths}} {{len .HostConfig.PortBindings}}") == "[] 1"


def test_a_removed_host_alone_is_made_again_on_its_old_disk(project: Project) -> None:
    project.write(HOST)
    project.up()
    docker("exec", project.name, "touch", "/data/old")
    docker("rm", "--force", project.name)
    assert project.up("--refresh") == {"create": 1}
    assert docker("exec", project.name, "ls", "/data") == "old"


def test_a_changed_tmpfs_replaces_when_the_program_says_so(project: Project) -> None:
    project.write(HOST)
    project.up()
    project.write(HOST, **{'"/run/lock": ""': '"/run/lock": "size=1m"'})
    assert project.up() == {"replace": 1}
    assert "size=1m" in inspect(project, "{{.HostConfig.Tmpfs}}")


def test_such_a_replacement_needs_to_be_told_to_delete_first(project: Project) -> None:
    """The official plugin asks for it only where it replaces on its own account."""
    project.write(HOST)
    project.up()
    project.write(HOST, **{'"/run/lock": ""': '"/run/lock": "size=1m"', ", delete_before_replace=True": ""})
    failed = project.pulumi("up", "--yes", "--skip-preview")
    assert failed.returncode
    assert "is already in use by container" in failed.stdout


def test_a_changed_label_of_a_network_replaces_its_containers(project: Project) -> None:
    project.write(HOST)
    project.up()
    other = '[{"label": "owner", "value": "other"}]'
    project.write(HOST, **{'"NAME", labels=labels, ipam': f'"NAME", labels={other}, ipam'})
    assert project.up() == {"replace": 2}


def test_half_made_it_stays_and_heals_when_it_is_removed(project: Project) -> None:
    """The next `up` says that it updated it, and does nothing: as with the official plugin."""
    program = HOST.replace('pulumi.export("address", host.network_datas[0].ip_address)', "")
    project.write(program, **{"10.213.7.5": "10.99.0.1"})
    failed = project.pulumi("up", "--yes", "--skip-preview")
    assert failed.returncode
    assert f"{SAYS}: Unable to start container" in failed.stdout
    assert project.up() == {"update": 1}
    assert inspect(project, "{{.State.Status}}") == "created"
    docker("rm", "--force", project.name)
    project.write(HOST)
    assert project.up("--refresh") == {"create": 1}


def test_what_it_does_not_implement_is_refused(project: Project) -> None:
    project.write(HOST, **{"memory=64": "shm_size=64, memory=64"})
    failed = project.pulumi("preview")
    assert failed.returncode
    assert f"{SAYS}: shmSize: this stand-in does not implement it; the official plugin does" in failed.stdout
    assert not inspect(project, "{{.Id}}")


def test_a_secret_is_in_no_checkpoint(project: Project) -> None:
    secret = secrets.token_hex()
    project.write(HOST, **{'"from the program"': f'pulumi.Output.secret("{secret}")'})
    project.up()
    project.up("--refresh")
    checkpoints = [path for path in project.folder.rglob("*.json*") if path.is_file()]
    assert checkpoints
    assert not [path for path in checkpoints if secret in path.read_text()]


def test_one_interrupt_waits_for_what_is_being_made(project: Project) -> None:
    project.write(SLOW)
    process = project.start("up", "--yes", "--skip-preview")
    wait_until(lambda: inspect(project, "{{.State.Running}}") == "true", "the container never started")
    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=SECONDS)
    assert "Traceback" not in said
    assert not project.state().get("pending_operations")
    assert project.up() == {}


def test_killed_it_leaves_a_lock_and_a_pending_create_and_heals(project: Project) -> None:
    project.write(SLOW)
    process = project.start("up", "--yes", "--skip-preview")
    wait_until(lambda: inspect(project, "{{.State.Running}}") == "true", "the container never started")
    project.kill(process)
    locked = project.pulumi("up", "--yes", "--skip-preview")
    assert "the stack is currently locked by 1 lock(s)" in locked.stdout
    assert project.pulumi("cancel", "--yes").returncode == 0
    assert [each["type"] for each in project.state()["pending_operations"]] == ["creating"]
    docker("rm", "--force", project.name)
    assert project.pulumi("refresh", "--yes", "--clear-pending-creates").returncode == 0
    assert project.up() == {"create": 1}


def test_killed_its_plugins_end_too(project: Project) -> None:
    project.write(SLOW)
    process = project.start("up", "--yes", "--skip-preview")
    wait_until(lambda: inspect(project, "{{.State.Running}}") == "true", "the container never started")
    plugins = _children(process.pid)
    assert len(plugins) == len(STAND_INS)
    project.kill(process)
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in plugins), f"{plugins} live on")


def _children(pid: int) -> list[str]:
    """Return the processes that this one started, by whichever of its threads."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [child for task in tasks for child in task.read_text().split()]


def test_beside_the_official_plugin_it_does_not_start(project: Project) -> None:
    installed = Path(project.environ["PULUMI_HOME"], "plugins/resource-docker-v5.1.0")
    installed.mkdir(parents=True)
    shutil.copy("/bin/true", installed / "pulumi-resource-docker")
    project.write(HOST)
    refused = project.pulumi("preview")
    assert refused.returncode
    assert "it does not start beside the official plugin" in refused.stdout
    assert "Traceback" not in refused.stdout


def test_a_program_that_raises_shows_its_own_lines(project: Project) -> None:
    project.write("docker.Volume('disk')\n1 / 0\n")
    failed = project.pulumi("preview")
    assert failed.returncode
    assert "ZeroDivisionError: division by zero" in failed.stdout
    assert "__main__.py" in failed.stdout
    assert "offline/program.py" not in failed.stdout
    assert "exit" not in failed.stdout


def test_a_refusal_of_the_program_is_one_sentence(project: Project) -> None:
    project.write("raise pulumi.RunError('no environment of that name')\n")
    failed = project.pulumi("preview")
    assert failed.returncode
    assert "error: no environment of that name" in failed.stdout
    assert "Traceback" not in failed.stdout
