#!/bin/sh
# What the container does when it starts: the bundled graph goes into the store, unless one is there; then the explorer.
# KG_STORE names the store; KG_HOST and KG_PORT where to listen. A store that holds a graph is never replaced, but a
# load that was cut off is done again.
set -eu
store=${KG_STORE:-graph.json}
said=$(mktemp)
trap 'rm -f "$said"' EXIT

if ! python -m kg stats --store "$store" >/dev/null 2>"$said" || grep -q loading "$said"; then
  python -m kg load graph.json "$store" # a wrong password or a stranger's database is said here, and ends the start
fi
rm -f "$said"
exec python -m kg serve --store "$store" --host "${KG_HOST:-0.0.0.0}" --port "${KG_PORT:-8501}"
