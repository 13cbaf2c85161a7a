// What a cut costs, by the analyzer's own rules (boundaries.py, what_if.py): a test compares both.
//
// Every model is in one group, 0 is the monolith. An app whose models are all in one group goes there
// as a whole; of an app that is parted, everything that is no model stays in the monolith.

/** Say in which group each app is as a whole; a parted app counts as staying. */
function homes(grouping) {
  return apps.map((app) => {
    if (!app.models.length) return grouping.apps[app.id];
    const [first, ...rest] = app.models.map((id) => grouping.models[id]);
    return rest.every((each) => each === first) ? first : 0;
  });
}

const isParted = (app, grouping) =>
  app.models.some((id) => grouping.models[id] !== grouping.models[app.models[0]]);

/** Say in which group each end of a coupling is. */
function sides(grouping) {
  const home = homes(grouping);
  return ends.map((end) => (end.model >= 0 ? grouping.models[end.model] : home[end.app]));
}

/** Price one group: [tool, tool + answer, by hand], each a count of places. */
function price(group, grouping) {
  const cost = [0, 0, 0];
  const side = sides(grouping);
  for (const each of couplings) {
    if ((side[each.source] === group) !== (side[each.target] === group)) cost[each.settlement] += 1;
  }
  const made = madeByCut(group, grouping);
  for (const each of made.relations) cost[each.settlement] += 1;
  cost[ASSISTED] += made.uses.length;
  return cost;
}

/** Find what a cut through the middle of an app cuts there: relations and files. */
function madeByCut(group, grouping) {
  const home = homes(grouping);
  const leaves = models.map((each) => grouping.models[each.id] === group && home[each.app] !== group);
  const parted = new Set(models.filter((each) => leaves[each.id]).map((each) => each.app));
  if (!parted.size) return { relations: [], uses: [] };
  return {
    relations: relations.filter(
      (each) => parted.has(models[each.source].app) && leaves[each.source] !== leaves[each.target],
    ),
    uses: uses.filter((each) => {
      if (!parted.has(each.app)) return false;
      const here = each.models.filter((id) => parted.has(models[id].app));
      return here.some((id) => leaves[id]) && here.some((id) => !leaves[id]);
    }),
  };
}

/** Weigh a price, to compare it with another. */
const effort = (cost) => cost.reduce((sum, places, who) => sum + places * data.weights[who], 0);

const inWords = (cost) =>
  `${number(cost[MANUAL])} by hand, ${number(cost[ASSISTED])} tool + answer, ${number(cost[AUTOMATIC])} by the tool`;

/** Put an app, or a model, into a group; the grouping that was given stays as it is. */
function moved(grouping, what, group) {
  const next = { apps: [...grouping.apps], models: [...grouping.models] };
  if (what.type === "model") next.models[what.id] = group;
  else {
    next.apps[what.id] = group;
    for (const id of apps[what.id].models) next.models[id] = group;
  }
  return next;
}

/** Find the moves of one app that make a cut cheaper, the best first. */
function betterMoves(group, grouping, most) {
  const now = effort(price(group, grouping));
  const home = homes(grouping);
  const leaving = apps.filter((app) => app.inside && home[app.id] === group && !isParted(app, grouping));
  const found = [];
  for (const app of apps) {
    if (!app.inside || isParted(app, grouping)) continue;
    const isIn = home[app.id] === group;
    if (isIn && leaving.length < 2) continue;
    if (!isIn && home[app.id] !== 0) continue;
    const to = isIn ? 0 : group;
    const cost = price(group, moved(grouping, { type: "app", id: app.id }, to));
    if (effort(cost) < now) found.push({ app, to, cost });
  }
  return sorted(found, (each) => [effort(each.cost), each.app.label]).slice(0, most);
}
