// Elements are made from text, never from markup: nothing of the project can become a tag.

const byId = (id) => document.getElementById(id);

/** Make an element; attributes that are functions listen, `text` is written as text. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else if (name === "text") element.textContent = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((each) => each !== null && each !== undefined));
  return element;
}

function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((each) => each !== null && each !== undefined));
  return element;
}

const number = (value) => value.toLocaleString("en");

function count(value, noun, many = `${noun}s`) {
  return `${number(value)} ${value === 1 ? noun : many}`;
}

/** Say something to screen readers, and only to them. */
function announce(text) {
  byId("announce").textContent = text;
}

const compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);

/** Sort a copy by keys: a list of values each, compared one after another. */
function sorted(values, keys) {
  return values
    .map((value, index) => ({ value, keys: [...keys(value), index] }))
    .sort((one, other) => {
      for (let at = 0; at < one.keys.length; at += 1) {
        const found = compare(one.keys[at], other.keys[at]);
        if (found) return found;
      }
      return 0;
    })
    .map((each) => each.value);
}

/** A table whose head names its columns; cells are texts or elements. */
function table(caption, heads, rows, attributes = {}) {
  const cells = (row) =>
    row.map((cell, at) => {
      const tag = at === 0 ? "th" : "td";
      const extra = at === 0 ? { scope: "row" } : {};
      if (heads[at].number) extra.class = "number";
      return make(tag, extra, typeof cell === "object" ? cell : String(cell));
    });
  return make(
    "table",
    attributes,
    make("caption", { class: "hidden", text: caption }),
    make("thead", {}, make("tr", {}, heads.map((head) => make("th", { scope: "col", class: head.number ? "number" : null, text: head.text })))),
    make("tbody", {}, rows.map((row) => make("tr", {}, cells(row)))),
  );
}
