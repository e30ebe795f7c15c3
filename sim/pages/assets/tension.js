// What moved the tension in a month: each word and deed by so many rungs, what fades by itself, and luck.

const BACKING_DOWN = 1.2;

// What each move adds to tension, by capital and kind: a number of the game, and how many times it counts.
const PUSHES = {
  "washington.word": { talks: ["pull", 1], back_channel: ["pull", 0.7], threaten: ["push_threat", 1] },
  "washington.deed": { relief: ["pull", 1], deploy: ["push_threat", 1] },
  "beijing.word": { mediate: ["pull", 1] }, "beijing.deed": {},
  "pyongyang.word": { talks: ["pull", 1], offer: ["pull", 1], threaten: ["push_threat", 0.5] },
  "pyongyang.deed": { disarm_step: ["pull", 1], missile_test: ["push_test", 1], big_test: ["push_test", 2], lethal_act: ["push_lethal", 1] },
  "seoul.word": { initiative: ["pull", 1] },
  "seoul.deed": { aid: ["pull", 1], exercise: ["push_threat", 1], retaliate: ["push_lethal", 1] },
};

export const SERIES_OF_TENSION = ["tension", "standoff", "talks", "freeze", "washington_yields", "pyongyang_yields", "soft_pyongyang",
  "washington_word", "washington_deed", "beijing_word", "beijing_deed", "pyongyang_word", "pyongyang_deed", "seoul_word", "seoul_deed"];

// The state before a month: that after the last one, or that of the start.
function before(past, month, name) {
  return month ? past.at(name, month - 1) : past.p[`start_${name}`] ?? 0;
}

// Rungs by menu, by what stays or fades, by luck, and by those who back down; together they are the whole change.
export function partsOf(game, past, month) {
  const { p } = past;
  const from = before(past, month, "tension"), still = before(past, month, "standoff");
  const keep = p.tension_keep + (p.crisis_keep - p.tension_keep) * still;
  const scale = 1 - p.crisis_lost * still, soft = Math.min(1, from / 2) * scale;
  const moves = {};
  for (const [menu, names] of Object.entries(PUSHES)) {
    const move = game.moves[menu][past.at(menu.replace(".", "_"), month)], [name, times] = names[move] ?? [];
    const half = move === "exercise" && before(past, month, "talks") >= 0.3 ? 0.5 : 1;
    moves[menu] = name ? (name === "pull" ? -p.pull * times * soft : p[name] * times * half * scale) : 0;
  }
  if (moves["seoul.word"] < 0 && moves["seoul.deed"] < 0) moves["seoul.deed"] = 0;  // Seoul is soft once
  const spoke = moves["pyongyang.word"] < 0;
  if (past.at("soft_pyongyang", month) > 0 && !spoke) moves["pyongyang.deed"] -= p.pull * soft;  // a release counts as soft
  const drift = (1 - keep) * (p.tension_rest - from) - p.pull * before(past, month, "freeze") * soft;
  const brink = -BACKING_DOWN * (past.at("washington_yields", month) + past.at("pyongyang_yields", month));
  const to = past.at("tension", month);
  const moved = Object.values(moves).reduce((total, each) => total + each, 0);
  return { from, to, moves, drift, brink, luck: to - from - moved - drift - brink };
}
