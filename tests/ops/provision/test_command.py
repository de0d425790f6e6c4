"""`invoke provision`: what is checked before anything, what is run where, and what is said at the end."""

import io
import json
from contextlib import suppress

import pytest

from ops.errors import OpsError, UsageError
from ops.hosts import facts, plan, provision, ssh
from ops.hosts.facts import Fact
from ops.provision import command, edge, inventory, lock, playbook
from ops.provision.command import Wish
from ops.provision.vault import contents, keys, sealed
from ops.release import trail

FACT = Fact("app-1", ("edge", "app"), "198.18.77.10", "10.77.0.10", "id of app-1")


class Ansible:
    """Stands in for the playbook: its runs, what they changed, how they end."""

    def __init__(self):
        self.runs, self.changed, self.failures, self.code = [], 3, [], 0
        self.events = []

    def run(self, wanted, listen):
        self.runs.append(wanted)
        wanted.log.write_text("what Ansible said\n")
        changed = {"event": "changed", "host": "app-1", "task": "Write a file"}
        stats = {"changed": self.changed, "failures": len(self.failures), "unreachable": 0}
        events = [
            *[changed] * self.changed,
            *self.events,
            *self.failures,
            {"event": "stats", "hosts": {"app-1": stats}},
        ]
        listen(io.BytesIO("".join(json.dumps(event) + "\n" for event in events).encode()))
        return self.code


@pytest.fixture(autouse=True)
def done(monkeypatch):
    """Give what was done, in its order: hosts made or logged in to, ssh's configuration written again."""
    calls = []

    def fleet(described):
        return provision.Fleet(described, [FACT], {"app-1": "root"})

    def made(name, *_):
        calls.append("hosts")
        return fleet(command.vault.load(name))

    def let_in(described, *_):
        calls.append("log in")
        return fleet(described)

    monkeypatch.setattr(provision, "run", made)
    monkeypatch.setattr(provision, "let_in", let_in)
    monkeypatch.setattr(plan, "run", lambda _: calls.append("plan"))
    monkeypatch.setattr(edge, "prepare", lambda *_: calls.append("edge"))
    monkeypatch.setattr(ssh, "again", lambda *_: calls.append("ssh"))
    monkeypatch.setattr(inventory, "write", lambda *_: "inventory.yml")
    return calls


@pytest.fixture(autouse=True)
def ansible(monkeypatch):
    made = Ansible()
    monkeypatch.setattr(playbook, "run", made.run)
    return made


@pytest.fixture
def known():
    """Let the hosts be those that the last run saw."""
    facts.keep("rehearsal", [FACT])


@pytest.fixture
def typed(monkeypatch):
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def last(capsys):
    return capsys.readouterr().out.splitlines()[-1]


def test_hosts_then_what_they_are_then_as_whom_they_let_us_in(done, ansible, state, capsys):
    command.run("rehearsal", Wish())
    assert done == ["hosts", "edge", "ssh"]
    assert not ansible.runs[0].check
    login = f"log in with: ssh -F {state}/rehearsal/ssh_config app-1"
    assert last(capsys) == f"rehearsal: 3 changed in 0 s; {login}"


def left():
    return [
        (each.what, each.before, each.after, each.outcome, each.cause) for each in trail.here("rehearsal")
    ]


def test_what_was_configured_is_in_the_trail(ansible, known):
    command.run("rehearsal", Wish(role="base", limit="app-1"))
    what = "provision --role base --limit app-1"
    assert left() == [(what, "app-1", "app-1 (3 changed by Ansible)", "done", "")]


def test_what_failed_half_way_is_in_it_too(ansible, known):
    ansible.code = 2
    with pytest.raises(OpsError):
        command.run("rehearsal", Wish(limit="all"))
    ((_, _, after, outcome, cause),) = left()
    assert (after, outcome) == ("app-1 (3 changed by Ansible)", "failed")
    assert cause.startswith("rehearsal: not provisioned")


@pytest.mark.parametrize("wish", [Wish(check=True), Wish(dry_run=True), Wish(role="no-such")])
def test_what_was_shown_or_refused_leaves_nothing_in_it(known, wish):
    with suppress(UsageError):
        command.run("rehearsal", wish)
    assert left() == []


def test_hosts_alone(done, ansible):
    command.run("rehearsal", Wish(hosts=True))
    assert done == ["hosts"]
    assert ansible.runs == []


def test_hosts_alone_need_no_secrets(done, production):
    command.run("production", Wish(hosts=True))
    assert done == ["hosts"]


def test_a_secret_that_is_missing_stops_it_before_anything(done, production):
    with pytest.raises(UsageError, match="there is none yet"):
        command.run("production", Wish(yes=True))
    assert done == []


def test_a_check_changes_nothing_and_asks_no_pulumi(done, ansible, known, capsys):
    command.run("rehearsal", Wish(check=True))
    assert "hosts" not in done
    assert ansible.runs[0].check
    assert last(capsys) == "rehearsal: 3 would change in 0 s"


def test_a_check_counts_apart_what_it_cannot_tell(done, ansible, known, capsys):
    ansible.events = [{"event": "unforeseen", "host": "app-1", "task": "Start it"}]
    command.run("rehearsal", Wish(check=True))
    assert last(capsys) == "rehearsal: 3 would change, 1 (?) cannot be told before those are made, in 0 s"


def test_a_dry_run_tells_of_the_hosts_too(done, ansible, known):
    command.run("rehearsal", Wish(dry_run=True))
    assert done[0] == "plan"
    assert "hosts" not in done
    assert ansible.runs[0].check


def test_a_dry_run_before_there_are_hosts_tells_of_the_hosts_alone(done, ansible, capsys):
    command.run("rehearsal", Wish(dry_run=True))
    assert (done, ansible.runs) == (["plan"], [])
    assert last(capsys) == "rehearsal: what its hosts run can be told once they are made"


def test_a_dry_run_of_hosts_alone(done, ansible):
    command.run("rehearsal", Wish(hosts=True, dry_run=True))
    assert done == ["plan"]


@pytest.mark.parametrize(
    "wish", [Wish(role="base"), Wish(limit="app-1"), Wish(limit="data"), Wish(limit="all")]
)
def test_a_part_is_of_the_hosts_that_are_known(done, ansible, known, wish):
    command.run("rehearsal", wish)
    assert done[0] == "log in"
    assert (ansible.runs[0].role, ansible.runs[0].limit) == (wish.role, wish.limit)


def test_where_none_are_known_it_says_what_to_type(ansible):
    with pytest.raises(OpsError, match="no hosts of rehearsal are known here; type: invoke provision"):
        command.run("rehearsal", Wish(check=True))
    assert ansible.runs == []


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (Wish(role="postgers"), "--role: no role 'postgers'; choose from base, ssh, "),
        (
            Wish(limit="app-9"),
            "--limit: no host or role of hosts 'app-9'; choose from all, app-1, app-2, data-1, ",
        ),
        (Wish(hosts=True, check=True), "--hosts: makes the hosts alone; "),
    ],
)
def test_what_is_not_there_is_refused_before_anything(done, wish, said):
    with pytest.raises(UsageError) as caught:
        command.run("rehearsal", wish)
    assert str(caught.value).startswith(said)
    assert done == []


def test_what_was_not_rented_is_not_provisioned(ansible, monkeypatch):
    monkeypatch.setattr(provision, "run", lambda *_: None)
    command.run("rehearsal", Wish())
    assert ansible.runs == []


def test_a_failure_says_where_and_what_and_that_the_same_line_heals(ansible, state):
    ansible.code = 2
    ansible.failures = [
        {"event": "failed", "host": "app-1", "role": "docker", "task": "Install it", "message": "no mirror"}
    ]
    with pytest.raises(OpsError) as caught:
        command.run("rehearsal", Wish())
    assert str(caught.value) == (
        "\napp-1, docker: Install it\n  no mirror\n"
        f"rehearsal: not provisioned; all that Ansible said is in {state}/rehearsal/ansible.log; "
        "once it is put right, type the same line again"
    )
    assert caught.value.exit_code == 1


def test_where_ansible_itself_fails_its_own_words_are_shown(ansible):
    ansible.code = 4
    with pytest.raises(OpsError, match="what Ansible said"):
        command.run("rehearsal", Wish())


def test_a_run_that_failed_leaves_a_login_that_works(done, ansible):
    ansible.code = 2
    with pytest.raises(OpsError):
        command.run("rehearsal", Wish())
    assert done[-1] == "ssh"


@pytest.mark.parametrize("wish", [Wish(), Wish(hosts=True), Wish(dry_run=True), Wish(check=True)])
def test_a_second_run_at_once_is_refused_before_anything(done, ansible, known, wish):
    with lock.held("rehearsal", "destroy"), pytest.raises(OpsError, match="is being changed by another run"):
        command.run("rehearsal", wish)
    assert (done, ansible.runs, left()) == ([], [], [])


@pytest.fixture
def asking(production):
    """Give an environment that asks, with its secrets and its hosts there."""
    sealed.write(production, "".join(contents.line(key, key.make()) for key in keys.of(production)))
    facts.keep("production", [FACT])


def test_production_is_asked_for(asking, typed, ansible, capsys):
    typed("production\n")
    command.run("production", Wish())
    assert "Type production to go on" in capsys.readouterr().out
    assert len(ansible.runs) == 1


@pytest.mark.parametrize(("answer", "kind"), [("no\n", OpsError), ("", UsageError)])
def test_without_its_name_nothing_runs(asking, typed, ansible, answer, kind):
    typed(answer)
    with pytest.raises(kind):
        command.run("production", Wish())
    assert ansible.runs == []


def test_yes_is_an_answer_and_a_check_needs_none(asking, typed, ansible):
    typed("")
    command.run("production", Wish(yes=True))
    command.run("production", Wish(check=True))
    assert len(ansible.runs) == 2
