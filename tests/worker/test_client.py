"""The client against a server that behaves, and against many that do not."""

import asyncio
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from yarl import URL

from tests.worker import sink as sinks
from tests.worker.sink import Reply, Sink
from worker.answer import Answer, Error, PostError
from worker.client import Client
from worker.headers import Header

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
Post = Callable[..., Answer]


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture
def client(loop: asyncio.AbstractEventLoop) -> Iterator[Client]:
    client = Client(LOOPBACK)
    yield client
    loop.run_until_complete(client.close())


def poster(loop: asyncio.AbstractEventLoop, client: Client) -> Post:
    """Return a function that posts with one client as a batch does, and returns what came back."""

    async def post_one(url: str, headers: Sequence[Header], body: bytes, timeout: float) -> Answer:
        await client.notice_closed()
        return await client.post(URL(url, encoded=True), headers, body, timeout)

    def post(url: str, headers: Sequence[Header] = (), body: bytes = b"", timeout: float = 5) -> Answer:
        return loop.run_until_complete(post_one(url, headers, body, timeout))

    return post


@pytest.fixture
def post(loop: asyncio.AbstractEventLoop, client: Client) -> Post:
    return poster(loop, client)


def failure(post: Post, *arguments: object, **options: float) -> Error:
    with pytest.raises(PostError) as caught:
        post(*arguments, **options)
    return caught.value.error


@pytest.mark.parametrize("body", [b"", b"\x00\xff\r\n\r\n", b"x" * 65_537, bytes(10_000_000)])
def test_a_body_arrives_byte_for_byte(post: Post, sink: Sink, body: bytes) -> None:
    assert post(sink.url, body=body).status == 200
    assert sink.requests[0].body == body


def test_a_connection_is_kept_for_the_next_post(post: Post, sink: Sink) -> None:
    for _ in range(3):
        post(sink.url)
    assert (len(sink.requests), sink.connections) == (3, 1)


def test_a_kept_connection_that_the_other_side_closed_is_no_failure(post: Post, sink: Sink) -> None:
    sink.answer(close=True)
    for _ in range(3):
        assert post(sink.url).status == 200
    assert (len(sink.requests), sink.connections) == (3, 3)


def test_the_status_the_beginning_of_the_body_and_retry_after_are_heard(post: Post, sink: Sink) -> None:
    sink.answer(status=503, headers="Retry-After: 7\r\n", body=b"y" * 5000)
    assert post(sink.url) == Answer(503, b"y" * 1000, "7")


def test_redirects_are_not_followed(post: Post, sink: Sink) -> None:
    sink.answer(status=302, headers=f"Location: {sink.url}\r\n")
    assert post(sink.url).status == 302
    assert len(sink.requests) == 1


@pytest.mark.parametrize(
    ("raw", "answer"),
    [
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 None\r\n\r\n", Answer(204, b"", None)),
        (
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            Answer(200, b"abc", None),
        ),
        (b"HTTP/1.0 200 OK\r\n\r\nuntil the end", Answer(200, b"until the end", None)),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort", Answer(200, b"short", None)),
        (b"HTTP/1.1 101 Up\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n", Answer(101, b"", None)),
    ],
)
def test_every_way_in_which_an_answer_may_end(post: Post, sink: Sink, raw: bytes, answer: Answer) -> None:
    sink.answer(raw=raw, close=True)
    assert post(sink.url) == answer


def test_what_follows_the_status_is_not_waited_for_long(post: Post, sink: Sink) -> None:
    sink.answer(raw=b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nfive!")
    began = time.monotonic()
    assert post(sink.url) == Answer(200, b"five!", None)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"HTTP/1.1 2",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nnonsense",
        b"HTTP/1.1 200 OK\r\n" + b"x: " + b"y" * 70_000,
    ],
)
def test_an_answer_that_is_not_http_is_broken_http(post: Post, sink: Sink, raw: bytes) -> None:
    sink.answer(raw=raw, close=True)
    assert failure(post, sink.url) is Error.HTTP


def test_no_answer_in_time_is_a_timeout(post: Post, sink: Sink) -> None:
    sink.answer(delay=1)
    began = time.monotonic()
    assert failure(post, sink.url, timeout=0.2) is Error.TIMEOUT
    assert time.monotonic() - began < 0.5


def test_a_late_answer_is_not_taken_for_the_next_one(post: Post, sink: Sink) -> None:
    sink.reply = lambda request: Reply(delay=0.3, status=500) if b"x-late" in request.head else Reply()
    assert failure(post, sink.url, [("x-late", "1")], timeout=0.1) is Error.TIMEOUT
    assert post(sink.url).status == 200


def test_nobody_listening_is_a_failure_to_connect(post: Post, free_port: Callable[[], int]) -> None:
    assert failure(post, f"http://127.0.0.1:{free_port()}/") is Error.CONNECT


def test_a_full_backlog_is_a_timeout(post: Post) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        assert failure(post, f"http://127.0.0.1:{listener.getsockname()[1]}/", timeout=0.3) is Error.TIMEOUT
        for filler in fillers:
            filler.close()


@pytest.mark.parametrize("host", ["no-such-name.invalid", f"{'x' * 64}.example"])
def test_a_name_without_an_address_is_dns(post: Post, host: str) -> None:
    assert failure(post, f"http://{host}/") is Error.DNS


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "[::ffff:127.0.0.1]", "0.0.0.0"]
)
def test_a_private_address_is_blocked_however_it_is_written(
    loop: asyncio.AbstractEventLoop, sink: Sink, host: str
) -> None:
    client = Client(())
    assert failure(poster(loop, client), f"http://{host}:{sink.port}/") is Error.BLOCKED
    assert sink.connections == 0
    loop.run_until_complete(client.close())


def test_metadata_is_blocked_whatever_is_allowed(loop: asyncio.AbstractEventLoop) -> None:
    client = Client((ip_network("0.0.0.0/0"), ip_network("::/0")))
    assert failure(poster(loop, client), "http://169.254.169.254/latest/") is Error.BLOCKED
    loop.run_until_complete(client.close())


def test_an_allowed_address_is_reached_by_name(post: Post, sink: Sink) -> None:
    assert post(f"http://localhost:{sink.port}/").status == 200


def test_a_name_whose_address_changes_to_a_private_one_is_blocked_when_it_is_connected_to(
    loop: asyncio.AbstractEventLoop, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rebinding: whatever was looked up before, the address of the socket is the one that is judged."""
    addresses = iter(["127.0.0.1", "127.0.0.2", "127.0.0.2"])

    async def look_up(_host: object, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(addresses), port))]

    monkeypatch.setattr(loop, "getaddrinfo", look_up)
    client = Client((ip_network("127.0.0.1/32"),))
    post = poster(loop, client)
    sink.answer(close=True)
    url = f"http://rebound.example:{sink.port}/"
    assert post(url).status == 200
    loop.run_until_complete(client.close())
    assert failure(poster(loop, client.anew()), url) is Error.BLOCKED
    assert sink.connections == 1


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with a key and a certificate for localhost that nobody has signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    return path


@pytest.fixture
def tls_sink(certificate: Path) -> Iterator[Sink]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with sinks.running(context) as sink:
        yield sink


def test_a_certificate_nobody_vouches_for_is_a_tls_failure(post: Post, tls_sink: Sink) -> None:
    assert failure(post, f"https://localhost:{tls_sink.port}/") is Error.TLS
    assert tls_sink.requests == []


def test_a_server_without_tls_is_a_tls_failure(post: Post, sink: Sink) -> None:
    sink.greeting = b"HTTP/1.1 400 Bad Request\r\n\r\n"
    assert failure(post, f"https://localhost:{sink.port}/") is Error.TLS


def test_a_certificate_that_is_vouched_for_is_accepted(
    post: Post, tls_sink: Sink, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert post(f"https://localhost:{tls_sink.port}/").status == 200
    assert failure(post, f"https://127.0.0.1:{tls_sink.port}/") is Error.TLS
