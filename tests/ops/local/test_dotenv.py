"""`.env` is read as people write it, and a slip is shown with its line."""

import pytest

from ops.errors import UsageError
from ops.local import dotenv


def read(tmp_path, text):
    path = tmp_path / ".env"
    path.write_text(text)
    return dotenv.read(path)


def test_no_file_is_no_setting(tmp_path):
    assert dotenv.read(tmp_path / ".env") == {}


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("API_KEY=abc", "abc"),
        ("export API_KEY=abc", "abc"),
        ("  API_KEY = abc  ", "abc"),
        ("API_KEY=abc # mine", "abc"),
        ("API_KEY=a#b=c", "a#b=c"),
        ("API_KEY='a # b'", "a # b"),
        ('API_KEY="it\'s" # mine', "it's"),
        ("API_KEY=", ""),
        ('API_KEY=""', ""),
    ],
)
def test_a_value_is_read(tmp_path, line, value):
    assert read(tmp_path, f"# a comment\n\n{line}\n") == {"API_KEY": value}


def test_a_setting_may_be_given_as_a_file(tmp_path):
    assert read(tmp_path, "SEAL_KEYS_FILE=keys") == {"SEAL_KEYS_FILE": "keys"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\n\nAPI_KEYY=x", ".env: line 3: unknown setting 'API_KEYY'; did you mean API_KEY?"),
        ("QUUX=x", ".env: line 1: unknown setting 'QUUX'; the known ones are in .env.example"),
        ("PORT=1\nhush", ".env: line 2: expected NAME=value"),
        ("API_KEY='hush", ".env: line 1: expected NAME=value"),
    ],
)
def test_a_slip_is_shown_with_its_line_and_without_its_value(tmp_path, text, said):
    with pytest.raises(UsageError) as caught:
        read(tmp_path, text)
    assert str(caught.value) == said
    assert caught.value.exit_code == 2
