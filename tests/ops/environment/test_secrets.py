"""Whatever a careless person puts into a file by mistake is in no message."""

import copy

import pytest

from ops.environment import toml
from ops.environment.reading import describe, parse
from ops.errors import UsageError
from tests.ops.environment import variant

CANARIES = [
    "sk_live_4eC39HqLyjWDarjtT1zdP7dc",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
    "9f86d081884c7d65:9a2feaa0c55ad015",
    "correct-horse-battery-staple",
    "Tr0ub4dor&3 horse!",
]
TREE = toml.parse(variant.text(), variant.PLACE)


def tables(tree, path=()):
    yield path
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from tables(value, (*path, key))


def leaves(tree):
    for path in tables(tree):
        inner = at(tree, path)
        yield from ((*path, key) for key, value in inner.items() if not isinstance(value, dict))


def at(tree, path):
    for key in path:
        tree = tree[key]
    return tree


def changed(path, value):
    tree = copy.deepcopy(TREE)
    at(tree, path[:-1])[path[-1]] = value
    return tree


def message(read):
    try:
        read()
    except UsageError as problem:
        return str(problem)
    return ""


@pytest.mark.parametrize("canary", CANARIES)
def test_a_secret_in_place_of_any_value_is_not_repeated(canary):
    shapes = (
        canary,
        [canary],
        {"x": canary},
        f"https://user:{canary}@s3.example.com",
        f"{canary}@example.com",
    )
    for path in leaves(TREE):
        for value in shapes:
            found = message(lambda value=value, path=path: describe("p", changed(path, value), "p.toml"))
            assert canary not in found, path


@pytest.mark.parametrize("canary", CANARIES)
def test_a_secret_under_an_unknown_key_of_any_table_is_not_repeated(canary):
    for path in tables(TREE):
        found = message(lambda path=path: describe("p", changed((*path, "password"), canary), "p.toml"))
        assert "password" in found
        assert canary not in found


@pytest.mark.parametrize("canary", CANARIES[:4])
def test_a_secret_that_became_a_key_is_not_repeated(canary):
    for path in tables(TREE):
        found = message(lambda path=path: describe("p", changed((*path, canary), 1), "p.toml"))
        assert found
        assert canary not in found


@pytest.mark.parametrize("canary", CANARIES)
def test_a_secret_in_a_line_that_is_no_toml_is_not_repeated(canary):
    for line in (
        canary,
        f"x = {canary}",
        f'x = "{canary}',
        f'"{canary}" = 1\n"{canary}" = 2',
        f"[{canary}",
        f'["{canary}"]\n["{canary}"]',
        f'x = {{ "{canary}" = 1, "{canary}" = 2 }}',
    ):
        found = message(lambda line=line: parse("p", f"{line}\n", "p.toml"))
        assert found
        assert canary not in found
