"""A machine made of folders: its PATH and its home hold only what a test puts there."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from ops import versions
from ops.toolchain import standins

GO = """\
#!/bin/sh
echo "$*" >> "{log}"
case $1 in
  env) for name; do case $name in
    GOVERSION) echo go{version} ;;
    GOMODCACHE | GOCACHE) echo "{caches}" ;;
  esac; done ;;
  build)
    echo "CGO_ENABLED=$CGO_ENABLED in $PWD" >> "{log}"
    {build}
    while [ "$1" != -o ]; do shift; done
    printf '#!/bin/sh\\necho v{built}\\n' > "$2"
    /bin/chmod +x "$2" ;;
esac
"""


@dataclass
class Machine:
    """Folders that stand for a machine."""

    path: Path
    home: Path

    @property
    def cache(self) -> Path:
        return self.home / ".cache/webhook-monitor/toolchain"

    @property
    def log(self) -> Path:
        return self.home / "go.log"

    @property
    def builds(self) -> list[str]:
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [line for line in lines if line.startswith("build")]

    def program(self, folder: Path, name: str, text: str = "#!/bin/sh\n") -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
        return folder / name

    def official(self, folder: Path, version: str = versions.PULUMI) -> Path:
        """Put what the maker's installer puts into a folder."""
        self.program(folder, "pulumi-language-python")
        return self.program(folder, "pulumi", f"#!/bin/sh\necho v{version}\n")

    def go(self, build: str = ":", version: str = "1.26.8", built: str = versions.PULUMI) -> None:
        """Put a Go on PATH; build: what it does before it writes the program."""
        text = GO.format(log=self.log, version=version, caches=self.home, build=build, built=built)
        self.program(self.path, "go", text)

    def built(self) -> Path:
        """Put what `invoke toolchain` makes into its place."""
        folder = self.cache / versions.PULUMI / "bin"
        program = self.program(folder, "pulumi", f"#!/bin/sh\necho v{versions.PULUMI}\n")
        standins.write(folder)
        return program


@pytest.fixture
def machine(tmp_path, monkeypatch):
    made = Machine(tmp_path / "path", tmp_path / "home")
    made.path.mkdir()
    made.home.mkdir()
    (made.path / "setpriv").symlink_to(shutil.which("setpriv"))
    for name in [name for name in os.environ if name.startswith(("PULUMI_", "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(made.home))
    monkeypatch.setenv("PATH", str(made.path))
    return made
