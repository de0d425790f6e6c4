"""URLs of destinations: which are refused before anything is ever sent there."""

from ipaddress import ip_network

import pytest

from service.v1.urls import check_url, is_refused


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "//example.com/",
        "ftp://example.com/",
        "http://",
        "http:///path",
        "http://:80/",
        "http://example.com:0/",
        "http://example.com:65536/",
        "http://example.com:x/",
        "http://user:password@example.com/",
        "http://example.com\\@127.0.0.1/",
        "http://exa mple.com/",
        "http://example.com/\n",
        "http://bücher.example/",
        "http://\uff11\uff12\uff17.0.0.1/",
        "http://127%2e0.0.1/",
        "http://[::1/",
        "http://..",
        "http://example.com/" + "x" * 2048,
    ],
)
def test_what_parsers_read_differently_or_cannot_send_to_is_no_url(url):
    with pytest.raises(ValueError, match=r"must|has"):
        check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com",
        "https://EXAMPLE.com:8443/a?b=c#d",
        "http://localhost:3000/",
        "http://xn--bcher-kva.example/",
        "http://my_service.internal./",
        "http://[2606:4700::1111]/",
        "http://1.1.1.1/",
    ],
)
def test_ordinary_urls_are_taken(url):
    assert check_url(url) == url
    assert not is_refused(url, ())


LOOPBACK = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0X7F.0.0.1",
    "017700000001",
    "0177.0.0.1",
    "127.0.0.1.",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
]


@pytest.mark.parametrize("host", LOOPBACK)
def test_an_address_is_refused_in_every_spelling_unless_allowed(host):
    url = check_url(f"http://{host}:8080/")
    assert is_refused(url, ())
    assert not is_refused(url, [ip_network("127.0.0.0/8")])


@pytest.mark.parametrize(
    "host",
    [
        "0",
        "10.1",
        "192.168.1.1",
        "169.254.1.1",
        "[::]",
        "[::1]",
        "[fc00::1]",
        "[fe80::1]",
        "[fe80::1%25eth0]",
    ],
)
def test_private_addresses_are_refused(host):
    assert is_refused(check_url(f"http://{host}/"), ())


@pytest.mark.parametrize(
    "host", ["169.254.169.254", "0xa9fea9fe", "[fd00:ec2::254]", "[::ffff:169.254.169.254]"]
)
def test_metadata_addresses_are_refused_whatever_is_allowed(host):
    assert is_refused(check_url(f"http://{host}/"), [ip_network("0.0.0.0/0"), ip_network("::/0")])
