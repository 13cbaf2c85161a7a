// Put everything together: read the address, draw, and draw again what each change touches.

function setView(view) {
  if (view === "models" && !models.length) return;
  state.view = view;
  state.least = null;
  tiesShown = TIES_SHOWN;
  if (state.selected && state.selected.type === "tie" && state.selected.level in { apps, models } && state.selected.level !== view) state.selected = null;
  changed("view");
}

function drawBar() {
  byId("view-apps").setAttribute("aria-pressed", String(state.view === "apps"));
  byId("view-models").setAttribute("aria-pressed", String(state.view === "models"));
  byId("view-models").disabled = !models.length;
  const fold = byId("fold");
  fold.hidden = state.view !== "models";
  fold.textContent = state.folded.size ? "Unfold all" : "Fold all";
  byId("undo").disabled = !state.undo.length;
  const start = byId("start");
  const names = data.starts.map(([name], at) => make("option", { value: at, text: name, selected: at === state.start }));
  if (state.start < 0) names.unshift(make("option", { value: -1, text: "Your own", selected: true }));
  fill(start, names);
}

listeners.push((what) => {
  if (what === "theme") { cy.style(stylesheet()); sizeLabels(); writeAddress(); return; }
  if (what === "selection" || what === "ties") drawTies();
  else drawGraph({ fit: what === "view" });
  drawPanel();
  if (what === "cut" || what === "view" || what === "filter") { drawLegend(); drawTiesTable(); }
  if (what === "cut" || what === "selection") drawPrice();
  drawBar();
  writeAddress();
});

function listen() {
  byId("view-apps").addEventListener("click", () => setView("apps"));
  byId("view-models").addEventListener("click", () => setView("models"));
  byId("start").addEventListener("change", (event) => {
    const at = Number(event.target.value);
    if (at >= 0) recut(() => { takeStart(at); state.selected = null; });
    fitGraph();
    byId("start").focus();
  });
  byId("fold").addEventListener("click", () => {
    state.folded = new Set(state.folded.size ? [] : apps.filter((each) => each.models.length).map((each) => each.id));
    changed("view");
  });
  byId("undo").addEventListener("click", undo);
  byId("theme").addEventListener("click", switchTheme);
  byId("share").addEventListener("click", copyLink);
  byId("zoom-in").addEventListener("click", () => zoomBy(1.25));
  byId("zoom-out").addEventListener("click", () => zoomBy(0.8));
  byId("zoom-fit").addEventListener("click", fitGraph);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { showTheme(); changed("theme"); });
  addEventListener("beforeprint", beforePrint);
  addEventListener("afterprint", afterPrint);
  addEventListener("hashchange", () => { if (location.hash.includes("=")) { readAgain(); } });
}

/** A sheet is light, and has its own picture: the one on the screen would be cut where it ends. */
function beforePrint() {
  document.documentElement.dataset.theme = "light";
  cy.style(stylesheet());
  sizeLabels();
  const picture = cy.renderer().bufferCanvasImage({ full: true, maxWidth: 1600, maxHeight: 1200, bg: colour("surface") });
  picture.id = "graph-print";
  byId("graph-print")?.remove();
  byId("graph").after(picture);
}

function afterPrint() {
  byId("graph-print")?.remove();
  showTheme();
  cy.style(stylesheet());
  sizeLabels();
}

/** A link to another view of this same page was followed. */
function readAgain() {
  Object.assign(state, { view: FIRST_VIEW, selected: null, least: null, outside: false, hiddenKinds: new Set(), hiddenEffects: new Set(), folded: new Set() });
  readAddress();
  showTheme();
  cy.style(stylesheet());
  drawFilters();
  changed("view");
  drawPrice();
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    announce("The link to this view is copied.");
    byId("share").textContent = "Copied";
  } catch {
    announce("The address above is the link to this view.");
    byId("share").textContent = "Use the address bar";
  }
  setTimeout(() => { byId("share").textContent = "Copy link"; }, 2500);
}

readAddress();
showTheme();
startGraph();
drawSummary();
startFilters();
startSearch();
startKeys();
listen();
changed("view");
drawPrice();
drawOrder();
drawProblems();
byId("rule").textContent = `${data.rule} Made by decompose; this file loads nothing and sends nothing.`;
// For tests and the console: the price of boundary 1 after putting these apps and models into it.
window.decompose = Object.freeze({
  price(labels) {
    const grouping = labels.reduce((now, label) => {
      const app = nodeNamed("apps", label);
      return moved(now, app >= 0 ? { type: "app", id: app } : { type: "model", id: nodeNamed("models", label) }, 1);
    }, emptyGrouping());
    const [automatic, assisted, manual] = price(1, grouping);
    return { automatic, assisted, manual };
  },
});
