// The view as the address's fragment, so that a link shows what its sender saw. Names, not numbers:
// the link also works with the next report of the same project.

const word = encodeURIComponent;
const selectionTypes = ["app", "model", "tie", "group", "file", "endpoint"];

function writeAddress() {
  const parts = [];
  if (state.view !== FIRST_VIEW) parts.push(`view=${state.view}`);
  if (state.theme !== "system") parts.push(`theme=${state.theme}`);
  if (state.start > 0) parts.push(`start=${state.start}`);
  if (state.start < 0) parts.push(`cut=${state.groups.slice(1).map(groupAsText).join(";")}`);
  if (state.group > 1) parts.push(`price=${state.group}`);
  if (state.least !== null) parts.push(`least=${state.least}`);
  if (state.outside) parts.push("outside=1");
  if (state.hiddenKinds.size) parts.push(`without=${[...state.hiddenKinds].map((id) => word(kinds[id].name)).sort().join(",")}`);
  if (state.hiddenEffects.size) parts.push(`effects=${data.effects.filter((_, id) => !state.hiddenEffects.has(id)).join(",")}`);
  if (state.folded.size) parts.push(`folded=${[...state.folded].map((id) => word(apps[id].label)).sort().join(",")}`);
  if (state.selected) parts.push(`show=${selectionAsText(state.selected)}`);
  const wanted = parts.length ? `#${parts.join("&")}` : "";
  if (wanted === location.hash) return;
  try {
    history.replaceState(null, "", wanted || location.pathname + location.search);
  } catch {
    location.hash = wanted; // some browsers refuse the other for a page without a server
  }
}

function groupAsText(name, at) {
  const members = membersOf(at + 1).map((each) => word(each.label));
  return `${word(name)}:${members.join(",")}`;
}

function selectionAsText(what) {
  if (what.type === "app") return `app:${word(apps[what.id].label)}`;
  if (what.type === "model") return `model:${word(models[what.id].label)}`;
  if (what.type === "tie") return `tie:${what.level}:${word(nodeName(what.level, what.source))}:${word(nodeName(what.level, what.target))}`;
  if (what.type === "file") return `file:${word(data.files[what.id])}`;
  return `${what.type}:${what.id}`;
}

const nodeName = (level, id) => (level === "groups" ? state.groups[id] : level === "apps" ? apps[id].label : models[id].label);

function nodeNamed(level, name) {
  if (level === "groups") return state.groups.indexOf(name);
  const found = (level === "apps" ? apps : models).find((each) => each.label === name);
  return found ? found.id : -1;
}

/** Take the view from the address; what it names and this project has not is passed over. */
function readAddress() {
  const given = new Map(location.hash.slice(1).split("&").map((part) => {
    const at = part.indexOf("=");
    return at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
  }));
  const listed = (key) => (given.get(key) || "").split(",").filter(Boolean).map(plain);
  if (given.get("view") === "apps" || (given.get("view") === "models" && models.length)) state.view = given.get("view");
  if (["light", "dark"].includes(given.get("theme"))) state.theme = given.get("theme");
  const start = Number(given.get("start") || 0);
  takeStart(Number.isInteger(start) && start >= 0 && start < data.starts.length ? start : 0);
  if (given.has("cut")) takeCut(given.get("cut"));
  const group = Number(given.get("price") || 0);
  if (Number.isInteger(group) && group > 0 && group < state.groups.length) state.group = group;
  if (/^\d{1,6}$/.test(given.get("least") || "")) state.least = Number(given.get("least"));
  state.outside = given.get("outside") === "1";
  for (const name of listed("without")) if (kindNamed(name)) state.hiddenKinds.add(kindNamed(name).id);
  if (given.has("effects")) {
    const shown = listed("effects");
    data.effects.forEach((name, id) => { if (!shown.includes(name)) state.hiddenEffects.add(id); });
  }
  for (const name of listed("folded")) {
    if (nodeNamed("apps", name) >= 0) state.folded.add(nodeNamed("apps", name));
  }
  state.selected = selectionFrom(given.get("show") || "");
}

function plain(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function takeCut(text) {
  state.start = -1;
  state.groups = [MONOLITH];
  let grouping = emptyGrouping();
  for (const part of text.split(";").filter(Boolean).slice(0, 200)) {
    const [name, members = ""] = part.split(":");
    const id = state.groups.push(freeName(plain(name) || "service")) - 1;
    for (const label of members.split(",").filter(Boolean).map(plain)) {
      const app = nodeNamed("apps", label);
      const model = nodeNamed("models", label);
      if (app >= 0 && apps[app].inside) grouping = moved(grouping, { type: "app", id: app }, id);
      else if (model >= 0) grouping = moved(grouping, { type: "model", id: model }, id);
    }
  }
  state.grouping = grouping;
  state.group = state.groups.length > 1 ? 1 : 0;
  dropEmpty();
}

function selectionFrom(text) {
  const [type, ...rest] = text.split(":");
  if (!selectionTypes.includes(type)) return null;
  if (type === "tie") {
    const [level, source, target] = rest.map(plain);
    if (!(level in BOXES)) return null;
    const found = { type, level, source: nodeNamed(level, source), target: nodeNamed(level, target) };
    return found.source >= 0 && found.target >= 0 ? found : null;
  }
  const name = plain(rest.join(":"));
  const sizes = { group: state.groups.length, endpoint: data.endpoints.length };
  if (type in sizes) return Number.isInteger(Number(name)) && Number(name) >= 0 && Number(name) < sizes[type] ? { type, id: Number(name) } : null;
  const id = type === "file" ? data.files.indexOf(name) : nodeNamed(`${type}s`, name);
  return id >= 0 ? { type, id } : null;
}
