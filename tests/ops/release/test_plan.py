"""What is looked at before anything is changed."""

import json
from types import SimpleNamespace

from ops.release import built, room
from ops.release.built import Built
from ops.release.migrations import Migration
from ops.release.plan import Plan
from ops.release.room import MARGIN, MEGABYTE, Disk
from tests.ops.release.test_record import release


def image(layers, sizes, size=1000):
    return Built(SimpleNamespace(id=f"sha256:{layers[-1]}", size=size), layers, sizes)


API = built.Image("sha256:old", "sha256:new", 100_000)


def planned(**changes):
    usual = {
        "commit": "a" * 40, "now": "release 1 (bbb)", "images": {"api": API},
        "settings": {"api": ("one", "two"), "web": ("same", "same")}, "new_secrets": ["api_key-12345678"],
        "migrations": [Migration("0003", "notes", "alter table x;\n", "line 1: it waits")], "disks": [],
        "memory": room.Memory(100, 200), "by_hand": [],
    }  # fmt: skip
    return Plan(**{**usual, **changes})


def test_people_read_what_changes_and_nothing_else():
    text = "\n".join(planned().lines())
    assert "image     api         old → new  0.1 MB new" in text
    assert "settings  api         one → two" in text
    assert "same" not in text
    assert "secret    api_key-12345678 is new" in text
    assert "migration 0003 notes" in text
    assert "alter table x;" in text
    assert "squawk: line 1: it waits" in text


def test_machines_read_all_of_it():
    told = json.loads(json.dumps(planned().as_dict()))
    assert told["images"]["api"] == {"now": "sha256:old", "new": "sha256:new", "new_bytes": 100_000}
    assert told["memory"] == {"needed": 100, "there": 200, "fits": True}
    assert told["obstacles"] == []


def test_a_disk_without_room_is_an_obstacle_with_what_to_free():
    full = Disk("app-1", "/var/lib/docker", 100 * MEGABYTE, MARGIN)
    (said,) = planned(disks=[full, Disk("app-2", "/var/lib/docker", 1, None)]).obstacles
    assert said == "app-1 /var/lib/docker: 100 MB needed, 256 MB free: free 100 MB more"


def test_memory_that_is_short_is_an_obstacle():
    (said,) = planned(memory=room.Memory(300, 200)).obstacles
    assert said.startswith("memory: 300 MB while old and new run side by side, 200 MB there")


def test_memory_fits_in_every_environment_that_is_described(rehearsal):
    assert room.memory(rehearsal).fits


def test_layers_that_hosts_have_do_not_travel_and_shared_ones_travel_once():
    now = release(1)
    now.layers.update(api=["base", "python"])
    now.ids.update(api="sha256:old")
    found = built.compared(
        {
            "api": image(["base", "python", "code"], [1, 20, 300]),
            "web": image(["base", "more", "pages"], [1, 4000, 50000]),
            "worker": image(["base", "more", "tasks"], [1, 4000, 600000]),
        },
        now,
    )
    assert [found[app].new_bytes for app in ("api", "web", "worker")] == [300, 54000, 600000]
    assert (found["api"].now, found["web"].now) == ("sha256:old", "")


def test_where_layers_have_no_sizes_the_whole_image_counts():
    assert image(["base", "code"], ()).new_bytes(["base"]) == 1000
    assert image(["base"], ()).new_bytes(["base"]) == 0
