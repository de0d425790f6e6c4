"""A site: where environments and their state lie; the repository, unless another is named."""

import runpy

import pytest

from ops.bootstrap import ROOT


@pytest.fixture
def site(monkeypatch):
    """Return `site(…)`: what ops.site says where these environment variables are set, and no others."""

    def read(**environ):
        for name in ("WEBHOOK_MONITOR_SITE", "PULUMI_BACKEND_URL"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        said = runpy.run_path(str(ROOT / "ops/site.py"))
        return said["ENVIRONMENTS"], said["STATE"], said["BACKEND"]

    return read


def test_the_repository_is_one_and_its_backend_stands_in_pulumi_yaml(site):
    assert site() == (ROOT / "environments", ROOT / "infra/pulumi/state", {})
    named = (ROOT / "infra/pulumi/hosts/Pulumi.yaml").read_text()
    assert "url: file://../state" in named


def test_another_has_its_own_environments_state_and_backend(site, tmp_path):
    backend = {"PULUMI_BACKEND_URL": f"file://{tmp_path}/state"}
    assert site(WEBHOOK_MONITOR_SITE=str(tmp_path)) == (
        tmp_path / "environments",
        tmp_path / "state",
        backend,
    )


def test_an_empty_name_is_none(site):
    assert site(WEBHOOK_MONITOR_SITE="")[0] == ROOT / "environments"


def test_a_backend_that_somebody_chose_is_left(site, tmp_path):
    chosen = {"WEBHOOK_MONITOR_SITE": str(tmp_path), "PULUMI_BACKEND_URL": "s3://state"}
    assert site(**chosen)[2] == {}
