"""The pack as the engine runs it: a process that answers for each resource."""

import os
import subprocess
import sys
from collections.abc import Iterator

import grpc
import pytest
import yaml
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from infra.pulumi.policies.rules import RULES
from ops.bootstrap import ROOT

PACK = ROOT / "infra" / "pulumi" / "policies"
FIREWALL = "hcloud:index/firewall:Firewall"


@pytest.fixture(scope="module")
def pack() -> Iterator[analyzer_pb2_grpc.AnalyzerStub]:
    argv = [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:0", str(PACK)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, cwd=PACK) as process:
        assert process.stdout
        with grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}") as channel:
            yield analyzer_pb2_grpc.AnalyzerStub(channel)
        process.terminate()


def test_it_holds_every_rule_and_each_is_mandatory(pack):
    info = pack.GetAnalyzerInfo(empty_pb2.Empty())
    assert [policy.name for policy in info.policies] == [rule.name for rule in RULES]
    assert {policy.enforcementLevel for policy in info.policies} == {analyzer_pb2.MANDATORY}


def test_it_reports_a_port_that_is_open_to_the_world(pack):
    request = analyzer_pb2.AnalyzeRequest(
        type=FIREWALL, name="f", urn=f"urn:pulumi:production::hosts::{FIREWALL}::f"
    )
    request.properties.update(
        {
            "labels": {"owner": "hosts", "environment": "production"},
            "rules": [{"direction": "in", "protocol": "tcp", "port": "22", "sourceIps": ["0.0.0.0/0"]}],
        }
    )
    (found,) = pack.Analyze(request).diagnostics
    assert (found.policyName, found.enforcementLevel) == ("world-sees-the-web-alone", analyzer_pb2.MANDATORY)
    assert "f: tcp 22 is open to the world" in found.message


def test_what_a_preview_does_not_know_is_left_for_later(pack):
    request = analyzer_pb2.AnalyzeRequest(
        type=FIREWALL, name="f", urn=f"urn:pulumi:production::hosts::{FIREWALL}::f"
    )
    request.properties.update(
        {
            "labels": {"owner": "hosts", "environment": "production"},
            "rules": "04da6b54-80e4-46f7-96ec-b56ff0331ba9",  # the engine's word for unknown
        }
    )
    (found,) = pack.Analyze(request).diagnostics
    assert found.enforcementLevel == analyzer_pb2.ADVISORY
    assert "can't be known during preview" in found.message


def test_its_file_names_the_checkouts_own_python():
    runtime = yaml.safe_load((PACK / "PulumiPolicy.yaml").read_text())["runtime"]
    assert runtime["name"] == "python"
    assert os.path.abspath(PACK / runtime["options"]["virtualenv"]) == str(ROOT / ".venv")
