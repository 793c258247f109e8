#!/usr/bin/env bash
# All formats in one run, read by programs of others.
source "$(dirname "$0")/common.sh"
lists=("$root/testdata/jiangzhou" "$root/testdata/lists" "$root/testdata/office/wide.xlsx" "$root/testdata/office/document.docx")
code=0
"$DUTYLINT" check "${lists[@]}" --no-cache --no-config --as-of 2026-01-31 \
  -o "sarif:$work/out.sarif" -o "rdjson:$work/out.rdjson" -o "gitlab:$work/out.gitlab.json" -o "junit:$work/out.junit.xml" \
  -o "checkstyle:$work/out.checkstyle.xml" -o "html:$work/out.html" -o "json:$work/out.json" -o "jsonl:$work/out.jsonl" \
  -o "csv:$work/out.csv" -o "markdown:$work/out.md" -o "github:$work/out.github" -o short > "$work/out.short" || code=$?
[ "$code" = 1 ] || fail "exit code $code"
cd "$work"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @umbrelladocs/rdformat-validator @microsoft/jest-sarif ajv@6 html-validate > /dev/null 2>&1
npx rdformat-validator out.rdjson | grep -q 'Valid files: 1' || fail "rdjson"
node -e '
  const fs = require("fs"), Ajv = require("ajv");
  const folder = require("path").dirname(require.resolve("@microsoft/jest-sarif/package.json")) + "/lib/schemas/";
  const schema = JSON.parse(fs.readFileSync(folder + fs.readdirSync(folder)[0]));
  const ajv = new Ajv({ schemaId: "auto", unknownFormats: "ignore" });
  ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-04.json"));
  ajv._opts.defaultMeta = schema.$schema;
  const valid = ajv.validate(schema, JSON.parse(fs.readFileSync("out.sarif")));
  if (!valid) { console.error(ajv.errors.slice(0, 5)); process.exit(1); }
' || fail "sarif"
python3 -m venv venv
venv/bin/pip -q install junitparser lxml
venv/bin/python - <<'PYTHON' || fail "junit, checkstyle, gitlab or csv"
import csv, json
from junitparser import JUnitXml
from lxml import etree

count = len([f for f in json.load(open("out.json"))["findings"] if not f["suppressed"] and not f["fold_head"]])
suites = JUnitXml.fromfile("out.junit.xml")
failures = sum(1 for suite in suites for case in suite for result in case.result)
assert suites.failures + suites.errors == failures, (suites.failures, failures)
assert failures > 0
errors = etree.parse("out.checkstyle.xml").xpath("/checkstyle/file/error")
assert len(errors) == count, (len(errors), count)
assert all({"severity", "message", "source"} <= set(e.attrib) for e in errors)
# Cells and paragraphs of office files have no line: their address opens the message.
text = [e for e in errors if not e.getparent().get("name").endswith((".xlsx", ".docx"))]
assert text and all({"line", "column"} <= set(e.attrib) for e in text)
issues = json.load(open("out.gitlab.json"))
assert len(issues) == count, (len(issues), count)
assert len({issue["fingerprint"] for issue in issues}) == count
for issue in issues:
    assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
    assert issue["description"] and issue["check_name"]
    assert issue["location"]["path"] and issue["location"]["lines"]["begin"] >= 1
rows = list(csv.DictReader(open("out.csv", encoding="utf-8-sig")))
assert len(rows) == count, (len(rows), count)
assert len(open("out.jsonl").readlines()) >= count
PYTHON
npx html-validate --preset standard out.html > html.said 2>&1 || { tail -20 html.said; echo "(html-validate has remarks)"; }
echo "outputs: passed"
