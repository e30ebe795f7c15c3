// News of a month, told on the stage.
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
