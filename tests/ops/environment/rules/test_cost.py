"""Nothing is rented beyond the limit."""

import pytest

from ops.environment.provider import Provider
from ops.environment.sizes import SIZES
from tests.ops.environment.variant import accepted, refused


def test_hosts_and_volumes_count():
    accepted(("= 45", "= 25.55"))
    (line,) = refused(("= 45", "= 25.54"))
    assert line == (
        "cost.limit_eur: 25.55 € a month are needed (hosts 20.97, volumes 4.58), the limit is 25.54;"
        " raise it, or take smaller sizes"
    )


def test_without_a_limit_nothing_is_rented():
    assert refused(("limit_eur = 45", ""))[0].startswith("cost.limit_eur: 25.55 € a month are needed")


@pytest.mark.parametrize("provider", [Provider.LOCAL, Provider.DOCKER, Provider.EXISTING])
def test_ones_own_machines_cost_nothing(provider):
    assert {size.eur_month for size in SIZES[provider].values()} == {0}
