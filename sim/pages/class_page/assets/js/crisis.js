// A crisis: every quarter the class chooses a course for its capital, and the recorded world goes on.
const CRISIS = DATA.crisis;
const CRISIS_MONTHS = CRISIS.turns * CRISIS.turnMonths;

// The chosen path in one world: tension from the start on, moves by capital, and where it stands.
function crisisPath() {
  const path = [numbers(CRISIS.start, 2)[0] / 100];
  const moves = Object.fromEntries(Object.keys(DATA.moves).map((menu) => [menu, ""]));
  for (let turn = 1; turn <= now.lines.length; turn += 1) {
    const node = CRISIS.nodes[now.lines.slice(0, turn)];
    path.push(...tensions(node.tension[now.crisis]));
    for (const menu of Object.keys(moves)) moves[menu] += node.moves[menu][now.crisis].replace(/-/g, "");
  }
  const known = path.length - 1;
  return { path, moves, known, ended: known < now.lines.length * CRISIS.turnMonths };
}

// The line of a capital after so many months: the seat's is what was chosen, the others keep theirs.
function lineInCrisis(capital, at) {
  const turn = Math.floor(Math.max(at - 1, 0) / CRISIS.turnMonths);
  const chosen = CRISIS.options[now.lines[turn]];
  const line = capital === DATA.seat ? chosen : CRISIS.lines[CAPITALS.indexOf(capital)];
  return line ? text("play.course", { course: policyText(capital, line) }) : text("crisis.open");
}

function setPlayed(played) {
  change({ played }, crisisSaid(played));
}

function crisisSaid(played) {
  const { path, known } = crisisPath();
  const at = Math.min(played, known);
  const turn = now.lines.length;
  const question = at === known && turn < CRISIS.turns ? ` ${text("crisis.turn", { turn: turn + 1, turns: CRISIS.turns })}` : "";
  return `${text("crisis.month", { month: at })}. ${tensionText(path[at])}.${question}`;
}

function chooseLine(option) {
  change({ lines: now.lines + option });
  stop();
  startOrPause();
}

function leaf() {
  // A world that has ended reads its ending from any leaf below its path: nothing more is chosen in it.
  return CRISIS.nodes[now.lines.padEnd(CRISIS.turns, "0")];
}

function showCrisis() {
  const { path, moves, known, ended } = crisisPath();
  const at = Math.min(now.played, known);
  const over = ended && at === known;
  const state = over ? numbers(leaf().end[now.crisis], 1)[0] : null;
  byId("crisis-lead").textContent = text("crisis.lead", {
    seat: TEXTS.capitals[DATA.seat], down: CRISIS.down, months: CRISIS_MONTHS,
  });
  byId("crisis-story").hidden = now.played > 0;
  byId("crisis-lead").hidden = now.played > 0;
  byId("crisis-many").textContent = text("crisis.world", { world: now.crisis + 1, n: N });
  byId("crisis-now").replaceChildren(make("span", null, at ? text("crisis.month", { month: at }) : text("crisis.month_start")),
    make("strong", null, over && warRung(state) ? stateName(state) : tensionText(path[at])));
  drawLadder(byId("crisis-ladder"), path.slice(0, at + 1), CRISIS_MONTHS, {
    war: over ? warRung(state) : undefined, line: { at: CRISIS.down, name: text("ladder.below_line"), below: true },
    turns: [0, 1, 2, 3].map((turn) => turn * CRISIS.turnMonths), from: "", to: text("crisis.month", { month: CRISIS_MONTHS }),
  });
  drawMoves(byId("crisis-moves"), (capital) => (at ? madeIn(moves, capital, at - 1) : null),
    (capital) => lineInCrisis(capital, at));
  const said = Array.from(now.lines, (option) => lineName(CRISIS.options[option])).join(" → ");
  byId("crisis-path").textContent = said ? text("crisis.path", { path: said }) : text("crisis.path_none");
  drawTurn(at, known, over);
  byId("crisis-result").replaceChildren(...crisisResult(path, at, over, state));
}

// The question of the quarter, while one is open; whoever waits for it gets the focus.
function drawTurn(at, known, over) {
  const box = byId("crisis-ask");
  const turn = now.lines.length;
  const open = turn < CRISIS.turns && at === known && !over;
  const key = open ? `open ${turn}` : "";
  if (box.dataset.key === key && open) return;
  const title = byId("title-crisis");
  const hadFocus = box.contains(document.activeElement) || (open && turn && document.activeElement === title);
  box.dataset.key = key;
  if (!open) {
    box.replaceChildren();
    if (hadFocus) title.focus();
    return;
  }
  const head = make("h2", { id: "crisis-question", tabindex: "-1" }, text("crisis.turn", { turn: turn + 1, turns: CRISIS.turns }));
  box.replaceChildren(head, make("div", { class: "choices narrow", role: "group", "aria-labelledby": "crisis-question" },
    ...CRISIS.options.map((course, option) => make("button", {
      type: "button", class: "choice", onclick: () => chooseLine(option),
    }, lineName(course)))));
  if (hadFocus) head.focus();
}

function crisisResult(path, at, over, state) {
  const last = path[at];
  if (over) return [paragraph(text("crisis.over", { month: at, state: stateName(state) }), "big")];
  if (at < CRISIS_MONTHS) return [];
  const count = numbers(leaf().down, 1).filter(Boolean).length;
  const leaves = Object.entries(CRISIS.nodes).filter(([key]) => key.length === CRISIS.turns)
    .map(([, node]) => numbers(node.down, 1).filter(Boolean).length);
  const values = { tension: tensionNumber(last), rung: rungOf(last) };
  return [
    paragraph(text(last < CRISIS.down ? "crisis.down" : "crisis.up", values), "big"),
    paragraph(text("crisis.result", { count, n: N, interval: DATA.intervals[count] })),
    paragraph(text("crisis.range", { ways: leaves.length, low: Math.min(...leaves), high: Math.max(...leaves), n: N })),
  ];
}
