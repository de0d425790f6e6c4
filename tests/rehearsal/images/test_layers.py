"""The same files make the same layers; what changes with code is small and last."""

import pytest

from core.topology import App, Owner, Port
from infra.pulumi.rehearsal import base
from infra.pulumi.rehearsal import engine as engines
from ops.images import commit as commits
from ops.images import context as contexts

CODE_BYTES = 1_000_000


@pytest.fixture(scope="module")
def layers(engine):
    """`layers(image)`: the digests of its layers, the lowest first."""
    return lambda image: engine.inspect_image(image.id)["RootFS"]["Layers"]


@pytest.fixture(scope="module")
def changed(clone, built):
    """Build a later commit, in which a line of the API is another."""
    clone.commit("service/app.py")
    return clone.build(say=lambda _: None)


def test_base_and_python_are_the_same_for_all(built, layers):
    assert len({tuple(layers(image)[:2]) for image in built.values()}) == 1


@pytest.mark.parametrize("app", App)
def test_a_change_of_code_changes_the_last_layer_of_its_app_alone(built, changed, layers, app):
    before, after = layers(built[app]), layers(changed[app])
    assert before[:-1] == after[:-1]
    assert (before[-1] == after[-1]) == (app is not App.API)


@pytest.mark.parametrize("app", App)
def test_the_layer_of_code_is_small(engine, built, app):
    written = [step["Size"] for step in engine.history(built[app].id) if step["Size"]]
    assert written[0] < CODE_BYTES


def test_a_commit_that_was_built_is_the_same_image(clone, built, changed):
    assert clone.build(say=pytest.fail) == changed


def test_who_has_nothing_yet_makes_the_same_layers(from_nothing, changed, layers):
    """All is installed once more; what differs is the time that the image itself tells."""
    assert from_nothing(App.WEB, contexts.CERTIFICATES) == layers(changed[App.WEB])


def test_a_machine_without_certificates_of_its_own_gets_as_far_as_its_network(from_nothing, tmp_path):
    """Debian's own authorities are trusted then, which is enough where nobody re-signs TLS."""
    assert from_nothing("pip", tmp_path)


@pytest.fixture
def from_nothing(engine, clone):
    """`from_nothing(target, certificates)`: the layers of a build that takes nothing from the cache.

    Its stages are rehearsal's, and go.
    """
    files = commits.find("HEAD", clone.root).archive(contexts.PATHS)
    arguments = {"BASE": base.NAME, "OWNER": Owner.REHEARSAL.value, "WEB_PORT": str(Port.WEB.value)}
    arguments |= {"API_PORT": str(Port.API.value)}
    name = "webhook-monitor/cold:test"

    def build(target, certificates):
        context = contexts.with_certificates(contexts.make(files), certificates)
        engines.build(engine, name, context, target=str(target), buildargs=arguments, nocache=True)
        return engine.inspect_image(name)["RootFS"]["Layers"]

    yield build
    engine.remove_image(name)
    engine.prune_images({"dangling": True, "label": [f"owner={Owner.REHEARSAL}"]})
