"""Secrets planted wherever one enters, then looked for in all that is written or answered."""

import hmac
import time
from base64 import b64encode
from urllib.parse import urlsplit

import psycopg
import pytest
import requests

from tests.conftest import wait_until
from tests.service.conftest import KEY, SEAL_KEY
from tests.service.ingest import senders
from tests.service.ingest.server import Server
from tests.worker import sink as sinks

SOURCE = "canary-of-a-source"
WHSEC = "whsec_" + b64encode(b"canary-of-standard-webhooks-1234").decode()
PRIVATE = {
    "Authorization": "Bearer canary-of-authorization",
    "Cookie": "session=canary-of-a-cookie",
    "Proxy-Authorization": "Basic canary-of-a-proxy",
}
BODY = b'{"type": "t", "card": "canary-of-a-body"}'
MEGABYTE = 1024 * 1024
NEVER = [SOURCE, WHSEC, WHSEC.removeprefix("whsec_"), SEAL_KEY, KEY, "canary-of"]


class Deliveries:
    """A worker and a relay beside the API."""

    def __init__(self, spawn, tmp_path, database_url, redis_url):
        environ = {
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "SEAL_KEYS": SEAL_KEY,
            "EGRESS_ALLOW": "127.0.0.0/8",
            "CONCURRENCY": "1",
        }
        self.processes = []
        for name, module in (("relay", "worker.relay"), ("worker", "worker")):
            beat = tmp_path / name
            argv = ["python", "-m", module, *(["deliver"] if name == "worker" else [])]
            process = spawn(name, argv, environ | {"HEARTBEAT_FILE": str(beat)}, ready=beat.exists)
            self.processes.append(process)


@pytest.fixture
def server(spawn, free_port, database_url, redis_url):
    return Server(spawn, free_port, database_url, redis_url)


@pytest.fixture
def deliveries(spawn, tmp_path, database_url, redis_url):
    return Deliveries(spawn, tmp_path, database_url, redis_url)


def github(body=BODY, secret=SOURCE):
    return {
        "X-Hub-Signature-256": f"sha256={hmac.digest(secret.encode(), body, 'sha256').hex()}",
        "X-GitHub-Delivery": str(time.time_ns()),
        **PRIVATE,
    }


def search(text, secrets):
    return [secret for secret in secrets if secret in text]


class Asked:
    """A running API, and every answer that it gave."""

    def __init__(self, server):
        self.server, self.answers = server, []

    def call(self, method, path, document=None):
        self.answers.append(self.server.call(method, path, document))
        return self.answers[-1]

    def post(self, source, body=BODY, headers=None):
        self.answers.append(self.server.post(source, body, headers if headers is not None else github()))
        return self.answers[-1]

    def source(self, name, scheme, secret):
        document = {"name": name, "scheme": scheme, "secrets": [secret]}
        return self.call("POST", "/v1/sources", document).json()

    def shown_once(self, path, document):
        """Return an answer that is meant to tell a secret, and is not searched for one."""
        return self.server.call("POST", path, document).json()


@pytest.fixture
def asked(server):
    return Asked(server)


def route_to(sink, database_url):
    """Lead the destination to a sink, and events to one more whose secret no key opens."""
    with psycopg.connect(database_url, autocommit=True) as db:
        db.execute("update destinations set url = %s", (sink.url,))
        db.execute(
            "insert into destinations (name, url, signing_secrets, max_in_flight, timeout_seconds)"
            " values ('unreadable', 'http://127.0.0.1:1/', array['canary-of-a-seal'::bytea], 4, 15)"
        )
        db.execute(
            "insert into routes select sources.id, destinations.id from sources, destinations"
            " where sources.name = 'a' and destinations.name = 'unreadable'"
        )


def provoke(asked, source, token):
    """Have requests taken, and refused for every reason that has to do with a secret."""
    standard, slack = asked.source("b", "standard", WHSEC), asked.source("c", "slack", SOURCE)
    post, large = asked.post, BODY * (MEGABYTE // len(BODY) + 1)
    assert post(source).status_code == 202
    assert post(source, headers=PRIVATE).status_code == 401
    assert post(source, headers=github(secret="another")).status_code == 401
    assert post(source, large).status_code == 413
    assert post(f"{source['name']}-{SOURCE}").status_code == 404
    assert post(standard, headers=PRIVATE | {"webhook-signature": WHSEC}).status_code == 401
    assert post(slack, headers=senders.slack(BODY, SOURCE, 1) | PRIVATE).status_code == 401
    assert post(token, headers=PRIVATE).status_code == 202
    assert post(token, large).status_code == 413
    wrong = {"name": "e", "scheme": "standard", "secrets": [SOURCE], "bogus": SOURCE}
    assert asked.call("POST", "/v1/sources", wrong).status_code == 400
    blank = {"secrets": [SOURCE, ""]}
    assert asked.call("PATCH", f"/v1/sources/{source['id']}", blank).status_code == 400


def outages(asked, source, token, deliveries, postgres, valkey):
    """Go on without a database, and then without Redis."""
    postgres.stop()
    assert asked.post(source).status_code == 503
    assert asked.post(token, headers=PRIVATE).status_code == 503
    wait_until(lambda: "database does not answer" in deliveries.processes[0].text(), "the relay's warning")
    postgres.start()
    valkey.stop()
    wait_until(lambda: asked.post(source).status_code == 202, "ingest without Redis")
    valkey.start()


def look_back(asked):
    """Read every list, and an event."""
    for path in ("sources", "destinations", "events", "deliveries"):
        wait_until(lambda path=path: asked.call("GET", f"/v1/{path}").status_code == 200, path)
    event = asked.answers[-2].json()["data"][0]["id"]
    asked.call("GET", f"/v1/events/{event}")


def test_no_secret_and_no_body_is_in_a_log_an_error_an_answer_or_a_metric(
    asked, server, deliveries, postgres, valkey, database_url, redis_url
):
    source = asked.source("a", "github", SOURCE)
    url = asked.shown_once("/v1/sources", {"name": "d", "scheme": "none"})["ingest_url"]
    token = url.split("/")[-1]
    with sinks.running() as sink:
        sink.answer(status=500, body=b"no")
        destination = {"name": "sink", "url": "http://example.com/", "sources": ["a"]}
        signing = asked.shown_once("/v1/destinations", destination)["signing_secret"]
        route_to(sink, database_url)
        provoke(asked, source, token)
        wait_until(lambda: "attempt failed" in deliveries.processes[1].text(), "an attempt")
        wait_until(lambda: "could not be prepared" in deliveries.processes[1].text(), "an unreadable secret")
    outages(asked, source, token, deliveries, postgres, valkey)
    look_back(asked)

    passwords = [urlsplit(url).password for url in (database_url, redis_url)]
    secrets = [*NEVER, signing, *passwords]
    for answer in asked.answers:
        assert search(f"{answer.headers}\n{answer.text}", secrets) == [], answer.request.url
    metrics = requests.get(f"http://127.0.0.1:{server.metrics_port}/metrics", timeout=10).text
    for text in (metrics, *(process.text() for process in (server.process, *deliveries.processes))):
        assert len(text) > 100
        assert search(text, [*secrets, token]) == []
