// Heads, in the story and at seats: what somebody does, and never who he is until the mask falls. Signs, no likeness.
import { draw } from "./dom.js";

const SHAPES = {
  kim: [["path", { d: "M18 200Q22 168 66 162H134Q178 168 182 200Z", class: "kim coat" }], ["path", { d: "M78 160L100 184L122 160Z", class: "kim collar" }],
    ["path", { d: "M36 112q-12 -2 -10 12t14 16zM164 112q12 -2 10 12t-14 16z", class: "head-shape kim" }], ["path", { d: "M100 34C146 34 164 66 163 108C162 150 138 178 100 178C62 178 38 150 37 108C36 66 54 34 100 34Z", class: "head-shape kim" }],
    ["path", { d: "M42 84Q36 20 92 12Q150 6 160 50Q164 68 158 86Q150 62 128 58Q84 66 62 56Q46 62 42 84Z", class: "kim top" }]],
  beijing: [["rect", { x: 22, y: 26, width: 156, height: 156, rx: 22, class: "head-shape beijing" }],
    ["path", { d: "M22 62V48Q22 26 44 26H156Q178 26 178 48V62Q100 44 22 62Z", class: "beijing top" }]],
  washington: [["circle", { cx: 100, cy: 104, r: 84, class: "head-shape washington" }],
    ["path", { d: "M34 62A84 84 0 0 1 166 62Q100 40 34 62Z", class: "washington top" }]],
};
const line = (d, thick = false) => ["path", { d, class: thick ? "feature thick" : "feature" }];
const eyes = (size, shut = 0, aside = 0) => [74, 126].flatMap((x) => [["ellipse", { cx: x, cy: 104, rx: size + 5, ry: (size + 5) * (1 - shut), class: "white" }],
  ["circle", { cx: x + aside, cy: 104 + shut * 3, r: size * 0.62, class: "pupil" }]]);
export const LOOKS_OF = {
  wait: [...eyes(9), line("M60 84H88M112 84H140"), line("M78 148H122")],
  smile: [...eyes(9), line("M60 80Q74 72 88 80M112 80Q126 72 140 80"), line("M70 140Q100 168 130 140")],
  hard: [...eyes(9, 0.25), line("M58 76L88 90M142 76L112 90", true), line("M72 156Q100 136 128 156")],
  shout: [...eyes(10), line("M58 74L88 90M142 74L112 90", true), ["ellipse", { cx: 100, cy: 150, rx: 20, ry: 15, class: "mouth" }]],
  launch: [...eyes(8, 0.4), line("M58 80L88 86M142 80L112 86", true), line("M70 152Q100 143 130 152", true)],
  fearful: [...eyes(15), line("M58 76Q72 62 88 70M112 70Q128 62 142 76"), line("M70 152q8 -10 15 0t15 0t15 0t15 0"), ["path", { d: "M160 92q10 16 0 22q-10 -6 0 -22", class: "drop" }]],
  greedy: [...eyes(10, 0.45, 4), line("M58 84L88 82M112 74Q128 64 142 74"), line("M74 146Q108 162 132 136", true), ["circle", { cx: 100, cy: 178, r: 15, class: "coin" }]],
  firm: [...eyes(9, 0.3), line("M58 82H90M110 82H142", true), line("M72 150H128", true)],
  yielding: [...eyes(13), line("M58 80Q72 66 88 76M112 76Q128 66 142 80"), line("M78 154Q100 144 122 154"), ["path", { d: "M160 92q10 16 0 22q-10 -6 0 -22", class: "drop" }]],
};

// The lines of a head, for a picture of 200 by 200.
export const faceOf = (who, look) => [...SHAPES[who], ...LOOKS_OF[look]].map(([name, place]) => draw(name, place));

// The look of a month, from what Kim or Washington says and does, by the names of the moves.
export function lookAt(who, { word, deed }) {
  if (who === "washington") return word === "threaten" || deed === "deploy" ? "shout" : deed === "sanctions" ? "hard" : word === "talks" || word === "back_channel" ? "smile" : "wait";
  if (deed === "missile_test" || deed === "big_test") return "launch";
  return deed === "lethal_act" || word === "threaten" ? "shout" : word === "talks" || word === "offer" ? "smile" : "wait";
}
