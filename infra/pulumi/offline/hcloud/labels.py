"""Labels, as the provider checks them before anything is made."""

import re
from collections.abc import Iterator

from infra.pulumi.offline.resource import Problem
from infra.pulumi.offline.wire import Properties, is_unknown

_PART = r"[a-z0-9A-Z](?:[-_.a-z0-9A-Z]{0,%d}[a-z0-9A-Z])?"
_KEY = re.compile(f"(?:{_PART % 253}/)?{_PART % 61}")
_VALUE = re.compile(f"(?:{_PART % 61})?")


def problems(inputs: Properties) -> Iterator[Problem]:
    """Find the labels that are written wrongly."""
    labels = inputs.get("labels") or {}
    for key, value in () if is_unknown(labels) else labels.items():
        if not _KEY.fullmatch(key):
            yield Problem("labels", f"label key '{key}' is not correctly formatted")
        elif not _VALUE.fullmatch(value):
            yield Problem("labels", f"label value '{value}' (key: {key}) is not correctly formatted")
