// What is known of the selected thing: an app, a model, a tie, a boundary, a file or an endpoint.

function titleOf(what) {
  if (what.type === "app") return apps[what.id].label || "(no app)";
  if (what.type === "model") return models[what.id].label;
  if (what.type === "tie") return `${nodeName(what.level, what.source) || "(no app)"} → ${nodeName(what.level, what.target) || "(no app)"}`;
  if (what.type === "group") return state.groups[what.id];
  if (what.type === "file") return data.files[what.id];
  return data.endpoints[what.id][0];
}

const PANELS = { app: appPanel, model: modelPanel, tie: tiePanel, group: groupPanel, file: filePanel, endpoint: endpointPanel };
const TYPES = { app: "App", model: "Model", tie: "Couplings", group: "Boundary", file: "File", endpoint: "Endpoint" };

function drawPanel() {
  const what = state.selected;
  const panel = byId("panel");
  if (!what) {
    fill(panel, make("p", { class: "quiet", text: "Select a box or a line: its couplings appear here, with their source. Drag an app onto another boundary, or use “Move to”, and see the price change." }));
    return;
  }
  const type = what.type === "app" && !apps[what.id].inside ? "Outside the apps" : TYPES[what.type];
  fill(
    panel,
    make("div", { class: "panel-head" },
      make("div", {}, make("p", { class: "eyebrow", text: type }), make("h3", {}, breakable(titleOf(what)))),
      make("button", { type: "button", class: "plain", "aria-label": "Close details", click: () => { select(null); byId("graph").focus(); } }, "Close")),
    PANELS[what.type](what),
  );
}

/** “Move to”: the boundaries there are, and a new one. */
function mover(what) {
  const now = groupOf(what);
  const parted = what.type === "app" && isParted(apps[what.id], state.grouping);
  const options = state.groups.map((name, id) => make("option", { value: id, text: name, selected: !parted && id === now }));
  if (parted) options.unshift(make("option", { value: "", text: "(in several)", selected: true }));
  const choice = make("select", {
    id: "move-to",
    change: () => {
      if (choice.value === "") return;
      move(what, Number(choice.value));
      byId("move-to")?.focus();
    },
  }, options, make("option", { value: -1, text: "a new boundary" }));
  return make("label", { class: "mover" }, "Move to ", choice);
}

function appPanel(what) {
  const app = apps[what.id];
  const all = collectTies("apps").filter((tie) => tie.source === app.id || tie.target === app.id);
  const endpoints = data.endpoints.filter((each) => each[3] === app.id).length;
  const facts = [count(app.models.length, "model"), count(endpoints, "endpoint"), app.path].filter(Boolean).join(" · ");
  return [
    app.inside ? make("p", { class: "quiet" }, breakable(facts)) : make("p", { class: "quiet", text: "Not an app of this project: a package, or files beside the apps. It stays." }),
    app.inside ? mover(what) : null,
    state.view === "models" && app.models.length ? make("button", { type: "button", click: () => fold(app.id) }, state.folded.has(app.id) ? "Unfold its models" : "Fold its models") : null,
    app.inside ? make("p", { class: "price-line" }, make("b", { text: "Cut out alone: " }), inWords(priceAlone(app))) : null,
    tieLists(all, app.id, "apps"),
    modelList(app),
  ];
}

/** Show an app of the graph of models as one box, or with its models again. */
function fold(id) {
  if (!state.folded.delete(id)) state.folded.add(id);
  changed("filter");
}

function priceAlone(app) {
  return price(1, moved(emptyGrouping(), { type: "app", id: app.id }, 1));
}

function modelList(app) {
  if (!app.models.length) return null;
  return make("details", {}, make("summary", { text: count(app.models.length, "model") }),
    make("ul", { class: "chips" }, app.models.map((id) => make("li", {}, linkTo({ type: "model", id }, models[id].name)))));
}

/** Who leans on it, and on whom it leans, the strongest first. */
function tieLists(all, id, level) {
  const list = (title, found, other) => make("div", {},
    make("h4", { text: `${title} (${number(found.length)})` }),
    found.length ? make("ul", { class: "tie-list" }, found.map((tie) => make("li", {},
      make("button", { type: "button", class: "tie-button", click: () => select({ type: "tie", level, source: tie.source, target: tie.target }, { focus: true }) },
        make("span", { text: nodeName(level, tie[other]) || "(no app)" }), make("span", { class: "quiet", text: count(tie.places, "coupling") }))))) : make("p", { class: "quiet", text: "nobody" }));
  return [
    list("Leans on", all.filter((tie) => tie.source === id), "target"),
    list("Leant on by", all.filter((tie) => tie.target === id), "source"),
  ];
}

function modelPanel(what) {
  const model = models[what.id];
  const all = collectTies("models").filter((tie) => tie.source === model.id || tie.target === model.id);
  return [
    make("p", { class: "quiet" }, `${count(model.fields, "field")} · `, linkTo({ type: "app", id: model.app }, `app ${apps[model.app].label}`)),
    apps[model.app].inside ? mover(what) : null,
    make("div", { class: "place-head" }, fileButton(model.file, model.line)),
    sourceLines(model.file, model.line),
    tieLists(all, model.id, "models"),
  ];
}

function tiePanel(what) {
  const found = placesOfTie(what);
  const made = relationsOfTie(what).map((each) => () => relationPlace(each));
  const cost = [0, 0, 0];
  for (const each of found) cost[each.settlement] += 1;
  const back = { ...what, source: what.target, target: what.source };
  const reverse = tieOf(back).places;
  const byKind = new Map();
  for (const each of found) byKind.set(each.kind, (byKind.get(each.kind) || 0) + 1);
  const named = sorted([...byKind], ([id, places]) => [-places, kinds[id].name]).map(([id, places]) => `${kinds[id].name} ${number(places)}`);
  return [
    found.length ? make("p", { class: "price-line" }, make("b", { text: `${count(found.length, "coupling")}: ` }), inWords(cost)) : null,
    found.length ? bar(cost) : null,
    named.length ? make("p", { class: "quiet", text: named.join(" · ") }) : null,
    reverse ? make("p", {}, linkTo(back, `The other way: ${count(reverse, "coupling")}`)) : null,
    what.level === "models" ? make("p", {}, linkTo({ type: "tie", level: "apps", source: models[what.source].app, target: models[what.target].app }, "All couplings between their apps")) : null,
    placeList(found, made),
  ];
}

function groupPanel(what) {
  if (!what.id) {
    return [make("p", { class: "quiet", text: "What stays. Everything that is in no other boundary." }), memberList(0)];
  }
  const side = sides(state.grouping);
  const crossing = hardestFirst(couplings.filter((each) => shownCoupling(each) && (side[each.source] === what.id) !== (side[each.target] === what.id)));
  const made = madeByCut(what.id, state.grouping);
  return [
    memberList(what.id),
    make("h4", { text: "Places at the boundary" }),
    placeList(crossing, [...made.relations.map((each) => () => relationPlace(each)), ...made.uses.map((each) => () => usePlace(each))]),
  ];
}

function memberList(group) {
  const members = membersOf(group);
  return make("details", { open: members.length < 13 }, make("summary", { text: `Holds ${number(members.length)}` }),
    make("ul", { class: "chips" }, members.map((each) => make("li", {}, linkTo({ type: each.type, id: each.id }, each.label)))));
}

function filePanel(what) {
  const found = sorted(couplings.filter((each) => each.file === what.id && shownCoupling(each)), (each) => [each.line, kinds[each.kind].name]);
  return [make("p", { class: "price-line", text: count(found.length, "place") }), placeList(found)];
}

function endpointPanel(what) {
  const [, view, effect, app, file, line] = data.endpoints[what.id];
  return [
    make("p", {}, breakable(view)),
    make("p", { class: "quiet", text: effect === "r" ? "Reads only." : "May write." }),
    app >= 0 ? make("p", {}, linkTo({ type: "app", id: app }, `app ${apps[app].label}`)) : null,
    file >= 0 ? make("div", { class: "place-head" }, fileButton(file, line)) : null,
    file >= 0 ? sourceLines(file, line) : null,
  ];
}

function linkTo(what, text) {
  return make("button", { type: "button", class: "link", click: () => { look(what); select(what, { focus: true }); } }, text);
}

/** Show the graph in which a thing is to be seen. */
function look(what) {
  const level = { app: "apps", model: "models" }[what.type] || what.level;
  if (level === "models" && state.view !== level) setView(level);
  if (what.type === "tie" && level !== "groups" && level !== state.view) setView(level);
  if (what.type === "model") state.folded.delete(models[what.id].app);
}
