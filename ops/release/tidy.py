"""The last step of a change that succeeded: what is old goes, and what is kept was seen to be startable."""

from ops.errors import OpsError
from ops.release import prune
from ops.release.work import Work


def run(begun: Work) -> None:
    """Prune; that it cannot be done, or a kept release lacks something, is said and fails nothing."""
    with begun.steps.step("prune", f"{prune.KEPT} releases stay startable") as line:
        try:
            lacking = prune.run(begun.target, begun.vault)
        except OpsError as problem:
            lacking = [str(problem)]
        line.outcome = "  not all" if lacking else ""
    for each in lacking:
        print(f"  lacks     {each}", flush=True)
