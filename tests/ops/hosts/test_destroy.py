"""`invoke destroy`: what goes, what is asked first, and that whoever says no keeps all as it was."""

from contextlib import suppress

import pytest

from ops.errors import OpsError, StoppedError, UsageError
from ops.hosts import destroy, facts, orphans
from ops.hosts.destroy import Wish
from ops.provision import lock
from ops.release import trail
from tests.ops.hosts.facts import fact
from tests.ops.hosts.stacks import (
    NETWORK,
    SERVER,
    VOLUME,
    Stack,
    app_host,
    creating,
    data_host,
    own_disk_host,
    resource,
)

EVERYTHING = ["Container app-1", "Container data-1", "Volume data-1-data"]


@pytest.fixture
def rehearsal(works_on):
    stack = Stack(*app_host(), *data_host())
    works_on(stack)
    return stack


@pytest.fixture
def production(works_on):
    stack = Stack(*app_host(kind=SERVER), *data_host(kind=SERVER))
    works_on(stack)
    return stack


@pytest.fixture
def staging(works_on):
    stack = Stack(*own_disk_host())
    works_on(stack)
    return stack


@pytest.mark.parametrize(("wish", "gone"), [(Wish(yes=True), ["rehearsal"]), (Wish("app-1", yes=True), [])])
def test_what_else_is_on_the_hosts_network_goes_with_all_of_them(rehearsal, released, wish, gone):
    destroy.run("rehearsal", wish)
    assert released == gone


def test_what_is_declined_leaves_the_certificate_authority(rehearsal, released, typed):
    typed("no\n")
    with pytest.raises(OpsError):
        destroy.run("rehearsal", Wish())
    assert released == []


@pytest.mark.parametrize(
    ("wish", "answer", "left"),
    [
        pytest.param(Wish(), "rehearsal", ["Volume data-1-data"], id="hosts go, data stays"),
        pytest.param(Wish(data=True), "rehearsal", [], id="data goes, too"),
        pytest.param(Wish(yes=True), "", [], id="in rehearsal --yes means both"),
        pytest.param(Wish("app-1"), "app-1", EVERYTHING[1:], id="one host"),
        pytest.param(Wish("data-1"), "data-1", ["Container app-1", "Volume data-1-data"], id="data outlives"),
        pytest.param(Wish("data-1", data=True), "data-1", ["Container app-1"], id="one host and its data"),
        pytest.param(Wish("data-1", yes=True), "", ["Container app-1"], id="one host, --yes"),
    ],
)
def test_rehearsal(rehearsal, typed, wish, answer, left):
    typed(f"{answer}\n" if answer else "")
    destroy.run("rehearsal", wish)
    assert rehearsal.names == left


@pytest.mark.parametrize(
    ("wish", "answer", "left"),
    [
        pytest.param(Wish(), "production", ["Volume data-1-data"], id="hosts go, data stays"),
        pytest.param(Wish(yes=True), "", ["Volume data-1-data"], id="--yes is for hosts alone"),
        pytest.param(Wish(data=True), "production", [], id="data goes when the name is typed"),
        pytest.param(Wish("app-1", yes=True), "", ["Server data-1", "Volume data-1-data"], id="one host"),
        pytest.param(
            Wish("data-1", yes=True), "", ["Server app-1", "Volume data-1-data"], id="data outlives"
        ),
        pytest.param(Wish("data-1", data=True), "data-1", ["Server app-1"], id="its host's name is typed"),
    ],
)
def test_production(production, typed, wish, answer, left):
    typed(f"{answer}\n" if answer else "")
    destroy.run("production", wish)
    assert production.names == left


@pytest.mark.parametrize("wish", [Wish(), Wish(yes=True), Wish("all-1"), Wish("all-1", yes=True)])
def test_data_on_a_hosts_own_disk_goes_only_with_data(staging, wish):
    with pytest.raises(UsageError) as caught:
        destroy.run("staging", wish)
    assert str(caught.value) == "all-1 keeps its data on its own disk, and goes only with --data"
    assert (staging.names, staging.protected, staging.calls) == (["Server all-1"], ["all-1"], [])


@pytest.mark.parametrize(
    ("wish", "answer"), [(Wish(data=True), "staging"), (Wish("all-1", data=True), "all-1")]
)
def test_a_hosts_own_disk_goes_when_the_name_is_typed(staging, typed, wish, answer):
    typed(f"{answer}\n")
    destroy.run("staging", wish)
    assert staging.names == []


@pytest.mark.parametrize(
    ("wish", "question", "hint"),
    [
        (Wish(), "The above will be destroyed.", "type the same line with --yes"),
        (
            Wish(data=True),
            "The above will be destroyed, and the data with them.",
            "data goes only when the name is typed",
        ),
        (
            Wish(data=True, yes=True),
            "The above will be destroyed, and the data with them.",
            "data goes only when the name is typed",
        ),
    ],
)
def test_where_nobody_can_be_asked_nothing_is_destroyed(production, typed, wish, question, hint):
    typed("")
    with pytest.raises(UsageError) as caught:
        destroy.run("production", wish)
    assert str(caught.value) == f"\n{question} Nobody can be asked here; {hint}"
    check_untouched(production)


@pytest.mark.parametrize(
    ("wish", "answer"),
    [
        (Wish(data=True), "yes"),
        (Wish(data=True), ""),
        (Wish("data-1", data=True), "production"),
        (Wish(), "app-1"),
    ],
)
def test_another_word_changes_nothing(production, typed, wish, answer):
    typed(f"{answer}\n")
    with pytest.raises(OpsError, match=r"^nothing was changed$") as caught:
        destroy.run("production", wish)
    assert caught.value.exit_code == 1
    check_untouched(production)


def check_untouched(stack):
    assert stack.names == ["Server app-1", "Server data-1", "Volume data-1-data"]
    assert stack.protected == ["data-1", "data-1-data"]
    assert "destroy" not in stack.calls


def test_the_question_names_what_must_be_typed(production, typed, capsys):
    typed("data-1\n")
    destroy.run("production", Wish("data-1", data=True))
    question = "The above will be destroyed, and the data with them. Type data-1 to go on: "
    assert question in capsys.readouterr().out


def test_a_preview_comes_first_always(rehearsal, capsys):
    destroy.run("rehearsal", Wish(yes=True))
    assert rehearsal.calls == ["unprotect", "preview", "destroy"]
    assert capsys.readouterr().out.count("- docker Container          app-1") == 2


def test_a_dry_run_previews_and_leaves_all_as_it_was(production, capsys):
    destroy.run("production", Wish(data=True, dry_run=True))
    assert "- hcloud Server             data-1" in capsys.readouterr().out
    check_untouched(production)


@pytest.mark.parametrize("wish", [Wish(yes=True), Wish("app-1", yes=True), Wish(yes=True, dry_run=True)])
def test_while_another_run_changes_the_hosts_it_is_refused_before_anything(rehearsal, wish):
    rehearsal.pending = [creating(VOLUME, "data-2-data")]
    with (
        lock.held("rehearsal", "provision"),
        pytest.raises(OpsError, match="is being changed by another run"),
    ):
        destroy.run("rehearsal", wish)
    assert (rehearsal.calls, rehearsal.names) == ([], EVERYTHING)


@pytest.mark.parametrize("wish", [Wish(yes=True), Wish(yes=True, dry_run=True)])
def test_after_a_ctrl_c_in_its_preview_nothing_is_asked_or_destroyed(works_on, wish):
    stack = Stack(*app_host())
    stack.during["preview"] = works_on(stack)
    with pytest.raises(StoppedError, match="nothing more was begun"):
        destroy.run("rehearsal", wish)
    assert stack.calls == ["preview"]


def test_a_ctrl_c_that_came_too_late_is_no_success_and_what_is_gone_is_forgotten(works_on, monkeypatch):
    stack = Stack(*app_host())
    stack.during["destroy"] = works_on(stack)
    monkeypatch.setattr(orphans, "remove", lambda _: pytest.fail("more was begun"))
    facts.keep("rehearsal", [fact("app-1")])
    with pytest.raises(StoppedError):
        destroy.run("rehearsal", Wish(yes=True))
    assert left("rehearsal") == [("destroy", "app-1", "none (1 deleted)", "failed")]
    with pytest.raises(OpsError, match="no hosts of rehearsal are known here"):
        facts.kept("rehearsal")


def test_a_failure_leaves_what_is_there_protected(production, typed):
    typed("production\n")
    production.fails = "the provider is down"
    with pytest.raises(OpsError, match="the provider is down"):
        destroy.run("production", Wish(data=True))
    assert production.protected == ["data-1", "data-1-data"]


def test_only_what_goes_is_unprotected(production):
    production.fails = "the provider is down"
    unprotected = []
    destroy_ = production.destroy
    production.destroy = lambda **words: (unprotected.append(production.protected), destroy_(**words))
    with pytest.raises(OpsError):
        destroy.run("production", Wish("data-1", yes=True))
    assert unprotected == [["data-1-data"]] * 2


def test_the_end_names_what_was_kept(production, capsys):
    destroy.run("production", Wish(yes=True))
    assert capsys.readouterr().out.splitlines()[-1] == (
        "production: 2 deleted; kept, for they hold data: data-1-data; "
        "to destroy them too, type the same line with --data"
    )


def test_what_data_stands_on_stays_with_it_and_is_not_called_data(works_on, capsys):
    network = resource(NETWORK, "private")
    host, volume, disk = data_host(under=network)[:3]
    works_on(Stack(network, host, volume, disk))
    destroy.run("production", Wish(yes=True))
    assert "kept, for they hold data: data-1-data; to destroy them too" in capsys.readouterr().out


def test_where_nothing_is_left_nothing_is_said_to_be_kept(rehearsal, capsys):
    destroy.run("rehearsal", Wish(yes=True))
    assert capsys.readouterr().out.splitlines()[-1] == "rehearsal: 3 deleted"


def test_a_second_time_nothing_is_asked(rehearsal, typed, capsys):
    destroy.run("rehearsal", Wish(yes=True))
    typed("")
    destroy.run("rehearsal", Wish())
    assert capsys.readouterr().out.splitlines()[-1] == "rehearsal: nothing to destroy"


def test_an_unknown_host(rehearsal):
    with pytest.raises(UsageError) as caught:
        destroy.run("rehearsal", Wish("app-9", yes=True))
    assert str(caught.value) == "--host: rehearsal has no host 'app-9'; choose from app-1, data-1"
    assert rehearsal.names == EVERYTHING


def test_a_host_that_is_gone_already_is_unknown_and_the_others_stay(rehearsal):
    destroy.run("rehearsal", Wish("app-1", yes=True))
    with pytest.raises(UsageError, match="no host 'app-1'; choose from data-1"):
        destroy.run("rehearsal", Wish("app-1", yes=True))
    assert rehearsal.names == EVERYTHING[1:]


def test_a_host_of_which_only_its_data_is_left(production, typed):
    destroy.run("production", Wish("data-1", yes=True))
    with pytest.raises(UsageError) as caught:
        destroy.run("production", Wish("data-1", yes=True))
    assert str(caught.value) == "of data-1 only its data is left, which goes only with --data"
    assert production.names == ["Server app-1", "Volume data-1-data"]
    typed("data-1\n")
    destroy.run("production", Wish("data-1", data=True))
    assert production.names == ["Server app-1"]


def test_what_a_killed_run_left_is_put_right_first(rehearsal):
    rehearsal.pending = [creating(VOLUME, "data-2-data")]
    destroy.run("rehearsal", Wish(yes=True))
    assert rehearsal.calls == ["refresh", "unprotect", "preview", "destroy"]


def test_a_host_of_nothing(works_on):
    works_on(Stack(resource(NETWORK, "private")))
    with pytest.raises(UsageError, match=r"no host 'app-1'; choose from none$"):
        destroy.run("rehearsal", Wish("app-1"))


def left(name):
    return [(each.what, each.before, each.after, each.outcome) for each in trail.here(name)]


@pytest.mark.parametrize(
    ("wish", "entry"),
    [
        (Wish(yes=True), ("destroy", "app-1 data-1", "none (3 deleted)", "done")),
        (Wish("app-1", yes=True), ("destroy --host app-1", "app-1 data-1", "data-1 (1 deleted)", "done")),
        (Wish("data-1", yes=True), ("destroy --host data-1", "app-1 data-1", "app-1 (2 deleted)", "done")),
    ],
)
def test_what_was_destroyed_is_in_the_trail_which_outlives_the_hosts(rehearsal, wish, entry):
    destroy.run("rehearsal", wish)
    assert left("rehearsal") == [entry]


@pytest.mark.parametrize("wish", [Wish(yes=True, dry_run=True), Wish("app-9", yes=True), Wish(data=True)])
def test_what_was_refused_or_shown_leaves_nothing_in_it(production, typed, wish):
    typed("no\n")
    with suppress(OpsError):
        destroy.run("production", wish)
    assert left("production") == []


def test_what_failed_half_way_is_in_it_with_its_cause(production):
    production.fails = "the provider is down"
    with pytest.raises(OpsError):
        destroy.run("production", Wish(yes=True))
    (entry,) = trail.here("production")
    assert (entry.after, entry.outcome) == ("unknown", "failed")
    assert "Pulumi failed" in entry.cause


def known(name="production"):
    return [each.name for each in facts.kept(name)]


def test_a_host_that_is_gone_is_not_shown_as_if_it_were_there(production, state):
    facts.keep("production", [fact("app-1"), fact("data-1")])
    destroy.run("production", Wish("app-1", yes=True))
    assert known() == ["data-1"]


def test_when_only_data_is_left_no_host_is_known_but_who_wrote_the_state(production, state):
    facts.keep("production", [fact("app-1"), fact("data-1")])
    (state / "production/engine.json").write_text('{"official": true}')
    destroy.run("production", Wish(yes=True))
    with pytest.raises(OpsError, match="no hosts of production are known here"):
        known()
    assert (state / "production/engine.json").exists()


def test_when_nothing_is_left_nothing_is_known(rehearsal, state):
    facts.keep("rehearsal", [fact("app-1"), fact("data-1")])
    destroy.run("rehearsal", Wish(yes=True))
    assert not (state / "rehearsal").exists()
