"""What one project at Hetzner holds, and what is the same for everything in it: ids, names, protection."""

from collections.abc import Iterator
from typing import Any

from infra.pulumi.offline.hcloud.refusal import Refusal

Record = dict[str, Any]
"""One object of the project, as JSON keeps it."""

_FIRST_ID = 1_000_001
_TITLES = {"server": "server ", "ssh_key": "SSH key "}


class Project:
    """The objects of a project: by kind, then by id. Nothing here is kept until the file is written."""

    def __init__(self, content: Record) -> None:
        self.content = content

    def all(self, kind: str) -> Iterator[Record]:
        """Return every object of a kind, the oldest first."""
        yield from self._table(kind).values()

    def find(self, kind: str, number: int | str) -> Record | None:
        """Return an object, or None when there is none with that id."""
        return self._table(kind).get(str(number))

    def get(self, kind: str, number: int | str) -> Record:
        """Return an object that must be there."""
        if (found := self.find(kind, number)) is None:
            raise Refusal("not_found", f"{kind.replace('_', ' ')} with ID '{number}' not found")
        return found

    def add(self, kind: str, name: str, **fields: Any) -> Record:
        """Keep a new object under the next id; its name must be free."""
        self.claim(kind, name)
        number = self.content.setdefault("next_id", _FIRST_ID)
        self.content["next_id"] = number + 1
        record: Record = {"id": number, "name": name, "protected": False, **fields}
        self._table(kind)[str(number)] = record
        return record

    def claim(self, kind: str, name: str) -> None:
        """Refuse a name that another object of the kind has."""
        if any(other["name"] == name for other in self.all(kind)):
            raise Refusal("uniqueness_error", f"{_TITLES.get(kind, '')}name is already used")

    def rename(self, record: Record, kind: str, name: str) -> None:
        """Give an object another name, which must be free."""
        if record["name"] != name:
            self.claim(kind, name)
            record["name"] = name

    def remove(self, kind: str, number: int | str) -> Record:
        """Delete an object, unless it is protected."""
        if self.get(kind, number)["protected"]:
            raise Refusal("protected", f"{kind.replace('_', ' ')} deletion is protected")
        return self._table(kind).pop(str(number))

    def _table(self, kind: str) -> dict[str, Record]:
        table: dict[str, Record] = self.content.setdefault(kind, {})
        return table
