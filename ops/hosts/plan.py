"""What Pulumi would do to the hosts, and nothing done."""

import json
import sys
from contextlib import redirect_stdout
from typing import Any

from ops.hosts import healing, orphans, session
from ops.hosts.changes import Changes, summary


def run(name: str, as_json: bool = False) -> None:
    """Print what would be created, updated, replaced, deleted; as JSON, with progress on stderr."""
    with redirect_stdout(sys.stderr if as_json else sys.stdout):
        planned = look(name)
    if as_json:
        print(json.dumps(planned, indent=2))


def look(name: str) -> dict[str, Any]:
    """Print it, and return it for machines."""
    with session.begin(name) as begun:
        left = healing.diagnose(begun.stack)
        lost = orphans.sentence(begun.environment, begun.stack)
        changes = preview(begun)
        hint = f"type: invoke provision --env {name} --hosts"
        for sentence in left:
            print(f"{sentence}; to heal it, {hint}")
        if lost and not left:
            print(lost)
        print(f"{name}: {summary(changes.counted(), planned=True)}" + (f"; {hint}" if changes.done else ""))
    planned = [change.as_dict() for change in changes.done]
    return {"environment": name, "left_by_killed_runs": left, "changes": planned}


def preview(begun: session.Session) -> Changes:
    """Preview, each change printed; what is lost is looked for, as `up --refresh` does."""
    changes = Changes(planned=True)
    with begun.section("preview", f"hosts of {begun.environment.name}"):
        begun.stack.preview(refresh=True, on_event=changes.on_event, color="never")
    begun.heed()
    return changes
