"""People's keys: uploaded where a provider wants them by id."""

from tests.infra.pulumi import fleets
from tests.ops.environment.variant import accepted

EVE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEtoRzJ3cUtsSm5IZ1R5ZVd2QmNYelBvSWpMa01uQmgx eve@example.com"


def test_each_person_has_a_key_of_their_name():
    two = fleets.made(accepted(('ada@example.com"', f'ada@example.com"\neve = "{EVE}"')))
    assert [each.inputs["name"] for each in two.of("SshKey")] == ["production-ada", "production-eve"]
    assert two["SshKey", "eve"].inputs["publicKey"] == EVE
    assert all(len(each.inputs["sshKeys"]) == 2 for each in two.of("Server"))


def test_a_changed_key_gives_its_name_back_first(production):
    assert production["SshKey", "ada"].delete_before_replace


def test_containers_take_the_keys_themselves(rehearsal):
    assert rehearsal.of("SshKey") == []
