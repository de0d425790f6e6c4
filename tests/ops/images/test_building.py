"""Building: what the engine lacks, labelled; what it has of the same files is kept."""

import pytest

from core.topology import App, Label, Port
from infra.pulumi.rehearsal import base, engine
from ops import images
from ops.errors import OpsError, UsageError
from tests.infra.pulumi.rehearsal.fake_client import FakeClient

OCI = "org.opencontainers.image"


@pytest.fixture
def client(monkeypatch):
    fake = FakeClient(base.NAME)
    monkeypatch.setattr(engine, "connect", lambda: fake)
    return fake


@pytest.fixture
def build(repository, client):
    """`build(…)`: of the test's own repository, silently."""

    def build(**options):
        return images.build(**{"say": lambda _: None, "root": repository.root} | options)

    return build


def test_each_app_has_an_image_tagged_by_the_commit(build, repository):
    revision = repository.commit()
    built = build()
    assert {app: image.reference for app, image in built.items()} == {
        "api": f"webhook-monitor/api:{revision[:12]}",
        "worker": f"webhook-monitor/worker:{revision[:12]}",
        "web": f"webhook-monitor/web:{revision[:12]}",
    }
    assert all(image.id.startswith("sha256:") and image.size for image in built.values())


def test_it_is_labelled(build, repository, client):
    revision = repository.commit()
    repository.git("remote", "add", "origin", "https://git.example.com/a.git")
    build(apps=[App.API])
    labels = dict(client.options["labels"])
    assert labels.pop(Label.RECIPE)
    assert labels == {
        f"{OCI}.revision": revision,
        f"{OCI}.version": "1.2.3",
        f"{OCI}.source": "https://git.example.com/a.git",
    }


def test_its_version_may_be_told(build, repository, client):
    repository.commit()
    build(version="v1.3.0", apps=[App.API])
    assert client.options["labels"][f"{OCI}.version"] == "v1.3.0"


def test_the_recipe_is_told_base_owner_and_ports(build, repository, client):
    repository.commit()
    build(apps=[App.WEB])
    assert client.options["target"] == "web"
    assert client.options["buildargs"] == {
        "BASE": base.NAME,
        "OWNER": "release",
        "API_PORT": str(Port.API.value),
        "WEB_PORT": str(Port.WEB.value),
    }


def test_a_commit_is_built_once(build, repository, client):
    repository.commit()
    first = build()
    client.asked.clear()
    assert build(say=pytest.fail) == first
    assert client.asked == []


@pytest.mark.parametrize("change", ["commit", "version", "base"])
def test_but_again_when_anything_of_it_is_another(build, repository, client, change):
    repository.commit()
    build(apps=[App.API])
    client.asked.clear()
    if change == "commit":
        repository.commit()
    if change == "base":
        client.images[base.NAME] = {"Id": "sha256:a newer one", "RepoDigests": []}
    build(apps=[App.API], version="v2" if change == "version" else "")
    assert client.asked == ["build"]


def test_one_of_that_name_which_somebody_else_made_does_not_count(build, repository, client):
    name = f"webhook-monitor/api:{repository.commit()[:12]}"
    client.images[name] = {"Id": "sha256:foreign", "Config": {"Labels": None}}
    build(apps=[App.API])
    assert client.asked == ["build"]


def test_no_such_revision_is_refused_before_anything(build, repository, client):
    repository.commit()
    with pytest.raises(UsageError, match="'nowhere' is no commit"):
        build(revision="nowhere")
    assert client.asked == []


def test_what_a_failed_build_said_is_said(build, repository, client):
    name = f"webhook-monitor/api:{repository.commit()[:12]}"
    client.steps = [{"stream": "Step 9/9 : RUN pip\n"}, {"error": "returned 1"}]
    with pytest.raises(OpsError, match=f"RUN pip\n\n{name} cannot be built: returned 1"):
        build(apps=[App.API])
