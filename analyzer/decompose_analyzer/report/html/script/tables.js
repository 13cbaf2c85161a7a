// The same as tables: what leaves first, every tie, and what the analyzer could not judge.

function drawSummary() {
  const { counts } = data;
  const named = [[counts.apps, "app"], [counts.models, "model"], [counts.endpoints, "endpoint"], [counts.signals, "signal receiver"], [counts.tasks, "task"]];
  const parts = named.filter(([value], at) => value || at < 2).map(([value, noun]) => count(value, noun));
  const text = [`${parts.join(", ")} in ${count(counts.files, "file")}; ${count(counts.couplings, "place")} where one app leans on another.`];
  const first = data.order[0];
  if (first && data.inside > 1) text.push(` Cheapest first cut: ${apps[first[0]].label} (${inWords(priceAlone(apps[first[0]]))}).`);
  const unresolved = Object.entries(counts.resolution).map(([name, share]) => [name, Math.floor(share * 1000) / 10]).filter(([, share]) => share < 100);
  if (unresolved.length) text.push(` Resolved: ${unresolved.map(([name, share]) => `${name} ${share} %`).join(", ")}.`);
  byId("summary").textContent = text.join("");
}

function drawOrder() {
  const heaviest = Math.max(...data.order.map((row) => effort(row.slice(1, 4))), 0);
  if (!data.order.length) {
    fill(byId("order"), make("p", { class: "quiet", text: "No app of this project has models, so nothing can be extracted with its data." }));
    return;
  }
  const alone = new Map(data.alone.map(([app, ...cost]) => [app, cost]));
  const rows = data.order.map(([app, ...rest], at) => {
    const cost = rest.slice(0, 3);
    return [
      make("span", {}, make("span", { class: "rank", text: `${at + 1}` }), linkTo({ type: "app", id: app }, apps[app].label)),
      number(apps[app].models.length), number(cost[MANUAL]), number(cost[ASSISTED]), number(cost[AUTOMATIC]),
      bar(cost, heaviest),
      make("span", { class: "reason", text: alone.has(app) && alone.get(app)[MANUAL] > cost[MANUAL] ? `${rest[3]}. Cut out first: ${number(alone.get(app)[MANUAL])} by hand` : rest[3] }),
      make("button", { type: "button", "aria-label": `Cut ${apps[app].label} out`, click: () => cutOut(app) }, "Cut out"),
    ];
  });
  const heads = [{ text: "App" }, { text: "Models", number: true }, { text: "By hand", number: true }, { text: "Tool + answer", number: true }, { text: "Tool", number: true }, { text: "Effort" }, { text: "Why" }, { text: "Try" }];
  fill(byId("order"), scrollable("What to extract first", table("Apps in the order in which to extract them", heads, rows, { class: "order" })), cycles());
}

const scrollable = (label, content) => make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, content);

function cycles() {
  if (!data.cycles.length) return null;
  const rows = data.cycles.map(([source, target, places]) => make("li", {}, linkTo({ type: "tie", level: "apps", source, target }, `${apps[source].label} → ${apps[target].label}`), ` ${count(places, "place")}`));
  return make("details", {}, make("summary", { text: `What closes cycles: ${count(data.cycles.length, "tie")} without which there is none` }), make("ul", { class: "cycles" }, rows));
}

/** Begin a cut with one app alone. */
function cutOut(app) {
  recut(() => {
    state.groups = [MONOLITH, apps[app].label];
    state.grouping = moved(emptyGrouping(), { type: "app", id: app }, 1);
    state.group = 1;
    state.start = -1;
    state.selected = { type: "app", id: app };
  });
  byId("graph-section").scrollIntoView({ block: "start" });
  byId("price").querySelector("button").focus({ preventScroll: true });
}

const TIES_SHOWN = 25;
let tiesShown = TIES_SHOWN;

/** The ties of the graph that is shown: this is the graph for those who don't see it. */
function drawTiesTable() {
  const side = state.groups.length > 1;
  byId("ties-lead").textContent = `${count(ties.length, "line")} between ${state.view}, the strongest first; each name opens its couplings.`;
  const rows = ties.slice(0, tiesShown).map((tie) => [
    make("button", { type: "button", class: "link", click: () => select({ type: "tie", level: tie.level, source: tie.source, target: tie.target }, { focus: true }) }, titleOf({ type: "tie", ...tie })),
    number(tie.places), number(tie.cost[MANUAL]), number(tie.cost[ASSISTED]), number(tie.cost[AUTOMATIC]),
    side ? (tie.from.size ? `crosses ${[...tie.from].filter(Boolean).map((id) => state.groups[id]).join(", ")}` : "within") : "",
  ]);
  const heads = [{ text: "Leans → is leant on" }, { text: "Couplings", number: true }, { text: "By hand", number: true }, { text: "Tool + answer", number: true }, { text: "Tool", number: true }, { text: "Boundary" }];
  const more = ties.length - tiesShown;
  fill(
    byId("ties-table"),
    ties.length ? scrollable("Couplings", table("Couplings of the graph", heads, rows)) : make("p", { class: "quiet", text: "No coupling passes the filter." }),
    more > 0 ? make("button", { type: "button", click: () => { tiesShown += 200; drawTiesTable(); } }, `Show ${number(Math.min(200, more))} more of ${number(more)}`) : null,
  );
}

const LEVELS = ["note", "warning", "error"];
const PROBLEMS_SHOWN = 20;

function drawProblems(most = PROBLEMS_SHOWN) {
  const box = byId("problems-list");
  if (!data.problems.length) {
    fill(box, make("p", { class: "quiet", text: "Everything was read and judged." }));
    return;
  }
  const counts = LEVELS.map((name, level) => [data.problems.filter((each) => each[0] === level).length, name]).filter(([value]) => value).reverse();
  const more = data.problems.length - most;
  fill(
    box,
    make("p", { class: "lead", text: counts.map(([value, name]) => count(value, name)).join(", ") }),
    make("ul", { class: "problems" }, data.problems.slice(0, most).map(([level, message, hint, file, line]) => make("li", {},
      make("span", { class: `level ${LEVELS[level]}`, text: LEVELS[level] }),
      make("div", {}, file >= 0 ? make("code", {}, breakable(place(file, line))) : null, make("p", { text: message }), hint ? make("p", { class: "quiet", text: hint }) : null)))),
    more > 0 ? make("button", { type: "button", click: () => drawProblems(most + 200) }, `Show ${number(Math.min(200, more))} more of ${number(more)}`) : null,
  );
}

function drawLegend() {
  const key = (name, text) => make("span", { class: "key" }, make("span", { class: `swatch ${name}`, "aria-hidden": "true" }), text);
  const cut = state.groups.length > 1;
  fill(
    byId("legend"),
    cut ? [make("span", { class: "key-lead", text: "What crosses, by its hardest coupling:" }), key("who-2", "by hand"), key("who-1", "tool + your answer"), key("who-0", "by the tool"), key("tie", "crosses nothing")] : [key("tie", "one leans on the other; the thicker, the more couplings")],
    key("parted", "app in several parts"),
  );
}
