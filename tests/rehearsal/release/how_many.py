"""How often things are rehearsed: a short form in CI, the full one under `invoke rehearse --only release`."""

import os

FULL = os.environ.get("WEBHOOK_MONITOR_REHEARSAL") == "full"

DEPLOYS = 20 if FULL else 3
KILLS = 10 if FULL else 2
