// Small tools for elements. Sizes are set through properties, never as a style in markup, which the policy refuses.
const SVG = "http://www.w3.org/2000/svg";

export function byId(id) {
  return document.getElementById(id);
}

export function make(name, attributes, ...children) {
  return filledElement(document.createElement(name), attributes, children);
}

export function draw(name, attributes, ...children) {
  return filledElement(document.createElementNS(SVG, name), attributes, children);
}

function filledElement(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key === "onclick") element.addEventListener("click", value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

// A picture as large as its box, with what a screen reader hears in its place.
export function picture(width, height, label, ...parts) {
  return draw("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label }, ...parts);
}

// A bar of a hundred by ten, of the width that it gets, for the eye alone.
export function bar(kind, ...parts) {
  return draw("svg", { class: kind, viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" }, ...parts);
}

// A picture from the symbols of the page; it says nothing to a screen reader, words beside it do.
export function symbol(name, kind) {
  return draw("svg", { class: kind || "symbol", "aria-hidden": "true", focusable: "false" },
    draw("use", { href: `#${name}` }));
}

export function paragraph(said, kind) {
  return make("p", { class: kind || null }, said);
}

export function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

// One tab stop in a grid of buttons; arrow keys, Home and End move. Returns whether the key was one of these.
export function walkGrid(event) {
  const all = Array.from(event.currentTarget.querySelectorAll("button")), at = all.indexOf(document.activeElement);
  const across = Math.max(1, all.filter((each) => each.offsetTop === all[0].offsetTop).length);
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across, Home: -at, End: all.length - 1 - at };
  if (at < 0 || !(event.key in step)) return false;
  const next = all[Math.min(all.length - 1, Math.max(0, at + step[event.key]))];
  all[at].tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
  event.preventDefault();
  return true;
}

// Values by month as the points of a line, where `x` and `y` say their places; a month without a value has none.
export function monthPoints(values, x, y) {
  return values.flatMap((value, month) => (value === null ? [] : [`${x(month)},${y(value)}`]));
}

export function monthLine(values, x, y, kind, more = {}) {
  return draw("polyline", { points: monthPoints(values, x, y).join(" "), class: kind, ...more });
}

export function monthBand(low, high, x, y, kind) {
  return draw("polygon", { points: [...monthPoints(high, x, y), ...monthPoints(low, x, y).reverse()].join(" "), class: kind });
}

// Heights with so much room between them, in the order given: names at the ends of lines do not lie upon each other.
export function spreadOut(heights, room) {
  const placed = [];
  let free = -Infinity;
  for (const [height, place] of heights.map((height, place) => [height, place]).sort(([one], [other]) => one - other)) {
    placed[place] = Math.max(height, free);
    free = placed[place] + room;
  }
  return placed;
}

// What a part shows is drawn anew only where it has changed, so that nobody loses what is open or in focus.
const drawnParts = new Map();
export function redraw(id, content, fill) {
  const now = JSON.stringify(content);
  if (drawnParts.get(id) === now) return;
  drawnParts.set(id, now);
  const box = byId(id), inside = box.contains(document.activeElement) ? document.activeElement.id : null;
  box.replaceChildren(...fill());
  if (inside !== null) (byId(inside) || box.closest("section"))?.focus();
}
