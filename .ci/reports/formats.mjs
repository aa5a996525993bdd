// Reads exchanges.har and report.tap with other people's schema and parser.
//
// Usage: node formats.mjs DIRECTORY, from where the packages are installed.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createRequire } from "node:module";
import assert from "node:assert/strict";
import Ajv from "ajv";
import har from "har-schema";
import { Parser } from "tap-parser";

const text = (name) => readFileSync(join(process.argv[2], name), "utf8");
const report = JSON.parse(text("report.json"));

const ajv = new Ajv({ allErrors: true });
ajv.addMetaSchema(createRequire(import.meta.url)("ajv/lib/refs/json-schema-draft-06.json"));
ajv.addSchema(Object.values(har));
assert.ok(ajv.validate("har.json#", JSON.parse(text("exchanges.har"))), ajv.errorsText());
console.log("exchanges.har: valid");

const of = (verdict, known = false) =>
  report.scenarios.filter((it) => it.verdict === verdict && Boolean(it.known) === known).length;
const tap = await new Promise((resolve) => {
  const parser = new Parser({ strict: true }, resolve);
  parser.end(text("report.tap"));
});
const { count, pass, fail, todo, skip } = tap;
assert.deepEqual(
  { count, fail, todo, skip, failures: tap.failures.filter((it) => it.tapError).length },
  {
    count: report.scenarios.length,
    fail: of("fail") + of("inconclusive") + of("fail", true),
    todo: of("fail", true),
    skip: of("skip"),
    failures: 0,
  },
);
for (const failure of tap.failures) assert.ok(failure.diag?.id && failure.diag?.verdict, `no evidence of ${failure.name}`);
console.log(`report.tap: ${count} points, ${pass} good, ${fail} bad, ${todo} known, ${skip} skipped`);
