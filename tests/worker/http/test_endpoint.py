import pytest

from worker.http.endpoint import Endpoint


@pytest.mark.parametrize(
    ("url", "host", "port", "opening"),
    [
        ("http://a.example", "a.example", 80, b"POST / HTTP/1.1\r\nhost: a.example\r\n"),
        (
            "http://A.example:8080/x?y=1#z",
            "a.example",
            8080,
            b"POST /x?y=1 HTTP/1.1\r\nhost: a.example:8080\r\n",
        ),
        ("https://a.example:443/x", "a.example", 443, b"POST /x HTTP/1.1\r\nhost: a.example\r\n"),
        ("http://[::1]:81/", "::1", 81, b"POST / HTTP/1.1\r\nhost: [::1]:81\r\n"),
        (
            "http://a.example/a%20b c\xe9",
            "a.example",
            80,
            b"POST /a%20b%20c%C3%A9 HTTP/1.1\r\nhost: a.example\r\n",
        ),
        (
            "http://b\xfccher.example/",
            "xn--bcher-kva.example",
            80,
            b"POST / HTTP/1.1\r\nhost: xn--bcher-kva.example\r\n",
        ),
    ],
)
def test_a_url_is_taken_apart(url: str, host: str, port: int, opening: bytes) -> None:
    endpoint = Endpoint.parse(url)
    assert (endpoint.host, endpoint.port, endpoint.opening) == (host, port, opening)
    assert endpoint.tls == url.startswith("https")


def test_credentials_of_a_url_become_basic_authorization() -> None:
    opening = Endpoint.parse("http://me:p%40ss@a.example/").opening
    assert b"\r\nauthorization: Basic bWU6cEBzcw==\r\n" in opening


@pytest.mark.parametrize("url", ["ftp://a.example/", "http://", "a.example", "http://a.example:99999/"])
def test_what_is_no_http_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Endpoint.parse(url)


def test_a_url_cannot_smuggle_header_lines() -> None:
    assert b"\r\nx:" not in Endpoint.parse("http://a.example/\r\nx: y").opening
