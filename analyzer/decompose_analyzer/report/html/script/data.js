// What the analyzer found, read once from the JSON block of this page.

const data = JSON.parse(byId("data").textContent);
const [AUTOMATIC, ASSISTED, MANUAL] = [0, 1, 2];
const SETTLED = ["by the tool", "tool + your answer", "by hand"];

/** Sorted texts are written as what each shares with the one before it, and the rest. */
function whole([shared, rests]) {
  let last = "";
  return rests.map((rest, at) => { last = last.slice(0, shared[at]) + rest; return last; });
}
data.symbols = whole(data.symbols);
data.details = whole(data.details);

const apps = data.apps.map(([label, name, path], id) => ({
  id, label, name: name || "", path: path || "", inside: id < data.inside, models: [],
}));

const models = data.models.map(([app, name, file, line, fields], id) => ({
  id, app, name, file, line, fields, label: `${apps[app].label}.${name}`,
}));
for (const model of models) apps[model.app].models.push(model.id);

const ends = data.ends.map(([app, symbol, model]) => ({ app, symbol: data.symbols[symbol], model }));

const kinds = data.kinds.map(([name, about, settled], id) => ({ id, name, about, settled, places: 0 }));

const HOW = data.severities.length * data.settlements.length;

/** Couplings as the analyzer found them; what only a cut makes comes from relations and uses. */
const couplings = data.couplings.kind.map((kind, id) => {
  const how = data.couplings.how[id];
  kinds[kind].places += 1;
  return {
    id,
    kind,
    source: data.couplings.source[id],
    target: data.couplings.target[id],
    effect: Math.floor(how / HOW),
    severity: Math.floor((how % HOW) / data.settlements.length),
    settlement: how % data.settlements.length,
    file: data.couplings.file[id],
    line: data.couplings.line[id],
    detail: data.couplings.detail[id],
  };
});

const relations = data.relations.map(([source, target, field, many], id) => ({
  id, source, target, field, settlement: many ? ASSISTED : AUTOMATIC,
}));

const uses = data.uses.map(([file, app, named]) => ({ file, app, models: named }));

const kindNamed = (name) => kinds.find((each) => each.name === name);

/** A line of source and those around it, as [number, text]. */
function excerpt(file, line) {
  for (const [first, ...lines] of data.lines[file] || []) {
    if (line < first || line >= first + lines.length) continue;
    return lines.map((text, at) => [first + at, text]).filter(([at]) => Math.abs(at - line) <= 2);
  }
  return [];
}

const place = (file, line) => (line ? `${data.files[file]}:${line}` : data.files[file]);
