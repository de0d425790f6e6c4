"""Releases under load: nothing is lost, all services move together, and going back is as quick."""

import json
import statistics

import pytest

from ops.environment import Role
from ops.images import APPS
from ops.images.image import repository
from ops.images.keeping import KEPT
from tests.rehearsal.release.how_many import DEPLOYS, FULL
from tests.rehearsal.release.world import SERVICES

RATE = 200 if FULL else 50
"""Requests a second, at least; in the short form, whatever else the machine does."""
ALL_NEW_SECONDS = 30 if FULL else 120
"""The load takes nine tenths of both cores: the goal of 12 s is that of `invoke bench deploy`, without any.

The short form is of what is lost, and shows its seconds alone.
"""
MIGRATION = "alter table sources add column rehearsed text;"


def test_nothing_is_lost_while_commits_are_released(steady):
    seconds, totals = [], []
    with steady.load("deploys") as account:
        for _ in range(DEPLOYS):
            commit = steady.checkout.good()
            told = steady.deployed()
            assert (told["outcome"], told["commit"]) == ("done", commit)
            seconds.append(told["all_new_seconds"])
            totals.append(told["total_seconds"])
            print(told["seconds"], flush=True)
    print(f"{DEPLOYS} deploys: all new after {statistics.median(seconds):.1f} s (median): {seconds}")
    print(f"with what is watched then: {totals}")
    assert account.is_whole, account
    assert account.rate >= RATE, account
    assert statistics.median(seconds) < ALL_NEW_SECONDS


def test_what_runs_is_what_was_released_and_nothing_else(steady):
    images = steady.images()
    assert set(images) == set(SERVICES)
    assert steady.running() == set(images.items())
    told = steady.status()
    assert told["status"] == "clean"
    assert {copy["release"] for copy in told["copies"]} == {str(told["release"]["number"])}


def test_each_service_has_copies_on_all_hosts_that_may_have_them(steady):
    hosts = sorted(fact.name for fact in steady.facts if Role.APP in fact.roles)
    copies = steady.environment.apps.by_name()
    places = {name: found for name, found in steady.places().items() if copies[name].replicas >= len(hosts)}
    assert places
    assert all(found == hosts for found in places.values()), places


def test_of_old_commits_no_images_stay_where_they_were_built(steady, engine):
    assert {app: len(engine.images(repository(app))) <= KEPT for app in APPS} == dict.fromkeys(APPS, True)


def gone_back(steady):
    """Go back under load, and return what became of the load, and what the rollback told machines."""
    with steady.load("rollback") as account:
        done = steady.rollback("--json")
    assert done.returncode == 0, done.text
    told = json.loads(done.stdout)
    print(f"rollback: all as before after {told['all_new_seconds']} s", flush=True)
    return account, told


def test_going_back_is_as_quick_and_loses_nothing_either(steady):
    before = steady.images()
    steady.checkout.good()
    steady.deployed()
    assert steady.images() != before
    account, told = gone_back(steady)
    assert steady.images() == before
    assert account.is_whole, account
    assert told["all_new_seconds"] <= ALL_NEW_SECONDS


@pytest.fixture
def migrated(steady):
    """Give hosts on which a release with a migration runs; its column is taken away again."""
    revision = steady.sql("select version_num from alembic_version")
    files = steady.checkout.migration(int(revision) + 1, "rehearsed", MIGRATION)
    steady.checkout.commit({"service/__init__.py": ("", "# migrated\n")}, files)
    steady.deployed()
    yield steady
    steady.sql(
        f"alter table sources drop column rehearsed; update alembic_version set version_num = '{revision}'"
    )


def test_going_back_after_a_migration_serves_on_the_new_schema(migrated):
    after = migrated.images()
    account, _ = gone_back(migrated)
    assert migrated.images() != after
    assert migrated.sql("select count(rehearsed) from sources") == "0"
    assert account.is_whole, account


@pytest.mark.long
def test_a_release_that_is_kept_is_gone_back_to_by_its_number(steady):
    number, before = steady.status()["release"]["number"], steady.images()
    for _ in range(2):
        steady.checkout.good()
        steady.deployed()
    done = steady.rollback("--to", str(number))
    assert done.returncode == 0, done.text
    assert steady.images() == before
