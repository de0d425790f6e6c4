"""What an environment may cost."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from ops.environment.table import Table


def _euros(value: Any) -> Any:
    return Decimal(str(value)) if type(value) in (int, float) else value


class Cost(Table):
    """The limit: 0 until somebody says how much may be spent."""

    limit_eur: Annotated[Decimal, Field(ge=0, le=100_000), BeforeValidator(_euros)] = Decimal(0)
