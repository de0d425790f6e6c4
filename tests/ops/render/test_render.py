"""Rendered files are fresh, complete, and checked."""

import pytest

from ops import contract, render
from ops.errors import OpsError
from ops.local import dotenv


def test_the_files_of_this_checkout_are_fresh():
    render.check()


def test_a_stale_or_missing_file_is_named_with_what_to_type_and_written_anew(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(render, "ROOT", tmp_path)
    for damage in ("API_KEY=mine", None):
        if damage:
            (tmp_path / ".env.example").write_text(damage)
        else:
            (tmp_path / ".env.example").unlink()
        with pytest.raises(OpsError, match=r"^stale: \.env\.example; type: invoke render$"):
            render.check()
        render.write()
        assert capsys.readouterr().out == "rendered .env.example\n"
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
