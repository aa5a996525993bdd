// The details of one scenario, built when it is opened.

// Texts that an endpoint chose are shown as text, and what hides or reorders is shown as \u{…}.
const DECEPTIVE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]|\udb40[\udc00-\udfff]/g;
const LONG = 20000;

function visible(text) {
  return text.replaceAll("\r\n", "\n").replace(DECEPTIVE, (c) => `\\u{${c.codePointAt(0).toString(16)}}`);
}

function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.map((child) => (typeof child === "string" ? visible(child) : child)));
  return node;
}

const anchor = (id) => "#" + encodeURIComponent(id).replaceAll("%2F", "/");

function detailOf(scenario) {
  const body = el("div", { class: "body" });
  body.append(origin(scenario));
  if (scenario.reason && !scenario.violations.some((v) => v.message === scenario.reason)) {
    body.append(el("p", {}, scenario.reason));
  }
  if (scenario.violations.length) body.append(heading("What was broken"));
  body.append(...scenario.violations.map((violation) => violationView(scenario, violation)));
  if (scenario.steps.length) body.append(heading("Steps"), stepsView(scenario.steps));
  if (scenario.observations.length) body.append(heading("Observed"));
  body.append(...scenario.observations.map((seen) => el("p", {}, `${seen.kind}: ${seen.message}`)));
  if (scenario.exchanges.length) body.append(heading("Exchanges"));
  body.append(...scenario.exchanges.map((exchange, index) => exchangeView(scenario, exchange, index)));
  return body;
}

const heading = (text) => el("h4", {}, text);

function origin(scenario) {
  const line = el("p", { class: "soft origin" }, el("a", { href: anchor(scenario.id), class: "id" }, scenario.id));
  if (scenario.file) line.append("  ", el("code", {}, `${scenario.file}:${scenario.line}`));
  if (scenario.clauses.length) line.append("  decides");
  for (const id of scenario.clauses) line.append(" ", el("a", { href: anchor(id), class: "id" }, id));
  return line;
}

function stepsView(steps) {
  return el("ol", { class: "steps" }, ...steps.map((step) => {
    const [, keyword, rest] = /^(\s*\S+)([\s\S]*)$/.exec(step) || [null, "", step];
    return el("li", {}, el("b", {}, keyword), rest);
  }));
}

function violationView(scenario, violation) {
  const clause = index.clauses[violation.clause] || { text: "" };
  const [expected, actual] = marked(violation.expected, violation.actual);
  return el("div", { class: "violation" },
    el("p", {}, el("a", { class: "id", href: anchor(violation.clause) }, violation.clause), " ",
      el("span", { class: "level" }, violation.level), " ", clause.text),
    ...(violation.message === clause.text ? [] : [el("p", { class: "message" }, violation.message)]),
    el("div", { class: "compare" },
      el("figure", {}, el("figcaption", {}, "expected"), expected),
      el("figure", {}, el("figcaption", {}, "actual"), actual)),
    ...place(violation));
}

function place(violation) {
  if (violation.pointer === null || violation.pointer === undefined) return [];
  const kind = isPointer(violation.pointer) ? "in the body at " : "in the header ";
  return [el("p", { class: "soft" }, kind, el("code", {}, violation.pointer || "its top"))];
}

const isPointer = (pointer) => pointer === "" || pointer.startsWith("/");

// Two values side by side; where they begin or end alike, what differs is marked.
function marked(expected, actual) {
  const shortest = Math.min(expected.length, actual.length);
  let head = 0;
  while (head < shortest && expected[head] === actual[head]) head++;
  let tail = 0;
  while (tail < shortest - head && expected.at(-1 - tail) === actual.at(-1 - tail)) tail++;
  const alike = head + tail >= 4 && head + tail >= shortest / 3 && expected !== actual;
  return [expected, actual].map((text) => {
    if (!alike) return el("pre", {}, ...cut(text));
    const middle = text.slice(head, text.length - tail);
    return el("pre", {}, text.slice(0, head), el("mark", {}, middle), text.slice(text.length - tail));
  });
}

function exchangeView(scenario, exchange, position) {
  const broken = scenario.violations.filter((violation) => violation.exchange === position);
  const { request, response } = exchange;
  const status = response ? String(response.status) : "no answer";
  const bad = broken.some((violation) => violation.pointer === null || violation.pointer === undefined);
  const good = response && response.status < 400 ? "pass" : response ? "skip" : "inconclusive";
  const box = el("details", { class: "exchange", open: broken.length || scenario.exchanges.length === 1 ? "" : null },
    el("summary", {}, el("span", { class: "soft" }, String(position + 1)), el("b", {}, request.method),
      el("span", { class: "command" }, commandOf(request)), el("span", { class: "url", title: request.url }, pathOf(request.url)),
      el("span", { class: `badge ${bad ? "fail" : good}` }, status),
      el("span", { class: "ms" }, `${exchange.duration_ms.toFixed(1)} ms`)));
  const inside = el("div", {}, ...(exchange.notes || []).map((note) => el("p", { class: "soft" }, note)));
  inside.append(el("h5", {}, `${request.method} ${request.url}`), ...messageView(request, []));
  inside.append(el("h5", {}, response ? `Answer ${status}` : `No answer: ${exchange.error || "unknown"}`));
  if (response) inside.append(...messageView(response, broken.map((violation) => violation.pointer)));
  inside.append(el("h5", {}, "Again by hand"), curlView(exchange.curl));
  box.append(inside);
  return box;
}

// The command of an upload request, wherever it stands: which of many POSTs to one URL this is.
function commandOf({ url, body }) {
  const found = /[?&]command=([^&#]*)/.exec(url) || /(?:^|&)command=([^&]*)/.exec(body)
    || /name="command"(?:\r?\n[^\r\n]+)*\r?\n\r?\n([^\r\n]*)/.exec(body);
  return found ? found[1].slice(0, 20) : "";
}

const pathOf = (url) => url.replace(/^[a-z]+:\/\/[^/]*/i, "");

function messageView(message, pointers) {
  const named = pointers.filter((pointer) => pointer && !isPointer(pointer)).map((name) => name.toLowerCase());
  const rows = message.headers.map(([name, value]) =>
    el("tr", { class: named.includes(name.toLowerCase()) ? "spot" : null }, el("td", {}, name), el("td", {}, value)));
  const parts = rows.length ? [el("table", { class: "headers" }, el("tbody", {}, ...rows))] : [];
  if (message.body) {
    const inBody = pointers.filter((pointer) => typeof pointer === "string" && isPointer(pointer));
    const json = message.body.length <= LONG ? jsonView(message.body, inBody) : null;
    parts.push(el("pre", { tabindex: "0", "aria-label": "Body" }, ...(json ? [json] : cut(message.body))));
  }
  return parts;
}

// The beginning of a long text, and a button for the rest.
function cut(text) {
  if (text.length <= LONG) return [text];
  const more = el("button", { type: "button", class: "copy" }, `show all ${text.length.toLocaleString("en")} characters`);
  more.addEventListener("click", () => more.parentNode.replaceChildren(visible(text)));
  return [text.slice(0, LONG), " … ", more];
}

function curlView(line) {
  const button = el("button", { type: "button", class: "copy" }, "Copy");
  button.addEventListener("click", async () => {
    button.textContent = (await copied(line)) ? "Copied" : "Press Ctrl+C";
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
  return el("div", { class: "curl" }, el("pre", { tabindex: "0", "aria-label": "curl line" }, ...cut(line)), button);
}

// Reports are opened from disk and from plain HTTP, where there is no clipboard object.
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.body.appendChild(el("textarea", { class: "unseen" }));
    area.value = text;
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
