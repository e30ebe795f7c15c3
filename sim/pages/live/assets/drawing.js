// Elements, SVG and scales: the few things that every drawing needs.

const SVG = "http://www.w3.org/2000/svg";

// As in style.css: where the controls stand above the results.
export const narrow = matchMedia("(max-width: 60rem)");

// The width of a picture that is drawn for a narrow page.
export const NARROW = 400;

export function make(name, settings = {}, ...children) {
  const node = document.createElement(name);
  return filled(node, settings, children);
}

export function draw(name, settings = {}, ...children) {
  const node = document.createElementNS(SVG, name);
  return filled(node, settings, children);
}

function filled(node, settings, children) {
  for (const [key, value] of Object.entries(settings)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

export function picture(width, height, label, ...children) {
  const drawn = draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label }, ...children);
  // On a narrow page a wide picture keeps a size that can be read, in a box that scrolls, by keyboard too.
  const scrolls = narrow.matches && width > NARROW;
  if (scrolls) return make("div", { class: "chart wide", tabindex: 0, role: "group", "aria-label": label }, drawn);
  return make("div", { class: width > NARROW ? "chart" : "chart small" }, drawn);
}

export function line(x1, y1, x2, y2, colour = "#d0d0d0", width = 1, settings = {}) {
  return draw("line", { x1, y1, x2, y2, stroke: colour, "stroke-width": width, ...settings });
}

export function text(x, y, content, settings = {}) {
  return draw("text", { x, y, ...settings }, content);
}

export function path(points, colour, width, settings = {}) {
  const d = points.map(([x, y], index) => `${index ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  return draw("path", { d, fill: "none", stroke: colour, "stroke-width": width, "stroke-linejoin": "round", ...settings });
}

export function band(xs, lows, highs, colour, settings = {}) {
  const upper = xs.map((x, index) => `${index ? "L" : "M"}${x.toFixed(1)} ${highs[index].toFixed(1)}`);
  const lower = xs.map((x, index) => `L${x.toFixed(1)} ${lows[index].toFixed(1)}`).reverse();
  return draw("path", { d: `${upper.join("")}${lower.join("")}Z`, fill: colour, ...settings });
}

export const scale = (low, high, from, to) => (value) => from + ((value - low) / (high - low)) * (to - from);

export const share = (value) => String(Math.round(value * 1000) / 1000).replace(/^0\./, ".");

export function monthAfter(start, count) {
  const [year, month] = start.split("-").map(Number);
  const number = year * 12 + month - 1 + count;
  return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, "0")}`;
}

// The marker of a capital as a path around the origin, so that colour is never the only sign.
export function marker(kind, x, y, size, colour) {
  const r = size / 2;
  const shapes = {
    o: () => draw("circle", { cx: x, cy: y, r, fill: colour }),
    s: () => draw("rect", { x: x - r, y: y - r, width: size, height: size, fill: colour }),
    "^": () => draw("path", { d: `M${x} ${y - r}L${x + r} ${y + r}L${x - r} ${y + r}Z`, fill: colour }),
    D: () => draw("path", { d: `M${x} ${y - r * 1.2}L${x + r * 1.2} ${y}L${x} ${y + r * 1.2}L${x - r * 1.2} ${y}Z`, fill: colour }),
  };
  return shapes[kind]();
}

// An estimate is not broken between its value and its interval.
export const whole = (text) => text.replaceAll(" ", "\u00a0");

export function table(heads, rows, caption) {
  const head = make("tr", {}, ...heads.map((each) => make("th", { scope: "col" }, each)));
  const body = rows.map(([first, ...rest]) => make("tr", {}, make("th", { scope: "row" }, first), ...rest.map((each) => make("td", {}, each))));
  const parts = [make("thead", {}, head), make("tbody", {}, ...body)];
  // A narrow page scrolls wide tables as it does wide pictures.
  const settings = narrow.matches ? { class: "scroll", tabindex: 0, role: "group", "aria-label": caption ?? heads.join(", ") } : { class: "scroll" };
  return make("div", settings, make("table", {}, ...(caption ? [make("caption", {}, caption)] : []), ...parts));
}
