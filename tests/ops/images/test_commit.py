"""A commit: found by any name, read without a look at the work tree."""

import io
import tarfile

import pytest

from ops.errors import OpsError, UsageError
from ops.images import commit as commits


@pytest.mark.parametrize("revision", ["HEAD", "main", "v1.2.0"])
def test_it_is_found_by_each_of_its_names(repository, revision):
    made = repository.commit()
    repository.git("tag", "--annotate", "--message=a release", "v1.2.0")
    found = commits.find(revision, repository.root)
    assert (found.id, found.tag) == (made, made[:12])


@pytest.mark.parametrize("revision", ["nowhere", "--all", "HEAD:core", ""])
def test_what_is_none_is_refused_by_name(repository, revision):
    repository.commit()
    with pytest.raises(UsageError, match=f"^revision '{revision}' is no commit of {repository.root}: "):
        commits.find(revision, repository.root)


def test_the_work_tree_is_not_looked_at(repository):
    repository.commit()
    repository.write("core/topology.py", "changed")
    repository.write("core/new.py", "new")
    archive = commits.find("HEAD", repository.root).archive(["core"])
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        assert tar.extractfile("core/topology.py").read() == b"core"
        assert "core/new.py" not in tar.getnames()


def test_its_version_is_its_own(repository):
    before = repository.commit()
    repository.write("core/VERSION", "2.0.0\n")
    repository.commit()
    assert commits.find(before, repository.root).version == "1.2.3"
    assert commits.find("HEAD", repository.root).version == "2.0.0"


def test_one_without_what_is_asked_says_what_git_says(repository):
    repository.commit()
    with pytest.raises(OpsError, match=r"^git archive: .*docker/nothing"):
        commits.find("HEAD", repository.root).archive(["docker/nothing"])


@pytest.mark.parametrize(
    ("remote", "told"),
    [
        ("https://github.com/example/webhook-monitor.git", "https://github.com/example/webhook-monitor.git"),
        ("https://somebody:secret@git.example.com/a.git", "https://git.example.com/a.git"),
        ("ssh://git@git.example.com/a.git", "ssh://git.example.com/a.git"),
        ("git@github.com:example/a.git", "git@github.com:example/a.git"),
        ("/srv/somebody/webhook-monitor", ""),
        ("../webhook-monitor", ""),
    ],
)
def test_its_source_is_told_without_a_password(repository, remote, told):
    repository.git("remote", "add", "origin", remote)
    assert commits.source(repository.root) == told


def test_a_repository_from_nowhere_has_no_source(repository):
    assert commits.source(repository.root) == ""
