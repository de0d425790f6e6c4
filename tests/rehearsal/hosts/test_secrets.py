"""Secrets in every place where a careless person would put them: none is written down or shown."""

import subprocess
import threading
from pathlib import Path

import pytest

from tests.rehearsal.conftest import PROJECT

CANARY = "canary7f3a9c51e2d84b06"
TOKEN = (CANARY + "x" * 64)[:64]
PASSPHRASE = f"{CANARY}-passphrase"
NAME = "t-staging"


@pytest.fixture(scope="module")
def careless(site, make_believe):
    """Give a site whose person has secrets in the shell: a token, the passphrase, the applications' own."""
    site.describe(NAME, "staging")
    site.environ |= {
        "HCLOUD_TOKEN": TOKEN,
        "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
        "DATABASE_URL": f"postgresql://postgres:{CANARY}@localhost/x",
        "API_KEY": CANARY,
        "SEAL_KEYS": CANARY,
    }
    return site


class Watch(threading.Thread):
    """Reads all command lines, again and again, as anybody on the machine could."""

    def __init__(self):
        super().__init__(daemon=True)
        self.seen = set()
        self.done = threading.Event()

    def run(self):
        while not self.done.wait(0.01):
            for file in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    self.seen.add(file.read_bytes())
                except OSError:
                    continue


def holders(folder):
    """Return the files below a folder that hold the canary."""
    found = subprocess.run(
        ["grep", "-rlaF", CANARY, str(folder)], capture_output=True, text=True, check=False
    )
    return found.stdout.splitlines()


def test_a_token_in_the_shell_is_in_no_file_no_output_and_no_command_line(careless, tmp_path):
    watch = Watch()
    watch.start()
    runs = [
        careless.invoke("plan", "--env", NAME),
        careless.invoke(
            "provision", "--env", NAME, "--hosts", WEBHOOK_MONITOR_HCLOUD_FAIL="volume:1,server:1"
        ),
        careless.invoke("provision", "--env", NAME, "--hosts"),
        careless.pulumi("up", "--stack", NAME, "--yes", "--refresh", "--logflow", "-v=9", "--logtostderr"),
        careless.pulumi("stack", "export", "--stack", NAME),
        careless.invoke("destroy", "--env", NAME, "--data", typed=f"{NAME}\n"),
    ]
    watch.done.set()
    assert [run.returncode for run in runs] == [0, 1, 0, 0, 0, 0], [run.text[-800:] for run in runs]
    assert [run.args for run in runs if CANARY in run.text] == []
    assert holders(careless.folder) == []
    assert [line for line in watch.seen if CANARY.encode() in line] == []


@pytest.mark.parametrize("secret", [True, False], ids=["encrypted", "plain"])
def test_a_token_in_the_stacks_config_is_refused_before_pulumi_records_it(careless, secret):
    how = "--secret" if secret else "--plaintext"
    settings = PROJECT / f"Pulumi.{NAME}.yaml"
    before = settings.read_text()
    assert careless.pulumi("config", "set", "--stack", NAME, "hcloud:token", TOKEN, how).returncode == 0
    by_task = careless.invoke("provision", "--env", NAME, "--hosts")
    by_hand = careless.pulumi("up", "--stack", NAME, "--yes")
    settings.write_text(before)
    assert by_task.returncode == 2
    assert by_hand.returncode != 0
    for said in (by_task.text, by_hand.text):
        assert "config hcloud:token: nothing is set there" in said
        assert CANARY not in said
    assert holders(careless.state) == []


@pytest.mark.parametrize(
    "line",
    [
        f'hcloud_token = "{TOKEN}"',
        f'[secrets]\napi_key = "{CANARY}"',
        f'[people]\neve = "-----BEGIN OPENSSH PRIVATE KEY-----{CANARY}"',
        f'[backup]\nkey = "{CANARY}"',
        f'[hosts]\neve = {{ size = "{CANARY}", roles = ["app"] }}',
    ],
    ids=["top", "table", "private key", "backup", "size"],
)
def test_a_secret_in_the_description_is_refused_and_not_repeated(careless, line):
    file = careless.environments / f"{NAME}.toml"
    before = file.read_text()
    table = line.split("\n")[0]
    changed = before.replace(table, line, 1) if table in before and "\n" in line else f"{line}\n{before}"
    file.write_text(changed)
    done = careless.invoke("plan", "--env", NAME)
    file.write_text(before)
    assert done.returncode == 2, done.text
    assert f"environments/{NAME}.toml: " in done.text
    assert CANARY not in done.text
