#!/bin/bash
# Make an image of this host's own Python and of echo.py, and push it: no registry has one for us.
# usage: image.sh NAME ECHO.PY
set -euo pipefail
name=$1 program=$2
python=$(readlink --canonicalize /usr/bin/python3)
modules=/usr/lib/$(basename "$python")
root=$(mktemp --directory)
trap 'rm -rf "$root"' EXIT

# What Python and its modules are linked with, and the loader, at the paths where they are looked for.
mapfile -t libraries < <(ldd "$python" "$modules"/lib-dynload/*.so | grep -o '/[^ ]*\.so[^ :]*' | sort -u | grep -v "^$modules")
files=("$python" "$modules" "${libraries[@]}")
tar --directory / --create --dereference --exclude=test --exclude=ensurepip "${files[@]#/}" | tar --directory "$root" --extract
install -D --mode 0644 "$program" "$root/echo.py"
chmod 0755 "$root"

run='"'$python'", "-IBS", "/echo.py"'
tar --directory "$root" --create --numeric-owner --owner 0 --group 0 . | docker import \
  --change "ENTRYPOINT [$run]" \
  --change "HEALTHCHECK --interval=5s --timeout=5s --start-period=20s --start-interval=500ms CMD [$run, \"check\"]" \
  --change 'USER 65534:65534' \
  - "$name"
docker push --quiet "$name"
