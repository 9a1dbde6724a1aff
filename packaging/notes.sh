#!/usr/bin/env bash
# Prints the section of CHANGELOG.md for a version: notes.sh 0.1.0
set -euo pipefail
cd "$(dirname "$0")/.."
notes=$(awk -v heading="## $1" '
  $0 == heading || index($0, heading " ") == 1 { inside = 1; next }
  /^## / { inside = 0 }
  inside { print }
' CHANGELOG.md)
if [ -z "${notes//[[:space:]]/}" ]; then
  echo "CHANGELOG.md has no section '## $1': rename '## Unreleased' first" >&2
  exit 1
fi
printf '%s\n' "$notes"
