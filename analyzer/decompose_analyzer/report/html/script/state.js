// What is shown now. Views read it and draw; whatever changes it calls `changed` at the end.

const MONOLITH = "Monolith";

function emptyGrouping() {
  return { apps: apps.map(() => 0), models: models.map(() => 0) };
}

/** One app alone is no graph; its models are. */
const FIRST_VIEW = data.inside < 2 && models.length > 1 ? "models" : "apps";

const state = {
  view: FIRST_VIEW,
  theme: "system",
  start: 0,
  groups: [MONOLITH],
  grouping: emptyGrouping(),
  selected: null, // {type: "app" | "model" | "tie" | "group" | "file" | "endpoint", ...}
  group: 1, // whose price is shown
  least: null, // couplings a tie needs to be drawn; null: as many ties as are readable
  hiddenKinds: new Set(),
  hiddenEffects: new Set(),
  outside: false,
  folded: new Set(), // apps whose models are not drawn
  undo: [],
};

const listeners = [];

/** Draw again: `what` says how much changed, "selection" < "graph" < "cut". */
function changed(what) {
  for (const each of listeners) each(what);
}

/** Take one of the cuts that the page offers. */
function takeStart(at) {
  const [, groups] = data.starts[at];
  state.start = at;
  state.groups = [MONOLITH, ...groups.map(([name]) => name)];
  let grouping = emptyGrouping();
  groups.forEach(([, wholes, parts], index) => {
    for (const id of wholes) grouping = moved(grouping, { type: "app", id }, index + 1);
    for (const id of parts) grouping.models[id] = index + 1;
  });
  state.grouping = grouping;
  state.group = state.groups.length > 1 ? 1 : 0;
}

const snapshot = () => ({
  groups: [...state.groups], grouping: state.grouping, group: state.group, start: state.start,
});

/** Keep the cut for `Undo`, then change it. */
function recut(change) {
  const before = state.group ? price(state.group, state.grouping) : null;
  state.undo.push(snapshot());
  if (state.undo.length > 100) state.undo.shift();
  if (state.selected && state.selected.level === "groups") state.selected = null; // boundaries change
  change();
  changed("cut");
  sayPrice(before);
}

function undo() {
  const last = state.undo.pop();
  if (!last) return;
  Object.assign(state, last);
  if (state.selected && (state.selected.level === "groups" || (state.selected.type === "group" && state.selected.id >= state.groups.length))) {
    state.selected = null;
  }
  changed("cut");
  announce("Undone");
}

/** Move an app or model into a group; a group of -1 is a new one. */
function move(what, group) {
  const named = what.type === "app" ? apps[what.id].label : models[what.id].name;
  recut(() => {
    let to = group;
    if (group < 0) {
      to = state.groups.length;
      state.groups.push(freeName(named));
    }
    state.grouping = moved(state.grouping, what, to);
    state.start = -1;
    if (to) state.group = to;
    dropEmpty();
  });
}

function freeName(name) {
  let found = name;
  for (let at = 2; state.groups.includes(found); at += 1) found = `${name} ${at}`;
  return found;
}

/** Drop boundaries that hold nothing any more, so that the list stays short. */
function dropEmpty() {
  for (let id = state.groups.length - 1; id > 0; id -= 1) {
    const { grouping } = state;
    if (membersOf(id).length) continue;
    state.groups.splice(id, 1);
    const shift = (group) => (group > id ? group - 1 : group);
    state.grouping = { apps: grouping.apps.map(shift), models: grouping.models.map(shift) };
    if (state.group > id || state.group >= state.groups.length) state.group -= 1;
    if (state.selected && state.selected.type === "group" && state.selected.id >= id) state.selected = null;
  }
}

/** List what a group holds: whole apps first, then single models of parted apps. */
function membersOf(group) {
  const home = homes(state.grouping);
  const wholes = apps.filter((app) => app.inside && home[app.id] === group && !isParted(app, state.grouping));
  const singles = models.filter((each) => state.grouping.models[each.id] === group && isParted(apps[each.app], state.grouping));
  return [
    ...wholes.map((app) => ({ type: "app", id: app.id, label: app.label })),
    ...singles.map((each) => ({ type: "model", id: each.id, label: each.label })),
  ];
}

/** Select something, show it in the panel, and move the focus there only where asked. */
function select(what, { focus = false } = {}) {
  state.selected = what;
  const group = what && what.type === "group" ? what.id : what && (what.type === "app" || what.type === "model") ? groupOf(what) : 0;
  if (group) state.group = group; // its price is the one of interest now
  changed("selection");
  if (focus) byId("panel").focus({ preventScroll: false });
}

const groupOf = (what) =>
  what.type === "model" ? state.grouping.models[what.id] : homes(state.grouping)[what.id];
