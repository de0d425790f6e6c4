"""`invoke destroy`: previews, asks, destroys; data stays unless it is asked for by name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ops import environment
from ops.environment import Provider
from ops.errors import UsageError
from ops.hosts import asking, facts, healing, orphans, places, resources, session
from ops.hosts.changes import Changes, summary
from ops.hosts.orphans import Orphan
from ops.hosts.protection import lifted
from ops.hosts.resources import Resource
from ops.provision import edge, lock
from ops.release import account as accounts
from ops.release.account import Account


@dataclass(frozen=True)
class Wish:
    """What to destroy: all hosts, or one; data: what they keep goes too.

    yes: do not ask, where that is allowed; dry_run: preview alone.
    """

    host: str = ""
    data: bool = False
    yes: bool = False
    dry_run: bool = False

    @property
    def words(self) -> str:
        """What was typed, for the trail."""
        return " ".join(["destroy", *(["--host", self.host] if self.host else []), *["--data"] * self.data])


def run(name: str, wish: Wish) -> None:
    """Destroy an environment's hosts, or one of them."""
    environment.load(name)
    with lock.held(name, wish.words), accounts.kept(name, wish.words) as account:
        _destroy(name, wish, account)


def _destroy(name: str, wish: Wish, account: Account) -> None:
    with session.begin(name) as begun:
        account.before = _hosts(resources.of(begun.stack))
        if not wish.dry_run and healing.heal(begun.stack):
            account.begin()
        rehearsed = begun.environment.provider is Provider.DOCKER
        wish = replace(wish, data=wish.data or (wish.yes and rehearsed))
        there = resources.of(begun.stack)
        strays = _strays(begun, wish)
        if not there and not strays:
            print(f"{name}: nothing to destroy")
            return
        chosen = _chosen(name, there, wish)
        with lifted(begun.stack, [each for each in chosen if each.protect]):
            changes = _run(begun, chosen, wish, preview=True)
            begun.heed()
            for each in strays:
                print(f"  - {each}, which the state does not know")
            if wish.dry_run:
                return
            if changes.done or strays:
                _ask(name, wish, rehearsed)
                account.begin()
                if not wish.host:
                    edge.release(begun.environment)
                changes = _run(begun, chosen, wish)
                if not begun.stopped.is_set():
                    orphans.remove(strays)
        left = [each for each in resources.of(begun.stack) if not each.is_component]
    _forget(name, left)
    account.after = _hosts(left)
    account.add(summary(changes.counted()))
    print(f"{name}: {summary(changes.counted())}" + _kept(left, wish))
    begun.heed()


def _hosts(there: Sequence[Resource]) -> str:
    """Return the names of the hosts of which more than data is there, as the trail has them."""
    return accounts.names(sorted({each.host for each in there if not each.is_data} - {""}))


def _chosen(name: str, there: Sequence[Resource], wish: Wish) -> list[Resource]:
    """Return what goes: data only when it is asked for, be it on a volume or on a host's own disk."""
    hosts = {each.host for each in there if not each.is_component} - {""}
    if wish.host and wish.host not in hosts:
        known = ", ".join(sorted(hosts)) or "none"
        raise UsageError(f"--host: {name} has no host '{wish.host}'; choose from {known}")
    mine = [each for each in there if not wish.host or each.host == wish.host]
    if wish.data:
        return mine
    on_disk = {each.host for each in mine if each.protect} - resources.with_volumes(there)
    if on_disk:
        raise UsageError(
            f"{', '.join(sorted(on_disk))} keeps its data on its own disk, and goes only with --data"
        )
    chosen = [each for each in mine if not each.is_data]
    if wish.host and not _targets(chosen):  # Pulumi takes no targets for all that there is
        raise UsageError(f"of {wish.host} only its data is left, which goes only with --data")
    return chosen


def _strays(begun: session.Session, wish: Wish) -> list[Orphan]:
    """Return what goes though the state does not know it; with one host alone, nothing."""
    if wish.host:
        return []
    found = orphans.of(begun.environment, begun.stack)
    return orphans.chosen(begun.environment, found, wish.data)


def _run(begun: session.Session, chosen: Sequence[Resource], wish: Wish, preview: bool = False) -> Changes:
    changes = Changes(planned=preview)
    if not chosen:  # of an empty stack Pulumi's Automation API expects an account that Pulumi does not give
        return changes
    scope = (
        {"target": _targets(chosen), "target_dependents": True} if wish.host else {"exclude_protected": True}
    )
    with begun.section(
        "preview" if preview else "destroy", wish.host or f"hosts of {begun.environment.name}"
    ):
        begun.stack.destroy(preview_only=preview, on_event=changes.on_event, color="never", **scope)
    return changes


def _targets(chosen: Sequence[Resource]) -> list[str]:
    return [each.urn for each in chosen if not each.is_component]


def _ask(name: str, wish: Wish, rehearsed: bool) -> None:
    word = wish.host or name
    if wish.yes and (rehearsed or not wish.data):
        return
    gone = ", and the data with them" if wish.data else ""
    hint = "data goes only when the name is typed" if wish.data else "type the same line with --yes"
    hint += ", which in rehearsal destroys the data too" if rehearsed else ""
    asking.confirm(f"The above will be destroyed{gone}.", word, hint)


def _kept(left: Sequence[Resource], wish: Wish) -> str:
    data = sorted(each.urn.split("::")[-1] for each in left if each.protect)
    if not data or wish.host:
        return ""
    return (
        f"; kept, for they hold data: {', '.join(data)}; to destroy them too, type the same line with --data"
    )


def _forget(name: str, left: Sequence[Resource]) -> None:
    """Forget hosts that are no more; who wrote the state is known while it holds anything."""
    if not left:
        places.forget(name)
    else:
        facts.forget_all_but(name, {each.host for each in left if not each.is_data})
