"""Releases under load: nothing is lost, all services move together, and going back is as quick."""

import statistics

from tests.rehearsal.release.how_many import DEPLOYS
from tests.rehearsal.release.world import SERVICES


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
    assert account.rate >= 100, account


def test_what_runs_is_what_was_released_and_nothing_else(steady):
    images = steady.images()
    assert set(images) == set(SERVICES)
    assert steady.running() == set(images.items())
    told = steady.status()
    assert told["status"] == "clean"
    assert {copy["release"] for copy in told["copies"]} == {str(told["release"]["number"])}


def test_going_back_loses_nothing_either(steady):
    before = steady.images()
    steady.checkout.good()
    steady.deployed()
    assert steady.images() != before
    with steady.load("rollback") as account:
        done = steady.rollback()
    assert done.returncode == 0, done.text
    print(done.stdout, flush=True)
    assert steady.images() == before
    assert account.is_whole, account


def test_a_release_that_is_kept_is_gone_back_to_by_its_number(steady):
    number, before = steady.status()["release"]["number"], steady.images()
    for _ in range(2):
        steady.checkout.good()
        steady.deployed()
    done = steady.rollback("--to", str(number))
    assert done.returncode == 0, done.text
    assert steady.images() == before
