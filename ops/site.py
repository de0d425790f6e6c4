"""Where environments are described, and where the state of their hosts is kept.

Both are folders of the repository, unless WEBHOOK_MONITOR_SITE names one that holds `environments/` and
`state/`: rehearsal's own tests work there, beside whatever the repository's environments are doing. They
release commits of their own, from the checkout that WEBHOOK_MONITOR_CHECKOUT names.
"""

import os
from pathlib import Path

from ops.bootstrap import ROOT

_NAMED = os.environ.get("WEBHOOK_MONITOR_SITE")
_ELSEWHERE = Path(_NAMED).absolute() if _NAMED else None

CHECKOUT = Path(os.environ.get("WEBHOOK_MONITOR_CHECKOUT") or ROOT).absolute()
"""The repository whose HEAD is released."""
ENVIRONMENTS = (_ELSEWHERE or ROOT) / "environments"
STATE = _ELSEWHERE / "state" if _ELSEWHERE else ROOT / "infra" / "pulumi" / "state"
BACKEND = (
    {"PULUMI_BACKEND_URL": STATE.as_uri()} if _ELSEWHERE and "PULUMI_BACKEND_URL" not in os.environ else {}
)
"""What Pulumi must be told besides Pulumi.yaml, which names the repository's folder."""
