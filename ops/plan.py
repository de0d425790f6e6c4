"""`invoke plan`: what `provision` and `deploy` would change; nothing is changed."""

import json
import sys
from contextlib import redirect_stdout

from ops.hosts import plan as hosts
from ops.release import foresee


def run(name: str, as_json: bool = False) -> None:
    """Print both; as JSON, with progress on stderr."""
    with redirect_stdout(sys.stderr if as_json else sys.stdout):
        planned = hosts.look(name) | {"release": foresee.look(name)}
    if as_json:
        print(json.dumps(planned, indent=2))
