"""npm packages are held to their hash and fetched once; a stand-in for npm hands them out."""

import tarfile
from base64 import b64encode
from hashlib import sha512
from io import BytesIO

import pytest

from ops.errors import OpsError
from ops.npm import NpmMissingError, Package, installed, unpacked

NPM = """#!/bin/sh
echo "$@" >> "{folder}/asked"
while [ "$1" != --pack-destination ]; do shift; done
cp "{folder}/thing-1.0.0.tgz" "$2"
"""

NPM_CI = """#!/bin/sh
echo "$@" >> "{folder}/asked"
test -f package.json && mkdir -p node_modules/thing
"""


@pytest.fixture
def integrity(tmp_path, monkeypatch):
    """Put an npm on PATH that knows one package; the value is that package's hash."""
    archive = tmp_path / "thing-1.0.0.tgz"
    with tarfile.open(archive, "w:gz") as files:
        entry = tarfile.TarInfo("package/thing.js")
        entry.size = 4
        files.addfile(entry, BytesIO(b"code"))
    (tmp_path / "npm").write_text(NPM.format(folder=tmp_path))
    (tmp_path / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return f"sha512-{b64encode(sha512(archive.read_bytes()).digest()).decode()}"


def test_a_package_is_fetched_once(integrity, tmp_path):
    for _ in range(2):
        folder = unpacked(Package("thing", "1.0.0", integrity))
        assert (folder / "thing.js").read_text() == "code"
    (asked,) = (tmp_path / "asked").read_text().splitlines()
    assert asked.startswith("pack thing@1.0.0")
    assert "--ignore-scripts" in asked
    assert [path.name for path in folder.parent.iterdir()] == ["thing-1.0.0"]


def test_another_hash_is_refused_and_nothing_kept(integrity, tmp_path):
    with pytest.raises(OpsError, match="its hash is sha512-") as refusal:
        unpacked(Package("thing", "1.0.0", "sha512-of-another"))
    assert not isinstance(refusal.value, NpmMissingError)
    assert list((tmp_path / "cache/webhook-monitor/npm").iterdir()) == []


def test_without_npm_it_says_so(integrity, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    with pytest.raises(NpmMissingError, match=r"no npm on PATH to fetch thing@1\.0\.0"):
        unpacked(Package("thing", "1.0.0", integrity))


def test_an_npm_that_fails_is_quoted(integrity, tmp_path):
    (tmp_path / "npm").write_text("#!/bin/sh\necho 'npm error network' >&2\nexit 1\n")
    with pytest.raises(NpmMissingError, match=r"does not fetch thing@1\.0\.0: npm error network"):
        unpacked(Package("thing", "1.0.0", integrity))


def test_what_a_lock_file_names_is_installed_once(integrity, tmp_path):
    (tmp_path / "npm").write_text(NPM_CI.format(folder=tmp_path))
    lock = tmp_path / "things"
    lock.mkdir()
    for name in ("package.json", "package-lock.json"):
        (lock / name).write_text("{}")
    for _ in range(2):
        assert (installed(lock) / "thing").is_dir()
    (asked,) = (tmp_path / "asked").read_text().splitlines()
    assert asked.startswith("ci ")
    assert "--ignore-scripts" in asked
    (lock / "package-lock.json").write_text("{ }")
    assert (installed(lock) / "thing").is_dir()
    assert len((tmp_path / "asked").read_text().splitlines()) == 2
