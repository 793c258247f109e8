#!/usr/bin/env bash
# A wheel built by maturin, installed by pip into a clean virtual environment, runs.
source "$(dirname "$0")/common.sh"
python3 -m venv "$work/build"
"$work/build/bin/pip" -q install maturin
(cd "$root" && "$work/build/bin/maturin" build --release --locked --out "$work/wheels" ${MATURIN_ARGUMENTS:-})
python3 -m venv "$work/clean"
"$work/clean/bin/pip" -q install --no-index "$work"/wheels/*.whl
"$work/clean/bin/dutylint" --version
code=0
"$work/clean/bin/dutylint" check "$root/testdata/jiangzhou/medical_security.html" --no-cache -o "json:$work/found.json" || code=$?
[ "$code" = 1 ] || fail "exit code $code"
"$work/clean/bin/python" -c "import json, sys; assert json.load(open(sys.argv[1]))['findings']" "$work/found.json"
echo "wheel: passed"
