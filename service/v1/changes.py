"""The body of a PATCH: any of a model's fields."""

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


@dataclass(frozen=True)
class ChangesOf:
    """Marks a view's body as changes of a model; the view merges them with what there is and validates it."""

    model: type[BaseModel]

    def __get_pydantic_json_schema__(self, _: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe the model with nothing required and no defaults: what is left out stays as it is."""
        whole = handler.resolve_ref_schema(handler(self.model.__pydantic_core_schema__))
        fields: dict[str, Any] = {
            name: {key: value for key, value in field.items() if key != "default"}
            for name, field in whole["properties"].items()
        }
        return {
            "type": "object",
            "title": f"Changes of {self.model.__name__}",
            "properties": fields,
            "additionalProperties": False,
        }
