"""`invoke provision`: makes the hosts, then what they are."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from ops.environment import Environment, Role
from ops.errors import OpsError, UsageError
from ops.hosts import agent, asking, facts, places, plan, provision, ssh
from ops.hosts.provision import Fleet
from ops.provision import edge, inventory, lock, playbook, values
from ops.provision.progress import Told
from ops.provision.vault import check as vault
from ops.provision.vault import password
from ops.release import account as accounts
from ops.release.account import Account


@dataclass(frozen=True)
class Wish:
    """What to do, and where.

    hosts: make the hosts alone; check, dry_run: show alone (dry_run: also what Pulumi would do).
    role, limit: one role, one host or group, of the hosts as they were seen last; `all` asks no Pulumi.
    trust: hosts whose new SSH key is accepted; yes: do not ask.
    """

    hosts: bool = False
    check: bool = False
    dry_run: bool = False
    role: str = ""
    limit: str = ""
    trust: Sequence[str] = ()
    yes: bool = False

    @property
    def words(self) -> str:
        """What was typed, for the trail."""
        options = {"--role": self.role, "--limit": self.limit, "--trust": ",".join(self.trust)}
        typed = [f"{option} {value}" for option, value in options.items() if value]
        return " ".join(["provision", *["--hosts"] * self.hosts, *typed])

    @property
    def is_partial(self) -> bool:
        """Whether hosts are taken as they were seen last, and not made."""
        return self.check or bool(self.role or self.limit)


def run(name: str, wish: Wish) -> None:
    """Make an environment's hosts as they are described, and everything that they run."""
    described = vault.load(name)
    _refuse(wish, [host.name for host in described.hosts])
    with lock.held(name, wish.words) as held, agent.lent(), accounts.kept(name, wish.words) as account:
        account.before = account.after = accounts.hosts(name)
        _run(described, wish, account, held)


def _run(described: Environment, wish: Wish, account: Account, held: int) -> None:
    name = described.name
    if wish.dry_run:
        plan.run(name)
    if wish.hosts:
        if not wish.dry_run:
            provision.run(name, account, wish.yes, wish.trust)
        return
    vault.require(described)
    if fleet := _fleet(described, wish, account):
        _play(fleet, wish, account, held)


def _refuse(wish: Wish, hosts: Sequence[str]) -> None:
    """Refuse what is not there, and what does not go together."""
    if wish.hosts and wish.is_partial:
        raise UsageError("--hosts: makes the hosts alone; --check, --role and --limit are of what they run")
    if wish.role and wish.role not in values.PARTS:
        raise UsageError(f"--role: no role '{wish.role}'; choose from {', '.join(values.PARTS)}")
    if wish.limit and wish.limit not in (known := ["all", *hosts, *Role]):
        raise UsageError(f"--limit: no host or role of hosts '{wish.limit}'; choose from {', '.join(known)}")


def _fleet(described: Environment, wish: Wish, account: Account) -> Fleet | None:
    """Return the hosts: made, or as they were seen last. None: none are real, or none are there to show."""
    if not wish.is_partial and not wish.dry_run:
        return provision.run(described.name, account, wish.yes, wish.trust)
    if wish.dry_run and not facts.are_kept(described.name):
        print(f"{described.name}: what its hosts run can be told once they are made")
        return None
    return provision.let_in(described, facts.kept(described.name), wish.trust)


def _play(fleet: Fleet, wish: Wish, account: Account, held: int) -> None:
    """Run the playbook on hosts that let us in; Ansible holds the lock, too."""
    name, shows = fleet.environment.name, wish.check or wish.dry_run
    if fleet.environment.confirm and not wish.yes and not shows:
        question = f"What the hosts of {name} run is made as described (--check shows what differs)."
        asking.confirm(question, name, "type the same line with --yes")
    edge.prepare(fleet.environment, fleet.facts)
    wanted = playbook.Run(
        inventory.write(fleet.environment, fleet.facts, fleet.users), password.file(fleet.environment),
        places.known(name) / "ansible.log", held, wish.role, wish.limit, check=shows,
    )  # fmt: skip
    begun, told = time.monotonic(), Told(wish.role, shows)
    if not shows:
        account.begin()
    try:
        code = playbook.run(wanted, told.listen)
    finally:
        account.add(f"{told.changed} changed by Ansible")
        users = ssh.again(fleet.environment, fleet.facts, fleet.users)
        inventory.write(fleet.environment, fleet.facts, users)
    _judge(name, wanted, told, code)
    login = "" if shows else f"; {places.login(name, fleet.facts[0].name)}"
    print(f"{name}: {_outcome(told, shows)} in {time.monotonic() - begun:.0f} s{login}")


def _outcome(told: Told, shows: bool) -> str:
    if not shows:
        return f"{told.changed} changed"
    if not told.unforeseen:
        return f"{told.changed} would change"
    return f"{told.changed} would change, {told.unforeseen} (?) cannot be told before those are made,"


def _judge(name: str, wanted: playbook.Run, told: Told, code: int) -> None:
    """Raise OpsError unless it ended well: what failed, and where all of it can be read."""
    if code == 0:
        return
    said = "\n".join(map(str, told.failures)) or "\n".join(wanted.log.read_text().splitlines()[-20:])
    raise OpsError(
        f"\n{said}\n{name}: not provisioned; all that Ansible said is in {wanted.log}; once it is put right, "
        "type the same line again"
    )
