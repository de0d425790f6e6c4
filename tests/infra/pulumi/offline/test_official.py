"""Where an official plugin is, no stand-in starts."""

from pathlib import Path

import pytest

from infra.pulumi.offline import official

PLUGIN = "pulumi-resource-docker"
PROGRAM, SCRIPT = b"\x7fELF", b"#!/bin/sh\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path


def put(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_on_a_machine_without_it_there_is_none(home: Path) -> None:
    assert official.find(PLUGIN) is None


@pytest.mark.parametrize("place", [f"home/plugins/resource-docker-v5.1.0/{PLUGIN}", f"bin/{PLUGIN}"])
def test_it_is_found_installed_and_on_path(home: Path, place: str) -> None:
    there = put(home / place, PROGRAM)
    assert official.find(PLUGIN) == there


def test_it_is_found_in_pulumis_own_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PULUMI_HOME")
    monkeypatch.setenv("HOME", str(home))
    there = put(home / ".pulumi/plugins/resource-docker-v5.1.0" / PLUGIN, PROGRAM)
    assert official.find(PLUGIN) == there


def test_another_plugin_is_another_matter(home: Path) -> None:
    put(home / "home/plugins/resource-hcloud-v1.43.3/pulumi-resource-hcloud", PROGRAM)
    put(home / "home/plugins/resource-docker-build-v0.0.15/pulumi-resource-docker-build", PROGRAM)
    assert official.find(PLUGIN) is None


def test_a_stand_in_is_a_script(home: Path) -> None:
    put(home / "bin" / PLUGIN, SCRIPT)
    assert official.find(PLUGIN) is None
