"""`invoke provision --hosts`: heals, previews, asks where that is wanted, applies, lets us in."""

import io
import tarfile
from types import SimpleNamespace

import pytest

from infra.pulumi.rehearsal import engine, image, operator_key
from ops.errors import OpsError, StoppedError, UsageError
from ops.hosts import facts, healing, provision
from ops.release.account import Account
from tests.ops.hosts.facts import OUTPUT, fact
from tests.ops.hosts.stacks import CONTAINER, SERVER, Stack, event


@pytest.fixture
def healed(monkeypatch):
    monkeypatch.setattr(healing, "heal", lambda stack: stack.calls.append("heal"))


@pytest.fixture
def rehearsal(works_on, healed, monkeypatch, program, tmp_path):
    stack = Stack(planned=[event("create", CONTAINER, "app-1", done=False)])
    works_on(stack)
    monkeypatch.setattr(image, "ensure", lambda say: stack.calls.append("image"))
    monkeypatch.setattr(operator_key, "path", lambda: tmp_path / "key")
    monkeypatch.setattr(engine, "connect", lambda: SimpleNamespace(get_archive=_key))
    program("ssh", f'echo "$@" >> {tmp_path}/asked')
    return stack


def _key(_container, _path):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        member = tarfile.TarInfo("key.pub")
        member.size = 16
        archive.addfile(member, io.BytesIO(b"ssh-ed25519 AAAA"))
    return iter([stream.getvalue()]), {}


@pytest.fixture
def production(works_on, healed):
    stack = Stack(planned=[event("create", SERVER, "app-1", done=False)])
    works_on(stack, official=False)
    return stack


def test_rehearsal_from_nothing_to_a_login(rehearsal, state, capsys, tmp_path):
    provision.run("rehearsal", Account("provision"))
    assert rehearsal.calls == ["heal", "image", "preview", "up"]
    assert facts.kept("rehearsal") == [fact("app-1")]
    assert (state / "rehearsal/known_hosts").read_text() == "app-1,198.18.77.10,10.77.0.10 ssh-ed25519 AAAA\n"
    assert "app-1 true" in (tmp_path / "asked").read_text()
    assert capsys.readouterr().out.splitlines()[-1] == (
        f"rehearsal: 1 created; log in with: ssh -F {state}/rehearsal/ssh_config app-1"
    )


def test_where_nothing_changes_outputs_are_taken_all_the_same(rehearsal, capsys):
    rehearsal.planned = []
    rehearsal.output = [{**OUTPUT, "roles": ["app", "monitor"]}]
    provision.run("rehearsal", Account("provision"))
    assert facts.kept("rehearsal")[0].roles == ("app", "monitor")
    assert "rehearsal: nothing changed; log in with: ssh" in capsys.readouterr().out


def test_what_a_preview_refuses_is_refused_before_it_begins(rehearsal):
    rehearsal.fails = "it is protected"
    with pytest.raises(OpsError, match="it is protected"):
        provision.run("rehearsal", Account("provision"))
    assert "up" not in rehearsal.calls


@pytest.mark.parametrize(("verb", "kept"), [("preview", False), ("up", True)])
def test_after_a_ctrl_c_nothing_more_is_begun_and_what_was_made_is_known(works_on, healed, state, verb, kept):
    stack = Stack(planned=[event("create", SERVER, "app-1", done=False)])
    stack.during[verb] = works_on(stack)
    with pytest.raises(StoppedError, match="nothing more was begun"):
        provision.run("staging", Account("provision"))
    assert stack.calls[-1] == verb
    assert (state / "staging/hosts.json").exists() == kept


def test_production_is_asked_for_after_its_preview(production, typed, capsys):
    typed("production\n")
    provision.run("production", Account("provision"))
    assert production.calls == ["heal", "preview", "up"]
    out = capsys.readouterr().out
    assert "The hosts of production would be changed as above. Type production to go on: " in out
    assert out.index("+ hcloud Server") < out.index("The hosts of production")


@pytest.mark.parametrize(("answer", "kind"), [("no\n", OpsError), ("", UsageError)])
def test_without_the_name_nothing_is_applied(production, typed, answer, kind):
    typed(answer)
    with pytest.raises(kind):
        provision.run("production", Account("provision"))
    assert production.calls == ["heal", "preview"]


def test_where_nothing_changes_nothing_is_asked(production, typed):
    production.planned = []
    typed("")
    provision.run("production", Account("provision"))
    assert production.calls[-1] == "up"


def test_what_is_declined_leaves_no_account_of_it(production, typed):
    typed("no\n")
    account = Account("provision")
    with pytest.raises(OpsError):
        provision.run("production", account)
    assert not account.is_begun


def test_what_was_healed_first_is_accounted_for_even_so(production, typed, monkeypatch):
    monkeypatch.setattr(healing, "heal", lambda _: True)
    typed("no\n")
    account = Account("provision")
    with pytest.raises(OpsError):
        provision.run("production", account)
    assert account.is_begun


def test_what_was_made_is(rehearsal):
    account = Account("provision")
    provision.run("rehearsal", account)
    assert (account.is_begun, account.to) == (True, "app-1 (1 created)")


def test_yes_is_an_answer(production, typed, capsys):
    typed("")
    provision.run("production", Account("provision"), yes=True)
    assert capsys.readouterr().out.splitlines()[-1] == (
        "production: 1 created; an offline stand-in played hetzner: nothing was rented"
    )


def test_who_was_not_rented_is_not_logged_in_to(production, state):
    provision.run("production", Account("provision"), yes=True)
    assert sorted(path.name for path in (state / "production").iterdir()) == ["engine.json", "hosts.json"]
