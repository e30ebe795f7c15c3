// What the stage and the ladder show of a story of this page.
function sceneIn({ past }, month) {
  return sceneOf(GAME, past, month, newsOf(past, month));
}

function ladderIn(box, path, more) {
  showLadder(GAME, box, path, { start: DATA.scenario.start, months: MONTHS, ...more });
}
