// The price of the cut there is now, beside the graph; it changes with every move.

function drawPrice() {
  const card = byId("price");
  const group = state.group;
  if (!group) {
    fill(card, make("p", { class: "eyebrow", text: "Price" }), make("p", { text: "Everything is in the monolith. Choose a cut above, or select an app and move it to a new boundary." }));
    return;
  }
  const cost = price(group, state.grouping);
  const others = state.groups.map((_, id) => id).slice(1);
  fill(
    card,
    make("div", { class: "panel-head" },
      make("div", {}, make("p", { class: "eyebrow", text: "Price of the cut" }), priceTitle(group, others)),
      make("button", { type: "button", class: "plain", click: () => select({ type: "group", id: group }, { focus: true }) }, "Places")),
    make("dl", { class: "figures", id: "figures" }, [MANUAL, ASSISTED, AUTOMATIC].map((who) => make("div", { class: `figure who-${who}` },
      make("dt", { text: SETTLED[who] }), make("dd", { "data-who": data.settlements[who], text: number(cost[who]) })))),
    bar(cost),
    members(group),
    ...better(group),
  );
}

/** The name of the boundary that is priced; where there are several, a choice. */
function priceTitle(group, others) {
  const mark = make("span", { class: `dot ${groupColour(group)}`, "aria-hidden": "true" });
  if (others.length < 2) return make("h3", {}, mark, state.groups[group]);
  const choice = make("select", { id: "priced", "aria-label": "Boundary", change: () => { state.group = Number(choice.value); changed("cut"); byId("priced").focus(); } },
    others.map((id) => make("option", { value: id, selected: id === group, text: state.groups[id] })));
  return make("h3", {}, mark, choice);
}

function members(group) {
  const names = membersOf(group).map((each) => each.label);
  if (names.length === 1 && names[0] === state.groups[group]) return null;
  const shown = names.slice(0, 6).join(", ");
  return make("p", { class: "quiet", text: names.length > 6 ? `${shown} and ${names.length - 6} more` : shown });
}

/** The moves of one app that would make this cut cheaper. */
function better(group) {
  const now = price(group, state.grouping);
  const found = betterMoves(group, state.grouping, 3);
  if (!found.length) return [make("p", { class: "quiet", text: "No move of a single app makes this cut cheaper." })];
  return [
    make("h4", { text: "Cheaper with one move" }),
    make("ul", { class: "tie-list" }, found.map(({ app, to, cost }) => make("li", {},
      make("button", { type: "button", class: "tie-button", click: () => { move({ type: "app", id: app.id }, to); byId("price").querySelector("button").focus(); } },
        make("span", { text: to ? `with ${app.label}` : `without ${app.label}` }),
        make("span", { class: "quiet", text: `${signed(cost[MANUAL] - now[MANUAL])} by hand, ${signed(cost[ASSISTED] - now[ASSISTED])} to answer` }))))),
  ];
}

const signed = (value) => (value > 0 ? `+${number(value)}` : value < 0 ? `−${number(-value)}` : "±0");

/** Say the price after a move, and how it differs from the one before. */
function sayPrice(before) {
  if (!state.group) { announce("Everything is in the monolith."); return; }
  const cost = price(state.group, state.grouping);
  const names = [[MANUAL, "by hand"], [ASSISTED, "with your answer"], [AUTOMATIC, "by the tool"]];
  const delta = before ? names.filter(([who]) => cost[who] !== before[who]).map(([who, name]) => `${signed(cost[who] - before[who])} ${name}`) : [];
  announce(`${state.groups[state.group]}: ${inWords(cost)}${delta.length ? ` (${delta.join(", ")})` : ""}`);
  if (!before) return;
  for (const [who] of names) {
    const figure = byId("figures")?.querySelector(`[data-who="${data.settlements[who]}"]`);
    const difference = cost[who] - before[who];
    if (figure && difference) figure.append(make("span", { class: "delta", text: ` ${signed(difference)}` }));
  }
}
