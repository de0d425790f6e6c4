"""The API as it is really run: gunicorn, two gevent workers, metrics on a port of their own."""

import json
import re
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection

import pytest
import requests

from tests.service.conftest import KEY, environ

ARGV = ["gunicorn", "-c", "service/gunicorn.conf.py", "service.wsgi:app"]
AUTHORIZED = {"Authorization": f"Bearer {KEY}"}
NOUNS = ("sources", "destinations", "keys", "audit", "stats", "replays", "events", "deliveries")
PATIENT_SECONDS = 2.5
"""What a health check may take while a dependency hangs: a second for each, and some for a busy machine."""


class Server:
    """A running API."""

    def __init__(self, spawn, free_port, variables):
        port, metrics_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.metrics_url = f"http://127.0.0.1:{metrics_port}/metrics"
        variables |= {
            "METRICS_PORT": str(metrics_port),
            "GUNICORN_CMD_ARGS": f"--bind 127.0.0.1:{port}",
        }
        self.process = spawn("api", ARGV, variables, ready=lambda: self.get("/livez").ok)

    def get(self, path, **more):
        return requests.get(self.url + path, timeout=10, **more)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("metrics")
    (folder / "counter_1.db").write_bytes(b"left by an earlier run")
    return folder


@pytest.fixture(scope="module")
def server(module_spawn, module_database_url, valkey, free_port, folder):
    variables = environ(module_database_url, valkey.url(), PROMETHEUS_MULTIPROC_DIR=str(folder))
    return Server(module_spawn, free_port, variables)


def timed(call):
    begin = time.monotonic()
    response = call()
    return response, time.monotonic() - begin


def health(server):
    response, seconds = timed(lambda: server.get("/health"))
    assert seconds < PATIENT_SECONDS
    return response.status_code, response.json()["database"], response.json()["redis"]


def test_it_is_healthy(server):
    assert server.get("/readyz").json() == {"status": "ready"}
    body = server.get("/health").json()
    assert body.pop("uptime") >= 0
    assert body == {"status": "healthy", "database": "connected", "redis": "connected"}


@pytest.mark.parametrize("fault", ["stop", "pause"])
def test_health_tells_that_redis_is_away_and_readiness_does_not_mind(server, valkey, fault):
    getattr(valkey, fault)()
    try:
        assert health(server) == (503, "connected", "disconnected")
        assert server.get("/readyz").status_code == 200
    finally:
        valkey.heal()
    eventually(lambda: health(server) == (200, "connected", "connected"))


@pytest.mark.parametrize("fault", ["stop", "pause"])
def test_readiness_ends_with_the_database_and_comes_back_with_it(server, postgres, fault):
    getattr(postgres, fault)()
    try:
        for _ in range(3):
            response, seconds = timed(lambda: server.get("/readyz"))
            assert seconds < PATIENT_SECONDS
            assert response.status_code == 503
            assert response.json()["detail"] == "the database does not answer"
        assert health(server) == (503, "disconnected", "connected")
        assert server.get("/livez").status_code == 200
    finally:
        postgres.heal()
    eventually(lambda: server.get("/readyz").status_code == 200)


@contextmanager
def hanging(engine):
    engine.pause()
    try:
        yield
    finally:
        engine.heal()


def at_once(calls):
    """Make the calls in parallel; return the set of status codes and the longest time in seconds."""
    with ThreadPoolExecutor(len(calls)) as threads:
        answers = list(threads.map(timed, calls))
    return {response.status_code for response, _ in answers}, max(seconds for _, seconds in answers)


def test_a_hanging_database_keeps_nobody_waiting_for_long(server, postgres):
    def ask():
        return server.get("/v1/events", headers=AUTHORIZED)

    def send(path):
        return requests.post(server.url + path, data=b"x", timeout=20)

    fields = {"name": "hung", "scheme": "none"}
    made = requests.post(server.url + "/v1/sources", json=fields, headers=AUTHORIZED, timeout=10).json()
    path = "/in/" + made["ingest_url"].rpartition("/")[2]
    assert send(path).status_code == 202
    time.sleep(1.1)  # until the source has to be looked up again
    with hanging(postgres):
        codes, seconds = at_once([ask, ask, lambda: send(path), lambda: send("/in/unknown")] * 4)
    assert codes == {503}
    assert seconds < 10, "senders give up after ten seconds"
    eventually(lambda: ask().status_code == 200)
    eventually(lambda: send(path).status_code == 202)


def eventually(holds, seconds=15):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_metrics_of_all_workers_are_counted_by_route(server, folder):
    before = requests_counted(server)
    for number in range(20):
        server.get(f"/v1/events/{number}")
        server.get(f"/nonsense/{number}")
        requests.request("TEAPOT", server.url + "/livez", timeout=10)
    counted = requests_counted(server)
    assert counted["GET 401 /v1/events/<event_id>"] == before.get("GET 401 /v1/events/<event_id>", 0) + 20
    assert counted["GET 404 None"] == before.get("GET 404 None", 0) + 20
    assert not [labels for labels in counted if "TEAPOT" in labels or "nonsense" in labels]
    assert not (folder / "counter_1.db").exists()


def requests_counted(server):
    pattern = re.compile(
        r'flask_http_request_duration_seconds_count{method="(.*)",status="(.*)",url_rule="(.*)"} (.*)'
    )
    text = requests.get(server.metrics_url, timeout=10).text
    return {" ".join(labels): float(count) for *labels, count in pattern.findall(text)}


def test_it_keeps_house_by_itself_and_the_metrics_tell(server):
    def told(job):
        pattern = rf'^upkeep_last_success_timestamp_seconds{{job="{job}"}} (\S+)$'
        found = re.search(pattern, requests.get(server.metrics_url, timeout=10).text, re.MULTILINE)
        return float(found[1]) if found else 0

    for job in ("partitions", "retention", "seen", "tallies", "replays"):
        eventually(lambda job=job: time.time() - told(job) < 60, seconds=40)
    text = requests.get(server.metrics_url, timeout=10).text
    assert 'upkeep_failing_seconds{job="retention"} 0.0' in text
    assert "\npartitions_ahead_days 7.0\n" in text


def test_a_replay_by_filter_is_worked_off_by_itself(server):
    source = make(server, "sources", {"name": "replayed", "scheme": "none"})
    path = "/in/" + source["ingest_url"].rpartition("/")[2]
    for _ in range(3):
        assert requests.post(server.url + path, data=b"x", timeout=10).status_code == 202
    made = make(server, "replays", {"filter": {"source": "replayed"}})

    def finished():
        shown = server.get(f"/v1/replays/{made['id']}", headers=AUTHORIZED).json()
        return (shown["state"], shown["matched"]) == ("done", 3)

    eventually(finished)


def make(server, path, fields):
    response = requests.post(f"{server.url}/v1/{path}", json=fields, headers=AUTHORIZED, timeout=10)
    assert response.ok, response.text
    return response.json()


def test_the_app_itself_serves_no_metrics(server):
    assert server.get("/metrics").status_code == 404


def test_every_line_of_the_log_is_json(server):
    lines = [json.loads(line) for line in server.process.text().splitlines()]
    assert {line["service"] for line in lines} == {"api"}
    assert {line["level"] for line in lines} <= {"error", "warn", "info", "debug"}


def test_no_secret_is_in_the_log_or_in_a_later_answer(server):
    secrets = ["canary-of-a-source", "canary-of-another"]
    source = make(server, "sources", {"name": "canary", "scheme": "github", "secrets": secrets})
    destination = make(server, "destinations", {"name": "canary", "url": "https://example.com/"})
    rotated = make(server, f"destinations/{destination['id']}/rotate", {})
    key = make(server, "keys", {"name": "canary", "scope": "admin"})["key"]
    told = [*secrets, destination["signing_secret"], rotated["signing_secret"], key]
    path = f"{server.url}/v1/sources/{source['id']}"
    answers = [server.get(f"/v1/{noun}", headers=AUTHORIZED) for noun in NOUNS]
    bodies = ({"scheme": "none", "secrets": secrets}, {"secrets": secrets * 2}, {"secrets": secrets})
    answers += [requests.patch(path, json=body, headers=AUTHORIZED, timeout=10) for body in bodies]
    answers.append(server.get("/v1/sources", headers={"Authorization": f"Bearer {key}x"}))
    answers.append(requests.post(path, data=f'{{"secrets": "{secrets[0]}', headers=AUTHORIZED, timeout=10))
    everything = "".join(answer.text + str(answer.headers) for answer in answers) + server.process.text()
    assert [secret for secret in told if secret in everything] == []


def test_no_header_tells_a_version(server):
    assert server.get("/livez").headers["Server"] == "gunicorn"


def test_it_drains_before_it_stops(spawn, database_url, redis_url, free_port):
    server = Server(spawn, free_port, environ(database_url, redis_url))
    idle = [HTTPConnection(server.url.removeprefix("http://")) for _ in range(4)]
    for connection in idle:
        connection.request("GET", "/livez")
        assert connection.getresponse().read()
    server.process.send(signal.SIGTERM)
    eventually(lambda: server.get("/readyz").status_code == 503)
    assert server.get("/readyz").json()["detail"] == "this process is stopping"
    assert server.get("/livez").status_code == 200
    assert server.process.wait(8), "kept-alive connections held it up"
    assert server.process.exit_code == 0
    assert [connection.sock.recv(1000) for connection in idle] == [b""] * 4
    assert not [line for line in server.process.text().splitlines() if json.loads(line)["level"] == "error"]


def test_missing_settings_are_one_line_each_and_no_traceback(spawn, database_url, redis_url):
    process = spawn("api", ARGV, environ(database_url, redis_url) | {"API_KEY": "", "SEAL_KEYS": "x"})
    assert process.wait(20)
    assert process.exit_code not in (0, None)
    assert [line.partition(":")[0] for line in process.text().splitlines()] == ["SEAL_KEYS", "API_KEY"]


def test_a_metrics_port_in_use_is_one_sentence(spawn, database_url, redis_url, free_port):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        variables = environ(database_url, redis_url) | {
            "METRICS_PORT": str(port),
            "GUNICORN_CMD_ARGS": f"--bind 127.0.0.1:{free_port()}",
        }
        process = spawn("api", ARGV, variables)
        assert process.wait(20)
    assert process.exit_code not in (0, None)
    assert f"METRICS_PORT: cannot listen on 127.0.0.1:{port}: Address already in use" in process.text()
    assert "Traceback" not in process.text()
