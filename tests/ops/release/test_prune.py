"""What goes when releases are pruned, and what never does."""

import pytest

from ops.errors import OpsError
from ops.release import prune, registry
from tests.ops.release.test_record import FAILED, release

PLACE = "10.77.0.10:5000"
KEPT, OLD = (f"{PLACE}/api@sha256:{digit * 64}" for digit in "ab")
FOREIGN = (
    "debian@sha256:" + "c" * 64,
    f"{PLACE}/echo@sha256:" + "d" * 64,
    "elsewhere:5000/api@sha256:" + "e" * 64,
    f"{PLACE}/api@<none>",
)


def test_images_of_no_kept_release_go_and_foreign_ones_never():
    assert prune.surplus([KEPT, OLD, *FOREIGN], PLACE, {KEPT}) == [OLD]


def test_five_of_different_content_are_kept_and_what_was_tried_last():
    kept = [*map(release, range(1, 8)), release(8, origin=7), release(9, FAILED)]
    assert [each.number for each in prune.kept(kept)] == [3, 4, 5, 6, 8, 9]


def test_a_releases_secrets_are_those_of_all_its_services(services):
    made = release(1)
    made.services.update(services)
    names = {name.rpartition("-")[0] for name in prune.secrets(made)}
    assert {"api_key", "database_url", "redis_url", "seal_keys", "session_key"} <= names


def test_an_image_is_known_by_its_digest_alone():
    assert registry.parts(KEPT) == ("api", "sha256:" + "a" * 64)
    with pytest.raises(OpsError, match="not named by its digest"):
        registry.parts(f"{PLACE}/api:latest")
