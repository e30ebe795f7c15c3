// What happened in a month beside the moves: turns of the story, told below the stage, and news, told on it.
const ENDINGS = ["", "strike", "attack", "clash", "accident", "collapse"];

// What happened in a month beside the moves.
function eventsOf(past, at) {
  const before = (name) => (at > 1 ? past.at(name, at - 2) : past.p[`start_${name}`] ?? 0), after = (name) => past.at(name, at - 1);
  const found = [];
  if (after("freeze") > before("freeze")) found.push("freeze");
  if (after("freeze") < before("freeze")) found.push("freeze_ends");
  if (after("deterrent") > before("deterrent")) found.push("deterrent");
  if (after("tension") >= CRISIS_RUNG && before("tension") < CRISIS_RUNG) found.push("crisis");
  for (const capital of ["washington", "pyongyang"]) if (after(`${capital}_yields`)) found.push(`${capital}_backs_down`);
  if (after("ending")) found.push(ENDINGS[after("ending")], ...(war(past) ? [after("major") ? "major" : "limited"] : []));
  const turns = CAPITALS.filter((capital) => at > 1 && after(`${capital}_course`) !== before(`${capital}_course`));
  return [...found.map((kind) => t(`events.${kind}`)), ...turns.map((capital) => t("events.turns", {
    capital: t(`capitals.${capital}`), course: courseName(capital, after(`${capital}_course`)),
  }))];
}

// Windows of the giants, elections, rounds of the United Nations, a detainee: what moved the capitals from outside.
function newsOf(past, at) {
  if (!at) return [];
  const before = (name) => (at > 1 ? past.at(name, at - 2) : past.p[`start_${name}`] ?? 0), after = (name) => past.at(name, at - 1);
  const found = [];
  if (after("un_round_ago") === 0) found.push("un_round");
  if (after("window_left") > before("window_left")) found.push(after("window_mood") > 0 ? "window_well" : "window_badly");
  if (after("detained") > before("detained")) found.push("arrested");
  if (after("detained") < before("detained")) found.push(after("outrage") > before("outrage") ? "died" : "released");
  const votes = DATA.scenario.votes.filter(([, month]) => month === at - 1);
  return [...found.map((kind) => t(`news.${kind}`)), ...votes.map(([capital]) => t("news.election", { capital: t(`capitals.${capital}`) }))];
}
