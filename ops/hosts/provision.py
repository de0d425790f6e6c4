"""`invoke provision --hosts`: makes the hosts as they are described, and waits until they let us in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from infra.pulumi.rehearsal import image
from ops.environment import Environment, Provider
from ops.errors import UsageError
from ops.hosts import asking, facts, healing, host_keys, orphans, places, plan, session, ssh
from ops.hosts.changes import Changes, summary
from ops.hosts.facts import Fact
from ops.progress import step
from ops.release.account import Account, names


@dataclass(frozen=True)
class Fleet:
    """The hosts of an environment, and as whom each lets us in."""

    environment: Environment
    facts: Sequence[Fact]
    users: Mapping[str, str]


def run(name: str, account: Account, yes: bool = False, trusted: Sequence[str] = ()) -> Fleet | None:
    """Heal what a killed run left, make the hosts, pin their keys, log in to each; None: nothing is real."""
    with session.begin(name) as begun:
        if healing.heal(begun.stack):
            account.begin()
        orphans.check(begun.environment, begun.stack)
        session.claim(begun)
        _make_image(begun.environment)
        changes = _make(begun, account, yes)
        found = facts.parse(begun.stack.outputs()["hosts"].value)
    facts.keep(name, found)
    account.after = names([fact.name for fact in found])
    account.add(summary(changes.counted()))
    begun.heed()
    done = f"{name}: {summary(changes.counted())}"
    if begun.is_make_believe:
        print(f"{done}; an offline stand-in played {begun.environment.provider}: nothing was rented")
        return None
    fleet = let_in(begun.environment, found, trusted)
    print(f"{done}; {places.login(name, found[0].name)}")
    return fleet


def let_in(
    environment: Environment, found: Sequence[Fact], trusted: Sequence[str] = (), booting: bool = True
) -> Fleet:
    """Pin the hosts' keys, log in to each; UsageError for a trusted host that is none."""
    if unknown := set(trusted) - {fact.name for fact in found}:
        known = ", ".join(fact.name for fact in found)
        raise UsageError(f"--trust: no host {', '.join(sorted(unknown))}; choose from {known}")
    with step("host keys", "pinned, of machines"):
        known_hosts = host_keys.pin(environment, found, trusted)
    with step("ssh", ", ".join(fact.name for fact in found)):
        users = ssh.log_in(environment, found, known_hosts, booting)
    return Fleet(environment, found, users)


def _make_image(environment: Environment) -> None:
    if environment.provider is Provider.DOCKER:
        with step("image", image.name()) as say:
            image.ensure(say)


def _make(begun: session.Session, account: Account, yes: bool) -> Changes:
    """Preview, ask, apply: what Pulumi refuses, the loss of a protected host, is refused before it begins.

    Where no resource changes, outputs may: the roles of a host are nothing else.
    """
    if plan.preview(begun).done and begun.environment.confirm and not yes:
        name = begun.environment.name
        question = f"The hosts of {name} would be changed as above."
        asking.confirm(question, name, "type the same line with --yes")
    account.begin()
    return _apply(begun)


def _apply(begun: session.Session) -> Changes:
    changes = Changes()
    with begun.section("apply", f"hosts of {begun.environment.name}"):
        begun.stack.up(refresh=True, on_event=changes.on_event, color="never")
    return changes
