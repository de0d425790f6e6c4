"""`status --deep` asks for all that docs/rehearsal-limits.md says a host can show."""

import re

import pytest

from ops.bootstrap import ROOT
from ops.release import deep

ELSEWHERE = {"hcloud", "dig"}
"""The provider's own, and DNS, which is asked from here."""


def commands():
    text = (ROOT / "docs" / "rehearsal-limits.md").read_text().partition("## Hosts in containers")[2]
    cells = [line.split("|")[3] for line in text.splitlines() if line.startswith("| ")]
    return sorted({words.split()[0] for cell in cells for words in re.findall(r"`([^`]+)`", cell)})


@pytest.mark.parametrize("command", commands())
def test_each_command_of_the_page_is_a_probe(command):
    assert command in ELSEWHERE or any(command in probe for probe in deep.PROBES.values())


def test_a_row_reads_as_one():
    assert str(deep.Row("app-1", "kernel", "6.12")) == "app-1     kernel        6.12"
