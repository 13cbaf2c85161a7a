// Find apps, models, endpoints and files by a part of their name.

const MOST_FOUND = 12;

const searchable = once(() => [
  ...apps.filter((each) => each.inside).map((each) => ({ text: each.label, type: "app", id: each.id })),
  ...models.map((each) => ({ text: each.label, type: "model", id: each.id })),
  ...data.endpoints.map(([route], id) => ({ text: route || "/", type: "endpoint", id })),
  ...data.files.map((path, id) => ({ text: path, type: "file", id })),
].map((each) => ({ ...each, folded: each.text.toLowerCase() })));

/** Rank: the whole name, then its beginning, then a word's beginning, then anywhere; short names first. */
function search(text) {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return [];
  const found = [];
  for (const each of searchable()) {
    const at = each.folded.indexOf(wanted);
    if (at < 0) continue;
    const name = each.folded.slice(each.folded.lastIndexOf(".") + 1);
    const rank = each.folded === wanted || (each.type === "model" && name === wanted) ? 0 : at === 0 || name.startsWith(wanted) ? 1 : /\W|_/.test(each.folded[at - 1] || "") ? 2 : 3;
    found.push({ ...each, rank });
  }
  const types = ["app", "model", "endpoint", "file"];
  return sorted(found, (each) => [each.rank, types.indexOf(each.type), each.text.length, each.text]).slice(0, MOST_FOUND);
}

function startSearch() {
  const input = byId("search");
  const list = byId("search-results");
  let found = [];
  let at = -1;
  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const take = (each) => {
    close();
    input.value = "";
    look(each);
    select({ type: each.type, id: each.id }, { focus: true });
  };
  const point = (to) => {
    at = found.length ? (to + found.length) % found.length : -1;
    [...list.children].forEach((each, index) => each.setAttribute("aria-selected", String(index === at)));
    if (at >= 0) {
      input.setAttribute("aria-activedescendant", `found-${at}`);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  };
  input.addEventListener("input", () => {
    found = search(input.value);
    fill(list, found.map((each, index) => make("li", { id: `found-${index}`, role: "option", "aria-selected": "false", mousedown: (event) => { event.preventDefault(); take(each); } },
      make("span", { class: "found", text: each.text }), make("span", { class: "quiet", text: each.type }))));
    if (!found.length && input.value.trim()) fill(list, make("li", { role: "option", "aria-disabled": "true", "aria-selected": "false", text: "Nothing has that in its name" }));
    list.hidden = !input.value.trim();
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (found.length) point(0);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") point(at + 1);
    else if (event.key === "ArrowUp") point(at - 1);
    else if (event.key === "Enter" && found[at]) take(found[at]);
    else if (event.key === "Escape") { close(); input.value = ""; return; }
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
}
