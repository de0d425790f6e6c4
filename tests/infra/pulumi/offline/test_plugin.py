"""A stand-in as a process: it says its port, ends with the command line, makes way for the official."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2_grpc

from tests.conftest import wait_until

SECONDS = 20
ARGV = [sys.executable, "-P", "-m", "infra.pulumi.offline.docker", "127.0.0.1:1"]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return os.environ | {"PULUMI_HOME": str(tmp_path), "PATH": "/nowhere"}


@pytest.fixture
def plugin(environ: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        ARGV, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def port(process: subprocess.Popen[str]) -> int:
    assert process.stdout
    return int(process.stdout.readline())


def test_it_says_its_port_and_answers_there(plugin: subprocess.Popen[str]) -> None:
    with grpc.insecure_channel(f"127.0.0.1:{port(plugin)}") as channel:
        stub = provider_pb2_grpc.ResourceProviderStub(channel)
        info = stub.GetPluginInfo(empty_pb2.Empty(), timeout=SECONDS)
    assert info.version == "5.1.0"


def test_an_interrupt_ends_it_without_a_word(plugin: subprocess.Popen[str]) -> None:
    port(plugin)
    plugin.send_signal(signal.SIGINT)
    said, complained = plugin.communicate(timeout=SECONDS)
    assert (plugin.returncode, said, complained) == (0, "", "")


def test_it_ends_with_the_command_line_that_started_it(environ: dict[str, str], tmp_path: Path) -> None:
    script = f"{' '.join(ARGV)} & echo $! > {tmp_path}/pid; wait"
    with subprocess.Popen(["/bin/sh", "-c", script], env=environ, stdout=subprocess.PIPE, text=True) as cli:
        port(cli)
        cli.kill()
    pid = (tmp_path / "pid").read_text().strip()
    wait_until(lambda: not Path("/proc", pid).exists(), "the plugin lives on")


def test_beside_the_official_one_it_does_not_start(environ: dict[str, str], tmp_path: Path) -> None:
    official = tmp_path / "plugins/resource-docker-v5.1.0/pulumi-resource-docker"
    official.parent.mkdir(parents=True)
    official.write_bytes(b"\x7fELF")
    done = subprocess.run(ARGV, env=environ, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        "offline stand-in for pulumi-resource-docker: "
        f"it does not start beside the official plugin ({official})\n"
    )
