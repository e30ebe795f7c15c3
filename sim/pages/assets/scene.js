// What a month looks like on the stage: how hard each move is, and at whom it is aimed. `game` says what the moves are;
// `moves` gives each menu ("washington.word") the place of what was said or done.
import { t } from "./texts.js";

const AT_WHOM = {
  "washington.word": { blame_beijing: "beijing", other: "pyongyang" }, "washington.deed": { other: "pyongyang" },
  "beijing.word": { restraint: "washington", other: "pyongyang" }, "beijing.deed": { other: "pyongyang" },
  "pyongyang.word": { other: "washington" }, "pyongyang.deed": { lethal_act: "seoul", other: "washington" },
  "seoul.word": { other: "pyongyang" }, "seoul.deed": { other: "pyongyang" },
};

// Soft, hard or hardest by its severity, and none where it says or does nothing.
export function toneOf(game, menu, move) {
  const severity = game.severity[menu][move];
  return severity < 0 ? "soft" : severity >= 2 ? "hardest" : severity > 0.3 ? "hard" : "none";
}

export function arrowsOf(game, moves) {
  return Object.entries(moves).flatMap(([menu, move]) => {
    const [from, kind] = menu.split("."), tone = toneOf(game, menu, move), name = game.moves[menu][move];
    return tone === "none" ? [] : [{ from, to: AT_WHOM[menu][name] || AT_WHOM[menu].other, kind, tone }];
  });
}

// The scene of a month of which courses and moves are known by name and capital; without moves nobody has moved yet.
// `chosen` are the menus whose moves bear a tick; `told` the capitals whose course is named, all where it is not given.
export function namedScene(game, courses, moves, chosen = [], told = Object.keys(courses)) {
  const places = {}, capitals = {};
  for (const [capital, course] of Object.entries(courses)) {
    capitals[capital] = { name: t(`capitals.${capital}`), course, courseName: told.includes(capital) ? t(`courses.${capital}.${course}`) : "", look: lookIn(game, capital, moves?.[capital]) };
    for (const [kind, move] of Object.entries(moves ? moves[capital] : {})) {
      const menu = `${capital}.${kind}`, place = game.moves[menu].indexOf(move);
      places[menu] = place;
      capitals[capital][kind] = { tone: toneOf(game, menu, place), said: t(`${kind}s.${capital}.${move}`) + (chosen.includes(menu) ? " ✓" : "") };
    }
  }
  return { capitals, arrows: arrowsOf(game, places) };
}

// The face of a month, from a word and a deed by name: hard where one is, soft where one is and none is hard.
export function lookIn(game, capital, pair = {}) {
  const tones = Object.entries(pair).map(([kind, move]) => toneOf(game, `${capital}.${kind}`, game.moves[`${capital}.${kind}`].indexOf(move)));
  return tones.some((tone) => tone.startsWith("hard")) ? "hard" : tones.includes("soft") ? "soft" : "wait";
}
