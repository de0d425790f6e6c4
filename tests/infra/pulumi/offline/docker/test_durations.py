"""Durations, as Go reads and prints them."""

import pytest

from infra.pulumi.offline.docker import durations


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("0s", "0s"),
        ("0", "0s"),
        ("5s", "5s"),
        ("90s", "1m30s"),
        ("1m", "1m0s"),
        ("1m30s", "1m30s"),
        ("1h", "1h0m0s"),
        ("1.5h", "1h30m0s"),
        ("500ms", "500ms"),
        ("1500ms", "1.5s"),
        ("250us", "250µs"),
        ("7ns", "7ns"),
    ],
)
def test_they_come_back_in_gos_words(text: str, printed: str) -> None:
    assert durations.is_duration(text)
    assert durations.to_program(durations.to_engine(text)) == printed


@pytest.mark.parametrize("text", ["", "5", "5 s", "s", "5d", "-1s", "1m30"])
def test_other_texts_are_none(text: str) -> None:
    assert not durations.is_duration(text)
