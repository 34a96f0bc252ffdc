#!/usr/bin/env bash
# Deletes the embedded database of the data directory. A server's database is not touched: dropping that is its operator's.
set -euo pipefail

if [[ -n ${DATABASE_URL:-} ]]; then
  echo "error: DATABASE_URL is set; this resets the embedded database only: drop and create that one with its own tools" >&2
  exit 2
fi
data=${AETHER_DATA:-${XDG_DATA_HOME:-$HOME/.local/share}/aether}
if [[ ! -e $data ]]; then
  echo "nothing to delete: $data does not exist"
  exit 0
fi
# Only what a data directory holds, in a directory that says it is one.
if [[ ! -f $data/format.json ]]; then
  echo "error: $data is not a data directory (it has no format.json); nothing was deleted" >&2
  exit 2
fi
if [[ ${1:-} != 1 ]]; then
  [[ -t 0 ]] || { echo "error: this deletes everything indexed in $data; run make db-reset YES=1" >&2; exit 2; }
  read -r -p "Delete everything indexed in $data? [y/N] " answer
  [[ $answer == [yY]* ]] || { echo "nothing was deleted"; exit 1; }
fi
pid=$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).pid' "$data/owner.json" 2>/dev/null || true)
if [[ -n $pid ]] && kill -0 "$pid" 2>/dev/null; then
  echo "error: process $pid has $data open: stop it first" >&2
  exit 1
fi
rm -rf "$data"/pg[0-9]* "$data/format.json" "$data/owner.json"
echo "deleted the database in $data"
