"""`invoke deploy`: takes the commit to the hosts whole, or leaves everything as it was and says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.topology import App
from ops.errors import OpsError, UsageError
from ops.provision.vault import check as vault
from ops.release import (
    built,
    change,
    checkout,
    gate,
    migrations,
    move,
    plan,
    record,
    settings,
    ship,
    stack,
    tidy,
    told,
    work,
)
from ops.release.built import Built
from ops.release.checkout import Commit
from ops.release.migrations import Migration
from ops.release.record import Release
from ops.release.steps import Steps
from ops.release.target import login, reach
from ops.release.trail import now, who
from ops.release.work import Work


@dataclass(frozen=True)
class Wish:
    """What was typed."""

    yes: bool = False
    dry_run: bool = False
    json: bool = False


def run(name: str, wish: Wish) -> None:
    """Release HEAD to an environment; OpsError when it does not run there in the end."""
    steps = Steps()
    with told.progress(wish.json, steps) as say:
        described = vault.load(name)
        commit = checkout.head()
        if described.tagged and (lack := checkout.untagged(commit)) and not wish.dry_run:
            raise UsageError(f"{name} takes commits that have their version's tag, and {lack}")
        secrets = vault.require(described)
        with reach(name) as target:
            target.ways.open([fact.name for fact in target.facts])
            with steps.step("images", commit.id[:12]) as tell:
                images = built.build(tell)
            if wish.dry_run:
                planned = plan.look(
                    target, commit.id, images, secrets, record.current(record.kept(target.engine))
                )
                say(outcome="planned", plan=planned.as_dict())
                return
            with work.begin(target, secrets, "deploy", steps) as begun:
                release = _deploy(begun, commit, images, wish)
        print(f"{name} runs {release.name}: all new after {steps.all_new} s, {steps.total:.1f} s in all")
        say(outcome="done", release=release.number, commit=commit.id, all_new_seconds=steps.all_new)


def _deploy(begun: Work, commit: Commit, images: Mapping[str, Built], wish: Wish) -> Release:
    target, steps = begun.target, begun.steps
    planned = plan.look(target, commit.id, images, begun.vault, begun.now)
    if planned.obstacles:
        raise OpsError("\n".join(planned.obstacles))
    work.ask(begun, f"{commit.id[:12]} would be released to {target.name} as above.", wish.yes)
    with steps.step("push", target.registry):
        names = {app: each.image.reference for app, each in images.items()}
        pushed = ship.push(target, names, commit.id[:12], begun.vault)
    with steps.step("pull", ", ".join(ship.hosts(target))):
        ship.pull(target, [*pushed.values()])
    if planned.migrations:
        _migrate(begun, planned.migrations, pushed[App.API.value])
    release = _release(begun, commit, images, pushed)
    record.write(target.engine, release)
    begun.after = str(release.number)
    begun.change().make(release, change.before(target, begun.now))
    tidy.run(begun)
    built.forget_old()
    return release


def _release(begun: Work, commit: Commit, images: Mapping[str, Built], pushed: Mapping[str, str]) -> Release:
    """Return the release, whose secrets are in the Swarm."""
    target, number = begun.target, begun.next_number
    each_told = settings.of(target.world(begun.vault))
    move.add_secrets(target.engine, [secret for each in each_told.values() for secret in each.secrets])
    return Release(
        number=number,
        commit=commit.id,
        version=commit.version,
        images=pushed,
        ids={app: each.image.id for app, each in images.items()},
        layers={app: list(each.layers) for app, each in images.items()},
        schema=migrations.known()[-1].revision,
        services=stack.render(target.environment, pushed, each_told, number),
        by=who(),
        at=now(),
        origin=number,
    )


def _migrate(begun: Work, pending: Sequence[Migration], image: str) -> None:
    """Change the schema, where the release that runs bears it."""
    target, steps = begun.target, begun.steps
    if running := begun.now:
        with steps.step("gate", f"{running.name} on the new schema") as line:
            line.outcome = f"  {gate.check(target, running.images, pending, running.name)} statements"
    with steps.step("migrate", ", ".join(each.revision for each in pending)):
        migrations.restore_point(target, f"before-release-{begun.next_number}")
        migrations.run(target, image, settings.migration(target.world(begun.vault)), login(begun.vault))
