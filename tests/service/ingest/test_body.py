"""Bodies: refused by their declared length, read no further than the limit, not waited for without end."""

from io import BytesIO

import gevent
import pytest

from service.ingest import body
from service.ingest.body import Body, discard
from service.problems import Problem


class Slow:
    """A sender that sends nothing more."""

    def read(self, _size):
        gevent.sleep(5)
        return b""


def environ(content, length=None):
    stream = BytesIO(content) if isinstance(content, bytes) else content
    if length is None:
        return {"wsgi.input": stream, "HTTP_TRANSFER_ENCODING": "chunked"}
    return {"wsgi.input": stream, "CONTENT_LENGTH": str(length)}


def refusal(act):
    with pytest.raises(Problem) as caught:
        act()
    return caught.value.status


def test_a_body_of_just_the_limit_is_read():
    for length in (5, None):
        assert Body(environ(b"12345", length), 5).read() == b"12345"
    assert Body(environ(b"", 0), 5).read() == b""


def test_a_declared_length_above_the_limit_is_refused_unread():
    request = environ(b"123456", 6)
    assert refusal(lambda: Body(request, 5)) == 413
    assert request["wsgi.input"].tell() == 0


def test_chunks_are_read_one_byte_beyond_the_limit():
    request = environ(b"1" * 100)
    assert refusal(lambda: Body(request, 5)) == 413
    assert request["wsgi.input"].tell() == 6


def test_a_body_that_ends_early_is_400():
    assert refusal(Body(environ(b"123", 5), 5).read) == 400


def test_a_body_that_does_not_come_is_408(monkeypatch):
    monkeypatch.setattr(body, "PATIENCE_SECONDS", 0.05)
    assert refusal(Body(environ(Slow(), 5), 5).read) == 408
    assert refusal(lambda: Body(environ(Slow()), 5)) == 408


def test_what_is_still_sent_is_taken_in_for_a_moment(monkeypatch):
    request = environ(b"1" * 1_000_000)
    discard(request)
    assert request["wsgi.input"].tell() == 1_000_000
    monkeypatch.setattr(body, "LINGER_SECONDS", 0.05)
    discard(environ(Slow()))
