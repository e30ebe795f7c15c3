// What a world comes to: endings, crises, aims, values. The same definitions as in the ledger of outcomes.

export const SERIES = ["arsenal", "beijing_flow", "beijing_loss", "beijing_word", "cohesion", "deterrent", "economy",
  "ending", "freeze", "major", "presence", "pyongyang_deed", "pyongyang_flow", "pyongyang_loss", "pyongyang_word",
  "pyongyang_yields", "refugees", "relation", "seoul_flow", "seoul_loss", "talks", "tension", "thaad", "threat_felt",
  "washington_flow", "washington_loss", "washington_word", "washington_yields"];
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
const open = (past) => past.last("deterrent") > 0 && past.last("freeze") <= 0;
const bothSoft = (past, month) => past.at("washington_word", month) <= BACK_CHANNEL && past.at("pyongyang_word", month) <= OFFER;
const passingBy = (past, month) => past.at("washington_word", month) === TALKS && past.at("pyongyang_word", month) <= OFFER &&
  past.at("beijing_word", month) !== MEDIATE;

export function war(past) {
  return past.last("ending") !== 0 && past.last("ending") !== COLLAPSE;
}

const collapse = (past) => past.last("ending") === COLLAPSE;

function testsRare(past) {
  const months = Math.min(6, past.lived);
  return count(past, (month) => shot(past, month), past.lived - months) / months <= past.p.aim_tests;
}

const wholeAlliance = (past) => past.last("cohesion") >= past.p.aim_cohesion;
const relationKept = (past) => past.last("relation") >= past.p.aim_relation;

// By capital, the aims that are vital and the others, each true where it is kept.
export const AIMS = {
  washington: {
    vital: {
      no_war: (past) => !war(past), no_collapse: (past) => !collapse(past),
      no_proven_arsenal: (past) => !(past.last("arsenal") >= past.p.aim_proven && past.last("freeze") <= 0),
    },
    other: {
      no_open_deterrent: (past) => !open(past), tests_rare: testsRare, alliance_whole: wholeAlliance, china_kept: relationKept,
    },
  },
  beijing: {
    vital: { no_war: (past) => !war(past), no_collapse: (past) => !collapse(past) },
    other: {
      americans_not_grown: (past) => late(past, "presence", YEAR) <= past.p.aim_presence && past.last("thaad") <= past.p.aim_thaad,
      not_bypassed: (past) => share(past, (month) => passingBy(past, month)) <= past.p.aim_bypassed && relationKept(past),
      quiet_border: (past) => aYear(past, BIG) <= past.p.aim_big_tests,
      no_flood: (past) => 12 * late(past, "refugees", YEAR) <= past.p.aim_refugees,
      no_nuclear_neighbour: (past) => !open(past) || past.last("arsenal") < past.p.aim_proven - 0.05,
    },
  },
  pyongyang: {
    vital: { no_war: (past) => !war(past), no_collapse: (past) => !collapse(past) },
    other: {
      deterrent_or_freeze: (past) => past.last("deterrent") > 0 || past.last("freeze") > 0,
      economy_kept: (past) => past.last("economy") >= past.p.aim_economy,
      recognised: (past) => share(past, (month) => bothSoft(past, month)) >= past.p.aim_recognised,
      not_threatened: (past) => late(past, "threat_felt", YEAR) <= past.p.aim_threat,
    },
  },
  seoul: {
    vital: { no_war: (past) => !war(past) },
    other: {
      no_deaths: (past) => aYear(past, LETHAL) <= past.p.aim_lethal, talks_alive: (past) => past.last("talks") >= past.p.aim_talks,
      alliance_whole: wholeAlliance, calm: (past) => late(past, "tension", YEAR) < past.p.aim_tension,
    },
  },
};

// A capital loses if a vital aim fails, or two of its other aims do.
export function loses(past, capital) {
  const failed = (aims) => Object.values(aims).filter((kept) => !kept(past)).length;
  return failed(AIMS[capital].vital) > 0 || failed(AIMS[capital].other) >= 2;
}

// The place of the final state: major war, limited war, collapse, freeze, open crisis, frozen standoff, détente.
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
function turn(past) {
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
    total += weight * past.at(`${capital}_flow`, month);
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
  final_state: finalState, war, collapse, turn, accident: (past) => past.last("ending") === 4,
  deterrent_complete: (past) => past.last("deterrent") > 0, loses_beijing: (past) => loses(past, "beijing"),
  crisis: (past) => count(past, (month) => hot(past, month)) > 0,
  lose_lose: (past) => loses(past, "washington") && loses(past, "beijing"),
};
