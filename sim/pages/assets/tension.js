// What moved the tension in a month: each word and deed by so many rungs, what fades by itself, and luck.

const BACKING_DOWN = 1.2;

// What each move adds to tension (or takes from it, where the number begins with pull), by capital and kind.
const PUSHES = {
  "washington.word": { talks: "pull_talks", back_channel: "pull_back_channel", threaten: "push_threat" },
  "washington.deed": { relief: "pull_relief", sanctions: "push_sanctions", deploy: "push_deploy" },
  "beijing.word": { mediate: "pull_mediate" }, "beijing.deed": {},
  "pyongyang.word": { talks: "pull_soft", offer: "pull_soft", threaten: "push_pyongyang_threat" },
  "pyongyang.deed": { disarm_step: "pull_disarm", missile_test: "push_missile", big_test: "push_big", lethal_act: "push_lethal" },
  "seoul.word": { initiative: "pull_initiative", condemn: "push_condemn" },
  "seoul.deed": { aid: "pull_seoul_aid", exercise: "push_exercise", retaliate: "push_retaliate" },
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
  const scale = 1 - p.crisis_push_lost * still, soft = Math.min(1, from / 2) * scale;
  const moves = {};
  for (const [menu, names] of Object.entries(PUSHES)) {
    const move = game.moves[menu][past.at(menu.replace(".", "_"), month)], name = names[move];
    const half = move === "exercise" && before(past, month, "talks") >= 0.3 ? 0.5 : 1;
    moves[menu] = name ? (name.startsWith("pull") ? -p[name] * soft : p[name] * half * scale) : 0;
  }
  const spoke = moves["pyongyang.word"] < 0;
  if (past.at("soft_pyongyang", month) > 0 && !spoke) moves["pyongyang.deed"] -= p.pull_soft * soft;  // a release counts as soft
  const drift = (1 - keep) * (p.tension_rest - from) - p.pull_freeze * before(past, month, "freeze") * soft;
  const brink = -BACKING_DOWN * (past.at("washington_yields", month) + past.at("pyongyang_yields", month));
  const to = past.at("tension", month);
  const moved = Object.values(moves).reduce((total, each) => total + each, 0);
  return { from, to, moves, drift, brink, luck: to - from - moved - drift - brink };
}
