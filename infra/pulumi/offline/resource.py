"""The base of every resource that a stand-in can make.

To add a resource, write one class in a file of its own and list it in the provider's `__main__.py`:

    class Volume(Resource):
        sdk = pulumi_docker.Volume                  # gives token, names, types and what is required
        known = paths("name driver labels.label labels.value")   # what is implemented; the rest is refused
        computed = paths("driver")                  # filled in by the maker where the program is silent
        defaults = {"driver": "local"}              # filled in by the provider, before anything is compared

        def create(self, inputs): ...               # make it, return its id
        def read(self, id_, state): ...             # return today's state, None when it is gone
        def delete(self, id_, state): ...           # gone already is no error

`self.connection` is whatever the provider's `connect` returned: an engine's API, a file. Methods get and
return plain dictionaries with the engine's names (`ipv4Address`); raise `RefusedError` with one sentence.
A path is the names that lead to a property, without positions: `ports.ip` is the ip of each of the ports.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, NamedTuple

from pulumi import CustomResource

from infra.pulumi.offline.wire import Properties


class RefusedError(Exception):
    """The maker refuses, or something failed: one sentence for the user."""


class Problem(NamedTuple):
    """What is wrong with an input, found before anything is made."""

    property: str
    reason: str


def paths(text: str) -> frozenset[str]:
    """Return the paths that a text lists."""
    return frozenset(text.split())


class Resource(ABC):
    """One type of resource."""

    sdk: ClassVar[type[CustomResource]]
    known: ClassVar[frozenset[str]]
    """Paths of the inputs that this stand-in implements, down to the innermost; any other is refused."""
    computed: ClassVar[frozenset[str]] = frozenset()
    """Paths that the maker fills in when the program gives none, so that leaving them out is no change."""
    updatable: ClassVar[frozenset[str]] = frozenset()
    """Names of the inputs whose change is an update; a change of any other replaces the resource."""
    ordered: ClassVar[frozenset[str]] = frozenset()
    """Paths of the lists in which the order counts; all others are sets."""
    sets_of_one: ClassVar[frozenset[str]] = frozenset()
    """Names of the objects that the maker keeps as a set with at most one item."""
    defaults: ClassVar[Mapping[str, Any]] = {}
    """What the provider fills in, by path. It counts as given."""
    autonamed: ClassVar[bool] = True
    """Whether a missing `name` is made up from the resource's name in the program."""
    deleted_first: ClassVar[bool] = False
    """Whether a replacement always waits until the old one is gone. Fixed names do so anyway."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    @classmethod
    def problems(cls, inputs: Properties) -> Iterable[Problem]:
        """Check what types cannot say: choices, ranges, properties that exclude each other."""
        return ()

    @abstractmethod
    def create(self, inputs: Properties) -> str:
        """Make it and return its id. Whoever raises here has left nothing behind."""

    def finish(self, id_: str, inputs: Properties) -> None:
        """Do what is left after it exists. Raising here leaves it half-made, and the engine is told so."""
        return

    @abstractmethod
    def read(self, id_: str, state: Properties) -> Properties | None:
        """Return its state of today: the old one with all that can be read anew; None when it is gone."""

    def update(self, id_: str, old: Properties, new: Properties) -> Properties:
        """Change it in place and return its new state; `new` is the old state with the new inputs in it."""
        return new

    @abstractmethod
    def delete(self, id_: str, state: Properties) -> None:
        """Remove it, and return when it is gone."""
