"""The host image: named after what it is built from, built when it is missing."""

import re
import tarfile

import pytest

from infra.pulumi.rehearsal import base, engine, image
from ops.errors import OpsError
from tests.infra.pulumi.rehearsal.fake_client import FakeClient


@pytest.fixture
def source(tmp_path, monkeypatch):
    """Give it sources and certificates of the test's own."""
    for folder, file in (("host", "Dockerfile"), ("host", "boot"), ("certificates", "ours.crt")):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / file).write_text(f"{file} of {folder}")
    monkeypatch.setattr(image, "_SOURCE", tmp_path / "host")
    monkeypatch.setattr(image, "_CERTIFICATES", tmp_path / "certificates")
    return tmp_path


@pytest.fixture
def client(monkeypatch):
    fake = FakeClient(base.NAME)
    monkeypatch.setattr(engine, "connect", lambda: fake)
    return fake


class TestName:
    def test_is_the_same_every_time(self, source):
        assert re.fullmatch(r"webhook-monitor/host:[0-9a-f]{12}", image.name())
        assert image.name() == image.name()

    @pytest.mark.parametrize("file", ["host/Dockerfile", "host/boot", "certificates/ours.crt"])
    def test_is_another_when_a_file_is(self, source, file):
        before = image.name()
        (source / file).write_text("something else")
        assert image.name() != before

    @pytest.mark.parametrize("file", ["host/new.service", "certificates/new.crt"])
    def test_and_when_one_is_new(self, source, file):
        before = image.name()
        (source / file).write_text("")
        assert image.name() != before

    def test_and_when_one_is_renamed(self, source):
        before = image.name()
        (source / "host/boot").rename(source / "host/start")
        assert image.name() != before

    def test_and_when_the_base_is(self, source, monkeypatch):
        before = image.name()
        monkeypatch.setattr(base, "NAME", "debian:next-slim")
        assert image.name() != before

    def test_is_that_of_the_files_in_docker_host(self):
        assert {path for path, _ in image._files()} >= {"Dockerfile", "boot"}


class TestEnsure:
    def test_builds_what_is_missing_and_says_so(self, source, client):
        said = []
        image.ensure(said.append)
        assert said == [f"building {image.name()}"]
        assert image.exists(client)

    def test_builds_nothing_twice(self, source, client):
        image.ensure(lambda _: None)
        image.ensure(pytest.fail)
        assert client.asked == ["build"]

    def test_it_belongs_to_rehearsal(self, source, client):
        image.ensure(lambda _: None)
        assert client.options["labels"] == {"owner": "rehearsal"}
        assert client.options["buildargs"] == {"BASE": base.NAME}

    def test_the_build_gets_the_files_and_the_certificates(self, source, client):
        image.ensure(lambda _: None)
        with tarfile.open(fileobj=client.context) as context:
            assert set(context.getnames()) == {"Dockerfile", "boot", "certificates/ours.crt", "certificates"}

    def test_where_there_are_none_their_folder_is_empty(self, source, client):
        (source / "certificates/ours.crt").unlink()
        image.ensure(lambda _: None)
        with tarfile.open(fileobj=client.context) as context:
            assert context.getmember("certificates").isdir()

    def test_what_a_failed_build_said_is_said(self, source, client):
        client.steps = [{"stream": "Step 2/2 : RUN false\n"}, {"error": "returned 1"}]
        with pytest.raises(OpsError, match=r"RUN false\n\n.* cannot be built: returned 1"):
            image.ensure(lambda _: None)
