"""What is in an image: Debian, Python, locked packages, core/ and its own app; nothing of the build."""

import json
import tarfile

import pytest

from core import __version__
from core.topology import SERVICES, App, Port, ServiceName
from ops.images.context import CERTIFICATES, FOLDERS
from tests.rehearsal.images.conftest import SOURCE

PACKAGES = "usr/local/lib/python3.13/dist-packages/"


@pytest.fixture(scope="module")
def files(engine, built, tmp_path_factory):
    """Return the files of each image, by path: what each tells about itself."""
    return {
        app: _exported(engine, image, tmp_path_factory.mktemp("export") / app) for app, image in built.items()
    }


def _exported(engine, image, file):
    made = engine.create_container(image.id, labels={"owner": "rehearsal"})
    try:
        with file.open("wb") as target:
            target.writelines(engine.export(made["Id"]))
    finally:
        engine.remove_container(made["Id"])
    with tarfile.open(file) as tar:
        return {entry.name: entry for entry in tar if not entry.isdir()}


@pytest.mark.parametrize("app", App)
def test_of_ours_there_is_core_and_its_own_folder_alone(files, app):
    folders = {path.split("/")[1] for path in files[app] if path.startswith("app/")}
    assert folders == {"core", FOLDERS[app]}


@pytest.mark.parametrize("app", App)
def test_no_tool_of_the_build_is_left(files, app):
    tools = ("/pip/", "/setuptools/", "/usr/bin/gcc", "install-packages", "requirements.txt")
    assert [path for path in files[app] if any(tool in f"/{path}" for tool in tools)] == []


def test_the_pages_have_no_database_driver_and_no_queue(files):
    packages = {
        path.removeprefix(PACKAGES).split("/")[0] for path in files[App.WEB] if path.startswith(PACKAGES)
    }
    assert {"flask", "requests"} <= packages
    assert packages & {"psycopg", "psycopg_binary", "psycopg_pool", "redis", "celery", "sqlalchemy"} == set()


@pytest.mark.parametrize("app", App)
def test_the_machines_own_certificates_are_in_no_layer(engine, built, app, tmp_path):
    """A line of each is looked for in every file that could hold or trust it, overwritten ones too."""
    ours = {path.read_bytes().split()[9] for path in CERTIFICATES.glob("*.crt")}
    trusted = b"".join(_certificates(engine, built[app], tmp_path / "image.tar"))
    assert b"BEGIN CERTIFICATE" in trusted
    assert [line for line in ours if line in trusted] == []


def _certificates(engine, image, file):
    """Yield the content of each file of each layer that is named as one of certificates."""
    with file.open("wb") as target:
        target.writelines(engine.get_image(image.id))
    with tarfile.open(file) as archive:
        for path in json.load(archive.extractfile("manifest.json"))[0]["Layers"]:
            with tarfile.open(fileobj=archive.extractfile(path)) as layer:
                named = [entry for entry in layer if entry.isfile() and entry.name.endswith((".crt", ".pem"))]
                yield from (layer.extractfile(entry).read() for entry in named)


@pytest.mark.parametrize("app", App)
def test_packages_are_compiled_for_nothing_can_be_written_later(files, app):
    modules = [path for path in files[app] if path.startswith(PACKAGES) and path.endswith("/__init__.py")]
    compiled = [f"{path.rpartition('/')[0]}/__pycache__/__init__.cpython-313.pyc" for path in modules]
    assert len(modules) > 50
    assert [path for path in compiled if path not in files[app]] == []


@pytest.mark.parametrize("app", App)
def test_it_runs_as_nobody_in_particular(engine, built, app):
    told = engine.inspect_image(built[app].id)["Config"]
    assert told["User"] == "65532:65532"
    assert told["WorkingDir"] == "/app"
    assert told["Entrypoint"] == ["python3", "-m", "core.start"]


@pytest.mark.parametrize("app", App)
def test_its_labels_tell_what_it_is(engine, built, app):
    labels = engine.inspect_image(built[app].id)["Config"]["Labels"]
    oci = "org.opencontainers.image"
    assert labels[f"{oci}.revision"].startswith(built[app].tag)
    assert labels[f"{oci}.version"] == __version__
    assert labels[f"{oci}.source"] == SOURCE
    assert labels["owner"] == "release"


def test_ports_are_those_of_the_topology(engine, built):
    environ = {app: engine.inspect_image(built[app].id)["Config"]["Env"] for app in App}
    assert f"PORT={Port.API.value}" in environ[App.API]
    assert f"PORT={Port.WEB.value}" in environ[App.WEB]


def test_every_service_is_of_one_image():
    assert sorted(name for names in SERVICES.values() for name in names) == sorted(ServiceName)
