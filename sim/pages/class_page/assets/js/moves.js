// The words and deeds of a month, and how likely each was.
const DIGITS = 2;

// The cards of the four capitals; `made` gives the word and the deed of a capital by number, or null before the first
// month, and `line` what it holds to.
function drawMoves(list, made, line, chosen, onChosen) {
  const cards = CAPITALS.map((capital) => {
    const moves = made(capital);
    const words = [make("span", { class: "capital" }, marker(capital), TEXTS.capitals[capital]),
      make("span", { class: "move" }, moves === null ? text("play.no_move") : madeText(capital, moves)),
      make("span", { class: "policy" }, line(capital))];
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

// How likely each word or deed was in a month: {luck, chances}, as recorded.
function weighed(story, menu, month) {
  const length = DIGITS * (1 + DATA.moves[menu].length);
  const [luck, ...chances] = numbers(story.why[menu].slice((month - 1) * length, month * length), DIGITS);
  return { luck: luck / 1000, chances: chances.map((chance) => chance / 1000) };
}

function drawWhy(box, story, capital, month) {
  const name = TEXTS.capitals[capital];
  const head = make("h2", { class: "small-head" }, marker(capital), text("play.why_open", { capital: name }));
  if (!month) {
    box.replaceChildren(head, paragraph(text("play.why_empty"), "aside"));
    return;
  }
  const made = madeIn(story.moves, capital, month - 1);
  box.replaceChildren(head, paragraph(text("play.why_intro", { capital: name }), "aside"),
    ...KINDS.flatMap((kind, place) => whyOf(story, capital, kind, month, made[place])));
}

// One menu: the luck over its chances, and a table of them.
function whyOf(story, capital, kind, month, made) {
  const { luck, chances } = weighed(story, `${capital}.${kind}`, month);
  const rows = chances.map((chance, move) => {
    const name = moveName(capital, kind, move);
    const row = [move === made ? [name, make("strong", { class: "made" }, text("play.why_made"))] : [name],
      [bar(chance, capital), ` ${percent(chance)}`]];
    row.kind = move === made ? "made-row" : null;
    return row;
  });
  const head = text(`kinds.${kind}`);
  return [luckBar(chances, made, luck, capital), table(head, [head, text("play.why_chance")], rows, "menu")];
}

function percent(chance) {
  return chance > 0 && chance < 0.005 ? "< 1\u00a0%" : `${Math.round(100 * chance)}\u00a0%`;
}

// All chances laid end to end, and the needle of luck: what lies under it was drawn.
function luckBar(chances, made, luck, capital) {
  const picture = draw("svg", { class: "luck", viewBox: "0 0 1000 60", preserveAspectRatio: "none", "aria-hidden": "true" });
  let from = 0;
  chances.forEach((chance, move) => {
    picture.append(draw("rect", {
      x: 1000 * from + 1, y: 14, width: Math.max(0, 1000 * chance - 2), height: 46,
      class: move === made ? `share ${capital}` : "share",
    }));
    from += chance;
  });
  picture.append(draw("rect", { x: 1000 * luck - 3, y: 0, width: 6, height: 60, class: "needle" }));
  return picture;
}
