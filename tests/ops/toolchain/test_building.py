"""`invoke toolchain`: built once, whole or not at all; what it cannot do it says in one sentence.

A script stands for Go: it records how it is called, and writes a program that knows its version.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections import namedtuple

import pytest

from ops import versions
from ops.bootstrap import ROOT
from ops.errors import OpsError, UsageError
from ops.toolchain import building, golang, standins
from tests.ops.local.living import wait_until

BUILD = """
import signal
from ops.toolchain import building
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may ignore it
building.run()
"""
NEEDED = re.search(r"^go (.+)$", (golang.MODULE / "go.mod").read_text(), re.MULTILINE)[1]
Usage = namedtuple("Usage", "total used free")


def refused(kind=UsageError):
    with pytest.raises(kind) as caught:
        building.run()
    return str(caught.value)


def left(machine):
    """Return what is in the cache; nothing is left when a build fails."""
    return sorted(path.name for path in machine.cache.glob("*"))


def elsewhere():
    """Begin `invoke toolchain` in a process of its own."""
    return subprocess.Popen([sys.executable, "-c", BUILD], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_it_is_built_from_exactly_the_modules_of_this_checkout(machine):
    machine.go()
    building.run()
    command, environ = machine.log.read_text().splitlines()[-2:]
    target = re.search(r" -o (\S+) tool$", command)[1]
    assert command == (
        "build -v -mod=readonly -trimpath -buildvcs=false -tags osusergo,grpcnotrace "
        "-ldflags -s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version="
        f"v{versions.PULUMI} -o {target} tool"
    )
    assert environ == f"CGO_ENABLED=0 in {ROOT / 'infra/pulumi/toolchain'}"
    assert target.startswith(f"{machine.cache}/.half-")


def test_it_stands_in_its_place_with_our_stand_ins_beside_it(machine, capsys):
    machine.go()
    building.run()
    folder = machine.cache / versions.PULUMI / "bin"
    assert {path.name for path in folder.iterdir()} == {"pulumi", *standins.MODULES}
    assert left(machine) == [versions.PULUMI]
    assert str(folder) in capsys.readouterr().out.splitlines()[-1]


def test_the_cache_moves_with_its_variable(machine, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "other"))
    machine.go()
    building.run()
    assert (tmp_path / "other/webhook-monitor/toolchain" / versions.PULUMI / "bin/pulumi").exists()
    assert not machine.cache.exists()


def test_what_is_there_is_not_built_again_and_needs_no_go(machine):
    machine.built()
    building.run()
    assert machine.builds == []


def test_one_that_does_not_say_its_version_is_built_anew(machine):
    machine.built().write_text("#!/bin/sh\nexit 1\n")
    machine.go()
    building.run()
    assert len(machine.builds) == 1
    building.run()
    assert len(machine.builds) == 1


def test_stand_ins_of_an_older_checkout_are_replaced_without_a_build(machine):
    folder = machine.built().parent
    (folder / "pulumi-resource-hcloud").write_text(f"#!/bin/sh\n{standins.MARK}\nexit 1\n")
    building.run()
    assert standins.are_fresh(folder)
    assert machine.builds == []


@pytest.mark.parametrize(
    "trace",
    [
        "path/pulumi",
        "home/.pulumi/bin/pulumi-language-python",
        "home/.pulumi/plugins/resource-docker-v5.1.0/pulumi-resource-docker",
        "home/.pulumi/plugins/resource-hcloud-v1.43.3/pulumi-resource-hcloud",
    ],
)
def test_beside_the_makers_it_builds_nothing(machine, tmp_path, trace):
    machine.go()
    found = tmp_path / trace
    machine.program(found.parent, found.name)
    if found.name == "pulumi":
        machine.official(found.parent)
    assert refused() == (
        f"the maker's Pulumi is here ({found}): the stand-ins are for machines that cannot have it"
    )
    assert not machine.cache.exists()


def test_without_go_both_ways_out_are_named(machine):
    assert refused() == (
        f"Go {NEEDED} or newer is needed to build Pulumi, here is none: install it (https://go.dev/dl), "
        "or install Pulumi from its maker (https://www.pulumi.com/docs/install/)"
    )


@pytest.mark.parametrize("version", ["1.24.4", "1.9", "1.25.10"])
def test_a_go_that_is_too_old_is_named(machine, version):
    machine.go(version=version)
    assert f"Go {NEEDED} or newer is needed to build Pulumi, here is {version}:" in refused()
    assert left(machine) == []


def test_a_go_that_does_not_run_is_named(machine):
    machine.program(machine.path, "go", "#!/bin/sh\nexit 1\n")
    assert "here is one that does not run:" in refused()


@pytest.mark.parametrize("version", ["1.26.8", "1.27rc1", "2.0"])
def test_a_newer_go_will_do(machine, version):
    machine.go(version=version)
    building.run()


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("pkg: Get https://proxy/x: dial tcp: lookup proxy: no such host", "no network: the Go modules"),
        ("go: x@v1: reading https://proxy/x.zip: 403 Forbidden", "no network: the Go modules"),
        ("go: x@v1: module lookup disabled by GOPROXY=off", "no network: the Go modules"),
        ("write /tmp/x: no space left on device", "the disk is full"),
        ("verifying x@v1: checksum mismatch", "infra/pulumi/toolchain/go.sum names"),
        ("open /x: permission denied", "a folder cannot be written to"),
    ],
)
def test_what_go_cannot_do_is_one_sentence_and_leaves_nothing(machine, said, cause):
    machine.go(build=f"echo crypto/tls; echo '{said}' >&2; exit 1")
    sentence = refused()
    assert cause in sentence
    assert sentence.endswith("; then type: invoke toolchain")
    assert left(machine) == []


def test_what_nobody_foresaw_is_shown_as_go_says_it(machine):
    machine.go(build="echo net/timeout; echo 'x.go:1:1: syntax error' >&2; exit 1")
    assert refused(OpsError) == "Pulumi is not built; Go says:\nx.go:1:1: syntax error"


def test_little_space_is_said_before_it_is_used(machine, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(9e9, 8e9, 1_000_000_000))
    machine.go()
    assert refused().endswith(": 1000 MB free, needed are 4000 to build Pulumi: make room")
    assert machine.builds == []


def test_a_cache_that_cannot_be_made_is_named(machine, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "/proc/it")
    assert refused() == "/proc/it: No such file or directory"


def test_what_a_killed_build_left_goes(machine):
    (machine.cache / ".half-killed/whole/bin").mkdir(parents=True)
    machine.built()
    building.run()
    assert left(machine) == [versions.PULUMI]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_interrupted_it_ends_go(machine, number):
    machine.go(build="echo $$ > $HOME/pid; while :; do :; done")
    process = elsewhere()
    wait_until((machine.home / "pid").exists, 20)
    wait_until((machine.home / "pid").read_text, 5)
    process.send_signal(number)
    process.wait(20)
    pid = int((machine.home / "pid").read_text())
    wait_until(lambda: not os.path.exists(f"/proc/{pid}"), 10)
    if number is signal.SIGINT:
        assert left(machine) == []
    machine.go()
    building.run()
    assert left(machine) == [versions.PULUMI]


def test_two_at_once_build_once(machine):
    machine.go(build="/bin/sleep 1")
    both = [elsewhere(), elsewhere()]
    said = [process.communicate(timeout=30)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert len(machine.builds) == 1
    assert sum("another invoke builds Pulumi" in text for text in said) == 1
