"""What a killed run, or one that failed half-way, leaves behind: found, said, and put right."""

from pulumi import automation

from ops.errors import OpsError
from ops.hosts import lock, pending, unstarted
from ops.progress import section, step


def diagnose(stack: automation.Stack) -> list[str]:
    """Return a sentence for each thing that a killed run left; none when all is well."""
    stale = [f"the lock of {each} is stale: its run was killed" for each in lock.held(stack) if each.is_stale]
    begun = [f"{each} was being made when a run was killed" for each in pending.of(stack)]
    return stale + begun + [f"{each} was made, and could not be started" for each in unstarted.of(stack)]


def heal(stack: automation.Stack) -> bool:
    """Take a stale lock away and remove what was half made; return whether there was anything.

    OpsError while another run is at work.
    """
    locks = lock.held(stack)
    for each in locks:
        if not each.is_stale:
            raise OpsError(
                f"{stack.name} is being changed by {each}: wait until it has ended; when you know that it "
                f"is dead, type: pulumi cancel --stack {stack.name} (in infra/pulumi/hosts)"
            )
    if locks:
        with step("heal", f"lock of pid {locks[0].pid}, which was killed: pulumi cancel"):
            stack.cancel()
    if begun := pending.of(stack) + unstarted.of(stack):
        with section("heal", f"{', '.join(map(str, begun))}: half made"):
            for removed in pending.remove(begun):
                print(f"  removed {removed}", flush=True)
            stack.refresh(clear_pending_creates=True, color="never")
    return bool(locks or begun)
