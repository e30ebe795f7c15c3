// The pictures of the story beside the night: the houses of both giants, and the room behind the wall.
const labelOf = (pieces, dark) => t("story.picture", { n: pieces, dark: dark.filter(Boolean).length, of: SEASONS * N });
const showNight = ({ pieces = 0, dark = [], ...rest }) => setNight({ pieces, dark, ...rest, label: labelOf(pieces, dark) });

function bubble(text) {
  sayAbove(text);
  byId("line").textContent = text;
}

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
  const picture = s("svg", { id: "night", viewBox: "0 20 400 480", preserveAspectRatio: "xMidYMax meet", role: "img", "data-mouth": "305 222", "data-above": 78, "data-right": 392 },
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
