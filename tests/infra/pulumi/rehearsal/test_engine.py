"""No engine is one sentence with what to type."""

import docker
import pytest

from infra.pulumi.rehearsal import engine
from ops.errors import UsageError


def refusal():
    with pytest.raises(UsageError) as caught:
        engine.connect()
    assert caught.value.exit_code == 2
    assert caught.value.__suppress_context__
    return str(caught.value)


@pytest.mark.parametrize("host", ["unix:///nonexistent", "tcp://127.0.0.1:1", "gopher://nowhere"])
def test_where_docker_host_leads_nowhere_it_says_so(monkeypatch, host):
    monkeypatch.setenv("DOCKER_HOST", host)
    said = refusal()
    assert said.startswith(f"no Docker engine answers at DOCKER_HOST={host}, ")
    assert said.endswith("(Debian: apt install docker.io)")
    assert "\n" not in said


def test_where_nothing_is_set_it_says_to_start_one(monkeypatch):
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    monkeypatch.setattr(docker, "APIClient", _fails("FileNotFoundError(2, 'No such file or directory')"))
    assert refusal().startswith(
        "no Docker engine answers, which rehearsal hosts and images need: start it, or "
    )


def test_who_may_not_use_it_is_told_the_group(monkeypatch):
    monkeypatch.setattr(docker, "APIClient", _fails("PermissionError(13, 'Permission denied')"))
    assert "usermod -aG docker" in refusal()


def _fails(reason):
    def client(**_):
        raise docker.errors.DockerException(f"Error while fetching server API version: {reason}")

    return client
