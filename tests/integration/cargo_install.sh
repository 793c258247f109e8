#!/usr/bin/env bash
# `cargo install` puts a program that runs into a folder of its own.
source "$(dirname "$0")/common.sh"
cargo install --locked --path "$root" --root "$work/installed" --target-dir "${CARGO_TARGET_DIR:-$root/target}"
cd "$work"
installed/bin/dutylint --version
code=0
installed/bin/dutylint check "$root/testdata/jiangzhou/medical_security.html" --no-cache > found || code=$?
[ "$code" = 1 ] || fail "exit code $code"
grep -q law/ended found || fail "the packs are not in the program"
echo "cargo install: passed"
