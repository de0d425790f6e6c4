"""The context: each app's own files beside core/, the same bytes for the same files, and certificates."""

import io
import tarfile

import pytest

from core.topology import App
from ops.images import commit as commits
from ops.images import context as contexts


@pytest.fixture
def made(repository):
    """`made()`: the context of what is committed now."""

    def made():
        repository.commit()
        return contexts.make(commits.find("HEAD", repository.root).archive(contexts.PATHS))

    return made


def entries(context):
    with tarfile.open(fileobj=io.BytesIO(context)) as tar:
        return tar.getmembers()


def files(context):
    return {entry.name for entry in entries(context) if entry.isfile()}


def test_an_app_gets_core_and_its_own_folder_alone(made):
    context = made()
    for app, own in (
        (App.API, "service/app.py"),
        (App.WORKER, "worker/relay.py"),
        (App.WEB, "web/static/style.css"),
    ):
        tree = {name for name in files(context) if name.startswith(f"{app}/")}
        assert tree == {f"{app}/app/{path}" for path in ("core/VERSION", "core/topology.py", own)}


def test_beside_them_are_only_the_recipe_and_the_locks(made):
    outside = {name for name in files(made()) if name.split("/")[0] not in set(App)}
    assert outside == {"Dockerfile", "install", *(f"requirements/{app}.txt" for app in App)}


def test_every_folder_is_there_before_what_is_in_it(made):
    """Else a builder makes it, with the time of the build."""
    seen = {""}
    for entry in entries(made()):
        folder = entry.name.rpartition("/")[0]
        assert folder in seen or folder in {"api", "worker", "web", "requirements"}, entry.name
        seen.add(entry.name)


def test_the_same_files_are_the_same_bytes_in_any_commit(made, repository):
    before = made()
    repository.write("ops/errors.py", "changed")
    (repository.root / "core/VERSION").chmod(0o755)
    assert made() == before


def test_a_changed_file_changes_them(made, repository):
    before = made()
    repository.write("web/static/style.css", "changed")
    assert made() != before


def test_all_are_roots_and_of_one_time(made):
    told = {(entry.uid, entry.gid, entry.uname, entry.mtime) for entry in entries(made())}
    assert told == {(0, 0, "", 0)}


def test_certificates_of_the_machine_are_added(made, tmp_path):
    folder = tmp_path / "certificates"
    folder.mkdir()
    (folder / "ours.crt").write_text("a certificate")
    (folder / "ours.key").write_text("a key")
    context = contexts.with_certificates(made(), folder).getvalue()
    assert files(context) - files(made()) == {"certificates/ours.crt"}


def test_where_there_are_none_their_folder_is_empty(made, tmp_path):
    context = contexts.with_certificates(made(), tmp_path / "none").getvalue()
    assert [entry.name for entry in entries(context) if "certificates" in entry.name] == ["certificates"]
