// What the stage and the ladder show of a story: its month in words.
function movesOf(past, month) {
  return Object.fromEntries(Object.keys(GAME.moves).map((menu) => [menu, past.at(menu.replace(".", "_"), month)]));
}

function moveText(menu, move) {
  const [capital, kind] = menu.split(".");
  return t(`${kind}s.${capital}.${GAME.moves[menu][move]}`);
}

// The stage after `month` months of a story; 0 is the start.
function sceneOf({ past }, month) {
  const moves = month ? movesOf(past, month - 1) : {};
  const capitals = Object.fromEntries(CAPITALS.map((capital) => [capital, seatIn(past, capital, month, moves)]));
  return { capitals, arrows: arrowsOf(GAME, moves), news: newsOf(past, month) };
}

function seatIn(past, capital, month, moves) {
  const course = past.at(`${capital}_course`, Math.max(0, month - 1));
  return {
    name: t(`capitals.${capital}`), course: GAME.courses[capital][course], courseName: courseName(capital, course),
    word: month ? saidOf(`${capital}.word`, moves) : null, deed: month ? saidOf(`${capital}.deed`, moves) : null,
    worth: worthOf(past, capital, month),
  };
}

function saidOf(menu, moves) {
  const tone = toneOf(GAME, menu, moves[menu]), said = moveText(menu, moves[menu]);
  return { tone, said: menu.endsWith("word") && tone !== "none" ? t("play.word", { word: said }) : said };
}

// What the months so far were worth to a capital, and which way the last of them moved it.
function worthOf(past, capital, month) {
  const worth = valueOf(past, capital, month >= past.lived ? past.months : month);
  const last = month ? worth - valueOf(past, capital, month - 1) : 0;
  return { said: t("play.worth", { worth: signedNumber(worth, 0) }), way: last < -0.005 ? "down" : last > 0.005 ? "up" : "level" };
}

// A ladder of one story up to where `path` goes; `more` as the ladder takes it, with `parts` of its last month.
function showLadder(box, path, { parts, months = MONTHS, ...more } = {}) {
  const highest = more.war || rungOf(Math.max(...path)), last = path[path.length - 1];
  const now = more.war ? rungName(more.war) : tensionText(last);
  const moved = parts ? stepsIn(parts).map((each) => t("ladder.step", { who: each.name, by: each.said })).join(t("site.list")) : "";
  drawLadder(box, path, {
    ...more, moved: Boolean(parts), months, rungs: RUNG_NAMES, first: monthName(0, "short"),
    last: monthName(months - 1, "short"), label: [t("ladder.label", { now, highest }), moved].join(" ").trim(),
  });
}

// What moved the tension, the largest step first: each capital, those who back down, what fades by itself, luck.
function stepsIn(parts) {
  const found = CAPITALS.map((capital) => ({
    name: t(`capitals.${capital}`), kind: capital, by: KINDS.reduce((sum, kind) => sum + parts.moves[`${capital}.${kind}`], 0),
  }));
  found.push({ name: t("ladder.brink"), kind: "brink", by: parts.brink }, { name: t("ladder.drift"), kind: "drift", by: parts.drift },
    { name: t("ladder.luck"), kind: "chance", by: parts.luck });
  return found.filter((each) => Math.abs(each.by) >= 0.005).sort((one, other) => Math.abs(other.by) - Math.abs(one.by))
    .map((each) => ({ ...each, said: signedNumber(each.by, 2) }));
}

function showParts(list, parts) {
  const whole = parts && parts.to - parts.from;
  drawParts(list, parts ? [...stepsIn(parts), { name: t("ladder.all"), kind: "whole", by: whole, said: signedNumber(whole, 2) }] : []);
}

// Rung 9 or 8 where a world ended in a major or a limited war, else undefined.
function warRung(state) {
  return { 0: WAR_RUNG + 1, 1: WAR_RUNG }[state];
}
