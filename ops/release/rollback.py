"""`invoke rollback`: a release of a kept stack file, as it is, with the settings and secrets of its day."""

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace

from ops.errors import UsageError
from ops.provision.vault import check as vault
from ops.release import change, checkout, gate, migrations, record, ship, tidy, told, work
from ops.release.record import Release, State
from ops.release.stack import RELEASE
from ops.release.steps import Steps
from ops.release.target import reach
from ops.release.trail import now, who
from ops.release.work import Work


@dataclass(frozen=True)
class Wish:
    """What was typed. to: a release's number, or the tag of its commit; empty: the one before."""

    to: str = ""
    yes: bool = False
    dry_run: bool = False
    json: bool = False


def run(name: str, wish: Wish) -> None:
    """Go back; OpsError when that does not run in the end."""
    steps = Steps()
    with told.progress(wish.json, steps) as say:
        secrets = vault.require(vault.load(name))
        with reach(name) as target:
            if wish.dry_run:
                releases = record.kept(target.engine)
                found = choose(releases, wish.to)
                print(f"{target.name} would go back to {found.name}")
                say(outcome="planned", release=found.number, commit=found.commit)
                return
            with work.begin(target, secrets, "rollback", steps) as begun:
                _go(begun, wish)
                say(outcome="done", release=begun.next_number, all_new_seconds=steps.all_new)


def choose(releases: Sequence[Release], to: str) -> Release:
    """Return the release to go back to; UsageError lists those that are kept."""
    current = record.current(releases)
    good = [each for each in releases if each.state is State.GOOD]
    if not to:
        found = record.before(releases, current) if current else None
        if found is None:
            raise UsageError("there is no release before the one that runs: deploy another")
        return found
    commit = "" if re.fullmatch(r"\d+", to) else checkout.commit_of(to)
    for release in reversed(good):
        if to == str(release.number) or (commit and commit == release.commit):
            return release
    listed = ", ".join(f"{each.number} ({each.commit[:12]})" for each in good)
    raise UsageError(f"--to: no release '{to}' is kept; choose from {listed or 'none'}")


def again(release: Release, number: int) -> Release:
    """Return a release once more, under a new number."""
    services = deepcopy(dict(release.services))
    for spec in services.values():
        spec["Labels"][RELEASE] = str(number)
    return replace(release, number=number, services=services, by=who(), at=now(), state=State.MOVING)


def _go(begun: Work, wish: Wish) -> None:
    target, steps = begun.target, begun.steps
    found = choose(begun.releases, wish.to)
    print(f"release     {begun.now.name if begun.now else 'nothing'} → {found.name}", flush=True)
    work.ask(begun, f"{target.name} would go back as above.", wish.yes)
    with steps.step("pull", ", ".join(ship.hosts(target))):
        ship.pull(target, [*found.images.values()])
    if migrations.revision(target) != found.schema:
        with steps.step("gate", f"{found.name} on today's schema") as line:
            line.outcome = f"  {gate.check(target, found.images, [], found.name)} statements"
    release = again(found, begun.next_number)
    begun.after = str(release.number)
    record.write(target.engine, release)
    begun.change().make(release, change.before(target, begun.now))
    tidy.run(begun)
    print(f"{target.name} runs {release.name}: all back after {steps.all_new} s, {steps.total:.1f} s in all")
