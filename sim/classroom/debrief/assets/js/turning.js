// The turning points that the model found, and what each wanted.
function showTurns() {
  const cards = DATA.turns.map((turn) => make("li", { class: "card" },
    make("h3", null, marker(turn.capital), t("debrief.turn.what", { month: monthAfter(turn.month), capital: capitalName(turn.capital) })),
    paragraph(t("debrief.turn.made", { made: moveText(turn.menu, turn.made), share: shareSaid(turn.was) })), shareBar(turn.was),
    paragraph(t("debrief.turn.other", { other: moveText(turn.menu, turn.other), share: shareSaid(turn.would) })), shareBar(turn.would, "of-b"),
    paragraph([t("debrief.turn.difference", { points: shareSaid(turn.difference, true), n: numeral(turn.n) }), turn.difference.low <= 0 && turn.difference.high >= 0 ? t("debrief.turn.undecided") : ""].join(" ").trim(), "aside"),
    make("button", { type: "button", onclick: () => goTo(turn) }, t("debrief.turn.go"))));
  byId("turns").replaceChildren(...(cards.length ? cards : [make("li", null, t("debrief.turn.none"))]));
}

function goTo(turn) {
  const kind = turn.menu.split(".")[1];
  change({ month: turn.month + 1, capital: turn.capital, word: "", deed: "", [kind]: turn.other, after: "model" });
  byId("other-title").focus();
  byId("otherwise").scrollIntoView({ block: "start" });
}

// Lamps, causes, what would have been better, what was believed of Kim, and broken words.
function showTeam() {
  const { team } = TOLD, month = (form) => (number) => monthAfter(number, form);
  byId("aims").replaceChildren(lampRows(TOLD));
  byId("causes").replaceChildren(...causeList(team));
  byId("better").replaceChildren(...CAPITALS.map((capital) => make("div", null, make("h3", null, marker(capital), capitalName(capital)), ...betterParts(team, capital, month()))));
  byId("belief-title").textContent = t("team.believed", { kim: t(`kims.${team.kim}`) });
  byId("belief").replaceChildren(beliefPicture(team, monthAfter(0, { month: "short" }), monthAfter(LIVED - 1, { month: "short" })));
  byId("promises").replaceChildren(...promiseParts(team));
}
