"""What is released is a commit, and where the environment wants it, one that its version's tag names."""

import subprocess

import pytest

from ops.errors import UsageError
from ops.release import checkout, deploy
from ops.release.deploy import Wish


@pytest.fixture
def git(tmp_path, monkeypatch):
    """Return `git(*words)`, in a repository with one commit of version 1.2.0."""
    folder = tmp_path / "checkout"
    (folder / "core").mkdir(parents=True)
    monkeypatch.setattr(checkout, "CHECKOUT", folder)

    def run(*words):
        who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
        return subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True)

    run("init", "--quiet")
    raise_version(run, folder, "1.2.0")
    return run


def raise_version(git, folder, version):
    (folder / "core/VERSION").write_text(f"{version}\n")
    git("add", ".")
    git("commit", "--quiet", "--message", version)


@pytest.mark.parametrize("how", [["tag"], ["tag", "--annotate", "--message", "as people see it"]])
def test_the_tag_of_its_version_names_it(git, how):
    git(*how, "v1.2.0")
    assert checkout.untagged(checkout.head()) == ""


def test_a_version_without_a_tag_says_how_it_gets_one(git):
    assert checkout.untagged(checkout.head()) == (
        "v1.2.0 (core/VERSION) is no tag here: git fetch --tags; git tag v1.2.0 && git push origin v1.2.0"
    )


def test_a_branch_of_that_name_is_no_tag(git):
    git("branch", "v1.2.0")
    assert "is no tag here" in checkout.untagged(checkout.head())


def test_a_version_that_is_another_commit_already_must_be_raised(git, tmp_path):
    git("tag", "v1.2.0")
    git("commit", "--quiet", "--allow-empty", "--message", "a hotfix")
    assert checkout.untagged(checkout.head()).endswith(": raise core/VERSION")
    raise_version(git, tmp_path / "checkout", "1.2.1")
    git("tag", "v1.2.1")
    assert checkout.untagged(checkout.head()) == ""


def test_production_refuses_what_has_no_tag_before_anything(git):
    with pytest.raises(
        UsageError, match=r"^production takes commits that have their version's tag, and v1\.2"
    ):
        deploy.run("production", Wish(yes=True))


def test_a_tag_is_what_a_rollback_may_name(git):
    git("tag", "v1.2.0")
    assert checkout.commit_of("v1.2.0") == checkout.head().id
    with pytest.raises(UsageError, match="'v9' is neither a release's number nor a tag of this repository"):
        checkout.commit_of("v9")
