// The picture of the night: a city of sixteen windows, a wall with a lit window in it, a rocket in six pieces.
const s = (name, attributes, ...children) => draw(name, attributes, ...children);
const STARS = Array.from({ length: 90 }, (_, at) => [((at * 397.3) % 1500) - 550, ((at * 211.7) % 250) + 4, 0.5 + ((at * 0.37) % 1)]);

function gradient(id, ...stops) {
  return s("linearGradient", { id, x1: 0, y1: 0, x2: 0, y2: 1 }, ...stops.map(([offset, kind]) => s("stop", { offset, class: kind })));
}

function backdrop() {
  const houses = [-520, -430, -370, -300, -210, -150, -80].map((x, at) => s("path", { class: "far", d: `M${x} 462V${300 + ((at * 37) % 70)}h${46 + ((at * 13) % 26)}V462z` }));
  return [s("defs", {}, gradient("sky", [0, "sky-0"], [0.55, "sky-1"], [1, "sky-2"]), gradient("sea", [0, "sea-0"], [1, "sea-1"]), gradient("metal", [0, "metal-0"], [1, "metal-1"])),
    s("rect", { x: -700, y: -500, width: 1800, height: 970, fill: "url(#sky)" }),
    ...STARS.map(([cx, cy, r]) => s("circle", { cx, cy, r, class: "star" })),
    s("path", { class: "moon", d: "M40 92a28 28 0 1 0 32 38a23 23 0 0 1 -32 -38z" }),
    s("path", { class: "hill", d: "M-700 462V380Q-420 300 -180 370T200 350Q420 270 620 340T1100 320V462z" }), ...houses,
    s("rect", { x: -700, y: 455, width: 1800, height: 300, fill: "url(#sea)" }),
    ...[0, 1, 2, 3, 4].map((row) => s("path", { class: "wave", d: `M-700 ${470 + row * 15}${"q25 -5 50 0t50 0".repeat(18)}` }))];
}

function city() {
  const panes = Array.from({ length: SEASONS * N }, (_, month) => s("rect", { class: "pane on", x: 23 + Math.floor(month / N) * 31, y: 226 + (month % N) * 56, width: 21, height: 40, rx: 2 }));
  return s("g", { id: "city" }, s("path", { class: "block", d: "M10 456V208h64v-16h28v16h42v248z" }), s("path", { class: "edge", d: "M144 208v248h8V216z" }),
    s("path", { class: "block", d: "M87 192v-26h2v26z" }), s("circle", { class: "beacon", cx: 88, cy: 165, r: 2.5 }), ...panes);
}

// A rocket of six pieces, `n` of them there; it stands on (0, 0).
const PIECE = ["M-15 -24h30l13 24h-56z", "M-15 -46h30v20h-30z", "M-15 -68h30v20h-30z", "M-15 -90h30v20h-30z", "M-15 -112h30v20h-30z", "M-15 -114Q-12 -148 0 -162Q12 -148 15 -114z"];
const rocket = (n, x, y, size = 1) => s("g", { class: "rocket", transform: `translate(${x} ${y}) scale(${size})` }, ...PIECE.map((d, at) => s("path", { d, class: at < n ? "piece on" : "piece" })));

function wall() {
  const bricks = Array.from({ length: 10 }, (_, row) => `M186 ${320 + row * 15}H1100${Array.from({ length: 30 }, (_, at) => `M${186 + (row % 2) * 15 + at * 30} ${305 + row * 15}v15`).join("")}`).join("");
  return s("g", {}, s("path", { class: "gantry", d: "M384 305V88h6v217zM344 120h42M344 174h42M344 228h42M344 278h42" }), s("g", { id: "rocket", transform: "translate(336 305) scale(1.35)" }),
    s("path", { class: "wall", d: "M186 458V305H1100v153z" }), s("path", { class: "bricks", d: bricks }), s("path", { class: "coping", d: "M180 298H1100v9H180z" }),
    s("path", { class: "wire", d: `M182 292${"q7 -13 14 0t14 0".repeat(33)}` }),
    s("circle", { class: "glow", cx: 250, cy: 384, r: 92 }), s("rect", { class: "frame", x: 192, y: 326, width: 116, height: 116, rx: 6 }), s("rect", { class: "lit", x: 198, y: 332, width: 104, height: 104, rx: 3 }),
    s("svg", { id: "face", x: 200, y: 334, width: 100, height: 102, viewBox: "0 0 200 200" }), s("path", { class: "sill", d: "M187 436h126v9h-126z" }));
}

const faceOf = (who, look) => [...SHAPES[who], ...LOOKS_OF[look]].map(([name, place]) => s(name, place));
const fleet = () => s("g", { id: "fleet", class: "away" }, ...[0, 78, -84].map((x, at) => s("path", { class: "ship", transform: `translate(${58 + x} ${476 + (at % 2) * 10})`, d: "M-34 0H36L26 14H-26zM-14 0v-10h26v10zM-4 -10v-9h9v9zM0 -19v-9h1.6v9zM16 -1l16 -5v2l-14 4z" })));
const fist = () => s("g", { id: "fist", class: "away" }, s("path", { class: "ring", d: "M180 370a16 16 0 0 0 0 28M171 362a28 28 0 0 0 0 44" }), s("rect", { class: "hand", x: 152, y: 372, width: 30, height: 26, rx: 9 }), s("path", { class: "sleeve", d: "M114 410l38 -28v16l-24 26z" }));

// The night, drawn once a man; `setNight` changes it in place.
function night() {
  const picture = s("svg", { id: "night", viewBox: "0 20 400 490", preserveAspectRatio: "xMidYMax meet", role: "img", "data-mouth": "250 332" }, ...backdrop(), wall(), city(), fleet(), fist(), s("g", { id: "flights" }));
  byId("stage").replaceChildren(picture, make("p", { id: "bubble", class: "hidden", "aria-hidden": "true" }));
  return picture;
}

function setNight({ pieces = 0, dark = [], look = "wait", who = "kim" }) {
  byId("rocket").replaceChildren(rocket(pieces, 0, 0));
  document.querySelectorAll("#city .pane").forEach((pane, month) => pane.setAttribute("class", dark[month] ? "pane" : "pane on"));
  byId("face").replaceChildren(...faceOf(who, look));
  byId("night").setAttribute("aria-label", t("story.picture", { n: pieces, dark: dark.filter(Boolean).length, of: SEASONS * N }));
}

function launch() {
  const flying = s("g", { class: "flight" }, rocket(6, 336, 240, 0.5));
  byId("flights").append(flying);
  setTimeout(() => flying.remove(), 1600);
}

function bubble(text) {
  byId("bubble").textContent = text ? `“${text}”` : "";
  byId("bubble").className = text ? "" : "hidden";
  byId("line").textContent = text;
  placeBubble();
}

// The bubble hangs above the picture, and its tail ends at the window.
function placeBubble() {
  const said = byId("bubble"), picture = byId("night");
  if (!said?.textContent || !picture.dataset.mouth) return;
  const [x, y] = picture.dataset.mouth.split(" ").map(Number), { a, d, e, f } = picture.getScreenCTM(), stage = byId("stage").getBoundingClientRect();
  const middle = a * x + e - stage.left, half = said.offsetWidth / 2, mouth = d * y + f - stage.top, bottom = Math.max(said.offsetHeight, d * 78 + f - stage.top);
  const left = Math.max(0, Math.min(a * 312 + e - stage.left - 2 * half, middle - half));
  for (const [name, value] of Object.entries({ left, top: bottom - said.offsetHeight, "--tail": mouth - bottom, "--to": middle - left })) said.style.setProperty(name, `${value}px`);
}
addEventListener("resize", placeBubble);

// The houses of both giants under the same night, the wall between them; `now` and `before` are months of calm.
function giants(now, before = now) {
  return s("svg", { id: "night", viewBox: "0 130 400 320", preserveAspectRatio: "xMidYMax meet" }, ...backdrop(),
    s("path", { class: "wall", d: "M150 418V352H250v66z" }), s("path", { class: "coping", d: "M146 346h108v8H146z" }), s("rect", { class: "lit", x: 181, y: 362, width: 38, height: 40, rx: 3 }), s("path", { class: "masked", d: "M186 402q2 -12 9 -14a10 10 0 1 1 10 0q7 2 9 14z" }),
    ...["washington", "beijing"].flatMap((seat, at) => { const drawn = house(seat, now[seat], before[seat]); for (const [name, value] of Object.entries({ x: at ? 214 : 2, y: 252, width: 184, height: 168 })) drawn.setAttribute(name, value);
      return [drawn, s("text", { class: "sign", x: at ? 306 : 94, y: 440, "text-anchor": "middle" }, T(seat))]; }));
}

// Behind the wall: his own room, the rocket in it, and a window with the city and the man outside.
function room() {
  const rows = Array.from({ length: 40 }, (_, row) => `M-700 ${-90 + row * 15}H1100${Array.from({ length: 60 }, (_, at) => `M${-700 + (row % 2) * 15 + at * 30} ${-105 + row * 15}v15`).join("")}`).join("");
  const picture = s("svg", { id: "night", viewBox: "0 20 400 480", preserveAspectRatio: "xMidYMax meet", role: "img", "data-mouth": "305 222" },
    s("defs", {}, gradient("sky", [0, "sky-0"], [0.55, "sky-1"], [1, "sky-2"])),
    s("rect", { class: "inside", x: -700, y: -400, width: 1800, height: 900 }), s("path", { class: "bricks", d: rows }), s("rect", { class: "floor", x: -700, y: 440, width: 1800, height: 300 }),
    s("circle", { class: "glow", cx: 285, cy: 225, r: 190 }), s("rect", { class: "frame", x: 178, y: 92, width: 212, height: 268, rx: 8 }), s("rect", { x: 186, y: 100, width: 196, height: 252, fill: "url(#sky)" }),
    s("g", { transform: "translate(196 6) scale(.72)" }, city()), s("svg", { id: "face", x: 236, y: 214, width: 138, height: 138, viewBox: "0 0 200 200" }), s("path", { class: "sill", d: "M168 352h232v12h-232z" }),
    s("path", { class: "gantry", d: "M146 440V130h6v310M112 170h34M112 240h34M112 310h34M112 380h34" }), s("g", { id: "rocket", transform: "translate(92 440) scale(1.9)" }));
  byId("stage").replaceChildren(picture, make("p", { id: "bubble", class: "hidden", "aria-hidden": "true" }));
}

// The house of a giant: eighteen windows, each two months of calm; those that shine only now come last.
const ROOFS = { washington: "M6 52H194L182 40H130Q128 12 100 10Q72 12 70 40H18z", beijing: "M0 52Q26 44 40 26H160Q174 44 200 52H190L188 58H12L10 52z" };
const litOf = (worth) => Math.max(0, Math.min(18, 18 - Math.round(-worth / 2)));
function house(seat, worth, before = worth) {
  const lit = litOf(worth), old = litOf(before);
  return s("svg", { class: `house ${seat}`, viewBox: "0 0 200 170", role: "img", "aria-label": T("house", { seat: T(seat), n: lit }) }, s("path", { class: "roof", d: ROOFS[seat] }), s("rect", { class: "body", x: 14, y: 56, width: 172, height: 112 }),
    ...Array.from({ length: 18 }, (_, at) => s("rect", { class: at < lit ? (at >= old ? "bay on new" : "bay on") : at < old ? "bay gone" : "bay", x: 23 + (at % 6) * 27, y: 64 + Math.floor(at / 6) * 35, width: 19, height: 27, rx: 9 })));
}
