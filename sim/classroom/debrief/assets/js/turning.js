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

function showAims() {
  byId("aims").replaceChildren(...CAPITALS.map((capital) => make("div", null,
    make("h3", null, marker(capital), t(TOLD.loses[capital] ? "debrief.aims.loses" : "debrief.aims.wins", { capital: capitalName(capital) })),
    make("ul", { class: "plain" }, ...TOLD.aims[capital].map((aim) => make("li", { class: aim.kept ? null : "lost" },
      `${aimName(capital, aim)}${aim.vital ? ` (${t("debrief.aims.vital")})` : ""}: ${t(aim.kept ? "debrief.aims.kept" : "debrief.aims.failed")}`))))));
}

function aimName(capital, aim) {
  return begun(t(`aims.${capital}.${aim.name}`));
}
