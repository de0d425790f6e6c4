"""Jobs: done when due, by one process at a time; what failed is told and tried again."""

from core.database import connect
from service.upkeep.jobs import AGAIN_SECONDS, Outcome, run_due

JOB = """
select succeeded_at is not null as succeeded, failed_at is not null as failed, error, result,
  extract(epoch from due_at - now())::float8 as due_in
from jobs where name = 'seen'
"""


def test_a_job_runs_when_it_is_due_and_says_when_it_is_again(house):
    runs = []

    def job(database):
        runs.append(database)
        return Outcome(60, {"deleted": 3})

    assert not run_due(house.connection, {"seen": job})
    assert not run_due(house.connection, {"seen": job})
    assert len(runs) == 1
    row = house.one(JOB)
    assert (row["succeeded"], row["failed"], row["result"]) == (True, False, {"deleted": 3})
    assert 55 < row["due_in"] <= 60
    run_due(house.connection, {"seen": job}, urgent={"seen"})
    assert len(runs) == 2


def test_one_with_more_to_do_is_due_at_once(house):
    assert run_due(house.connection, {"seen": lambda _: Outcome(0)})
    assert run_due(house.connection, {"seen": lambda _: Outcome(0)})


def test_a_failure_is_kept_until_a_success_and_nothing_of_it_stays(house):
    def fail(database):
        database.execute("delete from jobs where name = 'retention'")
        database.execute("select 1 / 0")

    assert not run_due(house.connection, {"seen": fail})
    row = house.one(JOB)
    assert (row["failed"], row["error"]) == (True, "division by zero")
    assert row["due_in"] <= AGAIN_SECONDS
    assert house.one("select count(*) as n from jobs where name = 'retention'") == {"n": 1}
    house.connection.execute("update jobs set due_at = now()")
    run_due(house.connection, {"seen": lambda _: Outcome(60)})
    row = house.one(JOB)
    assert (row["succeeded"], row["failed"], row["error"]) == (True, False, None)


def test_two_processes_do_not_do_the_same_job_at_once(house, database_url):
    ran = []

    def nested(_):
        with connect(database_url, "other") as other:
            run_due(other, {"seen": lambda _: ran.append("other") or Outcome(60)})
        ran.append("first")
        return Outcome(60)

    run_due(house.connection, {"seen": nested})
    assert ran == ["first"]
