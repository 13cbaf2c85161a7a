// Places in the code: where, what, who settles it, and the lines of source around it.

const PAGE = 40; // places added at a time

/** A list of couplings that grows by a button. */
function placeList(found, made = []) {
  const items = make("ol", { class: "places" });
  const more = make("button", { type: "button", click: grow });
  const rows = [...made, ...found.map((each) => () => couplingPlace(each))];
  let shown = 0;
  function grow() {
    const next = rows.slice(shown, shown + PAGE).map((row) => row());
    items.append(...next);
    const first = shown;
    shown += next.length;
    more.hidden = shown >= rows.length;
    more.textContent = `Show ${number(Math.min(PAGE, rows.length - shown))} more of ${number(rows.length - shown)}`;
    if (first && next.length) { next[0].tabIndex = -1; next[0].focus(); }
  }
  grow();
  return make("div", {}, rows.length ? items : make("p", { class: "quiet", text: "No place passes the filter." }), more);
}

function couplingPlace(each) {
  const kind = kinds[each.kind];
  const [source, target] = [ends[each.source], ends[each.target]];
  return make(
    "li", {},
    make("div", { class: "place-head" }, fileButton(each.file, each.line), badge(each.settlement)),
    make("p", { class: "place-what" }, make("span", { class: "kind", text: kind.name, title: kind.about }), ` ${data.details[each.detail] || `${endName(source)} → ${endName(target)}`}`),
    sourceLines(each.file, each.line),
  );
}

const endName = (end) => [apps[end.app].label, end.symbol].filter(Boolean).join(".");

/** A relation or a file that only a cut through its app makes a place of. */
function relationPlace(each) {
  const [source, target] = [models[each.source], models[each.target]];
  return make(
    "li", {},
    make("div", { class: "place-head" }, fileButton(source.file, source.line), badge(each.settlement)),
    make("p", { class: "place-what" }, make("span", { class: "kind", text: "relation" }), ` ${source.label}.${each.field} points to ${target.label}, within one app: a place only if a boundary parts the two`),
    sourceLines(source.file, source.line),
  );
}

function usePlace(each) {
  const named = each.models.map((id) => models[id].label).join(", ");
  return make(
    "li", {},
    make("div", { class: "place-head" }, fileButton(each.file, 0), badge(ASSISTED)),
    make("p", { class: "place-what" }, make("span", { class: "kind", text: "split_module" }), ` uses models of both sides: ${named}`),
  );
}

const fileButton = (file, line) =>
  make("button", { type: "button", class: "file", click: () => select({ type: "file", id: file }, { focus: true }), title: "All places in this file" }, breakable(place(file, line)));

/** A path may break after a slash, so that it never makes the page wider. */
const breakable = (text) => text.split(/(?<=[/_.])/).flatMap((part, at) => (at ? [make("wbr"), part] : [part]));

const badge = (settlement) => make("span", { class: `badge who-${settlement}`, text: SETTLED[settlement] });

function sourceLines(file, line) {
  const lines = excerpt(file, line);
  if (!lines.length) return line ? make("p", { class: "quiet source-less", text: "Source left out: see the foot of the page." }) : null;
  const indent = Math.min(...lines.filter(([, text]) => text.trim()).map(([, text]) => text.length - text.trimStart().length));
  const rows = lines.map(([at, text]) =>
    make("span", { class: at === line ? "line here" : "line" }, make("span", { class: "at", text: String(at) }), make("code", { text: text.slice(Number.isFinite(indent) ? indent : 0) || " " })));
  return make("div", { class: "source", role: "group", tabindex: "0", "aria-label": `Source of ${place(file, line)}` }, rows);
}

/** Three counts as one bar, by the weight that the analyzer gives each. */
function bar(cost, whole) {
  const parts = [MANUAL, ASSISTED, AUTOMATIC].filter((who) => cost[who]).map((who) => {
    const part = make("span", { class: `bar-part who-${who}` });
    part.style.flexGrow = String(cost[who] * data.weights[who]);
    return part;
  });
  const found = make("span", { class: "bar", "aria-hidden": "true" }, parts);
  found.style.width = `${Math.max(1.5, whole ? (100 * effort(cost)) / whole : 100)}%`;
  return make("span", { class: "bar-room" }, found);
}
