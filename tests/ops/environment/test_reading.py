"""From a name to its file: nothing but a name in the folder is ever a path."""

from typing import get_args

import pytest

from core.settings import Settings
from ops import environment
from ops.errors import UsageError
from tests.ops.environment import variant

NAMES = ("local", "production", "rehearsal", "rehearsal-one", "staging")


@pytest.fixture
def folder(tmp_path):
    """Make a folder of environments with one in it."""
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments/mine.toml").write_text(variant.text())
    return tmp_path / "environments"


def said(name, **where):
    with pytest.raises(UsageError) as caught:
        environment.load(name, **where)
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_every_file_is_an_environment():
    assert environment.names() == NAMES
    assert [environment.load(name).name for name in NAMES] == list(NAMES)


def test_the_apps_know_the_same_names():
    assert sorted(get_args(Settings.model_fields["app_env"].annotation)) == list(NAMES)


def test_an_unknown_name_is_answered_with_the_known_ones():
    assert said("prod") == f"no environment 'prod'; choose from {', '.join(NAMES)}"


@pytest.mark.parametrize("name", ["../mine", "mine.toml", "mine/", "", ".", "MINE", "mine\n", "mine\0"])
def test_a_path_is_no_name(folder, name):
    assert said(name, folder=folder).endswith("; choose from mine")


def test_where_there_is_none_it_says_so(tmp_path):
    assert said("mine", folder=tmp_path / "environments") == "no environment 'mine'; environments/ has none"


def test_a_file_that_no_host_could_be_named_after_is_no_environment(folder):
    for name in ("Upper", "two words", "mine.vault", "-x"):
        (folder / f"{name}.toml").write_text(variant.text())
    assert environment.names(folder) == ("mine",)


def test_a_folder_is_no_file(folder):
    (folder / "heap.toml").mkdir()
    assert environment.names(folder) == ("mine",)


def test_messages_name_the_file_that_was_read(folder):
    (folder / "mine.toml").write_text(variant.text(("1450", "100")))
    assert said("mine", folder=folder) == "environments/mine.toml: mtu: must be at least 576, is 100"


def test_a_file_that_is_not_text_is_refused(folder):
    (folder / "mine.toml").write_bytes(b"domain = '\xff'")
    assert said("mine", folder=folder) == "environments/mine.toml: cannot be read: it is not UTF-8"


def test_a_file_that_leads_nowhere_is_refused(folder):
    (folder / "loop.toml").symlink_to("loop.toml")
    assert environment.names(folder) == ("mine",)
