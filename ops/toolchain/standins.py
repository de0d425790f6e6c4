"""Our stand-ins for the maker's plugins, as the engine finds them: tiny programs beside the CLI.

Each starts the module of the checkout that it is called in, so one folder serves every checkout.
"""

from pathlib import Path

MARK = "# webhook-monitor: stands in for the maker's plugin of this name"
MODULES = {
    "pulumi-language-python": "language",
    "pulumi-resource-docker": "docker",
    "pulumi-resource-hcloud": "hcloud",
}
_HEAD_BYTES = 200
_PROGRAM = """\
#!/bin/sh
{mark}
checkout=$(pwd -P)
until [ -d "$checkout/infra/pulumi/offline" ]; do
  if [ -z "$checkout" ]; then
    echo "{name}: stands in inside a checkout of webhook-monitor only; this is $(pwd -P)" >&2
    exit 2
  fi
  checkout=${{checkout%/*}}
done
if ! [ -x "$checkout/.venv/bin/python" ]; then
  echo "{name}: $checkout/.venv is missing; type: invoke toolchain" >&2
  exit 2
fi
# -P: a folder named like a package, where the program runs, is not imported in its place.
exec "$checkout/.venv/bin/python" -P -m infra.pulumi.offline.{module} "$@"
"""


def write(folder: Path) -> None:
    """Put all of them into the folder; what is there is replaced whole, never half."""
    for name, module in MODULES.items():
        half = folder / f".{name}"
        half.write_text(_PROGRAM.format(mark=MARK, name=name, module=module))
        half.chmod(0o755)
        half.replace(folder / name)


def are_fresh(folder: Path) -> bool:
    """Tell whether all of them are there, as `write` would write them."""
    return all(
        _read(folder / name) == _PROGRAM.format(mark=MARK, name=name, module=module)
        for name, module in MODULES.items()
    )


def is_ours(program: Path) -> bool:
    """Tell a stand-in of ours, of any age, from the maker's own plugin."""
    try:
        with program.open("rb") as file:
            return MARK.encode() in file.read(_HEAD_BYTES)
    except OSError:
        return False


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""
