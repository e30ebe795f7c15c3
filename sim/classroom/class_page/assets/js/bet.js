// The bet, before anything is revealed.
function showBet() {
  const slider = byId("bet-slider");
  slider.max = N;
  if (document.activeElement !== slider) slider.value = now.bet === null ? Math.round(N / 2) : now.bet;
  byId("bet-lead").textContent = t("bet.lead", { n: N });
  byId("bet-question").textContent = t(`questions.${lesson().outcome}`, { n: N });
  byId("bet-meaning").textContent = t("bet.meaning", { meaning: meaning() });
  byId("bet-place").textContent = t("bet.place");
  drawBet();
}

function drawBet() {
  const bet = byId("bet-slider").value;
  byId("bet-number").textContent = bet;
  byId("bet-slider").setAttribute("aria-valuetext", t("bet.placed", { bet, n: N }));
}

// A slider that was moved is a bet: it holds however the class goes on.
function holdBet() {
  change({ bet: Number(byId("bet-slider").value), done: 0 });
}

function placeBet() {
  const bet = Number(byId("bet-slider").value);
  change({ bet, done: 0, screen: "worlds" }, t("bet.placed", { bet, n: N }));
}
