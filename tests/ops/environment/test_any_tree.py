"""Any tree of TOML values is an environment or a refusal, never an exception of another kind."""

import copy
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.environment import toml
from ops.environment.reading import describe, parse
from ops.errors import UsageError
from tests.ops.environment import variant

TREE = toml.parse(variant.text(), variant.PLACE)
KEYS = st.one_of(
    st.sampled_from(["size", "roles", "provider", "hosts", "api", "x", "[key]", "people", "address"]),
    st.text(),
)
TEXTS = st.one_of(
    st.text(),
    st.sampled_from(
        ["hetzner", "existing", "local", "edge", "::/0", "10.0.0.0/8", "fe80::1%eth0/64", "https://["]
    ),
)
LEAVES = st.one_of(
    TEXTS,
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.booleans(),
    st.dates(date(1, 1, 1)),
    st.times(),
    st.datetimes(),
)
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=8
)


def paths(tree, path=()):
    for key, value in tree.items():
        yield (*path, key)
        if isinstance(value, dict):
            yield from paths(value, (*path, key))


def described(tree):
    """Describe a tree; what is refused has a message of lines that all name the file."""
    said = found = None
    try:
        found = describe("any", tree, "any.toml")
    except UsageError as problem:
        said = str(problem)
    assert found.edge in found.hosts if found else all_name_the_file(said)


def all_name_the_file(said):
    return said and all(line.startswith("any.toml: ") for line in said.split("\n"))


@given(st.dictionaries(KEYS, TREES, max_size=5))
def test_any_tree(tree):
    described(tree)


@given(st.lists(st.tuples(st.sampled_from(list(paths(TREE))), TREES), min_size=1, max_size=3))
def test_production_with_anything_anywhere(changes):
    tree = copy.deepcopy(TREE)
    for path, value in changes:
        place = tree
        for key in path[:-1]:
            place = place.get(key, {}) if isinstance(place, dict) else {}
        if isinstance(place, dict):
            place[path[-1]] = value
    described(tree)


@given(st.text())
def test_any_text(text):
    with pytest.raises(UsageError) as caught:  # for it would have to have ten tables
        parse("any", text, "any.toml")
    assert all_name_the_file(str(caught.value))
