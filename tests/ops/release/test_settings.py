"""What each service is told: enough for the apps, and nothing secret where others can read it."""

from dataclasses import replace

import pytest

from core.settings import ApiSettings, DatabaseSettings, WebSettings, WorkerSettings
from core.topology import ServiceName
from ops import environment
from ops.release import settings

KINDS = {
    ServiceName.API: ApiSettings,
    ServiceName.RELAY: WorkerSettings,
    ServiceName.WORKER: WorkerSettings,
    ServiceName.WORKER_SLOW: WorkerSettings,
    ServiceName.WEB: WebSettings,
}
SEAL_KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="


def read(told, tmp_path, monkeypatch, kind):
    """Return the settings as an app reads them in its container."""
    for secret in told.secrets:
        (tmp_path / secret.file).write_text(secret.value)
    environ = {name: value.replace(settings.FOLDER, str(tmp_path)) for name, value in told.environ.items()}
    return kind.from_environ(environ)


@pytest.mark.parametrize("service", ServiceName)
def test_apps_take_what_they_are_told(world, service, tmp_path, monkeypatch):
    told = settings.of(replace(world, vault=world.vault | {"seal_keys": SEAL_KEY}))[service]
    found = read(told, tmp_path, monkeypatch, KINDS[service])
    assert found.app_env == "rehearsal"


def test_the_migration_is_the_migrators(world, tmp_path, monkeypatch):
    found = read(settings.migration(world), tmp_path, monkeypatch, DatabaseSettings)
    url = found.database_url.get_secret_value()
    assert url.startswith(
        "postgresql://migrator:CANARY%2Fdb_migrator_password%40%3A%23%3F%25@10.77.0.12:5432/"
    )
    assert url.endswith(f"?sslmode=verify-full&sslrootcert={settings.FOLDER}/postgres_authority")


def test_no_secret_is_a_variable(told):
    for each in told.values():
        assert not any("CANARY" in value for value in each.environ.values())
        assert "CANARY" not in repr(each)


def test_pages_know_nothing_of_the_database(told):
    assert {secret.file for secret in told[ServiceName.WEB].secrets} == {"session_key"}


def test_another_value_is_another_secret_and_another_fingerprint(world, told):
    changed = settings.of(replace(world, vault=world.vault | {"session_key": "another"}))
    assert changed[ServiceName.WEB].fingerprint != told[ServiceName.WEB].fingerprint
    assert changed[ServiceName.WEB].secrets[0].name != told[ServiceName.WEB].secrets[0].name
    assert changed[ServiceName.API].fingerprint == told[ServiceName.API].fingerprint


def test_a_fingerprint_tells_nothing_without_the_environments_key(world):
    other = world.vault | {"fingerprint_key": "another"}
    assert settings.fingerprint(world.vault, "x", "y") != settings.fingerprint(other, "x", "y")


def test_only_where_no_dns_and_no_system_knows_the_public_name_workers_are_told_of_it(world, told):
    assert told[ServiceName.WORKER].hosts == ["198.18.77.10 hooks.rehearsal.test"]
    there = settings.of(replace(world, roots=""))[ServiceName.WORKER]
    assert not there.hosts
    assert "SSL_CERT_FILE" not in there.environ


def test_an_environment_of_the_tests_is_rehearsal_to_the_apps(rehearsal):
    assert settings.app_env(rehearsal.model_copy(update={"name": "t-release"})) == "rehearsal"
    assert settings.app_env(environment.load("production")) == "production"
