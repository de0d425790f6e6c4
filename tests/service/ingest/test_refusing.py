"""`POST /in/{source}` as senders meet it: the contract's refusals, in the contract's order of checks."""

import http.client
import socket
import time

import pytest

from tests.service.ingest.server import BODY, problem, signed, within

MEGABYTE = 1024 * 1024


@pytest.mark.parametrize("path", ["nobody", "%00", "%ff", "..", "a b", "x" * 2000, "é"])
def test_an_unknown_source_is_404(server, path):
    assert problem(server.post(path))[0] == 404


def test_a_disabled_source_is_404_and_changes_take_effect_within_two_seconds(server):
    source = server.source()
    assert server.post(source).status_code == 202
    server.call("PATCH", f"/v1/sources/{source['id']}", {"enabled": False})
    assert within(2, lambda: server.post(source).status_code == 404)
    server.call("PATCH", f"/v1/sources/{source['id']}", {"enabled": True, "secrets": ["another"]})
    assert within(2, lambda: server.post(source, headers=signed(secret="another")).status_code == 202)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_only_posts_are_taken(server, source, method):
    answer = server.post(source, method=method)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({}, "missing-signature"),
        ({"X-Hub-Signature-256": ""}, "missing-signature"),
        ({"X-Hub-Signature-256": "sha256=" + "0" * 64}, "bad-signature"),
        ({"X-Hub-Signature-256": "nonsense"}, "bad-signature"),
        (signed(secret="another"), "bad-signature"),
    ],
)
def test_what_the_secret_does_not_vouch_for_is_401(server, source, headers, reason):
    assert problem(server.post(source, headers=headers)) == (401, reason)


def test_the_size_is_checked_before_the_source_and_the_signature(server, source):
    large = b"x" * (MEGABYTE + 1)
    disabled = server.source(max_bytes=2 * MEGABYTE, enabled=False)
    assert problem(server.post(disabled, large, {})) == (404, "unknown-source")
    assert problem(server.post("nobody", large, {})) == (413, "too-large")
    assert problem(server.post(source, large, {})) == (413, "too-large")
    assert server.post(source, large[:-1], signed(large[:-1])).status_code == 202


def test_a_source_may_take_more_than_the_default(server):
    source, large = server.source(max_bytes=10 * MEGABYTE), b"x" * (10 * MEGABYTE)
    assert server.post(source, large, signed(large)).status_code == 202
    assert server.post(source, large + b"x", {}).status_code == 413


def test_a_declared_length_is_refused_before_the_body_is_sent(server, source):
    head = f"POST /in/{source['name']} HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n"
    assert raw(server, head.encode()).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize("size", [2, 12, 30])
def test_a_sender_that_sends_on_hears_that_it_is_too_much(server, source, size):
    for _ in range(3):
        assert problem(server.post(source, bytes(size * MEGABYTE), {})) == (413, "too-large")


def test_all_but_the_signature_is_checked_before_the_body_is_read(server):
    def answer(source):
        head = f"POST /in/{source} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
        with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
            connection.sendall(head.encode())
            return connection.recv(65536).split()[1]

    assert answer("nobody") == b"404"
    source = server.source(rate_per_second=1)
    assert server.post(source).status_code == 202
    assert answer(source["name"]) == b"429"


def test_a_refused_body_does_not_disturb_the_next_request_of_its_connection(server, source):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    for path, headers, status in (("nobody", {}, 404), (source["name"], signed(), 202)):
        connection.request("POST", f"/in/{path}", BODY, headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == status


def test_a_chunked_body_is_read_as_far_as_the_limit(server, source):
    assert server.post(source, chunks(BODY), signed()).status_code == 202
    assert server.post(source, chunks(b"x" * MEGABYTE, b"y"), {}).status_code == 413
    assert server.post("nobody", chunks(b"x" * MEGABYTE, b"y"), {}).status_code == 413


def chunks(*parts):
    yield from parts


@pytest.mark.parametrize(
    "ending",
    [
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n-1\r\n",
        b"Content-Length: nine\r\n\r\nabc",
        b"Content-Length: -1\r\n\r\nabc",
        b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
)
def test_a_malformed_body_is_a_400_and_the_server_goes_on(server, source, ending):
    head = f"POST /in/{source['name']} HTTP/1.1\r\nHost: x\r\n".encode()
    answer = raw(server, head + ending)
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"Content-Type: application/problem+json" in answer
    assert b"X-Request-Id: " in answer
    assert server.post(source).status_code == 202


def raw(server, request):
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return connection.recv(65536)


def test_a_sender_that_goes_away_stores_nothing(server, source):
    headers = signed()
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.putrequest("POST", f"/in/{source['name']}")
    for name, value in (headers | {"Content-Length": str(len(BODY))}).items():
        connection.putheader(name, value)
    connection.endheaders(BODY[:5])
    connection.close()
    assert server.post(source, headers=headers).status_code == 202


def test_the_rate_counts_refused_signatures_but_not_refused_rates(server):
    source = server.source(rate_per_second=2)
    forged = [problem(server.post(source, headers={})) for _ in range(2)]
    assert forged == [(401, "missing-signature")] * 2
    limited = server.post(source)
    assert problem(limited) == (429, "rate-limited")
    assert int(limited.headers["Retry-After"]) >= 1
    time.sleep(1)
    assert server.post(source).status_code == 202


def test_the_rate_counts_what_is_too_large(server):
    source = server.source(rate_per_second=1)
    assert server.post(source, b"x" * (MEGABYTE + 1), {}).status_code == 413
    assert server.post(source).status_code == 429


def test_the_rate_is_of_an_address_which_a_trusted_proxy_tells(server):
    source = server.source(rate_per_second=1)
    answers = [
        server.post(source, headers=signed(**{"X-Forwarded-For": address})).status_code
        for address in ("203.0.113.1", "203.0.113.2", "203.0.113.1")
    ]
    assert answers == [202, 202, 429]


@pytest.mark.parametrize("fault", ["stop", "pause"])
def test_without_redis_posts_are_stored_at_once_and_a_metric_tells(server, valkey, fault):
    source = server.source(rate_per_second=1)
    before = server.metric("ingest_rate_skipped_total")
    getattr(valkey, fault)()
    began = time.monotonic()
    answers = [server.post(source).status_code for _ in range(10)]
    seconds = time.monotonic() - began
    valkey.heal()
    assert answers == [202] * 10
    assert seconds < 1
    assert server.metric("ingest_rate_skipped_total") - before == 10
    assert within(4, lambda: [server.post(source).status_code for _ in range(3)].count(429))
