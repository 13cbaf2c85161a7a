// How the graph looks. Colours come from the page's style, so that both themes have one source.

const FONT = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif";
const GROUP_COLOURS = 8;

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

const groupColour = (group) => (group ? `group-${((group - 1) % GROUP_COLOURS) + 1}` : "group-0");

function stylesheet() {
  const ink = colour("ink");
  const surface = colour("surface");
  const groups = Array.from({ length: GROUP_COLOURS }, (_, at) => [
    { selector: `.group-${at + 1}`, style: { "border-color": colour(`group-${at + 1}`), "background-color": colour(`group-${at + 1}-pale`) } },
    { selector: `.frame.group-${at + 1}`, style: { color: colour(`group-${at + 1}-ink`) } },
  ]).flat();
  const settled = [AUTOMATIC, ASSISTED, MANUAL].map((who) => ({
    selector: `edge.crossing.who-${who}`,
    style: { "line-color": colour(`who-${who}`), "target-arrow-color": colour(`who-${who}`) },
  }));
  return [
    {
      selector: "node",
      style: {
        shape: "round-rectangle", "corner-radius": 6, width: "data(w)", height: "data(h)",
        "background-color": surface, "border-width": 1, "border-color": colour("box-line"),
        label: "data(text)", color: ink, "font-family": FONT, "font-size": 12.5,
        "text-wrap": "wrap", "line-height": 1.25, "text-valign": "center", "text-halign": "center",
        "overlay-opacity": 0, "z-index-compare": "manual", "z-index": 10,
      },
    },
    { selector: "node.chip", style: { "font-size": 13, "corner-radius": 4, "border-width": 0.75, "min-zoomed-font-size": 6 } },
    {
      selector: "node.card, node.frame",
      style: {
        "text-valign": "top", "text-halign": "center", "background-opacity": 0.5, "min-zoomed-font-size": 0,
        "font-weight": 600, "z-index": 6, "z-index-compare": "manual",
      },
    },
    { selector: "node.card", style: { "text-margin-y": -3, "background-color": colour("card"), "background-opacity": 1, "font-size": "data(size)" } },
    { selector: "node.frame", style: { "text-margin-y": -8, "background-color": colour("field"), "border-style": "solid", "font-size": "data(size)", "z-index": 1, "corner-radius": 14 } },
    ...groups,
    { selector: ".frame", style: { "background-opacity": 0.55, "border-width": 1.5 } },
    { selector: ".frame.group-0", style: { "background-opacity": 0.4, "border-width": 1, color: colour("quiet") } },
    { selector: "node.parted", style: { "border-style": "dashed", "border-width": 1.5 } },
    { selector: "node.outside", style: { "background-color": colour("field"), color: colour("quiet"), "border-style": "dotted" } },
    {
      selector: "edge",
      style: {
        "curve-style": "bezier", "control-point-step-size": 26, width: "data(width)", "line-color": colour("tie"),
        "target-arrow-color": colour("tie"), "target-arrow-shape": "triangle", "arrow-scale": "data(arrow)",
        opacity: 0.75, "overlay-opacity": 0, "z-index-compare": "manual", "z-index": 5,
        "font-family": FONT, "font-size": 12, color: ink, "text-background-color": surface,
        "text-background-opacity": 1, "text-background-padding": 3, "text-background-shape": "round-rectangle",
      },
    },
    { selector: "edge.models", style: { "curve-style": "straight", opacity: 0.55, "z-index": 12 } },
    { selector: "edge.bundle", style: { "z-index": 4 } },
    ...settled,
    { selector: "edge.crossing", style: { opacity: 0.9 } },
    { selector: "edge.elsewhere", style: { opacity: 0.3 } },
    { selector: "edge.inside", style: { opacity: 0.4 } },
    { selector: ".faded", style: { opacity: 0.16 } },
    { selector: "node.faded", style: { opacity: 1, "text-opacity": 0.45, "border-opacity": 0.45 } },
    { selector: "edge.near", style: { opacity: 1 } },
    { selector: "node.selected", style: { "border-width": 3, "border-color": colour("accent"), "border-style": "solid" } },
    { selector: "node.hover", style: { "border-width": 2, "border-color": colour("accent") } },
    {
      selector: "edge.selected, edge.hover",
      style: { opacity: 1, "z-index": 20, "line-color": colour("accent"), "target-arrow-color": colour("accent"), label: "data(places)" },
    },
  ];
}

const isDark = () =>
  state.theme === "dark" || (state.theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);

function showTheme() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  const names = { system: "system", light: "light", dark: "dark" };
  fill(byId("theme"), `Theme: ${names[state.theme]}`);
}

function switchTheme() {
  const order = ["system", "light", "dark"];
  state.theme = order[(order.indexOf(state.theme) + 1) % order.length];
  showTheme();
  changed("theme");
  announce(`Theme: ${state.theme}`);
}
