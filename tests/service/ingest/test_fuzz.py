"""Whatever is sent: the parsers refuse it or read it, and the service answers, never with a 5xx."""

import json
import socket

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import Headers

from service.ingest.identity import MAX_ID_LENGTH, identify
from service.ingest.schemes import PRESETS, scheme_of
from service.ingest.verify import SignatureError, verify
from tests.service.ingest import senders
from tests.service.ingest.senders import WHPK, WHSEC
from tests.service.ingest.server import SECRET, Server

OPTIONS = {
    "header": "X-Signature",
    "encoding": "base64",
    "prefix": "v=",
    "id_header": "X-Id",
    "type_header": None,
}
SCHEMES = PRESETS | {"hmac": scheme_of("hmac", OPTIONS)}
KEYS = {
    name: [scheme.key(secret) for secret in ((WHSEC, WHPK) if name == "standard" else (SECRET, "other"))]
    for name, scheme in SCHEMES.items()
}
REASONS = {"bad-signature", "stale-timestamp", "missing-signature"}

wsgi_text = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"))
fragments = st.sampled_from(
    [
        "sha256=",
        "v0=",
        "v1=",
        "v1,",
        "v1a,",
        "t=",
        "v=",
        ",",
        " ",
        "=",
        "00" * 32,
        "A" * 43 + "=",
        "A" * 86 + "==",
    ]
)
numbers = st.integers().map(str) | st.sampled_from(["9" * 5000, "-", "1e9", "\xb2", "nan", ""])
values = st.lists(fragments | numbers | wsgi_text, max_size=8).map("".join)
json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["id", "type", "event"]), inner)
    ),
    max_leaves=12,
)
members = st.sampled_from(["id", "type", "event", "event_id", "challenge"])
documents = st.dictionaries(members, json_values | st.just("url_verification")).map(
    lambda one: json.dumps(one).encode()
) | json_values.map(lambda one: json.dumps(one).encode())
bodies = st.binary(max_size=300) | documents


def named_headers(scheme):
    names = [scheme.signature, scheme.timestamp_header, scheme.id_header, scheme.type_header]
    return st.fixed_dictionaries({}, optional={name: values for name in names if name})


@pytest.mark.parametrize("name", SCHEMES)
@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_nothing_unsigned_is_taken_and_each_refusal_has_a_reason(name, data):
    scheme = SCHEMES[name]
    headers, body = Headers(data.draw(named_headers(scheme))), data.draw(bodies)
    with pytest.raises(SignatureError) as refused:
        verify(scheme, KEYS[name], 300, headers, body)
    assert refused.value.reason in REASONS


@pytest.mark.parametrize("name", SCHEMES)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_an_identity_is_text_that_can_be_stored_or_none(name, data):
    scheme = SCHEMES[name]
    found = identify(scheme, Headers(data.draw(named_headers(scheme))), data.draw(bodies))
    for text in (found.provider_id, found.type):
        assert text is None or (0 < len(text) <= MAX_ID_LENGTH and "\0" not in text and text.encode())
    assert found.challenge is None or name == "slack"


SIGNERS = {
    "github": lambda body: senders.github(body, SECRET),
    "stripe": lambda body: senders.stripe(body, SECRET),
    "slack": lambda body: senders.slack(body, SECRET),
    "shopify": lambda body: senders.shopify(body, SECRET),
    "standard": senders.standard,
}


@pytest.mark.parametrize("name", SIGNERS)
@settings(max_examples=150, deadline=None)
@given(body=bodies)
@example(b"[" * 100_000)
@example(b'{"id": ' + b"9" * 5000 + b"}")
@example(b"\xff\xfe{\0}\0")
def test_a_well_signed_body_is_taken_whatever_it_holds(name, body):
    headers = Headers(SIGNERS[name](body))
    verify(SCHEMES[name], KEYS[name], 300, headers, body)
    identify(SCHEMES[name], headers, body)


@pytest.fixture(scope="module")
def server(module_spawn, free_port, module_database_url, valkey):
    return Server(module_spawn, free_port, module_database_url, valkey.url())


@pytest.fixture(scope="module")
def sources(server):
    return {
        name: server.source(
            scheme=name, secrets=[WHSEC if name == "standard" else SECRET], rate_per_second=10_000
        )
        for name in SIGNERS
    }


over_http = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@over_http
@given(name=st.sampled_from(sorted(SIGNERS)), body=bodies)
def test_every_well_signed_post_is_stored(server, sources, name, body):
    answer = server.post(sources[name], body, SIGNERS[name](body))
    assert answer.status_code in (200, 202), answer.text
    if answer.status_code == 202:
        assert server.event(answer)["size"] == len(body)


def exchange(server, request):
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while part := connection.recv(65536):
            answer += part
        return answer


paths = st.sampled_from(
    [b"/in/{}", b"/in/", b"/in", b"/in/{}/", b"/in/{}?a=b", b"/in/%00", b"/in/%2e%2e", b"*", b"/"]
)
methods = st.sampled_from([b"POST", b"GET", b"post", b"BREW", b"CONNECT", b"OPTIONS"])
raw_headers = st.lists(
    st.sampled_from(
        [
            b"Content-Length: 5",
            b"Content-Length: 0",
            b"Content-Length: +5",
            b"Content-Length: 5, 5",
            b"Transfer-Encoding: chunked",
            b"Transfer-Encoding: gzip, chunked",
            b"Expect: 100-continue",
            b"Connection: keep-alive, x-hub-signature-256",
            b"Content-Type: \xff\xfe",
            b"X-Hub-Signature-256: sha256=\xff",
            b"X-Forwarded-For: , ,\xff, 1.2.3.4.5, ::ffff:127.0.0.1",
            b"X-GitHub-Delivery: \xc3\xa9",
            b"X-Request-Id: \x7f",
            b"Folded: a\r\n b",
            b"No-Colon",
            b"Space : x",
            b": empty",
            b"Under_score: x",
            b"Upgrade: h2c",
        ]
    )
    | st.binary(max_size=40).filter(lambda line: b"\n" not in line and b"\r" not in line),
    max_size=6,
)
raw_bodies = st.sampled_from(
    [b"", b"hello", b"5\r\nhello\r\n0\r\n\r\n", b"zz\r\n", b"0\r\n\r\nGET / HTTP/1.1\r\n\r\n"]
)


@over_http
@given(method=methods, path=paths, headers=raw_headers, body=raw_bodies | st.binary(max_size=60))
def test_no_request_breaks_it(server, sources, method, path, headers, body):
    target = path.replace(b"{}", sources["github"]["name"].encode())
    lines = [b"%b %b HTTP/1.1" % (method, target), b"Host: x", *headers]
    answer = exchange(server, b"\r\n".join([*lines, b"", body]))
    statuses = [int(line.split()[1]) for line in answer.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]
    assert all(status < 500 or status == 501 for status in statuses), answer
    assert "Traceback" not in server.process.text()
