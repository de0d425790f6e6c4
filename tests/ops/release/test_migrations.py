"""Which migrations a release brings, and what a linter says of them."""

import pytest

from ops.errors import OpsError
from ops.release import database, migrations
from ops.release.migrations import Migration


@pytest.fixture
def at(monkeypatch):
    """Give a way to say which revision the database has."""

    def say(revision):
        answers = {"select to_regclass": "f" if revision else "t", "select version_num": revision}
        found = lambda _, sql: next(said for begin, said in answers.items() if sql.startswith(begin))  # noqa: E731
        monkeypatch.setattr(database, "ask", found)

    return say


def test_this_commits_are_known_in_order():
    revisions = [each.revision for each in migrations.known()]
    assert revisions == sorted(revisions)
    assert migrations.known()[0].name == "first light"


def test_what_the_database_has_not_is_pending(at):
    at("0001")
    assert [each.revision for each in migrations.pending(None)] == [
        each.revision for each in migrations.known()[1:]
    ]


def test_in_a_new_database_all_are(at):
    at("")
    assert len(migrations.pending(None)) == len(migrations.known())


def test_a_schema_that_a_newer_commit_made_is_refused(at):
    at("9999")
    with pytest.raises(OpsError, match="revision 9999, which this commit does not know"):
        migrations.pending(None)


@pytest.mark.skipif(not migrations._SQUAWK.exists(), reason="squawk is not installed")
def test_squawk_says_what_a_table_would_suffer():
    risky = Migration("0009", "risky", "alter table sources alter column name type varchar(10);")
    assert "line " in migrations.opinion(risky)
    assert migrations.opinion(Migration("0009", "fine", "select 1;")) == ""
