"""docker/compose.yaml is what an app expects to find when nothing is set."""

import re
from urllib.parse import urlsplit

import pytest
import yaml

from core.settings import DataSettings
from ops import versions
from ops.bootstrap import ROOT

SERVICES = yaml.safe_load((ROOT / "docker/compose.yaml").read_text())["services"]
DATABASE = urlsplit(DataSettings.model_fields["database_url"].default.get_secret_value())
REDIS = urlsplit(DataSettings.model_fields["redis_url"].default.get_secret_value())


@pytest.mark.parametrize(("service", "version"), [("postgres", versions.POSTGRES), ("redis", versions.REDIS)])
def test_versions_are_of_the_table(service, version):
    assert SERVICES[service]["image"] == f"{service}:{version}"


def test_postgresql_is_of_the_hosts_major_version():
    role = yaml.safe_load((ROOT / "ansible/roles/postgres/vars/main.yml").read_text())
    assert versions.POSTGRES.partition(".")[0] == role["_postgres_version"]


def test_the_database_is_the_one_of_the_default_url():
    made = SERVICES["postgres"]["environment"]
    assert (DATABASE.path, DATABASE.password) == (f"/{made['POSTGRES_DB']}", made["POSTGRES_PASSWORD"])
    assert DATABASE.username == "postgres", "the image's own name of the superuser"


@pytest.mark.parametrize(("service", "url"), [("postgres", DATABASE), ("redis", REDIS)])
def test_ports_are_those_of_the_default_urls_and_of_this_machine_alone(service, url):
    assert SERVICES[service]["ports"] == [f"127.0.0.1:{url.port}:{url.port}"]


def test_each_says_when_it_is_up():
    assert all(
        re.search("pg_isready|redis-cli", str(made["healthcheck"]["test"])) for made in SERVICES.values()
    )
