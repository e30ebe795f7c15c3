// The picture of the night, in the story and on the wall of a room: a city of sixteen windows, a wall with a lit window in it,
// a rocket in six pieces.
import { byId, draw, make } from "./dom.js";
import { faceOf } from "./heads.js";

export const WINDOWS = 16;
const COLUMN = 4;
export const s = draw;
const STARS = Array.from({ length: 150 }, (_, at) => [((at * 397.3) % 2600) - 1100, ((at * 211.7) % 250) + 4, 0.5 + ((at * 0.37) % 1)]);

export function gradient(id, ...stops) {
  return s("linearGradient", { id, x1: 0, y1: 0, x2: 0, y2: 1 }, ...stops.map(([offset, kind]) => s("stop", { offset, class: kind })));
}

export function backdrop() {
  const houses = [-520, -430, -370, -300, -210, -150, -80].map((x, at) => s("path", { class: "far", d: `M${x} 462V${300 + ((at * 37) % 70)}h${46 + ((at * 13) % 26)}V462z` }));
  return [s("defs", {}, gradient("sky", [0, "sky-0"], [0.55, "sky-1"], [1, "sky-2"]), gradient("sea", [0, "sea-0"], [1, "sea-1"])),
    s("rect", { x: -1800, y: -500, width: 4200, height: 970, fill: "url(#sky)" }),
    ...STARS.map(([cx, cy, r]) => s("circle", { cx, cy, r, class: "star" })),
    s("path", { class: "moon", d: "M40 92a28 28 0 1 0 32 38a23 23 0 0 1 -32 -38z" }),
    s("path", { class: "hill", d: "M-1800 462V380H-700Q-420 300 -180 370T200 350Q420 270 620 340T1100 320H2400V462z" }), ...houses,
    s("rect", { x: -1800, y: 455, width: 4200, height: 300, fill: "url(#sea)" }),
    ...[0, 1, 2, 3, 4].map((row) => s("path", { class: "wave", d: `M-1800 ${470 + row * 15}${"q25 -5 50 0t50 0".repeat(42)}` }))];
}

export function city() {
  const panes = Array.from({ length: WINDOWS }, (_, month) => s("rect", { class: "pane on", x: 23 + Math.floor(month / COLUMN) * 31, y: 226 + (month % COLUMN) * 56, width: 21, height: 40, rx: 2 }));
  return s("g", { id: "city" }, s("path", { class: "block", d: "M10 456V208h64v-16h28v16h42v248z" }), s("path", { class: "edge", d: "M144 208v248h8V216z" }),
    s("path", { class: "block", d: "M87 192v-26h2v26z" }), s("circle", { class: "beacon", cx: 88, cy: 165, r: 2.5 }), ...panes);
}

// A rocket of six pieces, `n` of them there; it stands on (0, 0).
const PIECE = ["M-15 -24h30l13 24h-56z", "M-15 -46h30v20h-30z", "M-15 -68h30v20h-30z", "M-15 -90h30v20h-30z", "M-15 -112h30v20h-30z", "M-15 -114Q-12 -148 0 -162Q12 -148 15 -114z"];
export const rocket = (n, x, y, size = 1) => s("g", { class: "rocket", transform: `translate(${x} ${y}) scale(${size})` }, ...PIECE.map((d, at) => s("path", { d, class: at < n ? "piece on" : "piece" })));

// The wall with a lit window in it, from where the house of the city ends to `right`.
function wall(right = 1100) {
  const bricks = Array.from({ length: 10 }, (_, row) => `M186 ${320 + row * 15}H${right}${Array.from({ length: Math.floor((right - 186) / 30) }, (_, at) => `M${186 + (row % 2) * 15 + at * 30} ${305 + row * 15}v15`).join("")}`).join("");
  return s("g", {}, s("path", { class: "wall", d: `M186 458V305H${right}v153z` }), s("path", { class: "bricks", d: bricks }), s("path", { class: "coping", d: `M180 298H${right + 6}v9H180z` }),
    s("path", { class: "wire", d: `M182 292${"q7 -13 14 0t14 0".repeat(Math.ceil((right - 186) / 28))}` }),
    s("circle", { class: "glow", cx: 250, cy: 384, r: 92 }), s("rect", { class: "frame", x: 192, y: 326, width: 116, height: 116, rx: 6 }), s("rect", { class: "lit", x: 198, y: 332, width: 104, height: 104, rx: 3 }),
    s("svg", { id: "face", x: 200, y: 334, width: 100, height: 102, viewBox: "0 0 200 200" }), s("path", { class: "sill", d: "M187 436h126v9h-126z" }));
}

// The place of the rocket, and its gantry.
const site = (transform) => s("g", { transform }, s("path", { class: "gantry", d: "M36 0V-161h4v161zM6 -137h32M6 -97h32M6 -57h32M6 -20h32" }), s("g", { id: "rocket" }));

const fleet = () => s("g", { id: "fleet", class: "away" }, ...[0, 78, -84].map((x, at) => s("path", { class: "ship", transform: `translate(${58 + x} ${476 + (at % 2) * 10})`, d: "M-34 0H36L26 14H-26zM-14 0v-10h26v10zM-4 -10v-9h9v9zM0 -19v-9h1.6v9zM16 -1l16 -5v2l-14 4z" })));
const fist = () => s("g", { id: "fist", class: "away" }, s("path", { class: "ring", d: "M180 370a16 16 0 0 0 0 28M171 362a28 28 0 0 0 0 44" }), s("rect", { class: "hand", x: 152, y: 372, width: 30, height: 26, rx: 9 }), s("path", { class: "sleeve", d: "M114 410l38 -28v16l-24 26z" }));

// The night, drawn once; `setNight` changes it in place. Wide, as on a projector, city and rocket stand at the sides.
export function night(wide = false) {
  const parts = wide ? [s("path", { class: "block", d: "M-900 455H1500v8H-900z" }), s("g", { transform: "translate(-187.5 -343.5) scale(1.75)" }, wall(380)), s("g", { transform: "translate(-330 -114) scale(1.25)" }, city()), site("translate(590 455) scale(2.1)")]
    : [site("translate(336 305) scale(1.35)"), wall(), city(), fleet(), fist()];
  const picture = s("svg", { id: "night", viewBox: wide ? "-340 30 1040 460" : "0 20 400 490", preserveAspectRatio: "xMidYMax meet", role: "img", "data-mouth": wide ? "250 232" : "250 332", "data-above": wide ? 130 : 78, "data-right": wide ? 520 : 312 },
    ...backdrop(), ...parts, s("g", { id: "flights" }));
  byId("stage").replaceChildren(picture, make("p", { id: "bubble", class: "hidden", "aria-hidden": "true" }));
}

export function setNight({ pieces = 0, dark = [], look = "wait", who = "kim", label }) {
  byId("rocket").replaceChildren(rocket(pieces, 0, 0));
  document.querySelectorAll("#city .pane").forEach((pane, month) => pane.setAttribute("class", dark[month] ? "pane" : "pane on"));
  byId("face").replaceChildren(...faceOf(who, look));
  byId("night").setAttribute("aria-label", label);
}

export function launch() {
  const flying = s("g", { class: "flight" }, rocket(6, 336, 240, 0.5));
  byId("flights").append(flying);
  setTimeout(() => flying.remove(), 1600);
}

// What he says hangs above the picture, and its tail ends at the window.
export function sayAbove(text) {
  byId("bubble").textContent = text ? `“${text}”` : "";
  byId("bubble").className = text ? "" : "hidden";
  placeBubble();
}

function placeBubble() {
  const said = byId("bubble"), picture = byId("night");
  if (!said?.textContent || !picture.dataset.mouth) return;
  const [x, y] = picture.dataset.mouth.split(" ").map(Number), { above, right } = picture.dataset, { a, d, e, f } = picture.getScreenCTM(), stage = byId("stage").getBoundingClientRect();
  const middle = a * x + e - stage.left, half = said.offsetWidth / 2, mouth = d * y + f - stage.top, bottom = Math.max(said.offsetHeight, d * above + f - stage.top);
  const left = Math.max(0, Math.min(a * right + e - stage.left - 2 * half, middle - half));
  for (const [name, value] of Object.entries({ left, top: bottom - said.offsetHeight, "--tail": mouth - bottom, "--to": middle - left })) said.style.setProperty(name, `${value}px`);
}
addEventListener("resize", placeBubble);


// What he says, by the key of the sentence: by what Washington did, his word and whether he tested; a lie goes before a threat.
export function voiceOf({ lied = false, threatened, soft, tests }, way) {
  if (threatened && !lied) return [tests ? `threat_${way}` : "threat", "shout"];
  if (soft <= 1) return [soft ? "offer" : "talks", "smile"];
  return tests ? ["tested", "launch"] : ["silent", "wait"];
}
