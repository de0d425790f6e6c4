"""What `invoke up` says once everything is healthy."""

import shlex

from ops.bootstrap import ROOT
from ops.local.plan import Plan
from ops.local.ports import HOST
from ops.local.running import Running


def text(made: Plan, record: Running, *, is_detached: bool) -> str:
    """Return where everything is, the API key, and what to type next."""
    copy = "" if made.folder == ROOT / ".data" else f" --data {shlex.quote(str(made.folder))}"
    end = "end it" if is_detached else "end it (or Ctrl-C here)"
    lines = {
        "pages": f"{record.web_url}   sign in with the API key",
        "API": f"{record.api_url}/v1   takes the key as Authorization: Bearer …",
        "metrics": f"http://{HOST}:{made.ports.metrics}/metrics",
        "API key": record.api_key,
        "data": f"{made.folder}   logs in logs/",
        "next": f"invoke send{copy}   send a real webhook and follow it",
        "": f"invoke down{copy}   {end}",
    }
    return "\n".join(["", "webhook-monitor runs", *(f"  {name:<9}{words}" for name, words in lines.items())])
