// Forecasts in one chart: what each team gave, the model's share with its interval, and what happened.
const EVENTS = Object.keys(TOLD.forecasts.happened);

function showForecasts() {
  const teams = Object.entries(TOLD.forecasts.teams), n = TOLD.model.worlds;
  byId("forecast-lead").textContent = teams.length ? t("debrief.forecast.lead", { n: numeral(n) }) : t("debrief.forecast.none");
  byId("forecasts").replaceChildren(...EVENTS.map((event) => forecastRow(event, teams)));
  const brier = (chances) => EVENTS.reduce((sum, event) => sum + (chances[event] - Number(TOLD.forecasts.happened[event])) ** 2, 0) / EVENTS.length;
  const shares = Object.fromEntries(EVENTS.map((event) => [event, TOLD.forecasts.shares[event].value]));
  byId("scores").textContent = teams.length ? t("debrief.forecast.score", {
    scores: teams.map(([capital, chances]) => t("debrief.forecast.team", { capital: capitalName(capital), score: numeral(brier(chances), 2) })).join(t("world.list")), model: numeral(brier(shares), 2),
  }) : "";
}

function forecastRow(event, teams) {
  const happened = TOLD.forecasts.happened[event], share = TOLD.forecasts.shares[event];
  const signs = teams.map(([capital, chances], row) => forecastSign(capital, chances[event], row));
  return make("li", { class: "forecast" }, make("span", { class: "end-name" }, begun(t(`debrief.forecast.${event}`))),
    make("span", { class: "field-of-signs" }, shareBar(share, "model"), ...signs),
    make("span", { class: happened ? "end-said yes" : "end-said" }, `${t(happened ? "debrief.forecast.happened" : "debrief.forecast.not")}; ${shareSaid(share)}`));
}

// A sign at its chance; its words are for those who do not see it.
function forecastSign(capital, chance, row) {
  const sign = make("span", { class: "sign" }, marker(capital), make("span", { class: "visually-hidden" }, t("debrief.forecast.gave", { capital: capitalName(capital), chance: percent(chance) })));
  sign.style.insetInlineStart = `${100 * chance}%`;
  sign.style.insetBlockStart = `${0.1 + 0.95 * row}rem`;
  return sign;
}
