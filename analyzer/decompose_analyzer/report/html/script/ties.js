// Ties: all couplings between two apps, models or boundaries, in one direction: a line of the graph.

/** A relation within one app is no coupling, but it holds its models together. */
const shownCoupling = (each) => !state.hiddenKinds.has(each.kind) && !state.hiddenEffects.has(each.effect);

function tieKey(level, source, target) {
  return `${{ apps: "t", models: "u", groups: "v" }[level]}${source}-${target}`;
}

/** Collect the ties of a level; each knows its places by who settles them, and what it crosses. */
function collectTies(level) {
  const found = new Map();
  const side = sides(state.grouping);
  const add = (source, target, settlement, from, to, within = false) => {
    if (source === target) return;
    const key = tieKey(level, source, target);
    let tie = found.get(key);
    if (!tie) {
      tie = { key, level, source, target, places: 0, cost: [0, 0, 0], crossing: [0, 0, 0], from: new Set(), within };
      found.set(key, tie);
    }
    tie.places += 1;
    tie.cost[settlement] += 1;
    if (from !== to) {
      tie.crossing[settlement] += 1;
      tie.from.add(from);
      tie.from.add(to);
    }
  };
  for (const each of couplings) {
    if (!shownCoupling(each)) continue;
    const [source, target] = [ends[each.source], ends[each.target]];
    const [from, to] = [side[each.source], side[each.target]];
    const drawable = state.outside || (apps[source.app].inside && apps[target.app].inside);
    if (level === "groups") {
      if (drawable) add(from, to, each.settlement, from, to);
    } else if (level === "apps") {
      if (drawable) add(source.app, target.app, each.settlement, from, to);
    } else if (source.model >= 0 && target.model >= 0) {
      add(source.model, target.model, each.settlement, from, to);
    }
  }
  if (level === "models" && !state.hiddenEffects.has(data.effects.indexOf("schema"))) {
    for (const each of relations) {
      const [from, to] = [state.grouping.models[each.source], state.grouping.models[each.target]];
      add(each.source, each.target, each.settlement, from, to, true);
    }
  }
  return sorted([...found.values()], (tie) => [-tie.places, tie.source, tie.target]);
}

/** List the places of a tie, those first that a person settles. */
function placesOfTie(what) {
  const side = what.level === "groups" ? sides(state.grouping) : [];
  const isEnd = (at, id) => (what.level === "groups" ? side[at] === id : ends[at][what.level === "apps" ? "app" : "model"] === id);
  const drawable = (each) => what.level !== "groups" || state.outside || (apps[ends[each.source].app].inside && apps[ends[each.target].app].inside);
  const found = couplings.filter(
    (each) => shownCoupling(each) && isEnd(each.source, what.source) && isEnd(each.target, what.target) && drawable(each),
  );
  return hardestFirst(found);
}

const relationsOfTie = (what) =>
  what.level === "models" ? relations.filter((each) => each.source === what.source && each.target === what.target) : [];

const hardestFirst = (found) =>
  sorted(found, (each) => [-each.settlement, each.severity, kinds[each.kind].name, data.files[each.file], each.line]);

const READABLE = { apps: (nodes) => Math.max(24, Math.round(nodes * 2)), models: () => 90, groups: (nodes) => Math.max(8, Math.round(nodes * 1.2)) };
const BOXES = { apps: "app", models: "model", groups: "group" }; // what the ends of a level's ties are

/** The fewest places at which not more ties are left than a person can follow. */
function readableLeast(ties, level) {
  const nodes = new Set(ties.flatMap((tie) => [tie.source, tie.target])).size;
  const most = READABLE[level](nodes);
  return ties.length <= most ? 1 : Math.min(ties[most].places + 1, ties[0].places);
}

/** Many models: their ties are drawn as one line for two apps, but for those of a selected model. */
const areBundled = () => state.view === "models" && models.length > 24 && apps.filter((each) => each.models.length).length > 1;

/** Many boundaries: what crosses them is drawn as one line for two of them, whatever app it is of. */
const areGrouped = () => state.groups.length > FEW_GROUPS;
const FEW_GROUPS = 3; // the monolith and two more

/** The level of the lines that are drawn when nothing is selected. */
const levelDrawn = () => (areGrouped() ? "groups" : areBundled() ? "apps" : state.view);

/** Say which ties are drawn: strong ones, those of what is selected, and in the graph of apps those priced. */
function drawnTies(ties, least) {
  const what = state.selected;
  const touches = (tie) => {
    if (!what || (tie.level === "apps" && state.view === "models" && what.type === "app")) return false;
    if (what.type === "tie") return what.level === tie.level && what.source === tie.source && what.target === tie.target;
    if (what.type === "app" && tie.level === "models") return false;
    return what.type === BOXES[tie.level] && (tie.source === what.id || tie.target === what.id);
  };
  const priced = (tie) => !areGrouped() && state.view === "apps" && state.group > 0 && tie.from.has(state.group);
  return ties.filter((tie) => tie.places >= least || touches(tie) || priced(tie));
}
