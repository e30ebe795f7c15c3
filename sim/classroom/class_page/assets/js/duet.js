// Two rows, one under the other: what one did and what the other did then, in words and month by month. Red is a test, ships
// or worse.
function drawDuet(box, past, capitals, { to, at, from }) {
  box.replaceChildren(...capitals.map((capital) => {
    const tones = Array.from({ length: at }, (_, month) => monthTone(past, capital, month));
    const name = make("span", { class: "visually-hidden" }, `${t(`capitals.${capital}`)}: `);
    return make("li", null, make("p", null, marker(capital), name, didSaid(past, capital, { from, at })), squares(tones, to, from));
  }));
}

// The hardest of what a capital said and did in a month; a soft one where nothing was hard.
function monthTone(past, capital, month) {
  const tones = KINDS.map((kind) => toneOf(GAME, `${capital}.${kind}`, past.at(`${capital}_${kind}`, month)));
  if (capital === "pyongyang") return isTest(past, month) ? "hardest" : tones.includes("soft") ? "soft" : "none";
  return TONES[Math.max(...tones.map((tone) => TONES.indexOf(tone)))];
}

function squares(tones, months, parting) {
  return draw("svg", { class: "squares", viewBox: `0 0 ${10 * months} 10`, preserveAspectRatio: "none", "aria-hidden": "true" },
    draw("rect", { x: 0, y: 0, width: 10 * months, height: 10, class: "ground-square" }),
    ...tones.map((tone, month) => draw("rect", { x: 10 * month + 0.7, y: 0.7, width: 8.6, height: 8.6, class: `square tone-${tone}` })),
    parting ? draw("rect", { x: 10 * parting - 0.5, y: 0, width: 1, height: 10, class: "zero" }) : null);
}
