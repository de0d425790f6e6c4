"""What is known of an environment lies beside its state, in a folder of its own."""

from ops.hosts import places


def test_each_environment_has_a_folder(state):
    assert places.known("rehearsal") == places.known("rehearsal") == state / "rehearsal"
    assert (state / "rehearsal").is_dir()


def test_forgetting_one_leaves_the_others(state):
    places.known("rehearsal").joinpath("hosts.json").touch()
    places.known("staging")
    places.forget("rehearsal")
    places.forget("rehearsal")
    assert [path.name for path in state.iterdir()] == ["staging"]


def test_the_project_is_the_one_of_pulumi_up_by_hand():
    assert (places.PROJECT / "Pulumi.yaml").exists()


def test_whoever_reads_a_file_while_it_is_written_reads_the_old_one_whole(tmp_path):
    file = tmp_path / "hosts.json"
    places.write(file, "old and long")
    with file.open() as reader:
        places.write(file, "new")
        assert (reader.read(), file.read_text()) == ("old and long", "new")
    assert list(tmp_path.glob("hosts.json*")) == [file]
