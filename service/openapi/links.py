"""Links: what may be asked about a thing that was just made, by its id."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

ID_OF = re.compile(r"/\{(\w+)\}(?:/\w+)?")
Paths = Mapping[str, dict[str, Any]]


def add(paths: Paths) -> None:
    """Give each answer that tells of a new thing links to the operations on it."""
    for path, methods in paths.items():
        answers = methods.get("post", {}).get("responses", {})
        for answer in (answers[status] for status in ("201", "202") if status in answers):
            if links := dict(_links(path, paths)):
                answer["links"] = links


def _links(collection: str, paths: Paths) -> Iterator[tuple[str, Any]]:
    for path, methods in paths.items():
        parameter = ID_OF.fullmatch(path.removeprefix(collection))
        if parameter is None:
            continue
        for operation in methods.values():
            name = operation["operationId"]
            yield name, {"operationId": name, "parameters": {parameter[1]: "$response.body#/id"}}
