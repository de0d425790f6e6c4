"""The SDKs as schema."""

import pulumi_docker

from infra.pulumi.offline import schema


def test_inputs_have_the_engines_names_and_types() -> None:
    shape = schema.inputs_of(pulumi_docker.Container)
    assert shape.required == {"image"}
    assert shape.fields["memory"].kind is int
    assert shape.fields["tmpfs"].kind is dict
    network = shape.fields["networksAdvanced"].item
    assert network
    assert network.required == {"name"}
    assert network.fields["ipv4Address"].kind is str


def test_outputs_are_what_is_not_taken() -> None:
    assert schema.outputs_of(pulumi_docker.Volume) == {"mountpoint"}


def test_the_token_is_the_engines() -> None:
    assert schema.token_of(pulumi_docker.Volume) == "docker:index/volume:Volume"
