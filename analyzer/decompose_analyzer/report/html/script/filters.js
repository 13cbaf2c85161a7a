// Which places are drawn: by kind and by effect. What a cut costs does not depend on it.

function startFilters() {
  const toggle = byId("filters-toggle");
  toggle.addEventListener("click", () => {
    const box = byId("filters");
    box.hidden = !box.hidden;
    toggle.setAttribute("aria-expanded", String(!box.hidden));
  });
  drawFilters();
}

function drawFilters() {
  const used = sorted(kinds.filter((each) => each.places), (each) => [-each.places, each.name]);
  const places = data.effects.map((_, id) => couplings.filter((each) => each.effect === id).length);
  const outside = couplings.filter((each) => !apps[ends[each.source].app].inside || !apps[ends[each.target].app].inside).length;
  fill(
    byId("filters"),
    make("fieldset", {}, make("legend", { text: "Effect" }), make("div", { class: "checks" },
      data.effects.map((name, id) => check(`effect-${name}`, name, places[id], !state.hiddenEffects.has(id), (on) => turn(state.hiddenEffects, id, on))))),
    make("fieldset", {}, make("legend", { text: "Kind" }),
      make("p", { class: "checks-all" },
        make("button", { type: "button", class: "link", click: () => { state.hiddenKinds.clear(); refilter(); } }, "all"), " · ",
        make("button", { type: "button", class: "link", click: () => { for (const each of used) state.hiddenKinds.add(each.id); refilter(); } }, "none")),
      make("div", { class: "checks kinds" }, used.map((each) => check(`kind-${each.name}`, each.name, each.places, !state.hiddenKinds.has(each.id), (on) => turn(state.hiddenKinds, each.id, on), each.about)))),
    make("fieldset", {}, make("legend", { text: "Boxes" }), make("div", { class: "checks" },
      check("outside", "what is no app: packages, templates", outside, state.outside, (on) => { state.outside = on; changed("filter"); }))),
    make("p", { class: "quiet", text: "Filters change what is drawn and listed, never the price." }),
  );
  nameFilters();
}

function check(id, name, places, on, change, about) {
  const box = make("input", { type: "checkbox", id, change: () => change(box.checked) });
  box.checked = on;
  return make("label", { title: about }, box, ` ${name} `, make("span", { class: "quiet", text: number(places) }));
}

function turn(hidden, id, on) {
  if (on) hidden.delete(id);
  else hidden.add(id);
  state.least = null;
  nameFilters();
  changed("filter");
}

function refilter() {
  state.least = null;
  drawFilters();
  changed("filter");
}

function nameFilters() {
  const off = state.hiddenKinds.size + state.hiddenEffects.size;
  byId("filters-toggle").textContent = off ? `Filter (${off} off)` : "Filter";
}
