#!/usr/bin/env bash
# The hook, run by pre-commit on a sample repository. FULL=1 builds it as pre-commit does for users (some minutes).
source "$(dirname "$0")/common.sh"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q install pre-commit
hook=dutylint-installed
[ -z "${FULL:-}" ] || hook=dutylint
export PRE_COMMIT_HOME=$work/pre-commit PATH="$(dirname "$DUTYLINT"):$work/venv/bin:$PATH"
# The hook as it is in the working tree, whether committed or not.
git init -q "$work/hooks"
(cd "$root" && git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$work/hooks")
git -C "$work/hooks" add -A
git -C "$work/hooks" -c user.name=t -c user.email=t@example.invalid commit -qm hooks

git init -q "$work/lists"
cd "$work/lists"
git config user.name t
git config user.email t@example.invalid
cat > .pre-commit-config.yaml <<YAML
repos:
  - repo: $work/hooks
    rev: $(git -C "$work/hooks" rev-parse HEAD)
    hooks:
      - id: $hook
YAML
cp "$root/testdata/jiangzhou/medical_security.html" 清单.html
git add -A
if pre-commit run > "$work/said" 2>&1; then
  cat "$work/said"
  fail "the hook let a faulty list pass"
fi
grep -q 清单.html "$work/said" || { cat "$work/said"; fail "the finding is not told"; }
# With its old findings kept, the list passes; a new one stops the commit again.
echo 'baseline: dutylint-baseline.json' > dutylint.yaml
dutylint baseline write . > /dev/null 2>&1
git add -A
pre-commit run > "$work/said" 2>&1 || { cat "$work/said"; fail "old findings stop the commit"; }
pre-commit install > /dev/null
git commit -qm lists
sed -i 's/公务员法》第五十九条/公务员法》第九百五十九条/' 清单.html
git add -A
if git commit -qm worse > "$work/said" 2>&1; then
  cat "$work/said"
  fail "a new finding did not stop the commit"
fi
echo "pre-commit ($hook): passed"
