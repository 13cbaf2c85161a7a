// The graph by keyboard: arrows go to the nearest box in their direction, the rest is said below it.

const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
let pointed = null; // the key of the box that the arrows are at

function startKeys() {
  byId("graph").addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (graphKey(event.key)) event.preventDefault();
  });
  byId("graph").addEventListener("blur", () => cy.nodes().removeClass("hover"));
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "/" && !typing) { byId("search").focus(); event.preventDefault(); }
    if (event.key === "z" && (event.ctrlKey || event.metaKey) && !typing) { undo(); event.preventDefault(); }
  });
}

function graphKey(key) {
  if (key in DIRECTIONS) goTo(DIRECTIONS[key]);
  else if ((key === "Enter" || key === " ") && known.has(pointed)) select(known.get(pointed).what, { focus: key === "Enter" });
  else if (key === "m" || key === "M") moveByKey();
  else if (key === "+" || key === "=") zoomBy(1.25);
  else if (key === "-") zoomBy(0.8);
  else if (key === "0") fitGraph();
  else if (key === "Escape") select(null);
  else return false;
  return true;
}

function zoomBy(factor) {
  cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
}

/** Go to the nearest box that lies more in this direction than beside it. */
function goTo([dx, dy]) {
  const boxes = cy.nodes(".leaf");
  if (!boxes.length) return;
  const from = pointed && known.has(pointed) ? cy.getElementById(pointed).position() : null;
  const ahead = from ? boxes.map((each) => {
    const { x, y } = each.position();
    const along = (x - from.x) * dx + (y - from.y) * dy;
    const beside = Math.abs((x - from.x) * dy) + Math.abs((y - from.y) * dx);
    return { each, along, cost: along + 2.2 * beside };
  }).filter(({ each, along }) => along > 1 && each.id() !== pointed) : boxes.map((each) => ({ each, cost: each.position().x + each.position().y }));
  if (!ahead.length) return;
  const [{ each }] = sorted(ahead, (option) => [option.cost, option.each.id()]);
  pointed = each.id();
  cy.nodes().removeClass("hover");
  each.addClass("hover");
  bringIntoView(each);
  const { what, group } = known.get(pointed);
  const where = state.groups.length > 1 ? `, in ${state.groups[group]}` : "";
  const degree = ties.filter((tie) => what.type === BOXES[tie.level] && (tie.source === what.id || tie.target === what.id)).length;
  announce(`${titleOf(what)}${where}, ${count(degree, "line")}`);
}

function bringIntoView(box) {
  const { x, y } = box.renderedPosition();
  const [dx, dy] = [x < 40 ? 80 - x : x > cy.width() - 40 ? cy.width() - 80 - x : 0, y < 40 ? 80 - y : y > cy.height() - 40 ? cy.height() - 80 - y : 0];
  if (dx || dy) cy.panBy({ x: dx, y: dy });
}

/** M opens the choice of boundaries of the box that is pointed at. */
function moveByKey() {
  if (known.has(pointed)) select(known.get(pointed).what);
  const choice = byId("move-to");
  if (choice) choice.focus();
  else announce("Point at an app or a model first, with the arrow keys.");
}
