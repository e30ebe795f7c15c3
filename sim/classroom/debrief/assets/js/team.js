// How the team game ended, and the forecasts scored.
// Lamps, causes, points, what was believed of Kim, and broken words.
function showTeam() {
  const { team } = TOLD;
  byId("goals").replaceChildren(lampRows(TOLD));
  const { lines: [one, two, three], worlds } = TOLD.model;
  byId("line").textContent = t("debrief.line.told", { one, two, three, n: worlds });
  byId("causes").replaceChildren(...causeList(team));
  byId("points").replaceChildren(...CAPITALS.map((capital) => make("div", null, make("h3", null, marker(capital), capitalName(capital)), ...pointParts(team, capital, TOLD.goals[capital]))));
  byId("belief-title").textContent = t("team.believed", { kim: t(`kims.${team.kim}`) });
  byId("belief").replaceChildren(beliefPicture(team, monthAfter(0, { month: "short" }), monthAfter(LIVED - 1, { month: "short" })));
  byId("promises").replaceChildren(...promiseParts(team));
}

// Forecasts in one chart: what each team gave, the model's share with its interval, and what happened.
const EVENTS = Object.keys(TOLD.forecasts.happened);

function showForecasts() {
  const teams = Object.entries(TOLD.forecasts.teams), n = TOLD.model.worlds;
  byId("forecast-lead").textContent = teams.length ? t("debrief.forecast.lead", { n: numeral(n) }) : t("debrief.forecast.none");
  byId("forecasts").replaceChildren(...EVENTS.map((event) => forecastRow(event, teams)));
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
