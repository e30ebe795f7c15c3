// What a world comes to: endings, crises, goals, values. The same definitions as in the catalogue of outcomes.

export const SERIES = ["arsenal", "beijing_payoff", "beijing_loss", "beijing_word", "cohesion", "deterrent", "economy",
  "ending", "freeze", "major", "presence", "pyongyang_deed", "pyongyang_payoff", "pyongyang_loss", "pyongyang_word",
  "pyongyang_yields", "refugees", "relation", "seoul_payoff", "seoul_loss", "talks", "tension", "thaad", "threat_felt",
  "washington_payoff", "washington_loss", "washington_word", "washington_yields"];
const COLLAPSE = 5, CRISIS = 5, CALM = 2, YEAR = 12;
const TALKS = 0, BACK_CHANNEL = 1, OFFER = 1, MEDIATE = 0, MISSILE = 3, BIG = 4, LETHAL = 5;

// The months of one world, read from a run; its last one is that of its end.
export function pastOf(run, world, values) {
  const lived = run.lived[world];
  const at = (name, month) => run.series[name][month * run.worlds + world];
  return { at, lived, months: run.months, last: (name) => at(name, run.months - 1), p: values };
}

function count(past, holds, from = 0) {
  let found = 0;
  for (let month = Math.max(0, from); month < past.lived; month += 1) if (holds(month)) found += 1;
  return found;
}

function late(past, name, months) {
  let total = 0;
  for (let month = Math.max(0, past.lived - months); month < past.lived; month += 1) total += past.at(name, month);
  return total / Math.min(past.lived, months);
}

const share = (past, holds) => count(past, holds) / past.lived;
const shot = (past, month) => past.at("pyongyang_deed", month) >= MISSILE;
const aYear = (past, deed) => 12 * share(past, (month) => past.at("pyongyang_deed", month) === deed);
const bothSoft = (past, month) => past.at("washington_word", month) <= BACK_CHANNEL && past.at("pyongyang_word", month) <= OFFER;
const passingBy = (past, month) => past.at("washington_word", month) === TALKS && past.at("pyongyang_word", month) <= OFFER &&
  past.at("beijing_word", month) !== MEDIATE;

export function war(past) {
  return past.last("ending") !== 0 && past.last("ending") !== COLLAPSE;
}

const collapse = (past) => past.last("ending") === COLLAPSE;
const endedBy = (past, ...ways) => ways.includes(past.last("ending"));

// What the goals look at, measured once a world; the thresholds are apart, so that they can be moved.
export function measuresOf(past) {
  const months = Math.min(6, past.lived), last = past.last;
  return {
    war: war(past), collapse: collapse(past), arsenal: last("arsenal"), freeze: last("freeze"), deterrent: last("deterrent"),
    cohesion: last("cohesion"), relation: last("relation"), thaad: last("thaad"), economy: last("economy"), talks: last("talks"),
    tests: count(past, (month) => shot(past, month), past.lived - months) / months,
    presence: late(past, "presence", YEAR), bypassed: share(past, (month) => passingBy(past, month)),
    big: aYear(past, BIG), lethal: aYear(past, LETHAL), refugees: 12 * late(past, "refugees", YEAR),
    recognised: share(past, (month) => bothSoft(past, month)), threat: late(past, "threat_felt", YEAR), tension: late(past, "tension", YEAR),
  };
}

const open = (m) => m.deterrent > 0 && m.freeze <= 0;
const noWar = (m) => !m.war, noCollapse = (m) => !m.collapse;
const wholeAlliance = (m, p) => m.cohesion >= p.goal_cohesion, relationKept = (m, p) => m.relation >= p.goal_relation;

// By capital, the goals that are vital and the others: each true of measures `m` and thresholds `p` where it is kept.
export const GOALS = {
  washington: {
    vital: { no_war: noWar, no_collapse: noCollapse, no_proven_arsenal: (m, p) => !(m.arsenal >= p.goal_proven && m.freeze <= 0) },
    other: {
      no_open_deterrent: (m) => !open(m), tests_rare: (m, p) => m.tests <= p.goal_tests, alliance_whole: wholeAlliance, china_kept: relationKept,
    },
  },
  beijing: {
    vital: { no_war: noWar, no_collapse: noCollapse },
    other: {
      americans_not_grown: (m, p) => m.presence <= p.goal_presence && m.thaad <= p.goal_thaad,
      not_bypassed: (m, p) => m.bypassed <= p.goal_bypassed,
      quiet_border: (m, p) => m.big <= p.goal_big_tests, no_flood: (m, p) => m.refugees <= p.goal_refugees,
      no_nuclear_neighbour: (m, p) => !open(m) || m.arsenal < p.goal_proven - 0.05,
    },
  },
  pyongyang: {
    vital: { no_war: noWar, no_collapse: noCollapse },
    other: {
      deterrent_or_freeze: (m) => m.deterrent > 0 || m.freeze > 0, economy_kept: (m, p) => m.economy >= p.goal_economy,
      recognised: (m, p) => m.recognised >= p.goal_bypassed, not_threatened: (m, p) => m.threat <= p.goal_threat,
    },
  },
  seoul: {
    vital: { no_war: noWar },
    other: {
      no_deaths: (m, p) => m.lethal <= p.goal_lethal, talks_alive: (m, p) => m.talks >= p.goal_talks,
      alliance_whole: wholeAlliance, calm: (m, p) => m.tension < p.goal_tension,
    },
  },
};

// A capital loses if a vital goal fails, or two of its other goals do.
export function losesBy(measures, capital, thresholds) {
  const failed = (goals) => Object.values(goals).filter((kept) => !kept(measures, thresholds)).length;
  return failed(GOALS[capital].vital) > 0 || failed(GOALS[capital].other) >= 2;
}

export function loses(past, capital) {
  return losesBy(measuresOf(past), capital, past.p);
}

// The place of the final state: major war, limited war, collapse, freeze, open crisis, cold standoff, détente.
export function finalState(past) {
  if (war(past)) return past.last("major") > 0 ? 0 : 1;
  if (collapse(past)) return 2;
  if (past.last("freeze") > 0) return 3;
  const tension = late(past, "tension", YEAR);
  return tension >= CRISIS ? 4 : tension >= CALM ? 5 : 6;
}

export function hot(past, month) {
  return past.at("tension", month) >= CRISIS || past.at("washington_yields", month) > 0 || past.at("pyongyang_yields", month) > 0;
}

// A year without a test or lethal act that begins within two, with three months in which both are soft.
function opening(past) {
  for (let first = 0; first < Math.min(24, past.months - YEAR + 1); first += 1) {
    if (first + YEAR > past.lived) return false;
    const year = Array.from({ length: YEAR }, (_, step) => first + step);
    if (!year.some((month) => shot(past, month)) && year.filter((month) => bothSoft(past, month)).length >= 3) return true;
  }
  return false;
}

// What a world was worth to a capital: discounted payoffs less the loss at its end, in months.
export function valueOf(past, capital, months = past.months) {
  let weight = 1, total = 0;
  for (let month = 0; month < months; month += 1) {
    total += weight * past.at(`${capital}_payoff`, month);
    weight *= past.p.discount;
  }
  if (months < past.months) return total;
  const ended = past.last("ending") !== 0;
  total -= ended ? power(past.p.discount, past.lived - 1) * past.last(`${capital}_loss`) : 0;
  return capital === "washington" ? total - chargeAfter(past) : total;
}

function power(discount, months) {
  let worth = 1;
  for (let month = 0; month < months; month += 1) worth *= discount;
  return worth;
}

function chargeAfter(past) {
  if (war(past)) return 0;
  const outlasting = (Math.max(0, past.last("arsenal") - 0.6) / 0.4) * (1 - 0.7 * past.last("freeze"));
  return power(past.p.discount, past.months) * past.p.after_weight * outlasting;
}

export const OUTCOMES = {
  final_state: finalState, war, collapse, opening, accident: (past) => endedBy(past, 4), brink_war: (past) => endedBy(past, 3),
  decided_war: (past) => endedBy(past, 1, 2), ever_freeze: (past) => count(past, (month) => past.at("freeze", month) > 0) > 0,
  deterrent_complete: (past) => past.last("deterrent") > 0,
  loses_washington: (past) => loses(past, "washington"), loses_beijing: (past) => loses(past, "beijing"),
  loses_pyongyang: (past) => loses(past, "pyongyang"), loses_seoul: (past) => loses(past, "seoul"),
  crisis: (past) => count(past, (month) => hot(past, month)) > 0,
  goals_failed_both: (past) => loses(past, "washington") && loses(past, "beijing"),
};
