"""`invoke send` on a running copy: what it prints, twice in a row, as a stream, and when it cannot."""

import fcntl
import re

import pytest


def test_one_webhook_is_followed_step_by_step(copy, invoke):
    done = invoke("send", "--data", copy.data)
    assert done.returncode == 0, done.stdout + done.stderr
    steps = re.findall(r"^ *([\d.]+) ms  (\w+)", done.stdout, re.MULTILINE)
    assert [word for _, word in steps] == ["posted", "202", "arrived", "delivered"]
    assert [float(at) for at, _ in steps] == sorted(float(at) for at, _ in steps)
    assert f"{copy.record.web_url}/events/" in done.stdout


def test_a_stream_is_sent_at_its_rate_and_counted(copy, invoke):
    done = invoke("send", "--data", copy.data, "--count", "60", "--rate", "100")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^answered +60 with 2xx", done.stdout, re.MULTILINE)
    assert re.search(r"^delivered +60, each verified", done.stdout, re.MULTILINE)


def test_lost_secrets_are_made_anew(copy, invoke):
    assert invoke("send", "--data", copy.data).returncode == 0
    for file in copy.data.glob("sample-*.json"):
        file.unlink()
    done = invoke("send", "--data", copy.data)
    assert done.returncode == 0, done.stdout + done.stderr


def test_two_at_once_are_refused(copy, invoke):
    with (copy.data / "send.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = invoke("send", "--data", copy.data)
    assert (done.returncode, done.stdout) == (1, "")
    assert "another invoke send" in done.stderr


@pytest.mark.parametrize("wrong", [("--count", "0"), ("--rate", "0"), ("--rate", "-1")])
def test_nothing_to_send_is_wrong_usage(copy, invoke, wrong):
    done = invoke("send", "--data", copy.data, *wrong)
    assert done.returncode == 2
    assert "--count and --rate" in done.stderr


def test_without_a_running_copy_it_says_what_to_type(invoke, tmp_path):
    done = invoke("send", "--data", tmp_path)
    assert done.returncode == 1
    assert "invoke up" in done.stderr
