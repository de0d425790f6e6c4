"""`invoke up` and `invoke down`, with everything real: what they promise, and what is killed under them."""

import json
import os
import re
import signal
import stat
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from ops.local import keys, running
from ops.local.folder import DataFolder
from tests.ops.local.living import alive, family, read, wait_until

PROGRAMS = ["postgres", "valkey", "api", "relay", "worker", "worker-slow", "web"]


def status(copy, key):
    request = Request(f"{copy.record.api_url}/v1/sources", headers={"Authorization": f"Bearer {key}"})
    try:
        with urlopen(request, timeout=10) as answer:
            return answer.status
    except HTTPError as problem:
        return problem.code


def listening():
    """Return the addresses, in hexadecimal, on which each port listens."""
    found = {}
    for name in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]:
            _, local, _, state = line.split()[:4]
            address, port = local.split(":")
            if state == "0A":
                found.setdefault(int(port, 16), set()).add(address)
    return found


def test_it_tells_each_step_the_addresses_the_key_and_what_to_type_next(copy):
    steps = re.findall(r"^(\S+) .*\d s$", copy.said, re.MULTILINE)
    assert steps == [*PROGRAMS[:2], "migrate", *PROGRAMS[2:]]
    record = copy.record
    for words in (record.api_url, record.web_url, record.api_key, "invoke send --data", "invoke down --data"):
        assert words in copy.said


def test_its_key_opens_the_api(copy):
    assert status(copy, copy.record.api_key) == 200
    assert status(copy, "another") == 401


def test_what_it_keeps_is_for_its_owner_alone(copy):
    assert stat.S_IMODE(copy.data.stat().st_mode) == 0o700
    files = ["keys.json", "ports.json", "running.json", "lock", "valkey/valkey.conf"]
    assert {stat.S_IMODE((copy.data / file).stat().st_mode) for file in files} == {0o600}


def test_no_command_line_shows_a_secret(copy):
    secrets = json.loads((copy.data / "keys.json").read_text()).values()
    words = [word for pid in family(copy.record.supervisor.pid) for word in read(pid, "cmdline")]
    assert [secret for secret in secrets for word in words if secret in word] == []


def test_everything_listens_on_loopback_alone(copy):
    chosen = json.loads((copy.data / "ports.json").read_text())
    found = listening()
    assert {name: found[port] for name, port in chosen.items()} == {name: {"0100007F"} for name in chosen}


def test_each_app_gets_only_the_settings_that_it_reads(copy):
    def names(program):
        return {entry.split("=")[0] for entry in read(copy.record.children[program].pid, "environ")}

    assert {"API_URL", "SESSION_KEY", "PORT"} <= names("web")
    assert not {"DATABASE_URL", "REDIS_URL", "SEAL_KEYS", "API_KEY"} & names("web")
    assert {"DATABASE_URL", "REDIS_URL", "SEAL_KEYS", "EGRESS_ALLOW"} <= names("relay")
    assert not {"API_KEY", "SESSION_KEY"} & names("relay")


def test_deliveries_may_go_to_loopback_when_nothing_is_set(copy):
    assert "EGRESS_ALLOW=127.0.0.0/8,::1/128" in read(copy.record.children["worker"].pid, "environ")


@pytest.mark.parametrize("options", [("--fresh",), ("--detach",)])
def test_a_second_up_on_the_same_data_is_refused_in_one_sentence(copy, invoke, options):
    done = invoke("up", *options, "--data", copy.data)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{copy.data}: already runs; type invoke down --data {copy.data} to end it\n"
    assert copy.is_healthy()


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_killed_process_is_said_and_started_again_and_leaves_no_orphan(copy, name):
    before = copy.record.children[name]
    pids = family(before.pid)
    os.kill(before.pid, signal.SIGKILL)
    wait_until(lambda: copy.record.children[name] != before)
    wait_until(lambda: not alive(pids), 10)
    wait_until(lambda: f"{name} is up again" in copy.log)
    wait_until(copy.is_healthy)
    assert f"{name} was killed; starting it again in 0.5 s" in copy.log


def test_a_killed_guard_is_replaced(copy):
    def guards():
        return {
            pid for pid in family(copy.record.supervisor.pid) if "ops.local.guard" in read(pid, "cmdline")
        }

    before = guards()
    assert len(before) == 1
    os.kill(*before, signal.SIGKILL)
    wait_until(lambda: guards() - before, 10)


def test_a_killed_supervisor_takes_everything_with_it_and_the_next_up_goes_on(copy, invoke):
    record = copy.record
    pids = family(record.supervisor.pid)
    assert len(pids) > len(PROGRAMS)
    os.kill(record.supervisor.pid, signal.SIGKILL)
    wait_until(lambda: not alive(pids), 10)
    done = invoke("up", "--detach", "--data", copy.data)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (copy.record.api_url, copy.record.api_key) == (record.api_url, record.api_key)
    assert status(copy, record.api_key) == 200


def test_two_copies_run_side_by_side_and_down_ends_just_one(copy, start, invoke, free, tmp_path):
    folder = tmp_path / "other"
    command = start("up", "--data", folder, *free(), API_KEY="mine", EGRESS_ALLOW="")
    wait_until(lambda: is_ready(folder))
    other = running.need(folder)
    assert other.api_key == "mine"
    assert "EGRESS_ALLOW=" in read(other.children["worker"].pid, "environ")
    pids = family(command.pid)
    done = invoke("down", "--data", folder)
    assert (done.returncode, done.stderr, alive(pids)) == (0, "", set())
    said, _ = command.communicate(timeout=10)
    assert (command.returncode, "killed" in said) == (0, False)
    assert said.endswith(f"Everything has ended; the data stays in {folder}\n")
    assert "database system is shut down" in (folder / "logs/postgres.log").read_text()
    assert copy.is_healthy()


def is_ready(folder):
    try:
        return bool(running.need(folder))
    except running.NothingRunsError:
        return False


def test_ctrl_c_while_a_fresh_copy_starts_leaves_nothing_of_the_old_and_no_process(start, free, tmp_path):
    folder = tmp_path / "it"
    DataFolder(folder).claim()
    old = keys.keep(folder)
    (folder / "old").touch()
    command = start("up", "--fresh", "--data", folder, *free())
    wait_until((folder / "postgres").exists)
    wait_until(lambda: len(family(command.pid)) > 2)
    pids = family(command.pid)
    os.killpg(command.pid, signal.SIGINT)
    said, _ = command.communicate(timeout=30)
    assert (command.returncode, alive(pids)) == (1, set())
    assert said.endswith("stopped before it was up\n")
    assert not (folder / "old").exists()
    assert keys.keep(folder) != old


def test_down_where_nothing_runs_says_so(invoke, tmp_path):
    done = invoke("down", "--data", tmp_path / "none")
    assert (done.returncode, done.stdout) == (0, f"nothing runs in {tmp_path / 'none'}\n")
