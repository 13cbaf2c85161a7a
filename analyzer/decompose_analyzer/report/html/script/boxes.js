// The boxes of the graph for the cut there is now: boundaries, apps in them, models in those.

const HEIGHT = { app: 46, model: 24 };
const PAD = { x: 24, top: { apps: 24, models: 44 }, bottom: 24 }; // between a boundary and what it holds

/** Where every app stands as long as it is in the monolith; worked out once, so that nothing jumps. */
const gridOfApps = once(() => {
  const boxes = apps.filter((each) => each.inside).map(appBox);
  const isIn = new Set(boxes.map((each) => each.id));
  const ties = new Map();
  for (const each of couplings) {
    const [source, target] = [ends[each.source].app, ends[each.target].app];
    if (source === target || !isIn.has(source) || !isIn.has(target)) continue;
    const key = tieKey("apps", source, target);
    if (!ties.has(key)) ties.set(key, { source, target, places: 0 });
    ties.get(key).places += 1;
  }
  const tied = [...ties.values()];
  return { tied, spots: onGrid(boxes, tied) };
});

const cardsOfApps = once(() => {
  const boxes = apps.filter((each) => each.models.length).map((app) => {
    const card = cardSize(app, app.models, { whole: true });
    return { id: app.id, label: app.label, w: card.w, h: card.h };
  });
  return onShelves(boxes, 34, GRID_ASPECT);
});

function once(work) {
  let done = null;
  return () => {
    if (!done) done = { value: work() };
    return done.value;
  };
}

function appBox(app) {
  const name = clipped(app.label, 22);
  const line = app.models.length ? count(app.models.length, "model") : "no models";
  return {
    id: app.id, label: app.label, text: `${name}\n${line}`,
    w: Math.max(92, letters(name, 8) + 24, letters(line, 7) + 20), h: HEIGHT.app,
  };
}

/** List the boxes of the graph of apps. */
function boxesOfApps() {
  const home = homes(state.grouping);
  const { tied, spots } = gridOfApps();
  const found = [];
  const services = state.groups.slice(1).map((_, at) => at + 1);
  const inside = apps.filter((each) => each.inside);
  const staying = inside.filter((each) => home[each.id] === 0);
  const own = services.length > 4 ? onGrid(staying.map(appBox), among(staying, tied)) : spots;
  for (const app of staying) found.push(node(app, own.get(app.id), 0));
  if (state.outside) found.push(...outsideBoxes(staying.length ? found : []));
  const edge = extent(found);
  const areas = services.map((group) => {
    const area = serviceBoxes(group, inside.filter((app) => home[app.id] === group), tied);
    return { ...area, id: group, label: state.groups[group], w: Math.max(area.w, letters(state.groups[group], 8)) };
  });
  const height = Math.max(edge.bottom - edge.top, ...areas.map((each) => each.h));
  const corners = areas.length > 4 || isNarrow() ? onShelves(areas, 106, GRID_ASPECT) : stacked(areas, 106, height);
  const beside = besideOf(edge, found.length > 0);
  for (const area of areas) {
    const corner = corners.get(area.id);
    for (const box of area.boxes) found.push({ ...box, x: box.x + beside.x + corner.x, y: box.y + beside.y + corner.y });
  }
  return [...groupBoxes(found), ...found];
}

const isNarrow = () => byId("graph").clientWidth < 560;

/** Where boundaries begin: to the right of the monolith, on a narrow screen below it. */
function besideOf(edge, any) {
  if (!any) return { x: 0, y: 0 };
  return isNarrow() ? { x: edge.left, y: edge.bottom + 110 } : { x: edge.right + 130, y: edge.top };
}

function among(members, tied) {
  const isIn = new Set(members.map((each) => each.id));
  return tied.filter((each) => isIn.has(each.source) && isIn.has(each.target));
}

function node(app, spot, group) {
  const box = appBox(app);
  const staying = app.models.filter((id) => state.grouping.models[id] === group);
  return {
    key: `a${app.id}`, parent: `g${group}`, what: { type: "app", id: app.id }, group,
    text: isParted(app, state.grouping) ? `${clipped(app.label, 22)}\n${staying.length} of ${app.models.length}` : box.text,
    x: spot.x, y: spot.y, w: box.w, h: box.h, parted: isParted(app, state.grouping), outside: !app.inside,
  };
}

/** Boxes of one service, from its own corner. */
function serviceBoxes(group, members, tied) {
  if (!members.length) return ghost(group);
  const boxes = members.map(appBox);
  const spots = onGrid(boxes, among(members, tied));
  const nodes = members.map((app) => node(app, spots.get(app.id), group));
  const edge = extent(nodes);
  return {
    boxes: nodes.map((each) => ({ ...each, x: each.x - edge.left, y: each.y - edge.top })),
    w: edge.right - edge.left, h: edge.bottom - edge.top,
  };
}

/** A boundary of single models only has no app to show; one box stands for its models. */
function ghost(group) {
  const text = `${count(membersOf(group).length, "model")}\nof parted apps`;
  const box = { key: `h${group}`, parent: `g${group}`, what: { type: "group", id: group }, group, text, x: 65, y: 23, w: 130, h: HEIGHT.app, parted: true };
  return { boxes: [box], w: 130, h: HEIGHT.app };
}

/** What is no app of the project (packages, templates) stands in rows below. */
function outsideBoxes(above) {
  const edge = extent(above);
  const others = apps.filter((each) => !each.inside && each.label);
  const columns = Math.max(3, Math.floor((edge.right - edge.left) / 160));
  return others.map((app, at) => {
    const spot = { x: edge.left + 60 + (at % columns) * 160, y: edge.bottom + 90 + Math.floor(at / columns) * 70 };
    return { ...node(app, spot, 0), parent: null, text: clipped(app.label, 22), outside: true, h: 30 };
  });
}

function extent(boxes) {
  if (!boxes.length) return { left: 0, right: 0, top: 0, bottom: 0 };
  return {
    left: Math.min(...boxes.map((each) => each.x - each.w / 2)),
    right: Math.max(...boxes.map((each) => each.x + each.w / 2)),
    top: Math.min(...boxes.map((each) => each.y - each.h / 2)),
    bottom: Math.max(...boxes.map((each) => each.y + each.h / 2)),
  };
}

/** The boundaries themselves; without any, the monolith needs no frame. */
function groupBoxes(boxes) {
  if (state.groups.length < 2) return [];
  return state.groups.map((name, id) => {
    const edge = extent(boxes.filter((each) => each.parent === `g${id}`));
    const text = clipped(name, 24);
    const wider = Math.max(0, letters(text, 9) - (edge.right - edge.left + 2 * PAD.x)) / 2;
    const [left, right] = [edge.left - PAD.x - wider, edge.right + PAD.x + wider];
    const [top, bottom] = [edge.top - PAD.top[state.view], edge.bottom + PAD.bottom];
    return {
      key: `g${id}`, parent: null, what: { type: "group", id }, group: id, text, frame: true,
      x: (left + right) / 2, y: (top + bottom) / 2, w: right - left, h: bottom - top, empty: edge.left === edge.right,
    };
  }).filter((each) => !each.empty);
}

const partOf = (app, members) => (members.length < app.models.length ? ` (${members.length} of ${app.models.length})` : "");

function cardSize(app, members, { whole = false } = {}) {
  if (!whole && state.folded.has(app.id)) return { w: Math.max(120, letters(app.label, 9) + 60), h: 44, columns: 0 };
  const columns = Math.max(1, Math.round(Math.sqrt(members.length / 2.2)));
  const named = Math.min(300, letters(app.label + partOf(app, members), 11)) / columns - 6;
  const w = Math.max(named, Math.min(166, Math.max(84, ...members.map((id) => letters(models[id].name, 7.4) + 14))));
  const rows = Math.ceil(members.length / columns);
  return { w: columns * (w + 6) + 10, h: rows * (HEIGHT.model + 6) + 10, columns, chip: w };
}

/** List the boxes of the graph of models: a card for each app, in each boundary that holds some of it. */
function boxesOfModels() {
  const cards = [];
  for (const app of apps) {
    const groups = [...new Set(app.models.map((id) => state.grouping.models[id]))].sort((one, other) => one - other);
    for (const group of groups) {
      const members = app.models.filter((id) => state.grouping.models[id] === group);
      cards.push({ app, group, members, ...cardSize(app, members), key: `c${app.id}-${group}` });
    }
  }
  const corners = placeCards(cards);
  const found = cards.flatMap((card) => boxesOfCard(card, corners.get(card.key)));
  return [...groupBoxes(found), ...found];
}

/** Cards of the monolith stand where they always stand, those of services beside them. */
function placeCards(cards) {
  const base = cardsOfApps();
  const found = new Map();
  const staying = cards.filter((each) => each.group === 0);
  for (const each of staying) found.set(each.key, base.get(each.app.id));
  const right = Math.max(0, ...staying.map((each) => base.get(each.app.id).x + each.w));
  const bottom = Math.max(0, ...staying.map((each) => base.get(each.app.id).y + each.h));
  const beside = besideOf({ left: 0, top: 0, right, bottom }, staying.length > 0);
  const areas = state.groups.slice(1).map((name, at) => {
    const own = cards.filter((each) => each.group === at + 1).map((each) => ({ id: each.key, w: each.w, h: each.h, label: each.app.label }));
    const corners = onShelves(own);
    const size = own.map((each) => ({ x: corners.get(each.id).x + each.w, y: corners.get(each.id).y + each.h }));
    return { id: at, label: name, corners, w: Math.max(0, ...size.map((each) => each.x)), h: Math.max(0, ...size.map((each) => each.y)) };
  }).filter((area) => area.w).map((area) => ({ ...area, w: Math.max(area.w, letters(area.label, 16) - 60) }));
  const packed = areas.length > 3 || isNarrow() ? onShelves(areas, 124) : stacked(areas, 124, bottom);
  for (const area of areas) {
    const corner = packed.get(area.id);
    for (const [key, spot] of area.corners) found.set(key, { x: beside.x + corner.x + spot.x, y: beside.y + corner.y + spot.y });
  }
  return found;
}

function stacked(areas, gap, height) {
  const total = areas.reduce((sum, each) => sum + each.h + gap, -gap);
  let y = Math.max(0, (height - total) / 2);
  return new Map(areas.map((each) => {
    const corner = { x: 0, y };
    y += each.h + gap;
    return [each.id, corner];
  }));
}

function boxesOfCard(card, corner) {
  const { app, group, members } = card;
  const parted = members.length < app.models.length;
  const of = partOf(app, members);
  const frame = {
    key: card.key, parent: `g${group}`, what: { type: "app", id: app.id }, group, parted,
    x: corner.x + card.w / 2, y: corner.y + card.h / 2, w: card.w, h: card.h,
  };
  if (state.folded.has(app.id)) {
    const text = `${clipped(app.label, 24)}${of}\n${count(members.length, "model")}`;
    return [{ ...frame, folded: true, text, h: HEIGHT.app }];
  }
  const chips = members.map((id, at) => ({
    key: `m${id}`, parent: card.key, what: { type: "model", id }, group,
    text: clipped(models[id].name, 21),
    x: corner.x + 8 + (at % card.columns) * (card.chip + 6) + card.chip / 2,
    y: corner.y + 8 + Math.floor(at / card.columns) * (HEIGHT.model + 6) + HEIGHT.model / 2,
    w: card.chip, h: HEIGHT.model, chip: true,
  }));
  return [{ ...frame, text: `${app.label}${of}`, card: true }, ...chips];
}
