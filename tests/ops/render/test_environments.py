"""`docs/environments.md` shows each environment and every key of its file."""

import pytest

from ops import environment
from ops.environment.description import Description
from ops.environment.hosts import Entry
from ops.render import environments, keys


@pytest.mark.parametrize("name", environment.names())
def test_each_environment_has_a_section_with_a_row_per_host(name):
    section = environments.text().split(f"\n## {name}\n")[1].split("\n## ")[0]
    for host in environment.load(name).hosts:
        row = f"| {host.name} | {', '.join(host.roles)} | {host.size} | {host.machine.cpus} |"
        assert row in section


def test_what_the_hosts_cost_together_is_added_up():
    hosts = environment.load("production").hosts
    total = sum(host.machine.eur_month for host in hosts)
    assert total > 0
    assert f"| all, without VAT |  |  |  |  |  |  | {total} |" in environments.text()


def test_every_key_of_the_file_is_there_once_as_a_row_or_as_a_table():
    page = "\n".join(keys.sections())
    for form in (Description, Entry):
        for field, info in form.model_fields.items():
            key = info.alias or field
            assert page.count(f"\n| `{key}` |") == 1 or f"`[{key}" in page


@pytest.mark.parametrize(
    "row",
    [
        "| `mtu` | 576 to 9,000 | `1450` |",
        "| `provider` | `local`, `docker`, `hetzner`, `existing` | required |",
        "| `confirm` | `true`, `false` | `true` |",
        "| `roles` | a list: `edge`, `app`, `data`, `monitor`, `manager` | required |",
        "| `limit_eur` | 0 to 100,000 | `0` |",
    ],
)
def test_a_key_is_shown_with_what_it_takes_and_its_default(row):
    assert row in "\n".join(keys.sections())


def test_tables_of_one_form_share_a_section():
    titles = [section.split("\n")[0] for section in keys.sections()]
    assert "## `[apps.api]`, `[apps.relay]`, `[apps.web]`" in titles
