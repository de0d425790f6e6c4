"""Of all that a program prints, the sentence that tells a person why it ended."""

import json

import pytest

from ops.local import output


def record(level, message, **more):
    return json.dumps({"level": level, "message": message, "service": "api", **more})


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([], "it printed nothing"),
        (["PORT: must be a number"], "PORT: must be a number"),
        (["Traceback (most recent call last):", "KeyError: 'x'"], "'x'"),
        ([record("error", "in use", context={"port": 80}), record("info", "bye")], "error: in use port=80"),
        ([record("error", "failed", error={"message": "no\nroute", "stack": "…"})], "error: failed: no"),
        (
            ["LOG:  begin", '[1] FATAL:  file "x": Permission denied', "LOG:  end"],
            'file "x": Permission denied',
        ),
        (["[9] FATAL:  the database system is starting up", "LOG:  shut down"], "LOG:  shut down"),
        (
            ["could not write: No space left on device", "LOG:  shut down"],
            "the disk is full: make room and run the same line again",
        ),
        (["{not json", "last"], "last"),
    ],
)
def test_the_reason(lines, why):
    assert output.reason(lines) == why


@pytest.mark.parametrize("line", ["plain", "", record("info", "started"), '{"level": 3}', "[]", "{}"])
def test_only_warnings_and_errors_are_told(line):
    assert output.warning(line) == ""
