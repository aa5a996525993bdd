// A JSON text with its own tokens, so that a number keeps every digit that was sent, indented; the places that
// the pointers name are marked. Nothing where the text is no JSON, or too much of it to be read in this shape.
function jsonView(text, pointers) {
  const tokens = text.match(/[{}[\],:]|"(?:[^"\\]|\\.)*"|[^\s{}[\],:"]+/g) || [];
  if (tokens.length > 5000) return null;
  try {
    JSON.parse(text);
    const places = new Map();
    const view = jsonValue({ tokens, at: 0, places }, "", 0);
    for (const pointer of pointers) markPlace(places, pointer);
    return view;
  } catch {
    return null;
  }
}

function jsonValue(input, path, depth) {
  const token = input.tokens[input.at++];
  const box = token === "{" || token === "[" ? jsonContainer(input, token, path, depth) : jsonScalar(token);
  input.places.set(path, box);
  return box;
}

function jsonScalar(token) {
  const kind = token[0] === '"' ? "s" : /^[-\d]/.test(token) ? "n" : "b";
  return el("span", { class: kind }, token);
}

function jsonContainer(input, open, path, depth) {
  const close = open === "{" ? "}" : "]";
  const box = el("span", {}, open);
  for (let index = 0; input.tokens[input.at] !== close; index++) {
    box.append("\n" + "  ".repeat(depth + 1));
    box.append(...jsonMember(input, open, path, depth, index));
    if (input.tokens[input.at] === ",") {
      input.at++;
      box.append(",");
    }
  }
  const empty = box.childNodes.length === 1;
  input.at++;
  box.append(empty ? close : "\n" + "  ".repeat(depth) + close);
  return box;
}

function jsonMember(input, open, path, depth, index) {
  if (open === "[") return [jsonValue(input, `${path}/${index}`, depth + 1)];
  const key = input.tokens[input.at];
  input.at += 2;
  const step = JSON.parse(key).replaceAll("~", "~0").replaceAll("/", "~1");
  return [el("span", { class: "k" }, key), ": ", jsonValue(input, `${path}/${step}`, depth + 1)];
}

// Marks a place, or where it is missing the nearest one around it.
function markPlace(places, pointer) {
  const exact = places.get(pointer);
  if (exact) return exact.classList.add("spot");
  let around = pointer;
  while (around && !places.has(around)) around = around.slice(0, around.lastIndexOf("/"));
  const box = places.get(around);
  if (!box) return;
  box.classList.add("spot-near");
  box.append(el("span", { class: "missing" }, `  ← nothing at ${pointer}`));
}
