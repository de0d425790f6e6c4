"""What a deploy of HEAD would change, and what would keep it from beginning."""

from typing import Any

from ops.hosts import places
from ops.provision.vault import check as vault
from ops.provision.vault import contents, sealed
from ops.release import built, checkout, plan, record
from ops.release.steps import Steps
from ops.release.target import reach


def look(name: str) -> dict[str, Any] | None:
    """Print and return it; None where there are no hosts to release to."""
    described = vault.load(name)
    if not (places.known(name) / "ssh_config").exists():
        print(f"release     none: no hosts of {name} are known here")
        return None
    blank = contents.problems(described, sealed.read(described))
    for problem in blank:
        print(f"  secret    {problem}")
    commit, dirty = checkout.look()
    if dirty:
        print(f"  not in it {dirty}: a deploy wants it committed")
    untagged = checkout.untagged(commit) if described.tagged else ""
    if untagged:
        print(f"  no tag    {untagged}")
    wanting = {"uncommitted": dirty, "untagged": untagged}
    if blank:
        return {"commit": commit.id, "blank_secrets": blank, **wanting}
    with Steps().step("images", commit.id[:12]) as tell:
        images = built.build(tell)
    with reach(name) as target:
        current = record.current(record.kept(target.engine))
        planned = plan.look(target, commit.id, images, vault.require(described), current)
    for obstacle in planned.obstacles:
        print(f"  obstacle  {obstacle}")
    return planned.as_dict() | {"blank_secrets": [], **wanting}
