"""Rendered files are fresh, complete, and checked; what nothing renders any more goes."""

import subprocess

import pytest

from ops import contract, render
from ops.errors import OpsError
from ops.local import dotenv
from ops.render.header import sentence


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """Give a repository in which everything is fresh."""
    monkeypatch.setattr(render, "ROOT", tmp_path)
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    render.write()
    track(tmp_path)
    return tmp_path


def track(folder):
    subprocess.run(["git", "add", "--all"], cwd=folder, check=True)


def test_the_files_of_this_checkout_are_fresh():
    render.check()


def test_every_rendered_file_says_so_at_its_top():
    assert [name for name, text in render.files().items() if not render.header.stands_in(text)] == []


@pytest.mark.parametrize("name", list(render.files()))
def test_a_stale_or_missing_file_is_named_with_what_to_type_and_written_anew(checkout, capsys, name):
    for damage in ("API_KEY=mine", None):
        if damage:
            (checkout / name).write_text(damage)
        else:
            (checkout / name).unlink()
        with pytest.raises(OpsError) as caught:
            render.check()
        assert str(caught.value) == f"stale: {name}; type: invoke render"
        capsys.readouterr()
        render.write()
        assert capsys.readouterr().out == f"rendered {name}\n"
        render.check()


@pytest.mark.parametrize("comment", ["# {}", "<!-- {} -->", "// {}", "{{# {} #}}", "{}"])
def test_a_file_that_nothing_renders_any_more_fails_the_check_and_is_removed(checkout, capsys, comment):
    orphan = checkout / "monitoring" / "old.conf"
    orphan.parent.mkdir()
    orphan.write_text(f"{comment.format(sentence('a page'))}\nkey = 1\n")
    track(checkout)
    with pytest.raises(OpsError) as caught:
        render.check()
    assert str(caught.value) == "rendered by nothing any more: monitoring/old.conf; type: invoke render"
    capsys.readouterr()
    render.write()
    assert capsys.readouterr().out == "removed monitoring/old.conf: nothing renders it any more\n"
    assert not orphan.exists()
    render.check()


def test_a_copy_that_git_does_not_know_is_its_persons_own(checkout):
    copied = checkout / ".env"
    copied.write_text((checkout / ".env.example").read_text() + "API_KEY=mine\n")
    render.check()
    render.write()
    assert copied.exists()


def test_a_page_that_speaks_of_the_header_is_no_orphan(checkout):
    (checkout / "README.md").write_text(f"The header reads '{sentence('its source')}' and stays.\n")
    track(checkout)
    render.check()


def test_where_there_is_no_repository_files_are_compared_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(render, "ROOT", tmp_path)
    with pytest.raises(
        OpsError, match=r"^stale: \.env\.example, docs/environments\.md; type: invoke render$"
    ):
        render.check()


def test_the_example_lists_every_setting_and_is_read_back_with_all_of_them_uncommented(tmp_path):
    text = render.dotenv.text()
    assignments = [
        line.removeprefix("# ") for line in text.splitlines() if line.startswith("# ") and "=" in line
    ]
    (tmp_path / ".env").write_text("\n".join(line for line in assignments if line.split("=")[0].isupper()))
    assert dotenv.read(tmp_path / ".env").keys() == set(contract.names())


def test_the_example_sets_nothing():
    assert [line for line in render.dotenv.text().splitlines() if line and not line.startswith("#")] == []
