"""A cloud in a temporary file, and the provider over it, called without gRPC."""

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2 as pb

from infra.pulumi.offline.hcloud.__main__ import RESOURCES
from infra.pulumi.offline.hcloud.cloud import Cloud
from infra.pulumi.offline.hcloud.faults import Faults
from infra.pulumi.offline.hcloud.project import Project
from infra.pulumi.offline.hcloud.provider import HcloudProvider
from infra.pulumi.offline.hcloud.store import Store
from infra.pulumi.offline.schema import token_of
from infra.pulumi.offline.wire import dump, load

TOKENS = {resource.sdk.__name__: token_of(resource.sdk) for resource in RESOURCES}


class RefusedError(Exception):
    """What the engine is told."""


class Context(grpc.ServicerContext):
    """As much of a call's context as the provider uses."""

    def abort(self, code, details):
        raise RefusedError(details)

    def set_trailing_metadata(self, trailing_metadata):
        pass

    def _nothing(self, *_):
        raise NotImplementedError

    abort_with_status = add_callback = auth_context = cancel = invocation_metadata = is_active = _nothing
    peer = peer_identities = peer_identity_key = send_initial_metadata = _nothing
    set_code = set_details = time_remaining = _nothing


class Provider:
    """The provider, called by names and dictionaries."""

    def __init__(self, cloud):
        self.served = HcloudProvider("hcloud", "1.43.3", lambda _: cloud, RESOURCES)

    def check(self, kind, inputs, olds=None):
        request = pb.CheckRequest(
            urn=urn(kind), news=dump(inputs), olds=dump(olds or {}), randomSeed=b"1234567"
        )
        answer = self.served.Check(request, Context())
        return load(answer.inputs), [failure.reason for failure in answer.failures]

    def create(self, kind, inputs, preview=False):
        request = pb.CreateRequest(
            urn=urn(kind), properties=dump(self.check(kind, inputs)[0]), preview=preview
        )
        answer = self.served.Create(request, Context())
        return answer.id, load(answer.properties)

    def diff(self, kind, state, inputs):
        request = pb.DiffRequest(urn=urn(kind), olds=dump(state), news=dump(self.check(kind, inputs)[0]))
        return self.served.Diff(request, Context())

    def read(self, kind, id_, state, inputs=None):
        request = pb.ReadRequest(urn=urn(kind), id=id_, properties=dump(state), inputs=dump(inputs or {}))
        return load(self.served.Read(request, Context()).properties)

    def update(self, kind, id_, state, inputs):
        news = dump(self.check(kind, inputs)[0])
        request = pb.UpdateRequest(urn=urn(kind), id=id_, olds=dump(state), news=news)
        return load(self.served.Update(request, Context()).properties)

    def delete(self, kind, id_, state):
        self.served.Delete(pb.DeleteRequest(urn=urn(kind), id=id_, properties=dump(state)), Context())


def urn(kind):
    return f"urn:pulumi:t::toy::{TOKENS.get(kind, kind)}::it"


@pytest.fixture
def project():
    """Give an empty project that no file holds."""
    return Project({})


@pytest.fixture
def cloud(tmp_path):
    return Cloud(Store(tmp_path / "cloud.json"), Faults())


@pytest.fixture
def provider(cloud):
    return Provider(cloud)


@pytest.fixture
def refused():
    return RefusedError
