// The stage: four capitals on a schematic map, what each says and does this month, and to whom. It draws what it is told:
// `capitals` by name, each with its name, course (by its own name and, where it is to be read, as text), word and deed
// ({said, tone}) and worth ({said, way}); `arrows` ({from, to, kind, tone}, and `share` where they stand for many months);
// `news`, what else happened, as sentences.
import { draw, make, paragraph } from "./dom.js";
import { face } from "./faces.js";

export function drawStage(box, { capitals, arrows, news = [] }) {
  const names = Object.keys(capitals);
  if (!box.children.length) box.replaceChildren(land(), ...names.map((capital) => make("div", { class: `seat ${capital}-seat` })), make("div", { class: "news" }), draw("svg", { class: "arrows", role: "img" }));
  const seat = (capital) => box.children[names.indexOf(capital) + 1];
  for (const capital of names) seat(capital).replaceChildren(...seated(capital, capitals[capital]));
  box.querySelector(".news").replaceChildren(...news.map((each) => paragraph(each)));
  drawArrows(box, arrows, seat);
  // Who says or does what to whom, for those who do not see the arrows.
  const heard = arrows.map(({ from, to, kind }) => `${capitals[from].name} → ${capitals[to].name}: ${capitals[from][kind]?.said ?? ""}`);
  box.lastChild.setAttribute("aria-label", heard.join(". ") || "–");
}

function seated(capital, { name, course, look, courseName, word, deed, worth }) {
  return [face(capital, course, look), make("div", { class: "seat-said" },
    paragraph(name, "seat-name"), ...(courseName ? [paragraph(courseName, "seat-course")] : []),
    ...(word ? [paragraph(word.said, `seat-word tone-${word.tone}`)] : []),
    ...(deed ? [paragraph(deed.said, `seat-deed tone-${deed.tone}`)] : []),
    ...(worth ? [paragraph(worth.said, `seat-worth ${worth.way}`)] : []))];
}

// Arrows from seat to seat, laid out anew where the seats have moved.
function drawArrows(box, arrows, seat) {
  const picture = box.lastChild, frame = box.getBoundingClientRect();
  picture.setAttribute("viewBox", `0 0 ${frame.width} ${frame.height}`);
  picture.replaceChildren(...arrows.map((each) => arrow(each, middle(seat(each.from), frame), middle(seat(each.to), frame))).filter(Boolean));
}

function middle(seat, frame) {
  const place = seat.firstChild.getBoundingClientRect();
  return { x: place.left - frame.left + place.width / 2, y: place.top - frame.top + place.height / 2, r: place.width / 2 };
}

// A word is dotted, a deed is whole; they run side by side and do not meet those that come the other way. One that stands
// for a share of many months is as wide as that.
function arrow({ kind, tone, share }, from, to) {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (!length) return null;
  const along = { x: (to.x - from.x) / length, y: (to.y - from.y) / length }, side = kind === "word" ? 15 : 5;
  const start = from.r + 4, stop = length - to.r - 10, wing = share === undefined ? 5 : 4 + 4 * share;
  const point = (way, by = 0) => `${from.x + along.x * way - along.y * (side + by)},${from.y + along.y * way + along.x * (side + by)}`;
  const shaft = draw("polyline", { points: `${point(start)} ${point(stop)}` });
  if (share !== undefined) shaft.style.strokeWidth = 1.5 + 6 * share;
  return draw("g", { class: `arrow tone-${tone} ${kind}` }, shaft, draw("polygon", { points: [point(stop + 9), point(stop, wing), point(stop, -wing)].join(" ") }));
}

// A map that only says where each sits: a continent, a peninsula with its line, an ocean, another shore.
function land() {
  return draw("svg", { class: "land", viewBox: "0 0 100 60", preserveAspectRatio: "none", "aria-hidden": "true" },
    draw("path", { d: "M0 0H44Q43 7 38 9Q33 12 36 17Q31 19 27 17Q24 20 28 25Q33 30 30 38Q27 48 19 54Q10 60 0 60Z", class: "ground" }),
    draw("path", { d: "M38 9Q46 4 54 3Q60 2 61 6Q57 11 58 17Q60 24 61 31Q64 40 62 48Q59 55 52 55Q46 55 46 48Q48 40 45 33Q43 27 46 23Q43 19 36 17Q33 12 38 9Z", class: "ground korea" }),
    draw("path", { d: "M43.6 28.5Q52 26.5 60.5 28", class: "parallel" }),
    draw("path", { d: "M100 0H86Q82 8 84 16Q79 24 81 32Q85 40 83 48Q87 55 86 60H100Z", class: "ground" }));
}
