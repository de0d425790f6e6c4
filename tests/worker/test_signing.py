from base64 import b64encode
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from worker.signing import key_of, signatures

KEY = b"twenty-four bytes of key"
BODY = b'{"a": "\xff\x00"}'


def test_the_official_library_makes_the_same_signature() -> None:
    when = datetime(2026, 11, 22, 12, tzinfo=UTC)
    official = Webhook(b64encode(KEY).decode()).sign("msg_1", when, '{"a": "b"}')
    assert signatures([KEY], "msg_1", int(when.timestamp()), b'{"a": "b"}') == official


def test_every_key_signs_with_spaces_between() -> None:
    both = signatures([KEY, b"another"], "msg_1", 1, BODY).split(" ")
    assert both == [signatures([KEY], "msg_1", 1, BODY), signatures([b"another"], "msg_1", 1, BODY)]
    assert all(one.startswith("v1,") for one in both)


def test_a_secret_stands_for_the_bytes_after_its_prefix() -> None:
    assert key_of("whsec_" + b64encode(KEY).decode()) == KEY


def test_a_secret_that_is_not_base64_is_refused() -> None:
    with pytest.raises(ValueError, match="base64"):
        key_of("whsec_n*t base64")
