// Where boxes stand. The same project always gives the same picture: nothing here is left to chance,
// and arithmetic is limited to what every browser computes alike.

const GAP = { x: 30, y: 54 };
const ASPECT = 1.35; // wider than high, as a window is
const GRID_ASPECT = 1.05; // boundaries stand beside the grid and make it wider

/**
 * Put boxes of one height on a staggered grid: ties short, pointing down, through no other box.
 * Starts from the order of leaning and swaps boxes as long as the picture gets better.
 */
function onGrid(boxes, ties) {
  if (!boxes.length) return new Map();
  const cell = {
    x: Math.max(...boxes.map((each) => each.w)) + GAP.x,
    y: Math.max(...boxes.map((each) => each.h)) + GAP.y,
  };
  const columns = Math.max(1, Math.round(Math.sqrt((boxes.length * GRID_ASPECT * cell.y) / cell.x)));
  const rows = Math.ceil(boxes.length / columns);
  const slots = [];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      slots.push({ x: (column + (row % 2 ? 0.5 : 0)) * cell.x, y: row * cell.y });
    }
  }
  const at = new Map();
  byLeaning(boxes, ties).forEach((box, slot) => at.set(box.id, slot));
  improve(boxes, strongest(ties, boxes.length * 3), slots, at, cell);
  return new Map(boxes.map((box) => [box.id, slots[at.get(box.id)]]));
}

const strongest = (ties, most) =>
  sorted(ties, (each) => [-each.places, each.source, each.target]).slice(0, most)
    .map((each) => ({ source: each.source, target: each.target, weight: Math.sqrt(each.places) }));

/** Put whoever leans on many before whoever is leant on. */
function byLeaning(boxes, ties) {
  const left = new Set(boxes.map((each) => each.id));
  const byName = new Map(boxes.map((each) => [each.id, each]));
  const found = [];
  while (left.size) {
    const score = new Map([...left].map((id) => [id, 0]));
    for (const tie of ties) {
      if (!left.has(tie.source) || !left.has(tie.target)) continue;
      score.set(tie.source, score.get(tie.source) + tie.places);
      score.set(tie.target, score.get(tie.target) - tie.places);
    }
    const [next] = sorted([...left], (id) => [-score.get(id), byName.get(id).label]);
    found.push(byName.get(next));
    left.delete(next);
  }
  return found;
}

function improve(boxes, ties, slots, at, cell) {
  const inSlot = slots.map(() => null);
  for (const box of boxes) inSlot[at.get(box.id)] = box.id;
  const touching = new Map(boxes.map((each) => [each.id, []]));
  for (const tie of ties) {
    touching.get(tie.source).push(tie);
    touching.get(tie.target).push(tie);
  }
  const spot = (id) => slots[at.get(id)];
  const costOf = (tie, through) => {
    const [from, to] = [spot(tie.source), spot(tie.target)];
    const [dx, dy] = [(to.x - from.x) / cell.x, (to.y - from.y) / cell.y];
    let cost = tie.weight * (Math.sqrt(dx * dx + dy * dy) + (dy < 0 ? 0.5 : 0) + (dy === 0 ? 0.2 : 0));
    for (const id of through) {
      if (id !== tie.source && id !== tie.target && passes(from, to, spot(id), cell)) cost += 1.5 * tie.weight;
    }
    return cost;
  };
  const ids = boxes.map((each) => each.id);
  const costAround = (pair) => {
    const near = new Set(pair.flatMap((id) => touching.get(id)));
    let cost = 0;
    for (const tie of ties) {
      cost += near.has(tie) ? costOf(tie, ids) : costOf(tie, pair);
    }
    return cost;
  };
  const swap = (one, other) => {
    [inSlot[one], inSlot[other]] = [inSlot[other], inSlot[one]];
    if (inSlot[one] !== null) at.set(inSlot[one], one);
    if (inSlot[other] !== null) at.set(inSlot[other], other);
  };
  for (let round = 0, better = true; better && round < 12; round += 1) {
    better = false;
    for (let one = 0; one < slots.length; one += 1) {
      for (let other = one + 1; other < slots.length; other += 1) {
        const pair = [inSlot[one], inSlot[other]].filter((id) => id !== null);
        if (!pair.length) continue;
        const before = costAround(pair);
        swap(one, other);
        if (costAround(pair) < before - 1e-9) better = true;
        else swap(one, other);
      }
    }
  }
}

/** Say whether a straight line comes too near to the middle of a box. */
function passes(from, to, box, cell) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  if (!length) return false;
  const share = ((box.x - from.x) * dx + (box.y - from.y) * dy) / length;
  if (share <= 0.05 || share >= 0.95) return false;
  const [offX, offY] = [from.x + share * dx - box.x, from.y + share * dy - box.y];
  return Math.abs(offX) < cell.x * 0.36 && Math.abs(offY) < cell.y * 0.24;
}

/**
 * Pack boxes of any size into shelves, small ones stacked beside large ones; returns their corners.
 * Of several widths the one is taken that fills a window best.
 */
function onShelves(boxes, gap = 34, aspect = ASPECT) {
  const area = boxes.reduce((sum, each) => sum + (each.w + gap) * (each.h + gap), 0);
  const least = Math.max(0, ...boxes.map((each) => each.w));
  let best = null;
  for (let tenths = 9; tenths <= 18; tenths += 1) {
    const corners = shelves(boxes, gap, Math.max(least, (Math.sqrt(area * aspect) * tenths) / 10));
    const size = boxes.reduce(([w, h], { id, ...box }) => {
      const corner = corners.get(id);
      return [Math.max(w, corner.x + box.w), Math.max(h, corner.y + box.h)];
    }, [0, 0]);
    const room = Math.max(size[0] / aspect, size[1]);
    if (!best || room < best.room - 1) best = { room, corners };
  }
  return best.corners;
}

function shelves(boxes, gap, widest) {
  const found = new Map();
  let shelf = { y: 0, h: 0, x: 0, column: null };
  for (const box of sorted(boxes, (each) => [-each.h, -each.w, each.label])) {
    const { column } = shelf;
    if (column && box.w <= column.w && column.y + box.h <= shelf.y + shelf.h) {
      found.set(box.id, { x: column.x, y: column.y });
      column.y += box.h + gap;
      continue;
    }
    if (shelf.x && shelf.x + box.w > widest) shelf = { y: shelf.y + shelf.h + gap, h: 0, x: 0, column: null };
    found.set(box.id, { x: shelf.x, y: shelf.y });
    shelf.h = Math.max(shelf.h, box.h);
    shelf.column = { x: shelf.x, y: shelf.y + box.h + gap, w: box.w };
    shelf.x += box.w + gap;
  }
  return found;
}

const letters = (text, each = 7.3) => Math.round(text.length * each);
const clipped = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
