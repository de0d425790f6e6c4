"""Production's file with something changed, as a person would change it."""

import pytest

from ops.environment import FOLDER
from ops.environment.reading import parse
from ops.errors import UsageError

PLACE = "environments/production.toml"


def text(*changes, of="production"):
    """Return a file's text; each change: what stands there, and what shall."""
    found = (FOLDER / f"{of}.toml").read_text()
    for old, new in changes:
        assert old in found, f"{old!r} is not in {of}.toml"
        found = found.replace(old, new, 1)
    return found


def accepted(*changes, of="production"):
    return parse(of, text(*changes, of=of), PLACE)


def refused(*changes, of="production"):
    """Return the lines of the refusal, without the file's name that each must begin with."""
    return refusal(lambda: accepted(*changes, of=of))


def refusal(read):
    with pytest.raises(UsageError) as caught:
        read()
    lines = str(caught.value).splitlines()
    assert caught.value.exit_code == 2
    assert all(line.startswith(f"{PLACE}: ") for line in lines)
    return [line.removeprefix(f"{PLACE}: ") for line in lines]
