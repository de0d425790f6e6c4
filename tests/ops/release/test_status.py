"""What `status` calls what it sees."""

import json
from dataclasses import replace

import pytest

from ops.hosts import outputs, places
from ops.hosts.outputs import NoHostsError
from ops.release import status, trail
from ops.release.lock import Holder
from ops.release.seen import Seen
from ops.release.stack import RELEASE
from ops.release.status import Word
from tests.ops.release.test_judge import service, task
from tests.ops.release.test_record import FAILED, MOVING, release
from tests.ops.release.test_trail import ENTRY


@pytest.fixture
def made(services):
    """Give a release of a number, whose images are of that number too."""

    def make(number, **more):
        one = release(number, **more)
        for name, spec in services.items():
            container = {**spec["TaskTemplate"]["ContainerSpec"], "Image": f"{name}@{one.origin}"}
            template = {**spec["TaskTemplate"], "ContainerSpec": container}
            labels = {**spec["Labels"], RELEASE: str(number)}
            one.services[name] = {**spec, "Labels": labels, "TaskTemplate": template}
        return one

    return make


def running(release, **others):
    """Return what is seen where a release runs; others: services that are something else."""
    found = {}
    for name, spec in release.services.items():
        copies = range(spec["Mode"]["Replicated"]["Replicas"])
        found[name] = service(spec, *(task(spec, n) for n in copies))
    return Seen(found | others, ())


def judged(releases, now, holder=None):
    return status.judged(releases, now, holder)


def test_all_of_the_last_good_release_is_clean(made):
    one, two = made(1), made(2)
    found = judged([one, two], running(two))
    assert (found.word, found.release.number, found.wrong) == (Word.CLEAN, 2, ())
    assert {copy.release for copy in found.copies} == {"2"}


def test_one_service_of_another_release_is_mixed(made):
    one, two = made(1), made(2)
    web = running(one).services["web"]
    found = judged([one, two], running(two, web=web))
    assert found.word is Word.MIXED
    assert {copy.release for copy in found.copies if copy.service == "web"} == {"1"}
    assert any(line.startswith("web: ") for line in found.wrong)


def test_a_copy_that_still_is_of_another_release_is_mixed(made):
    one, two = made(1), made(2)
    web = running(two).services["web"]
    old = task(one.services["web"], 9)
    found = judged([one, two], running(two, web=replace(web, tasks=[*web.tasks, old])))
    assert found.word is Word.MIXED


def test_services_that_were_told_and_have_not_begun_are_mixed(made):
    """Whoever told them was killed before he had told all."""
    one, two = made(1), made(2, state=MOVING)
    api = running(one).services["api"]
    found = judged([one, two], running(one, api=replace(api, spec=two.services["api"])))
    assert found.word is Word.MIXED


def test_a_release_whose_deployer_was_killed_is_clean_if_all_of_it_runs_and_nobody_watched_it(made):
    one, two = made(1), made(2, state=MOVING)
    found = judged([one, two], running(two))
    assert (found.word, found.release.number, found.is_unwatched) == (Word.CLEAN, 2, True)


def test_a_failed_release_that_was_put_back_leaves_the_one_before_clean(made):
    one, two = made(1), made(2, state=FAILED)
    found = judged([one, two], running(one))
    assert (found.word, found.release.number, found.is_unwatched) == (Word.CLEAN, 1, False)


def test_what_a_hand_changed_is_said(made):
    one = made(1)
    web = running(one).services["web"]
    spec = {**web.spec, "Mode": {"Replicated": {"Replicas": 9}}}
    found = judged([one], running(one, web=replace(web, spec=spec)))
    assert found.word is Word.CHANGED
    assert found.wrong == ["web: Mode.Replicated.Replicas: 2 → 9"]


def test_copies_that_are_missing_are_said(made):
    one = made(1)
    web = running(one).services["web"]
    found = judged([one], running(one, web=replace(web, tasks=web.tasks[:1])))
    assert found.word is Word.DEGRADED
    assert found.wrong == ["web: 1 of 2 run (none yet)"]


def test_a_stand_in_is_no_release(made):
    assert judged([], Seen({}, ())).word is Word.NOTHING


def test_who_is_at_work_is_said(made):
    one = made(1)
    ada = Holder("ada", "deploy", "then")
    assert judged([one], running(one), ada).holder == ada


def test_where_there_are_no_hosts_the_trail_of_this_machine_is_told(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(places, "STATE", tmp_path)
    monkeypatch.setattr(outputs, "read", lambda _: (_ for _ in ()).throw(NoHostsError("no hosts")))
    trail.write_here("rehearsal", ENTRY)
    with pytest.raises(NoHostsError):
        status.run("rehearsal", False, False)
    assert capsys.readouterr().out == f"  {ENTRY}\n"
    with pytest.raises(NoHostsError):
        status.run("rehearsal", True, False)
    told = json.loads(capsys.readouterr().out)
    assert (told["status"], told["trail"]) == ("no hosts", [vars(ENTRY)])
