"""The front door: a task is a help line and a call into ops/. Needs invoke and the standard library."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from invoke import Context, Exit, task

from ops import bootstrap
from ops.errors import OpsError, UsageError

SERVICE = ("api", "worker", "web", "ops")
HOSTS = ("ops", "infra", "ansible")
DEVELOPMENT = (*SERVICE, "infra", "ansible", "dev")
DATA = {"data": "Folder of the copy (default: .data in the repository)"}


def inside(*groups: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a task's body in .venv with these groups; an OpsError or a Ctrl-C ends it in one sentence."""

    def decorate(body: Callable[..., None]) -> Callable[..., None]:
        @wraps(body)
        def run(context: Context, *args: Any, **options: Any) -> None:
            try:
                bootstrap.enter(groups)
                body(context, *args, **options)
            except OpsError as problem:
                raise Exit(str(problem), code=problem.exit_code) from None
            except PermissionError as problem:
                raise Exit(f"{problem.filename}: {problem.strerror}", code=1) from None
            except KeyboardInterrupt:
                raise Exit("stopped", code=1) from None

        return run

    return decorate


def folder(data: str) -> Path:
    """Return the data folder that was typed, or the repository's own."""
    return Path(data).resolve() if data else bootstrap.ROOT / ".data"


@task(
    help={
        "detach": "Return once everything is healthy",
        "fresh": "Delete the copy's data first",
        "port": "Port of the API (default: PORT, else the last one)",
        "web_port": "Port of the pages (default: the last one)",
        **DATA,
    }
)
@inside(*SERVICE)
def up(_context, detach=False, fresh=False, port=0, web_port=0, data=""):
    """Start the whole service on this machine, on real engines; Ctrl-C ends it."""
    from ops.local import up

    up.run(up.Wish(folder(data), port=port, web_port=web_port, fresh=fresh), detach=detach)


@task(help=DATA)
@inside(*SERVICE)
def down(_context, data=""):
    """End a running copy, and return when nothing of it is left."""
    from ops.local import down

    down.run(folder(data))


@task(help={"count": "How many webhooks", "rate": "How many a second", **DATA})
@inside(*SERVICE)
def send(_context, count=1, rate=100.0, data=""):
    """Send real, signed GitHub webhooks to a running copy, and follow them until delivered."""
    from ops.local import send

    send.run(folder(data), count, rate)


ENVIRONMENT = {"env": "Environment, by the name of its file in environments/"}
YES = {"yes": "Do not ask"}


@task(help={**ENVIRONMENT, "json": "For machines"})
@inside(*HOSTS)
def plan(_context, env, json=False):
    """Show what `provision` and `deploy` would change; change nothing."""
    from ops import plan

    plan.run(env, json)


@task(
    help={
        "hosts": "Make the hosts alone",
        "check": "Show what would change on them; change nothing",
        "role": "What one role of ansible/roles makes alone",
        "limit": "On one host, or on those of one role",
        "trust": "Accept the new SSH key of this host, which was installed anew",
        "dry_run": "Show what would change, the hosts themselves too; change nothing",
        **ENVIRONMENT,
        **YES,
    },
    iterable=["trust"],
)
@inside(*HOSTS)
def provision(
    _context, env, hosts=False, check=False, role="", limit="", trust=None, dry_run=False, yes=False
):
    """Make an environment's hosts, and what they are, as described; heal what a killed run left."""
    from ops.provision import command

    command.run(env, command.Wish(hosts, check, dry_run, role, limit, trust or (), yes))


@task(help={"action": "edit or check", **ENVIRONMENT}, positional=["action"])
@inside(*HOSTS)
def secrets(_context, action, env):
    """Edit an environment's secrets, or check that none is missing: `edit` or `check`."""
    from ops.provision.vault import check, edit

    chosen = {"edit": edit, "check": check}.get(action)
    if chosen is None:
        raise UsageError(f"no action '{action}'; choose from edit, check")
    chosen.run(env)


@task(
    help={
        "dry_run": "Show what would change; change nothing",
        "json": "For machines: what was done, and the seconds of each step",
        **ENVIRONMENT,
        **YES,
    }
)
@inside(*HOSTS)
def deploy(_context, env, dry_run=False, json=False, yes=False):
    """Take HEAD to an environment's hosts: all of it, or everything stays as it was."""
    from ops.release import deploy

    deploy.run(env, deploy.Wish(yes, dry_run, json))


@task(
    help={
        "to": "Which release, by its number or the tag of its commit (default: the one before)",
        "dry_run": "Show what would change; change nothing",
        "json": "For machines: what was done, and the seconds of each step",
        **ENVIRONMENT,
        **YES,
    }
)
@inside(*HOSTS)
def rollback(_context, env, to="", dry_run=False, json=False, yes=False):
    """Go back to a release that is kept: all of it, or everything stays as it was."""
    from ops.release import rollback

    rollback.run(env, rollback.Wish(to, yes, dry_run, json))


@task(
    help={
        "json": "For machines",
        "deep": "Look too for what a rehearsal cannot show (docs/rehearsal-limits.md)",
        **ENVIRONMENT,
    }
)
@inside(*HOSTS)
def status(_context, env, json=False, deep=False):
    """Tell what runs where, since when, and what is not as it was released."""
    from ops.release import status

    status.run(env, json, deep)


@task(
    help={
        "host": "One host alone",
        "data": "Destroy what data hosts keep, too; its environment's or host's name must be typed",
        "dry_run": "Preview alone",
        **ENVIRONMENT,
        **YES,
    }
)
@inside(*HOSTS)
def destroy(_context, env, host="", data=False, dry_run=False, yes=False):
    """Destroy an environment's hosts, previewed first; their data stays unless it is asked for."""
    from ops.hosts import destroy

    destroy.run(env, destroy.Wish(host, data, yes, dry_run))


@task(help={**ENVIRONMENT, "json": "For machines"})
@inside(*HOSTS)
def hosts(_context, env, json=False):
    """Show where an environment's hosts are and how to log in, as the last run saw them."""
    from ops.hosts import listing

    listing.run(env, json)


@task(help={"keyword": "Only tests whose names match this pytest expression"})
@inside(*DEVELOPMENT)
def test(_context, keyword=""):  # noqa: PT028 - a task, not a test
    """Run the tests on real engines, which they start themselves."""
    from ops import checks

    checks.test(keyword)


@task(
    help={
        "only": "One group of rehearsals: hosts, images, pages, provision or release",
        "short": "What is rehearsed many times, a few times; what is long, not at all",
    }
)
@inside(*DEVELOPMENT)
def rehearse(_context, only="", short=False):
    """Rehearse operations on real hosts, on this machine's Docker engine."""
    from ops import checks

    checks.rehearse(only, short)


@task
@inside(*DEVELOPMENT)
def lint(_context):
    """Check style, types, imports, YAML, Ansible, Dockerfiles, workflows, migrations and rendered files."""
    from ops import checks

    checks.lint()


@task(help={"name": "ingest, pace, deliver, loss, lists or deploy"}, positional=["name"])
@inside(*DEVELOPMENT)
def bench(_context, name):
    """Measure this machine; `deploy`: releases to rehearsal's hosts."""
    from ops import bench

    bench.run(name)


@task(help={"check": "Change nothing; fail when a rendered file is stale, or rendered by nothing any more"})
@inside("ops")
def render(_context, check=False):
    """Render files from the typed description, such as .env.example from the settings."""
    from ops import render

    if check:
        render.check()
    else:
        render.write()


@task
@inside(*DEVELOPMENT)
def lock(_context):
    """Lock requirements/*.in to exact versions and hashes, the same in every group."""
    from ops import lock

    lock.run()


@task
@inside(*HOSTS)
def toolchain(_context):
    """Build Pulumi's command line, and stand-ins for its plugins, where the maker's cannot be had."""
    from ops.toolchain import building

    building.run()
