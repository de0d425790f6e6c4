"""The edge: what the world is shown, what apps are told of it, and that no restart loses a request."""

import logging
import time
from collections.abc import Callable

import pytest

from infra.pulumi.rehearsal import engine
from ops.environment import Role
from ops.provision import pebble
from tests.rehearsal.load import client
from tests.rehearsal.provision.world import World

figures = logging.getLogger(__name__)

MIB = 1024 * 1024
MINUTES = 120
"""Seconds for which certificates are good that are of a few minutes."""


@pytest.fixture(scope="module")
def edge(fleet):
    return next(fact for fact in fleet.facts if Role.EDGE in fact.roles)


@pytest.fixture(scope="module")
def host(fleet, edge):
    seen = fleet.host(edge.name)
    with seen.sudo():
        yield seen


@pytest.fixture(scope="module")
def world(fleet, edge):
    seen = World(fleet.environment, edge.public_address)
    seen.wait()
    return seen


@pytest.fixture
def large(tmp_path):
    """Return `large(size)`: curl's words for a body of that many octets."""

    def option(size):
        (tmp_path / "body").write_bytes(bytes(size))
        return ("--data-binary", f"@{tmp_path / 'body'}")

    return option


def test_plain_requests_are_sent_to_https_whatever_name_they_say(world):
    answer = world.ask("/in/a?b=c", "--data", "x", scheme="http", name="evil.example")
    assert (answer.status, answer.headers["location"]) == (
        308,
        f"https://{world.environment.domain}/in/a?b=c",
    )


@pytest.mark.parametrize(("option", "version"), [("--http1.1", "1.1"), ("--http2", "2")])
def test_it_speaks(world, option, version):
    answer = world.ask("/v1/x", option)
    assert (answer.status, answer.version) == (200, version)
    assert "alt-svc" not in answer.headers


@pytest.mark.parametrize("path", ["/v1/x", "/"])
def test_browsers_are_told_to_be_careful(world, path):
    headers = world.ask(path).headers
    assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_nobody_is_told_what_it_runs(world):
    assert not {"server", "via", "x-powered-by"} & world.ask("/").headers.keys()


def test_old_tls_is_refused(world):
    assert world.ask("/v1/x", "--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0").status == 0


def test_another_name_is_refused(world):
    assert world.ask("/v1/x", "--insecure", name="evil.example").status == 0


def test_apps_are_told_who_asked_and_nobody_can_pretend(world):
    forged = ["X-Forwarded-For: 192.0.2.1", "Forwarded: for=192.0.2.1", "X-Real-IP: 192.0.2.1"]
    told = world.ask("/v1/x", *(word for header in forged for word in ("--header", header))).json["headers"]
    told = {key.lower(): value for key, value in told.items()}
    assert "192.0.2.1" not in str(told)
    assert told["x-forwarded-for"] == told["x-real-ip"]
    assert told["x-forwarded-proto"] == "https"
    assert told["host"] == world.environment.domain


def test_a_body_of_10_mib_is_the_largest(world, large):
    assert world.ask("/in/x", *large(10 * MIB)).status == 200
    assert world.ask("/in/x", *large(10 * MIB + 1)).status == 413


def test_people_read_a_page_while_no_app_answers(world):
    answer = world.ask("/")
    assert (answer.status, answer.headers["retry-after"]) == (503, "10")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "prefers-color-scheme: dark" in answer.body


def test_the_log_says_who_asked_for_what_and_no_secret(world, host):
    marks = {"path": "/v1/m4rk", "query": "qu3ry", "header": "h34der", "cookie": "c00kie", "body": "b0dy"}
    world.ask(
        f"{marks['path']}?token={marks['query']}", "--header", f"Authorization: Bearer {marks['header']}",
        "--header", f"Cookie: session={marks['cookie']}", "--header", f"X-Gitlab-Token: {marks['header']}",
        "--data", marks["body"],
    )  # fmt: skip
    time.sleep(1)
    log = host.check_output("journalctl --unit caddy --lines 50 --output cat")
    assert {mark for mark in marks.values() if mark in log} == {marks["path"]}


def test_it_runs_without_any_right(host):
    pid = host.check_output("systemctl show --property MainPID --value caddy")
    status = dict(line.split(":\t") for line in host.check_output(f"cat /proc/{pid}/status").splitlines())
    assert host.check_output(f"ps -o user= -p {pid}") == "caddy"
    assert {status[key] for key in ("CapEff", "CapBnd", "CapAmb")} == {"0000000000000000"}
    assert status["NoNewPrivs"] == "1"


def test_docker_publishes_nothing(host):
    assert "->" not in host.check_output("docker ps --format '{{.Ports}}'")


def test_the_sleeper_is_named_as_the_hosts_own(host):
    assert host.check_output("docker inspect --format '{{.Config.Labels.owner}}' edge-netns") == "hosts"


@pytest.fixture
def upgrade(host):
    """Return `upgrade()`: another program and another setting; both are taken back."""
    program = host.check_output("readlink --canonicalize /usr/local/bin/caddy")
    other, settings = "/usr/local/lib/edge/another", "/etc/caddy/Caddyfile"

    def change():
        host.run_expect([0], f"cp {program} {other} && ln -sfn {other} /usr/local/bin/caddy")
        host.run_expect([0], f"sed -i 's/idle 75s/idle 76s/' {settings} && systemctl restart caddy")
        assert host.check_output("readlink /proc/$(systemctl show -P MainPID caddy)/exe") == other

    yield change
    host.run_expect([0], f"ln -sfn {program} /usr/local/bin/caddy && rm -f {other}")
    host.run_expect([0], f"sed -i 's/idle 76s/idle 75s/' {settings} && systemctl restart caddy")


def test_three_restarts_and_an_upgrade_lose_no_request(world, host, upgrade):
    with client.running(world.target) as tally:
        for _ in range(3):
            host.run_expect([0], "systemctl restart caddy")
            time.sleep(2)
        upgrade()
        time.sleep(2)
    figures.info("%s", tally)
    assert (tally.lost, tally.refused_connections) == ([], [])
    assert tally.sent == tally.answered
    assert set(tally.handed_back) <= {"HTTP/2 kept, four at once"}
    assert tally.sent.total() > 500


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        pytest.param("kill -9 $(systemctl show -P MainPID caddy)", 15, id="Caddy killed"),
        pytest.param("docker rm --force edge-netns", 30, id="its namespace removed"),
        pytest.param("kill -9 $(systemctl show -P MainPID docker)", 90, id="dockerd killed"),
        pytest.param("systemctl restart docker", 90, id="dockerd restarted"),
    ],
)
def test_it_is_back_by_itself(world, host, fault, seconds):
    host.run_expect([0], fault)
    figures.info("%s: answers after %.1f s", fault, world.wait(seconds))


@pytest.fixture
def certified_for(fleet, edge, host, world) -> Callable[[int], None]:
    """Return `certified_for(seconds)`: the edge has a certificate that is good for as long."""

    def certify(seconds):
        pebble.ensure(engine.connect(), fleet.environment, edge.public_address, seconds)
        host.run_expect([0], "rm -rf /var/lib/caddy/acme /var/lib/caddy/certificates")
        host.run_expect([0], "systemctl restart caddy")
        world.forget_roots()
        world.wait()

    yield certify
    certify(pebble.QUARTER)


@pytest.mark.long
def test_three_renewals_fail_no_handshake(world, host, certified_for):
    certified_for(MINUTES)
    begun = host.check_output("date +%s")
    count = f"journalctl -u caddy --since @{begun} -o cat | grep --count 'certificate renewed' || true"
    end = time.monotonic() + 4 * MINUTES
    with client.running(world.target, senders=2) as tally:
        while (renewals := int(host.check_output(count))) < 3 and time.monotonic() < end:
            time.sleep(2)
        time.sleep(2)
    figures.info("%d renewals: %s", renewals, tally)
    assert renewals >= 3
    assert (tally.lost, tally.refused_connections) == ([], [])
