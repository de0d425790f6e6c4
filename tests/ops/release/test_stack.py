"""The stack file: what the Swarm is told."""

import json

import pytest

from core.topology import ServiceName
from ops.release import difference, stack


def test_there_is_a_service_for_each_name(services):
    assert set(services) == set(ServiceName)


@pytest.mark.parametrize("name", ServiceName)
def test_each_is_confined(services, name):
    container = services[name]["TaskTemplate"]["ContainerSpec"]
    assert container["ReadOnly"]
    assert container["CapabilityDrop"] == ["ALL"]
    assert container["User"] == "65532:65532"
    assert container["Privileges"] == {"NoNewPrivileges": True}
    assert services[name]["TaskTemplate"]["Resources"]["Limits"]["MemoryBytes"] > 0


@pytest.mark.parametrize("name", ServiceName)
def test_all_copies_move_at_once_the_new_before_the_old_goes_and_no_port_is_published(services, name):
    update = services[name]["UpdateConfig"]
    assert (update["Parallelism"], update["Order"], update["MaxFailureRatio"]) == (0, "start-first", 0)
    assert services[name]["EndpointSpec"] == {"Mode": "dnsrr"}
    assert "HealthConfig" not in services[name]


def test_sizes_are_the_environments(services, rehearsal):
    worker = services["worker"]
    assert worker["Mode"]["Replicated"]["Replicas"] == rehearsal.apps.worker.replicas
    limit = worker["TaskTemplate"]["Resources"]["Limits"]["MemoryBytes"]
    assert limit == rehearsal.apps.worker.memory_mb * 1024 * 1024


def test_a_worker_has_the_time_of_a_batch_to_stop(services, rehearsal):
    grace = services["worker"]["TaskTemplate"]["ContainerSpec"]["StopGracePeriod"]
    assert grace > rehearsal.apps.worker.job_timeout_ms * 1_000_000


def test_it_holds_no_secret(services):
    assert "CANARY" not in json.dumps(services)


def test_secrets_are_named_and_only_the_app_may_read_them(services):
    secrets = services["web"]["TaskTemplate"]["ContainerSpec"]["Secrets"]
    assert [secret["File"]["Name"] for secret in secrets] == ["session_key"]
    assert secrets[0]["SecretName"].startswith("session_key-")
    assert secrets[0]["File"]["Mode"] == 0o400


def test_the_same_is_rendered_the_same(rehearsal, images, told, services):
    assert stack.render(rehearsal, images, told, 7) == services


def test_a_job_runs_once(images, told):
    spec = stack.job("migrate", images["api"], told[ServiceName.API], ["service.migrate"], 100)
    assert spec["Mode"] == {"ReplicatedJob": {"MaxConcurrent": 1, "TotalCompletions": 1}}
    assert spec["TaskTemplate"]["RestartPolicy"] == {"Condition": "none"}
    assert spec["TaskTemplate"]["ContainerSpec"]["Args"] == ["service.migrate"]


def test_what_the_engine_fills_in_is_no_difference(services):
    found = json.loads(json.dumps(services["api"]))
    found["TaskTemplate"] |= {"Runtime": "container", "Networks": [{"Target": "a number"}]}
    found["TaskTemplate"]["ContainerSpec"]["Isolation"] = "default"
    found["TaskTemplate"]["ContainerSpec"]["Secrets"][0]["SecretID"] = "a number"
    assert difference.between(services["api"], found) == []


def test_what_a_hand_changed_is_named_with_both_values(services):
    found = json.loads(json.dumps(services["api"]))
    found["Mode"]["Replicated"]["Replicas"] = 9
    found["TaskTemplate"]["ContainerSpec"]["Env"].append("X=1")
    found["TaskTemplate"]["ForceUpdate"] = 1
    said = difference.between(services["api"], found)
    assert "Mode.Replicated.Replicas: 2 → 9" in said
    assert "TaskTemplate.ForceUpdate: none → 1" in said
    assert any(line.startswith("TaskTemplate.ContainerSpec.Env: ") for line in said)
