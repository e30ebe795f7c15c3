// The four moves of a month, and what each capital weighed.
const LUCK_DIGITS = 2;
const CELL_DIGITS = 5;

// The cards of the four capitals; `made` gives the move of a capital by number, or null before the first month.
function drawMoves(list, made, policy, chosen, onChosen) {
  const cards = CAPITALS.map((capital) => {
    const move = made(capital);
    const words = [make("span", { class: "capital" }, marker(capital), TEXTS.capitals[capital]),
      make("span", { class: "move" }, move === null ? text("play.no_move") : moveName(capital, move))];
    if (policy) words.push(make("span", { class: "policy" }, text("play.policy", { policy: policy(capital) })));
    if (!onChosen) return make("li", { class: "card" }, ...words);
    const pressed = capital === chosen;
    words.push(make("span", { class: "ask" }, text("play.why")));
    return make("li", null, make("button", {
      type: "button", class: "card", "aria-pressed": String(pressed), "data-capital": capital,
      onclick: () => onChosen(capital),
    }, ...words));
  });
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.capital : null;
  list.replaceChildren(...cards);
  if (focused) list.querySelector(`[data-capital=${focused}]`).focus();
}

// What a capital compared in a month: {luck, menu: [{chance, utility}]}, as recorded.
function comparison(story, capital, month) {
  const menu = DATA.moves[capital].length;
  const length = LUCK_DIGITS + menu * CELL_DIGITS;
  const part = story.why[capital].slice((month - 1) * length, month * length);
  const cells = Array.from({ length: menu }, (_, move) => {
    const cell = part.slice(LUCK_DIGITS + move * CELL_DIGITS, LUCK_DIGITS + (move + 1) * CELL_DIGITS);
    const [utility] = numbers(cell.slice(LUCK_DIGITS), CELL_DIGITS - LUCK_DIGITS);
    return { chance: parseInt(cell.slice(0, LUCK_DIGITS), 36) / 1000, utility: utility === null ? null : utility / 100 + LOWEST };
  });
  return { luck: parseInt(part.slice(0, LUCK_DIGITS), 36) / 1000, menu: cells };
}

function drawWhy(box, story, capital, month) {
  const name = TEXTS.capitals[capital];
  const head = make("h2", { class: "small-head" }, marker(capital), text("play.why_open", { capital: name }));
  if (!month) {
    box.replaceChildren(head, paragraph(text("play.why_empty"), "aside"));
    return;
  }
  const { luck, menu } = comparison(story, capital, month);
  const made = Number(story.moves[capital][month - 1]);
  const rows = menu.map(({ chance, utility }, move) => {
    const said = move === made ? [moveName(capital, move), make("strong", { class: "made" }, text("play.why_made"))]
      : [moveName(capital, move)];
    const row = [said, [bar(chance, capital), ` ${percent(chance)}`],
      utility === null ? text("play.why_none") : utilityNumber(utility)];
    row.kind = move === made ? "made-row" : null;
    return row;
  });
  const heads = [text("play.why_move"), text("play.why_chance"), text("play.why_utility")];
  const parts = [head, paragraph(text("play.why_intro", { capital: name }), "aside"), luckBar(menu, made, luck, capital),
    table(text("play.why_open", { capital: name }), heads, rows, "menu")];
  if (menu.some((cell) => cell.utility === null)) parts.push(paragraph(text("play.why_war"), "aside"));
  box.replaceChildren(...parts);
}

function utilityNumber(utility) {
  const tenths = Math.round(10 * utility);
  return `${tenths < 0 ? "−" : ""}${(Math.abs(tenths) / 10).toFixed(1)}`;
}

function percent(chance) {
  return chance > 0 && chance < 0.005 ? "< 1\u00a0%" : `${Math.round(100 * chance)}\u00a0%`;
}

// All chances laid end to end, and the needle of luck: the move under it is the one that was made.
function luckBar(menu, made, luck, capital) {
  const picture = draw("svg", { class: "luck", viewBox: "0 0 1000 60", preserveAspectRatio: "none", "aria-hidden": "true" });
  let from = 0;
  menu.forEach(({ chance }, move) => {
    picture.append(draw("rect", {
      x: 1000 * from + 1, y: 14, width: Math.max(0, 1000 * chance - 2), height: 46,
      class: move === made ? `share ${capital}` : "share",
    }));
    from += chance;
  });
  picture.append(draw("rect", { x: 1000 * luck - 3, y: 0, width: 6, height: 60, class: "needle" }));
  return picture;
}
