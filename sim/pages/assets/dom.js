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
