"""`invoke secrets check`: a line for each secret that is not as it must be, and exit code 2."""

import pytest

from ops.errors import UsageError
from ops.provision.vault import check, contents, keys, sealed


def refusal(name):
    with pytest.raises(UsageError) as caught:
        check.run(name)
    assert caught.value.exit_code == 2
    return str(caught.value).splitlines()


def test_rehearsal_has_its_own_at_once(capsys, rehearsal):
    check.run("rehearsal")
    assert capsys.readouterr().out.splitlines() == [
        "environments/rehearsal.vault.yml: made new: all of it, for there was none",
        f"environments/rehearsal.vault.yml: {len(keys.of(rehearsal))} secrets, all there",
    ]


def test_a_vault_that_is_not_there(production):
    assert refusal("production") == [
        "environments/production.vault.yml: there is none yet",
        "type: invoke secrets edit --env production",
    ]


def test_each_problem_has_its_line_and_its_file(production):
    sealed.write(production, contents.fresh(production).replace("session_key:", "sesion_key:"))
    *lines, hint = refusal("production")
    assert all(line.startswith("environments/production.vault.yml: ") for line in lines)
    names = {line.split(": ")[1] for line in lines}
    assert names >= {"session_key", "sesion_key", "slack_url", "backup_key"}
    assert hint == "type: invoke secrets edit --env production"


def test_local_has_none():
    assert refusal("local") == ["local has no vault: `invoke up` makes its keys and keeps them in .data"]


def test_an_unknown_environment():
    assert refusal("prod")[0].startswith("no environment 'prod'; choose from ")
