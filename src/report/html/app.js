// The list of scenarios, its filters, deep links, printing.

const index = JSON.parse(document.getElementById("index").textContent);
const MARKS = { pass: "✓", fail: "✗", inconclusive: "?", skip: "–", known: "~" };
const KINDS = ["fail", "inconclusive", "known", "skip", "pass"];
const MOST_ON_PAPER = 20;
const rows = new Map();

const kindOf = (scenario) => (scenario.known && scenario.verdict === "fail" ? "known" : scenario.verdict);

function rowOf(scenario, position) {
  const kind = kindOf(scenario);
  const word = kind === "known" ? "known failure" : kind;
  const name = el("span", { class: "name" }, scenario.name);
  if (scenario.reason) name.append(el("small", {}, kind === "fail" ? scenario.reason : `${word}: ${scenario.reason}`));
  const row = el("details", { class: `scenario ${kind}`, id: scenario.id },
    el("summary", {},
      el("span", { class: "mark", "aria-hidden": "true" }, MARKS[kind]), el("span", { class: "unseen" }, word), name,
      el("span", { class: "tags" }, ...scenario.clauses.map((id) => el("span", { class: "id" }, id))),
      el("span", { class: "ms" }, time(scenario.duration_ms))));
  row.addEventListener("toggle", () => row.open && build(row, position));
  const words = [scenario.id, scenario.name, scenario.feature, scenario.reason || "", ...scenario.clauses, ...scenario.tags];
  rows.set(scenario.id, { row, scenario, kind, position, words: words.join("\n").toLowerCase() });
  return row;
}

const time = (ms) => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`);

// Each scenario's evidence is a script element of its own, so that only what is looked at is parsed.
function build(row, position) {
  if (row.querySelector(".body")) return;
  row.append(detailOf(JSON.parse(document.getElementById(`detail-of-${position}`).textContent)));
}

function featureOf(name, scenarios) {
  const title = el("h3", {}, name, el("span", {}, ""));
  return el("div", { class: "feature" }, title, ...scenarios);
}

function listAll() {
  const features = new Map();
  index.scenarios.forEach((scenario, position) => {
    if (!features.has(scenario.feature)) features.set(scenario.feature, []);
    features.get(scenario.feature).push(rowOf(scenario, position));
  });
  const list = document.getElementById("list");
  list.append(...[...features].map(([name, scenarios]) => featureOf(name, scenarios)));
  const select = document.getElementById("feature");
  select.append(...[...features.keys()].map((name) => el("option", { value: name }, name)));
}

const chosen = new Set();

function chips() {
  const counts = {};
  for (const { kind } of rows.values()) counts[kind] = (counts[kind] || 0) + 1;
  for (const kind of KINDS.filter((kind) => counts[kind])) {
    const chip = el("button", { type: "button", class: kind, "aria-pressed": "false" }, `${MARKS[kind]} ${counts[kind]} ${kind}`);
    chip.addEventListener("click", () => {
      chosen.has(kind) ? chosen.delete(kind) : chosen.add(kind);
      chip.setAttribute("aria-pressed", String(chosen.has(kind)));
      filter();
    });
    document.getElementById("verdicts").append(chip);
  }
}

const value = (id) => document.getElementById(id).value;

function filter() {
  const words = value("text").toLowerCase().split(/\s+/).filter(Boolean);
  const [level, feature] = [value("level"), value("feature")];
  let shown = 0;
  for (const { row, scenario, kind, words: text } of rows.values()) {
    const fits = (!chosen.size || chosen.has(kind)) && (!feature || scenario.feature === feature)
      && (!level || scenario.clauses.some((id) => index.clauses[id]?.level === level))
      && words.every((word) => text.includes(word));
    row.hidden = !fits;
    shown += fits;
  }
  for (const group of document.querySelectorAll(".feature")) {
    const all = group.querySelectorAll("details.scenario").length;
    const left = all - group.querySelectorAll("details.scenario[hidden]").length;
    group.hidden = !left;
    group.querySelector("h3 span").textContent = left === all ? String(all) : `${left} of ${all}`;
  }
  document.getElementById("shown").textContent = shown === rows.size ? `${shown} scenarios` : `${shown} of ${rows.size}`;
}

function clearFilters() {
  chosen.clear();
  for (const chip of document.querySelectorAll("#verdicts button")) chip.setAttribute("aria-pressed", "false");
  document.getElementById("filters").reset();
  filter();
}

function followLink() {
  const found = rows.get(decodeURIComponent(location.hash.slice(1)));
  if (!found) return;
  if (found.row.hidden) clearFilters();
  build(found.row, found.position);
  found.row.open = true;
  found.row.scrollIntoView();
  found.row.querySelector("summary").focus({ preventScroll: true });
}

function keys(event) {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    document.getElementById("text").focus();
  } else if (event.key === "Escape" && typing) {
    clearFilters();
    event.target.blur();
  }
}

// What a printed report must show without being clicked: the evidence of the failures, as far as somebody reads on paper.
function openFailures() {
  const failures = [...rows.values()].filter(({ row, kind }) => kind === "fail" && !row.hidden);
  for (const { row, position } of failures.slice(0, MOST_ON_PAPER)) {
    build(row, position);
    row.open = true;
  }
}

function theme() {
  const button = document.getElementById("theme");
  button.hidden = false;
  button.addEventListener("click", () => {
    const style = document.documentElement.style;
    const dark = style.colorScheme ? style.colorScheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    style.colorScheme = dark ? "light" : "dark";
  });
}

listAll();
chips();
filter();
theme();
const filters = document.getElementById("filters");
filters.hidden = !rows.size;
filters.addEventListener("input", filter);
filters.addEventListener("submit", (event) => event.preventDefault());
addEventListener("keydown", keys);
addEventListener("hashchange", followLink);
addEventListener("beforeprint", openFailures);
followLink();
