"""What a command says: progress for people, or one JSON document for machines and progress on stderr."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout

from ops.errors import OpsError
from ops.release.steps import Steps


@contextmanager
def progress(as_json: bool, steps: Steps) -> Iterator[Callable[..., None]]:
    """Give what is told the outcome; where machines listen, it is printed at the end, failed or not."""
    said: dict[str, object] = {}
    document = sys.stdout
    with redirect_stdout(sys.stderr if as_json else sys.stdout):
        try:
            yield said.update
        except OpsError as problem:
            said |= {"outcome": "failed", "cause": str(problem)}
            raise
        finally:
            if as_json and said:
                times = {"seconds": steps.seconds, "total_seconds": round(steps.total, 2)}
                print(json.dumps(said | times, indent=2), file=document)
