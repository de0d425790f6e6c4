"""Which secrets an environment wants: all that we make, and of others' what it uses."""

from ops import environment
from ops.provision.vault import keys

MADE = {key.name for key in keys.KEYS if not key.given}


def given(described):
    return {key.name for key in keys.of(described) if key.given}


def test_names_stand_once():
    assert len({key.name for key in keys.KEYS}) == len(keys.KEYS)


def test_an_environment_wants_all_that_is_made(rehearsal):
    assert {key.name for key in keys.of(rehearsal)} >= MADE


def test_of_what_others_give_it_wants_what_its_alerts_and_backups_use():
    shared = {"backup_key_id", "backup_key", "heartbeat_url", "smtp_url"}
    assert given(environment.load("production")) == {*shared, "slack_url", "pagerduty_key"}
    assert given(environment.load("staging")) == {*shared, "slack_url"}
    assert given(environment.load("rehearsal")) == shared


def test_all_that_the_apps_own_is_made():
    assert {"api_key", "seal_keys", "session_key", "db_api_password", "redis_worker_password"} <= MADE
