// Four faces. The shape of a head is the mark of its capital, the look is that of its course.
import { draw, symbol } from "./dom.js";

const LOOKS = {
  washington: { patience: "wait", maximum_pressure: "hard", engagement: "soft", prevent: "hard" },
  beijing: { shield: "wait", balance: "wait", enforce: "hard", mediate: "soft" },
  pyongyang: { build: "wait", brinkmanship: "hard", charm: "soft", consolidate: "wait" },
  seoul: { sunshine: "soft", hedge: "wait", hard_line: "hard" },
};
const HEADS = {
  washington: ["circle", { cx: 32, cy: 32, r: 28 }], beijing: ["rect", { x: 6, y: 6, width: 52, height: 52, rx: 8 }],
  pyongyang: ["path", { d: "M32 3Q35 3 37 7L61 55Q63 61 57 61H7Q1 61 3 55L27 7Q29 3 32 3Z" }],
  seoul: ["path", { d: "M32 1Q35 1 38 4L60 28Q63 32 60 36L38 60Q32 65 26 60L4 36Q1 32 4 28L26 4Q29 1 32 1Z" }],
};
const MOUTHS = { soft: "M22 42Q32 53 42 42", wait: "M24 45H40", hard: "M22 48Q32 39 42 48" };
const BROWS = { soft: "M21 23Q25 20 28 22M43 23Q39 20 36 22", wait: "M21 24H28M36 24H43", hard: "M20 21L29 26M44 21L35 26" };

// The face of a capital on a course, which is given by its name; a look (soft, wait, hard) may be given instead.
export function face(capital, course, look = LOOKS[capital][course]) {
  const [shape, place] = HEADS[capital];
  const low = capital === "pyongyang" ? 4 : 0;
  return draw("svg", { class: `face ${look}`, viewBox: "0 0 64 64", "aria-hidden": "true", focusable: "false" },
    draw(shape, { ...place, class: `head ${capital}` }),
    draw("g", { transform: `translate(0 ${low})` }, draw("circle", { cx: 25, cy: 31, r: 3.1, class: "eye" }),
      draw("circle", { cx: 39, cy: 31, r: 3.1, class: "eye" }), draw("path", { d: BROWS[look], class: "feature" }),
      draw("path", { d: MOUTHS[look], class: "feature" })));
}

// The mark of a capital, for a line of text; the page holds the signs of all capitals.
export function marker(capital) {
  return symbol(`actor-${capital}`, `symbol ${capital}`);
}
