"""Signatures: what each scheme accepts, and that everything else is refused for the right reason."""

import base64
import hashlib
import hmac
import time

import pytest

from service.ingest.schemes import PRESETS, SignatureError, provider_id, scheme_of, type_of, verify

BODY = b'{"zen": "\xff\x00"}'
SECRET = "it's a secret"
WHSEC = "whsec_" + base64.b64encode(b"k" * 32).decode()
HMAC_OPTIONS = {
    "header": "X-Signature",
    "algorithm": "sha512",
    "encoding": "base64",
    "prefix": "",
    "id_header": "X-Id",
    "type_header": None,
}


def github(secret=SECRET, body=BODY):
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"X-Hub-Signature-256": f"sha256={digest}", "X-GitHub-Delivery": "d1", "X-GitHub-Event": "push"}


def standard(at=None, signatures="v1,{}"):
    at = str(int(time.time()) if at is None else at)
    signed = b"msg_1." + at.encode() + b"." + BODY
    signature = base64.b64encode(hmac.digest(b"k" * 32, signed, "sha256")).decode()
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": at,
        "webhook-signature": signatures.format(signature),
    }


def refusal(scheme, headers, body=BODY, secrets=(SECRET,)):
    with pytest.raises(SignatureError) as caught:
        verify(scheme, secrets, 300, headers, body)
    return caught.value.reason


def test_github_accepts_what_github_signs():
    verify(PRESETS["github"], (SECRET,), 300, github(), BODY)


def test_either_of_two_secrets_is_accepted():
    verify(PRESETS["github"], ("new", SECRET), 300, github(), BODY)
    verify(PRESETS["github"], (SECRET, "new"), 300, github(), BODY)


def test_a_changed_body_is_refused():
    assert refusal(PRESETS["github"], github(), BODY + b" ") == "bad-signature"


def test_another_secret_is_refused():
    assert refusal(PRESETS["github"], github("other")) == "bad-signature"


def test_no_secret_accepts_nothing():
    assert refusal(PRESETS["github"], github(), secrets=()) == "bad-signature"


@pytest.mark.parametrize(
    "value", ["sha256=", "sha256=zz", "sha1=00", "=", "sha256=" + "0" * 63, "é", "sha256=é"]
)
def test_malformed_signatures_are_bad(value):
    assert refusal(PRESETS["github"], {"X-Hub-Signature-256": value}) == "bad-signature"


@pytest.mark.parametrize("headers", [{}, {"X-Hub-Signature-256": ""}])
def test_an_absent_or_empty_signature_is_missing(headers):
    assert refusal(PRESETS["github"], headers) == "missing-signature"


@pytest.mark.parametrize("signatures", ["v1,{}", "v1,AAAA v1,{}", "v2,zzz v1,{} v1a,abc"])
def test_standard_accepts_one_good_signature_among_several(signatures):
    verify(PRESETS["standard"], (WHSEC,), 300, standard(signatures=signatures), BODY)


@pytest.mark.parametrize("seconds", [-301, 301])
def test_standard_refuses_a_time_too_far_from_now_in_either_direction(seconds):
    headers = standard(at=int(time.time()) + seconds * 2)
    assert refusal(PRESETS["standard"], headers, secrets=(WHSEC,)) == "stale-timestamp"


@pytest.mark.parametrize("seconds", [-295, 295])
def test_standard_accepts_a_time_within_the_tolerance(seconds):
    verify(PRESETS["standard"], (WHSEC,), 300, standard(at=int(time.time()) + seconds), BODY)


@pytest.mark.parametrize("at", ["1e9", "-5", "٣", "1" * 400])
def test_a_signed_timestamp_that_is_no_near_number_is_refused(at):
    reason = refusal(PRESETS["standard"], standard(at=at) if at.isascii() else {}, secrets=(WHSEC,))
    assert reason in {"bad-signature", "stale-timestamp", "missing-signature"}


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_standard_misses_each_of_its_headers(name):
    headers = standard()
    del headers[name]
    assert refusal(PRESETS["standard"], headers, secrets=(WHSEC,)) == "missing-signature"


def test_hmac_follows_its_options():
    signature = base64.b64encode(hmac.digest(SECRET.encode(), BODY, "sha512")).decode()
    verify(scheme_of("hmac", HMAC_OPTIONS), (SECRET,), 300, {"X-Signature": signature}, BODY)


def test_an_unknown_scheme_is_never_accepted():
    with pytest.raises(KeyError):
        scheme_of("telepathy", None)


def test_none_has_no_scheme_id_or_type():
    assert scheme_of("none", None) is None
    assert provider_id(None, {"X-GitHub-Delivery": "d1"}) is None
    assert type_of(None, {}, b'{"type": "a"}') is None


@pytest.mark.parametrize(
    ("value", "expected"), [("d1", "d1"), ("", None), ("x" * 1000, "x" * 1000), ("x" * 1001, None)]
)
def test_provider_ids(value, expected):
    assert provider_id(PRESETS["github"], {"X-GitHub-Delivery": value}) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"type": "user.created"}', "user.created"),
        (b'{"type": ""}', None),
        (b'{"type": 7}', None),
        (b'{"type": "%b"}' % (b"t" * 1000), "t" * 1000),
        (b'{"type": "%b"}' % (b"t" * 1001), None),
        (b'{"type": "a\\u0000b"}', None),
        (b'{"type": "\\ud800"}', None),
        (b'["type"]', None),
        (b"null", None),
        (b"", None),
        (b"\xff\xfe", None),
        (b"[" * 100_000, None),
    ],
)
def test_types_in_a_standard_webhooks_body(body, expected):
    assert type_of(PRESETS["standard"], {}, body) == expected
