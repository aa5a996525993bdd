// report.html in a browser: does it answer what a person asks of it, whatever an endpoint put into it?
//
// Usage: node page.mjs DIRECTORY BIG, from where the packages are installed: the report of a run with a failure of every
// kind, and that of one with thousands of scenarios. CHROMIUM names the browser.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [directory, big] = process.argv.slice(2);
const report = JSON.parse(readFileSync(join(directory, "report.json"), "utf8"));
const address = (directory, hash = "") => pathToFileURL(resolve(directory, "report.html")) + hash;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

// A page of its own for each test; what loads anything, complains or asks fails it.
async function test(name, options, body) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on("request", (request) => request.url().startsWith("file:") || request.url().startsWith("data:") || wrong.push(request.url()));
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  page.on("dialog", (dialog) => (wrong.push(dialog.message()), dialog.dismiss()));
  await page.goto(address(directory));
  await body(page, context);
  assert.deepEqual(wrong, [], name);
  await context.close();
  console.log(`report.html: ${name}`);
}

const scenarios = (wanted) => report.scenarios.filter(wanted).map(({ id }) => id);
const shown = (page) => page.locator("details.scenario:visible").evaluateAll((rows) => rows.map(({ id }) => id));
const row = (page, id) => page.locator(`details.scenario[id="${id}"]`);
const inView = (locator) => locator.evaluate((node) => {
  const { top, bottom } = node.getBoundingClientRect();
  return top >= 0 && top < innerHeight && bottom > 0;
});
const failed = report.scenarios.find(({ verdict, known, violations }) => verdict === "fail" && !known && violations[0].pointer?.startsWith("/"));
const hostile = report.scenarios.find(({ name }) => name.includes("<img"));

await test("the first screen has verdict, target, time, counts and what failed", {}, async (page) => {
  const seen = await page.locator("main").evaluate((main) => [...main.querySelectorAll("h1, h2, dd, li")]
    .filter((node) => node.getBoundingClientRect().bottom <= innerHeight).map((node) => node.innerText).join("\n"));
  for (const text of ["FAIL", report.target.endpoint, report.started_at.slice(0, 10), `${report.summary.clauses.fail} failed`,
    "What failed", failed.violations[0].clause, failed.name]) {
    assert.ok(seen.includes(text), `${text} is not in:\n${seen}`);
  }
  assert.ok(await page.getByText("Not verified", { exact: true }).isVisible());
});

await test("filters by verdict, level, feature and text", {}, async (page) => {
  const all = scenarios(() => true);
  assert.deepEqual(await shown(page), all);
  const kinds = { fail: (it) => it.verdict === "fail" && !it.known, known: (it) => it.known, inconclusive: (it) => it.verdict === "inconclusive",
    skip: (it) => it.verdict === "skip", pass: (it) => it.verdict === "pass" };
  for (const [kind, wanted] of Object.entries(kinds)) {
    const chip = page.locator(`#verdicts button.${kind}`);
    await chip.click();
    assert.deepEqual(await shown(page), scenarios(wanted), kind);
    assert.equal(await chip.getAttribute("aria-pressed"), "true");
    await chip.click();
  }
  const levels = Object.fromEntries(report.clauses.map(({ id, level }) => [id, level]));
  await page.selectOption("#level", "SHOULD");
  assert.deepEqual(await shown(page), scenarios((it) => it.clauses.some((clause) => levels[clause] === "SHOULD")));
  await page.selectOption("#level", "");
  await page.selectOption("#feature", failed.feature);
  assert.deepEqual(await shown(page), scenarios((it) => it.feature === failed.feature));
  await page.fill("#text", failed.violations[0].clause.toLowerCase());
  assert.deepEqual(await shown(page), scenarios((it) => it.feature === failed.feature && it.clauses.includes(failed.violations[0].clause)));
  assert.match(await page.locator("#shown").innerText(), new RegExp(`^1 of ${all.length}`));
  await page.press("#text", "Escape");
  assert.deepEqual(await shown(page), all);
});

await test("links lead to a clause and to a scenario", {}, async (page) => {
  const clause = report.clauses.at(-1).id;
  await page.goto(address(directory, `#${clause}`));
  assert.ok(await inView(page.locator(`tr#${clause}`)));
  await page.fill("#text", "nothing has this in it");
  await page.evaluate((id) => (location.hash = id), hostile.id);
  await row(page, hostile.id).locator(".body").waitFor();
  assert.ok(await inView(row(page, hostile.id)), "a link shows what a filter hid");
  await page.goto("about:blank");
  await page.goto(address(directory, `#${failed.id}`));
  assert.ok((await row(page, failed.id).getAttribute("open")) !== null && await inView(row(page, failed.id)));
  await page.getByRole("link", { name: failed.violations[0].clause, exact: true }).last().click();
  assert.ok(await inView(page.locator(`tr#${failed.violations[0].clause}`)));
});

await test("a failure shows expected beside actual, and the place in the body", {}, async (page) => {
  await row(page, failed.id).locator("summary").first().click();
  const violation = row(page, failed.id).locator(".violation").first();
  const [expected, actual] = await violation.locator("figure pre").allInnerTexts();
  assert.deepEqual([expected, actual], [failed.violations[0].expected, failed.violations[0].actual]);
  assert.equal(await row(page, failed.id).locator(".exchange .spot").innerText(), failed.violations[0].actual);
  for (const step of failed.steps) assert.ok((await row(page, failed.id).innerText()).includes(step), step);
});

await test("a curl line is copied as it is", { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await row(page, failed.id).locator("summary").first().click();
  await row(page, failed.id).getByRole("button", { name: "Copy" }).first().click();
  await row(page, failed.id).getByRole("button", { name: "Copied" }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), failed.exchanges[0].curl);
});

await test("the texts of an enemy stay texts", {}, async (page) => {
  await row(page, hostile.id).locator("summary").first().click();
  for (const summary of await row(page, hostile.id).locator(".exchange:not([open]) > summary").all()) await summary.click();
  const text = await page.locator("body").innerText();
  assert.ok(text.includes("</script><img src=x onerror=alert(1)>"), "it is shown");
  assert.ok(!/[\u0000-\u0008\u001b\u202e]/.test(text), "nothing hides or reverses");
  assert.equal(await page.locator("img, iframe, object, link[rel=stylesheet], script[src]").count(), 0);
});

for (const colorScheme of ["light", "dark"]) {
  await test(`axe finds nothing serious, ${colorScheme}`, { colorScheme }, async (page) => {
    const open = () => document.querySelectorAll("details").forEach((details) => (details.open = true));
    await page.evaluate(open);
    await row(page, hostile.id).locator(".body").waitFor();
    await page.evaluate(open);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    const told = violations.map(({ impact, id, nodes }) => `${impact} ${id}: ${nodes[0].html}`);
    assert.deepEqual(told.filter((it) => /^(serious|critical)/.test(it)), []);
    for (const it of told) console.log(`  ${it}`);
  });
}

await test("the keyboard is enough", {}, async (page) => {
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the scenarios");
  await page.keyboard.press("Enter");
  assert.ok(await inView(page.locator("#scenarios")));
  await page.keyboard.press("/");
  await page.keyboard.type(failed.id);
  assert.deepEqual(await shown(page), [failed.id]);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await row(page, failed.id).locator(".body").waitFor();
});

await test("a phone shows it without scrolling sideways", { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }, async (page) => {
  for (const id of [failed.id, hostile.id]) await row(page, id).locator("summary").first().tap();
  const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide <= screen, `${wide} on ${screen}`);
});

await test("on paper the failures are open and the controls are gone", {}, async (page) => {
  const paper = await page.pdf({ format: "A4", printBackground: true });
  assert.ok(paper.length > 10_000);
  for (const id of scenarios((it) => it.verdict === "fail" && !it.known)) assert.notEqual(await row(page, id).getAttribute("open"), null);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("#filters:visible, #theme:visible, button:visible").count(), 0);
});

await test("without scripts the first screen and the clauses are there", { javaScriptEnabled: false }, async (page) => {
  const text = await page.locator("main").innerText();
  for (const word of ["FAIL", "What failed", ...report.clauses.map(({ id }) => id)]) assert.ok(text.includes(word), word);
});

await test("thousands of scenarios open in a moment", {}, async (page) => {
  await page.goto("about:blank");
  await page.goto(address(big));
  const [{ count, ready }] = await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(() =>
    resolve([{ count: document.querySelectorAll("details.scenario").length, ready: performance.now() }])))));
  assert.ok(count >= 2000, `${count} scenarios`);
  console.log(`  ${count} scenarios shown after ${Math.round(ready)} ms`);
  assert.ok(ready < 10_000, "even a slow machine is not that slow");
});

await browser.close();
