"""Rehearsal's certificate authority: one per environment, replaced when it must be another."""

import io
import json
import tarfile

import pytest
from cryptography import x509
from docker.errors import NotFound

from ops import environment
from ops.provision import pebble, pebble_image, self_signed

EDGE = "198.18.77.64"


class Engine:
    """A Docker engine with room for one container."""

    def __init__(self):
        self.container = None
        self.made = 0
        self.files = {}

    def create_container(self, image, **options):
        self.container = {"image": image, **options}
        self.made += 1
        return "id"

    def put_archive(self, _container, folder, archive):
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            self.files = {f"{folder}/{file.name}": tar.extractfile(file).read() for file in tar}

    def start(self, _container):
        self.container["running"] = True

    def inspect_container(self, name):
        if self.container is None or self.container["name"] != name:
            raise NotFound(name)
        return {
            "State": {"Running": self.container.get("running", False)},
            "Config": {"Labels": self.container["labels"]},
        }

    def remove_container(self, name, force):
        self.inspect_container(name)
        self.container = None

    def create_host_config(self, **options):
        return options

    def create_networking_config(self, networks):
        return networks

    def create_endpoint_config(self, **options):
        return options


@pytest.fixture
def engine(monkeypatch, tmp_path):
    monkeypatch.setattr(pebble_image, "ensure", lambda _client: "pebble:1")
    monkeypatch.setattr(pebble.checkout, "identifier", lambda _state: "1a2b3c")
    monkeypatch.setattr(pebble, "STATE", tmp_path)
    return Engine()


@pytest.fixture
def rehearsal():
    return environment.load("rehearsal")


def test_it_is_rehearsals_own_on_the_network_that_plays_the_internet(engine, rehearsal):
    pebble.ensure(engine, rehearsal, EDGE)
    made = engine.container
    assert made["name"] == "wm-1a2b3c-rehearsal-acme"
    assert (
        made["labels"].items()
        >= {"owner": "rehearsal", "environment": "rehearsal", "checkout": "1a2b3c"}.items()
    )
    assert made["networking_config"] == {"wm-1a2b3c-rehearsal-public": {"ipv4_address": "198.18.77.9"}}


def test_every_name_is_the_edges(engine, rehearsal):
    pebble.ensure(engine, rehearsal, EDGE)
    assert engine.container["environment"]["EDGE"] == EDGE


def test_its_certificates_are_good_for_as_long_as_is_asked_for(engine, rehearsal):
    pebble.ensure(engine, rehearsal, EDGE, validity=120)
    config = json.loads(engine.files["/etc/pebble/pebble.json"])["pebble"]
    assert (config["certificateValidityPeriod"], config["httpPort"], config["tlsPort"]) == (120, 80, 443)


def test_it_is_trusted_by_what_its_directory_shows(engine, rehearsal):
    pebble.ensure(engine, rehearsal, EDGE)
    shown = engine.files["/etc/pebble/certificate.pem"]
    assert shown == pebble.root_file(rehearsal).read_bytes()
    names = x509.load_pem_x509_certificate(shown).extensions
    named = names.get_extension_for_class(x509.SubjectAlternativeName).value
    assert named.get_values_for_type(x509.IPAddress) == [pebble.address(rehearsal)]


def test_nobody_else_reads_its_key(engine, rehearsal):
    pebble.ensure(engine, rehearsal, EDGE)
    assert pebble.root_file(rehearsal).with_suffix(".key").stat().st_mode & 0o777 == 0o600


def test_one_that_runs_is_left_alone(engine, rehearsal):
    pebble.ensure(engine, rehearsal, EDGE)
    pebble.ensure(engine, rehearsal, EDGE)
    assert engine.made == 1


@pytest.mark.parametrize("change", [{"edge": "198.18.77.65"}, {"validity": 60}])
def test_one_with_other_settings_is_replaced(engine, rehearsal, change):
    pebble.ensure(engine, rehearsal, EDGE)
    pebble.ensure(engine, rehearsal, **({"edge": EDGE} | change))
    assert engine.made == 2


def test_one_that_ended_is_replaced(engine, rehearsal):
    pebble.ensure(engine, rehearsal, EDGE)
    engine.container["running"] = False
    pebble.ensure(engine, rehearsal, EDGE)
    assert engine.container["running"]


def test_it_is_removed_when_it_is_there(engine, rehearsal):
    pebble.ensure(engine, rehearsal, EDGE)
    pebble.remove(engine, rehearsal)
    pebble.remove(engine, rehearsal)
    assert engine.container is None


def test_a_certificate_of_another_address_is_made_anew(tmp_path, rehearsal):
    address = pebble.address(rehearsal)
    first = self_signed.certificate(tmp_path / "acme.pem", address)
    assert self_signed.certificate(tmp_path / "acme.pem", address) == first
    assert self_signed.certificate(tmp_path / "acme.pem", address + 1) != first
