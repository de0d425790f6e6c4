import pytest

from worker.headers import forwarded, is_sendable


def names(*received: tuple[str, str]) -> list[str]:
    return [name for name, _ in forwarded(received)]


def test_the_original_fields_go_along_as_they_came_repeated_ones_too() -> None:
    received = [("X-GitHub-Event", "push"), ("X-Tag", "a"), ("X-Tag", "b"), ("Accept", "*/*")]
    assert forwarded(received) == received


@pytest.mark.parametrize(
    "name",
    [
        "Connection",
        "Keep-Alive",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "Proxy-Authorization",
        "Proxy-Connection",
        "Host",
        "Content-Length",
        "Expect",
        "Authorization",
        "Cookie",
        "Forwarded",
        "X-Forwarded-For",
        "x-forwarded-proto",
        "Content-Type",
        "User-Agent",
        "Webhook-Id",
        "Webhook-Timestamp",
        "Webhook-Signature",
        "Webhook-Monitor-Event",
        "Webhook-Monitor-Source",
        "Webhook-Monitor-Attempt",
    ],
)
def test_hop_by_hop_fields_credentials_and_names_of_ours_stay_behind(name: str) -> None:
    assert names((name, "x"), ("X-Kept", "y")) == ["X-Kept"]


def test_fields_that_connection_names_stay_behind() -> None:
    received = [("Connection", "close, X-Hop"), ("connection", "x-other"), ("X-Hop", "1"), ("X-Other", "2")]
    assert names(*received, ("X-Kept", "3")) == ["X-Kept"]


@pytest.mark.parametrize("value", ["a\r\nInjected: yes", "nul\0", "bell\7", "delete\x7f", "snow \N{SNOWMAN}"])
def test_a_value_that_no_field_may_have_is_left_out(value: str) -> None:
    assert not is_sendable(value)
    assert names(("X-Odd", value), ("X-Kept", "y")) == ["X-Kept"]


def test_a_name_that_no_field_may_have_is_left_out() -> None:
    assert names(("X Odd", "1"), ("X-Ödd", "2"), ("", "3"), ("X-Kept", "4")) == ["X-Kept"]
