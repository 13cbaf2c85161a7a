// The graph itself: Cytoscape draws the boxes and ties of the state, and tells what was pointed at.

let cy = null;
let ties = []; // all ties of the level that is shown, the strongest first
let bundles = []; // what is drawn in their place where there are too many: ties of apps, of boundaries
let known = new Map(); // what each drawn box stands for, by key
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const THIN = 24; // places: a project whose strongest tie has fewer gets no thick ones
const CONTROLS = 32; // pixels that the zoom buttons take at the top
const MANY = 150; // boxes that are put in place at once, without being seen to move

function startGraph() {
  cy = cytoscape({
    container: byId("graph"), elements: [], style: stylesheet(), minZoom: 0.08, maxZoom: 3,
    boxSelectionEnabled: false, autounselectify: true, layout: { name: "preset" },
    textureOnViewport: true, // while the picture is dragged, it is moved and not drawn again
  });
  cy.on("tap", (event) => {
    if (event.target === cy) select(null);
    else if (event.target.isEdge()) select(event.target.scratch("what"));
    else select(known.get(event.target.id()).what);
  });
  cy.on("dbltap", "node.card, node.folded", (event) => fold(known.get(event.target.id()).what.id));
  cy.on("mouseover", "node, edge", (event) => { event.target.addClass("hover"); showTip(event); });
  cy.on("mouseout", "node, edge", (event) => { event.target.removeClass("hover"); hideTip(); });
  cy.on("zoom", requestLabels);
  watchDragging();
  new ResizeObserver(() => cy.resize()).observe(byId("graph"));
}

/** Draw boxes and ties anew; boxes that were there before move from where they were. */
function drawGraph({ fit = false } = {}) {
  const boxes = state.view === "apps" ? boxesOfApps() : boxesOfModels();
  const before = new Map(cy.nodes().map((each) => [each.id(), { ...each.position() }]));
  known = new Map(boxes.map((each) => [each.key, each]));
  ties = collectTies(state.view);
  bundles = levelDrawn() === state.view ? ties : collectTies(levelDrawn()).filter((tie) => tieEnds(tie).every(Boolean));
  cy.startBatch();
  cy.elements().remove();
  cy.add(sortedByDepth(boxes).map(element));
  cy.endBatch();
  drawTies();
  const moves = !calm.matches && !fit && boxes.length < MANY;
  if (moves) {
    cy.nodes().forEach((each) => {
      const [from, to] = [before.get(each.id()), { ...each.position() }];
      if (from && (from.x !== to.x || from.y !== to.y)) each.position(from).animate({ position: to }, { duration: 260 });
    });
  }
  if (fit) fitGraph();
  sizeLabels();
}

const sortedByDepth = (boxes) => [
  ...boxes.filter((each) => each.frame), ...boxes.filter((each) => each.card), ...boxes.filter((each) => !each.frame && !each.card),
];

function element(box) {
  const classes = ["frame", "card", "folded", "chip", "parted", "outside"].filter((name) => box[name]);
  return {
    group: "nodes",
    data: { id: box.key, text: box.text, w: box.w, h: box.h, size: 13 },
    position: { x: box.x, y: box.y },
    classes: [...classes, box.frame || box.card ? "around" : "leaf", groupColour(box.group)],
    grabbable: !box.frame,
  };
}

/** Draw the ties that are to be seen, and mark what is selected. */
function drawTies() {
  const least = leastPlaces();
  const wanted = bundles === ties ? drawnTies(ties, least) : [...drawnTies(bundles, least), ...drawnTies(ties, Infinity)];
  const drawn = wanted.map((tie) => ({ tie, ends: tieEnds(tie) })).filter(({ ends: [from, to] }) => from && to && from !== to);
  const heaviest = Math.max(THIN, ...drawn.map(({ tie }) => tie.places));
  cy.startBatch();
  cy.edges().remove();
  cy.add(drawn.map(({ tie, ends: [source, target] }) => {
    const share = Math.sqrt(tie.places / heaviest);
    const thickest = tie.level === "models" ? 3 : 6;
    return {
      group: "edges",
      data: { id: tie.key, source, target, places: number(tie.places), width: 0.8 + thickest * share, arrow: 0.7 + 0.35 * share },
      classes: tieClasses(tie),
      scratch: { what: { type: "tie", level: tie.level, source: tie.source, target: tie.target } },
    };
  }));
  cy.endBatch();
  markSelected();
  noteTies(drawn.length, least);
}

/** The boxes that a tie joins: a folded app stands for its models. */
function tieEnds(tie) {
  if (tie.level === "groups") return [tie.source, tie.target].map((id) => (known.has(`g${id}`) ? `g${id}` : null));
  if (tie.level === "apps") return [tie.source, tie.target].map((id) => [`a${id}`, `c${id}-${homes(state.grouping)[id]}`, cardOf(id)].find((key) => known.has(key)) || null);
  return [tie.source, tie.target].map((id) => {
    const own = `m${id}`;
    const card = `c${models[id].app}-${state.grouping.models[id]}`;
    return known.has(own) ? own : known.has(card) ? card : null;
  });
}

const cardOf = (app) => apps[app].models.map((id) => `c${app}-${state.grouping.models[id]}`)[0];

function tieClasses(tie) {
  const worst = [MANUAL, ASSISTED, AUTOMATIC].find((who) => tie.crossing[who]);
  const cut = worst === undefined ? (state.groups.length > 1 ? ["inside"] : []) : ["crossing", `who-${worst}`, tie.from.has(state.group) ? "priced" : "elsewhere"];
  return [tie.level, ...(tie.level === state.view ? [] : ["bundle"]), ...cut];
}

function markSelected() {
  const what = state.selected;
  cy.startBatch();
  cy.elements().removeClass("selected faded near");
  const [centre, around] = neighbourhood(what);
  if (centre.length) {
    const shown = new Set(centre.union(around).map((each) => each.id()));
    for (const each of [...shown]) for (const key of enclosing(each)) shown.add(key);
    const within = centre.map((each) => each.id());
    cy.elements().filter((each) => !shown.has(each.id()) && !enclosing(each.id()).some((key) => within.includes(key))).addClass("faded");
    around.edges().addClass("near");
    centre.addClass("selected");
  }
  cy.endBatch();
}

/** The boxes around a box: its card and its boundary. */
function enclosing(key) {
  const found = [];
  for (let box = known.get(key); box && known.has(box.parent); box = known.get(box.parent)) found.push(box.parent);
  return found;
}

const heldBy = (key) => cy.nodes().filter((each) => enclosing(each.id()).includes(key));

function neighbourhood(what) {
  const none = cy.collection();
  if (!what) return [none, none];
  if (what.type === "tie") {
    const tie = cy.getElementById(tieKey(what.level, what.source, what.target));
    return [tie, tie.length ? tie.connectedNodes() : none];
  }
  const boxes = cy.nodes().filter((each) => {
    const own = known.get(each.id()).what;
    return own.type === what.type && own.id === what.id;
  });
  const tied = boxes.union(boxes.map((each) => heldBy(each.id())).reduce((all, each) => all.union(each), none)).connectedEdges();
  return [boxes, what.type === "group" ? none.union(cy.elements()).difference(boxes) : tied.union(tied.connectedNodes())];
}

function leastPlaces() {
  if (state.least !== null) return state.least;
  return readableLeast(bundles, levelDrawn());
}

function noteTies(drawn, least) {
  const all = bundles;
  const rule = least > 1 ? ` Drawn: those of ${number(least)} couplings or more` : "";
  const always = least > 1 ? `, those of what is selected${!areGrouped() && state.view === "apps" && state.group ? " and of the priced boundary" : ""}.` : "";
  const bundled = all === ties ? " Couplings with code at an end belong to no two models: the graph of apps has them." : " A line joins two apps; those of a model are drawn when it is selected.";
  const grouped = ` A line joins two boundaries; those of an app or model are drawn when it is selected.`;
  const hidden = state.view === "models" || state.outside ? 0 : couplings.filter((each) => shownCoupling(each) && !(apps[ends[each.source].app].inside && apps[ends[each.target].app].inside)).length;
  const beside = hidden ? ` ${count(hidden, "coupling")} with what is no app of the project (packages, templates) are priced but not drawn: Filter, Boxes.` : "";
  byId("graph-note").textContent = `${number(drawn)} of ${count(all.length, "line")} drawn.${rule}${always}${areGrouped() ? grouped : state.view === "models" ? bundled : ""}${beside}`;
  const steps = [...new Set(all.map((tie) => tie.places))].sort((one, other) => one - other);
  const slider = byId("least");
  slider.max = Math.max(0, steps.length - 1);
  const at = steps.findIndex((each) => each >= least);
  slider.value = at < 0 ? slider.max : at;
  slider.setAttribute("aria-valuetext", `${least} couplings`);
  byId("least-value").textContent = number(least);
  slider.onchange = null;
  slider.oninput = () => { state.least = steps[Number(slider.value)] || 1; changed("ties"); };
}

/** Fit all boxes in; their places are known, so Cytoscape need not measure every one of them. */
function fitGraph() {
  cy.resize();
  const edge = extent([...known.values()]);
  const around = { x: 8, top: 34, bottom: 8 }; // names stand above their boxes
  const [w, h] = [edge.right - edge.left + 2 * around.x, edge.bottom - edge.top + around.top + around.bottom];
  const zoom = Math.min(1.15, (cy.width() - 40) / w, (cy.height() - 24 - CONTROLS) / h);
  const level = Math.max(cy.minZoom(), zoom);
  cy.viewport({
    zoom: level,
    pan: {
      x: cy.width() / 2 - (level * (edge.left + edge.right)) / 2,
      y: (cy.height() + CONTROLS) / 2 - (level * (edge.top - around.top + edge.bottom + around.bottom)) / 2,
    },
  });
  sizeLabels();
}

/** Names of cards and boundaries stay readable however far away the picture is. */
function sizeLabels() {
  const size = Math.min(64, Math.max(13, 11.5 / cy.zoom()));
  cy.startBatch();
  cy.nodes(".frame").forEach((each) => { each.data("size", fitting(each, size + 1, 40)); });
  cy.nodes(".card").forEach((each) => { each.data("size", fitting(each, size, 20)); });
  cy.endBatch();
}

/** The largest size in which the name of a card or boundary is no wider than it. */
function fitting(card, size, most) {
  return Math.max(9, Math.min(size, most, card.data("w") / (card.data("text").length * 0.62)));
}

let labelsWanted = 0;
function requestLabels() {
  clearTimeout(labelsWanted);
  labelsWanted = setTimeout(sizeLabels, 120); // once the zooming has ended
}

/** Dragging an app or model onto another boundary moves it there; dropped anywhere else it returns. */
function watchDragging() {
  let from = null;
  cy.on("grab", "node", (event) => {
    if (event.target.hasClass("frame")) return;
    const frames = cy.nodes(".frame").map((each) => ({ group: known.get(each.id()).group, box: each.boundingBox({ includeLabels: false, includeEdges: false }) }));
    const held = event.target.hasClass("card") ? heldBy(event.target.id()).map((each) => ({ each, at: { ...each.position() } })) : [];
    from = { frames, at: { ...event.position }, held, corner: { ...event.target.position() } };
  });
  cy.on("drag", "node.card", (event) => {
    if (!from) return;
    const [x, y] = ["x", "y"].map((axis) => event.target.position(axis) - from.corner[axis]);
    for (const { each, at } of from.held) each.position({ x: at.x + x, y: at.y + y });
  });
  cy.on("free", "node", (event) => {
    if (!from) return;
    const { frames, at } = from;
    from = null;
    const far = Math.hypot(event.position.x - at.x, event.position.y - at.y) * cy.zoom() > 6;
    if (!far) return;
    const box = known.get(event.target.id());
    const hit = frames.find(({ box: area }) => event.position.x > area.x1 && event.position.x < area.x2 && event.position.y > area.y1 && event.position.y < area.y2);
    if (box && hit && hit.group !== box.group && !box.outside) move(box.what, hit.group);
    else drawGraph();
  });
}

function showTip(event) {
  const tip = byId("tip") || document.body.appendChild(make("div", { id: "tip", "aria-hidden": "true" }));
  const what = event.target.isEdge() ? event.target.scratch("what") : known.get(event.target.id()).what;
  tip.textContent = titleOf(what) + (what.type === "tie" ? `: ${count(tieOf(what).places, "coupling")}` : "");
  const area = byId("graph").getBoundingClientRect();
  const { x, y } = event.renderedPosition || { x: 0, y: 0 };
  tip.style.left = `${Math.min(area.left + x + 14, window.innerWidth - 260)}px`;
  tip.style.top = `${area.top + y + 16}px`;
  tip.hidden = false;
}

function hideTip() {
  const tip = byId("tip");
  if (tip) tip.hidden = true;
}

const tieOf = (what) => {
  const key = tieKey(what.level, what.source, what.target);
  const shown = what.level === state.view ? ties : collectTies(what.level);
  return shown.find((tie) => tie.key === key) || { ...what, key, places: 0, cost: [0, 0, 0], crossing: [0, 0, 0], from: new Set() };
};
