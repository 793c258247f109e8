# What the scripts of this folder have in common: source it.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# The program under test; built when it is not given.
if [ -z "${DUTYLINT:-}" ]; then
  cargo build --release --locked --manifest-path "$root/Cargo.toml"
  DUTYLINT=${CARGO_TARGET_DIR:-$root/target}/release/dutylint
fi
DUTYLINT=$(realpath "$DUTYLINT")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "FAILED: $*" >&2
  exit 1
}
