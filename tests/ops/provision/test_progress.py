"""What people see of a playbook: roles with their times, what changed, what failed and where."""

import io
import json
import re
import sys

from ops.provision.progress import Told

HOSTS = ["app-1", "data-1"]


def play(hosts=HOSTS):
    return {"event": "play", "hosts": hosts}


def task(role, name="Does something"):
    return {"event": "task", "role": role, "task": name}


def changed(role, name="Does something", host="app-1"):
    return {"event": "changed", "role": role, "task": name, "host": host}


def failed(role, name, host, message):
    return {"event": "failed", "role": role, "task": name, "host": host, "message": message}


def stats(**hosts):
    counts = {host: {"changed": 0, "failures": 0, "unreachable": 0, **more} for host, more in hosts.items()}
    return {"event": "stats", "hosts": counts}


def tell(*events, **options):
    told = Told(**options)
    told.listen(io.BytesIO("".join(json.dumps(event) + "\n" for event in events).encode()))
    return told


def lines(capsys):
    return [re.sub(r" +\d+\.\d s", " TIME", line) for line in capsys.readouterr().out.splitlines()]


def test_a_line_for_each_role_with_its_hosts_and_its_time(capsys):
    tell(play(), task(""), task("base"), task("base"), task("ssh"), play(["data-1"]), task("postgres"))
    assert lines(capsys) == [
        "hosts       app-1, data-1 TIME",
        "base        app-1, data-1 TIME",
        "ssh         app-1, data-1 TIME",
        "postgres    data-1 TIME",
    ]


def test_what_belongs_to_no_role_goes_with_the_one_before(capsys):
    tell(play(), task("base"), task("", "Log in as people do"), play(), task("ssh"))
    assert [line.split()[0] for line in lines(capsys)] == ["base", "ssh"]


def test_plays_of_no_role_are_one_line(capsys):
    tell(play(), task("", "Python is there"), play(), task("", "Facts are known"), play(), task("base"))
    assert [line.split()[0] for line in lines(capsys)] == ["hosts", "base"]


def test_a_few_changes_are_named(capsys):
    tell(play(), task("redis"), changed("redis", "Write its settings"), stats(**{"app-1": {"changed": 1}}))
    assert lines(capsys) == ["redis       app-1, data-1 TIME  1 changed", "  ~ app-1: Write its settings"]


def test_many_are_counted(capsys):
    tell(play(), task("redis"), *[changed("redis")] * 6)
    assert lines(capsys) == ["redis       app-1, data-1 TIME  6 changed"]


def test_a_check_names_them_all_with_what_differs(capsys):
    diff = {"event": "diff", "role": "redis", "task": "x", "host": "app-1", "text": "-port 1\n+port 2\n"}
    tell(
        play(),
        task("redis"),
        *[changed("redis")] * 5,
        diff,
        changed("redis", "First"),
        changed("redis"),
        diffs=True,
    )
    said = lines(capsys)
    assert said[0] == "redis       app-1, data-1 TIME  7 would change"
    assert said[1:6] == ["  ~ app-1: Does something"] * 5
    assert said[6:] == ["  ~ app-1: First", "    -port 1", "    +port 2", "  ~ app-1: Does something"]


def test_where_a_person_looks_a_role_that_is_done_names_its_hosts_and_not_its_last_task(monkeypatch, capsys):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    tell(play(), task("redis", "Install it"), task("redis", "Start it"))
    assert re.search(r"\rredis       app-1, data-1 +0\.0 s\n$", capsys.readouterr().out)


def test_a_role_that_failed_says_so_on_its_line(capsys):
    end = stats(**{"app-1": {}, "data-1": {"failures": 1}})
    tell(
        play(),
        task("base"),
        task("redis"),
        changed("redis"),
        failed("redis", "Install it", "data-1", ""),
        end,
    )
    base, redis, _ = lines(capsys)
    assert base == "base        app-1, data-1 TIME"
    assert redis == "redis       app-1, data-1 TIME  1 changed  failed"


def test_a_role_that_made_it_good_does_not(capsys):
    end = stats(**{"app-1": {}, "data-1": {}})
    tell(play(), task("ssh"), failed("ssh", "Try", "app-1", "no"), end)
    assert lines(capsys) == ["ssh         app-1, data-1 TIME"]


def test_otherwise_no_diff_is_shown(capsys):
    tell(play(), task("redis"), {"event": "diff", "text": "-port 1"})
    assert "port" not in capsys.readouterr().out


def test_where_one_role_was_asked_for_no_other_is_told(capsys):
    tell(play(), task(""), task("base"), task("redis"), only="redis")
    assert [line.split()[0] for line in lines(capsys)] == ["hosts", "redis"]


def test_all_changes_are_counted_on_all_hosts():
    assert tell(play(), task("redis"), changed("redis"), changed("redis", host="data-1")).changed == 2


def test_what_a_check_cannot_tell_is_named_and_counted_apart(capsys):
    unforeseen = {"event": "unforeseen", "role": "redis", "task": "Start it", "host": "data-1"}
    told = tell(play(), task("redis"), changed("redis"), unforeseen, diffs=True)
    assert (told.changed, told.unforeseen) == (1, 1)
    assert lines(capsys)[1:] == ["  ~ app-1: Does something", "  ? data-1: Start it"]


def test_what_failed_says_where_and_what():
    told = tell(
        play(),
        task("redis", "Install it"),
        failed("redis", "Install it", "data-1", "No package\nmatching"),
        stats(**{"app-1": {}, "data-1": {"failures": 1}}),
    )
    assert [str(each) for each in told.failures] == ["data-1, redis: Install it\n  No package\n  matching"]


def test_a_host_that_is_lost_is_a_failure_too():
    told = tell(failed("", "Facts", "app-1", "timed out"), stats(**{"app-1": {"unreachable": 1}}))
    assert [str(each) for each in told.failures] == ["app-1: Facts\n  timed out"]


def test_what_a_role_itself_made_good_is_none():
    told = tell(failed("ssh", "Try", "app-1", "no"), stats(**{"app-1": {"changed": 1}}))
    assert told.failures == []


def test_a_run_that_was_killed_tells_what_it_knew():
    assert len(tell(play(), task("ssh"), failed("ssh", "Try", "app-1", "")).failures) == 1
