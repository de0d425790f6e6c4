"""What is wrong with a vault is said by name, and never by value."""

import pytest
import yaml

from ops.provision.vault import contents, keys

CANARY = "canary-canary-canary"


@pytest.fixture
def good(production):
    """Give secrets of production with nothing wrong."""
    return {key.name: key.make() for key in keys.of(production)}


def problems(production, values):
    return contents.problems(production, yaml.safe_dump(values))


def test_nothing_wrong(production, good):
    assert problems(production, good) == []


def test_no_vault_at_all(production):
    assert contents.problems(production, None) == ["there is none yet"]


@pytest.mark.parametrize("blank", ["", None])
def test_a_blank(production, good, blank):
    assert problems(production, {**good, "slack_url": blank}) == [
        "slack_url: is blank: Slack's incoming webhook"
    ]


def test_a_missing_one(production, good):
    del good["db_api_password"]
    assert problems(production, good) == [
        "db_api_password: is missing: password of PostgreSQL's role of the API"
    ]


def test_an_unknown_one_is_answered_with_the_known(production, good):
    (said,) = problems(production, {**good, "slak_url": CANARY})
    assert said.startswith("slak_url: is unknown; choose from api_key, seal_keys, ")


def test_one_that_the_environment_does_not_use_may_be_there(rehearsal):
    values = {key.name: key.make() for key in keys.KEYS}
    assert contents.problems(rehearsal, yaml.safe_dump(values)) == []


@pytest.mark.parametrize("value", [12345678901234567890, True, ["a"], {"a": "b"}, "too short", f"{CANARY}'"])
def test_one_of_another_form(production, good, value):
    (said,) = problems(production, {**good, "session_key": value})
    assert said == "session_key: must be 16 or more letters, digits, dots, hyphens and underscores, in quotes"


def test_a_key_that_stands_twice(production, good):
    text = yaml.safe_dump(good) + f"api_key: {CANARY}\n"
    assert contents.problems(production, text) == ["api_key: stands there twice"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "must have a line for each secret, such as `session_key: …`"),
        ("- a\n- b\n", "must have a line for each secret, such as `session_key: …`"),
        (f'api_key: "x"\nsession_key: "{CANARY}', "line 2: is not YAML"),
        (f"api_key: x\n  {CANARY}: [\n", "line 2: is not YAML"),
        (f"api_key: !!int {CANARY}\n", "is not YAML"),
        ("session_key: 2026-99-99\n", "is not YAML"),
        (f"? [{CANARY}]\n: x\n", "is not YAML"),
        (f"api_key: {CANARY}\0", "is not YAML"),
    ],
)
def test_no_yaml_of_ours(production, text, said):
    assert contents.problems(production, text) == [said]


def test_several_things_at_once(production, good):
    del good["api_key"]
    assert len(problems(production, {**good, "slack_url": "", "x": "y"})) == 3


def test_no_value_is_ever_said(production, good):
    wrong = {**dict.fromkeys(good, f"{CANARY} x"), "unknown": CANARY}
    said = "\n".join(problems(production, wrong))
    assert len(said.splitlines()) > 10
    assert CANARY not in said


def test_a_new_vault_leaves_blank_what_others_give_and_nothing_else(production):
    said = contents.problems(production, contents.fresh(production))
    assert {line.split(":")[0] for line in said} == {key.name for key in keys.of(production) if key.given}
    assert all(": is blank: " in line for line in said)
