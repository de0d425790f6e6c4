"""`invoke secrets edit`: a real program edits a file in memory, and nothing of it stays anywhere."""

import io
from pathlib import Path

import pytest
import yaml

from ops.errors import OpsError, StoppedError, UsageError
from ops.provision.vault import contents, edit, keys, password, sealed
from ops.release import trail

CANARY = "canary-canary-canary"


@pytest.fixture
def memory(tmp_path, monkeypatch):
    folder = tmp_path / "memory"
    folder.mkdir()
    monkeypatch.setattr(edit, "_MEMORY", folder)
    return folder


@pytest.fixture(autouse=True)
def editor(tmp_path, monkeypatch, memory):
    """Return `editor(script)`: what $EDITOR does with its file, `$1`."""
    monkeypatch.delenv("VISUAL", raising=False)

    def use(script):
        program = tmp_path / "editor"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("EDITOR", str(program))

    return use


@pytest.fixture
def typed(monkeypatch):
    def answer(text):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))

    return answer


@pytest.fixture
def whole(tmp_path, production):
    """Give a file with secrets of production that have nothing wrong."""
    file = tmp_path / "whole.yml"
    file.write_text(yaml.safe_dump({key.name: key.make() for key in keys.of(production)}))
    return file


def test_what_was_typed_is_sealed(editor, whole, production, capsys):
    editor(f'cp {whole} "$1"')
    edit.run("production")
    assert sealed.read(production) == whole.read_text()
    assert capsys.readouterr().out == "environments/production.vault.yml: sealed; commit it\n"


def test_the_trail_has_who_changed_which_secret_and_none_of_them(editor, whole, production, state):
    editor(f'cp {whole} "$1"')
    edit.run("production")
    made = sealed.version(production)
    editor(f"""sed -i 's/^session_key: .*/session_key: "{CANARY}"/' "$1" """)
    edit.run("production")
    first, second = trail.here("production")
    assert (first.before, first.after.partition(" ")[0]) == ("none", made)
    assert (second.what, second.before) == ("secrets edit", made)
    assert second.after == f"{sealed.version(production)} (session_key)"
    assert CANARY not in (state / "production.trail.jsonl").read_text()


def test_who_changed_nothing_is_not_in_it(editor, whole, production):
    sealed.write(production, whole.read_text())
    editor("true")
    edit.run("production")
    assert trail.here("production") == []


def test_the_first_time_made_values_stand_there_and_blanks_with_what_they_are(editor, whole, tmp_path):
    editor(f'cp "$1" {tmp_path}/seen; cp {whole} "$1"')
    edit.run("production")
    seen = (tmp_path / "seen").read_text()
    assert '# Slack\'s incoming webhook\nslack_url: ""\n' in seen
    assert yaml.safe_load(seen)["api_key"].startswith("wm_")


def test_the_next_time_what_is_there_stands_there(editor, whole, production, capsys):
    sealed.write(production, "# a note\n" + whole.read_text())
    editor('grep -q "a note" "$1"')
    edit.run("production")
    assert capsys.readouterr().out == "environments/production.vault.yml: nothing was changed\n"


def test_the_file_is_in_memory_its_owners_alone_and_gone_afterwards(editor, whole, memory, tmp_path):
    editor(f'stat -c "%a %n" "$1" "${{1%/*}}" > {tmp_path}/seen; cp {whole} "$1"')
    edit.run("production")
    file, folder = (tmp_path / "seen").read_text().splitlines()
    assert file.startswith(f"600 {memory}/")
    assert folder.startswith(f"700 {memory}/")
    assert list(memory.iterdir()) == []


def test_what_is_wrong_is_said_and_opened_again(editor, whole, typed, tmp_path, production, capsys):
    editor(
        f'test -e {tmp_path}/again && cp {whole} "$1" && exit\n'
        f'touch {tmp_path}/again; echo "slack_url: {CANARY}" > "$1"'
    )
    typed("\n")
    edit.run("production")
    out = capsys.readouterr().out
    assert "production.vault.yml: slack_url: must be an https address with a path, in quotes" in out
    assert "production.vault.yml: api_key: is missing" in out
    assert CANARY not in out
    assert sealed.read(production) == whole.read_text()


def test_where_nobody_can_be_asked_what_is_wrong_is_not_sealed(editor, typed, memory, production):
    editor('echo "x: y" > "$1"')
    typed("")
    with pytest.raises(UsageError, match="nothing was changed"):
        edit.run("production")
    assert sealed.read(production) is None
    assert list(memory.iterdir()) == []


def test_an_editor_that_fails_changes_nothing(editor, production):
    editor('echo "x: y" > "$1"; exit 3')
    with pytest.raises(OpsError, match="editor ended with 3: nothing was changed"):
        edit.run("production")
    assert sealed.read(production) is None


def test_who_was_faster_is_not_overwritten(editor, whole, production, tmp_path, monkeypatch):
    sealed.write(production, whole.read_text())
    theirs = contents.fresh(production)
    monkeypatch.setattr(edit, "_edited", lambda *_: sealed.write(production, theirs) or "mine")
    with pytest.raises(OpsError, match="was changed by somebody else meanwhile: nothing is written"):
        edit.run("production")
    assert sealed.read(production) == theirs


@pytest.mark.parametrize("name", ["vi", "/usr/bin/vim", "nvim"])
def test_vi_keeps_no_swap_file_no_history_and_no_copy(monkeypatch, name):
    monkeypatch.setenv("EDITOR", name)
    argv = edit.editor()
    assert argv[:4] == [name, "-n", "-i", "NONE"]
    assert "nobackup nowritebackup noundofile" in argv[-1]


def test_an_editor_may_have_options(monkeypatch):
    monkeypatch.setenv("EDITOR", "code --wait")
    assert edit.editor() == ["code", "--wait"]


def test_an_editor_that_is_not_there(monkeypatch, production):
    monkeypatch.setenv("EDITOR", "no-such-editor")
    with pytest.raises(UsageError, match="EDITOR: no-such-editor: No such file"):
        edit.run("production")


def test_without_memory_nothing_is_edited(monkeypatch, production):
    monkeypatch.setattr(edit, "_MEMORY", Path("/nowhere"))
    with pytest.raises(UsageError, match="secrets are edited in memory, never on a disk"):
        edit.run("production")


def test_without_a_password_nothing_is_opened(editor, monkeypatch, production, tmp_path):
    editor(f"touch {tmp_path}/opened")
    monkeypatch.delenv(password.VARIABLE)
    with pytest.raises(UsageError, match=f"{password.VARIABLE}: required"):
        edit.run("production")
    assert not (tmp_path / "opened").exists()


@pytest.mark.parametrize("signal", ["HUP", "TERM", "INT"])
def test_whoever_ends_it_leaves_nothing_in_memory(editor, memory, production, signal):
    editor(f'echo "x: y" > "$1"; kill -{signal} $PPID; exec sleep 10')
    with pytest.raises(StoppedError, match="nothing was changed"):
        edit.run("production")
    assert list(memory.iterdir()) == []
    assert sealed.read(production) is None
