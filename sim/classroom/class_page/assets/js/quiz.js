// Five questions before and after. What is answered stays on the device: in its storage, or in memory where there is none.
const ROUNDS = ["before", "after"];
const STORE = "korea-escalation";
const inMemory = { before: [], after: [] };

function stored(round) {
  try {
    const found = JSON.parse(localStorage.getItem(`${STORE} ${round}`) || "[]");
    return Array.isArray(found) ? found.filter((each, place) => each >= 0 && each < DATA.questions[place]?.answers) : [];
  } catch {
    return inMemory[round];
  }
}

function store(round, given) {
  inMemory[round] = given;
  try {
    localStorage.setItem(`${STORE} ${round}`, JSON.stringify(given));
  } catch {
    // Memory holds them as long as the page is open.
  }
}

function rightOnes(round) {
  const given = stored(round);
  return given.length === DATA.questions.length ? DATA.questions.filter(({ right }, place) => given[place] === right).length : null;
}

// Both rounds anew, for the next reader: whoever has seen the right answers cannot give them before.
function answerAgain() {
  ROUNDS.forEach((round) => store(round, []));
  change({ ...fresh(), screen: "before" });
  byId("title-quiz").focus();
}

// Before is before: once a beat has been revealed, or the five have been answered after, the first round is closed.
function tooLate(round) {
  return round === "before" && (now.said.some((each) => each.length > 1) || stored("after").length > 0);
}

function showQuiz(round) {
  const given = stored(round), number = given.length, answered = number === DATA.questions.length, over = answered || tooLate(round);
  byId("title-quiz").textContent = t(`title.${round}`);
  byId("quiz-lead").textContent = over ? "" : t(`quiz.lead_${round}`);
  byId("quiz-ask").hidden = over;
  byId("quiz-done").hidden = !over;
  byId("quiz-begin").hidden = round === "after";
  byId("quiz-result").hidden = round === "before";
  if (!over) askNext(round, given);
  else if (round === "before") byId("quiz-said").textContent = t(answered ? "quiz.done_before" : "quiz.too_late");
  else showGain();
  byId("quiz-hands").hidden = round === "before";
  drawTally();
}

function askNext(round, given) {
  const { name, answers } = DATA.questions[given.length];
  byId("quiz-number").textContent = t("quiz.number", { number: given.length + 1 });
  byId("quiz-question").textContent = t(`quiz.${name}.ask`);
  byId("quiz-answers").replaceChildren(...Array.from({ length: answers }, (_, place) => make("button", {
    type: "button", class: "choice", onclick: () => give(round, [...given, place]),
  }, t(`quiz.${name}.answer${place}`))));
}

function give(round, given) {
  store(round, given);
  showQuiz(round);
  byId(given.length === DATA.questions.length ? "title-quiz" : "quiz-question").focus();
}

// The gain, large enough to be held up, and each question with what the model says.
function showGain() {
  const [before, after] = ROUNDS.map(rightOnes);
  byId("quiz-said").textContent = before === null ? t("quiz.no_before", { after }) : t("quiz.gain", { before, after });
  byId("quiz-scores").replaceChildren(...(before === null ? [] : [score("before", before), score("after", after)]));
  byId("quiz-show").textContent = before === null ? "" : t("quiz.show_class");
  const given = stored("after");
  byId("quiz-answers-said").replaceChildren(...DATA.questions.map(({ name, right }, place) => make("li", null, make("strong", null, t(`quiz.${name}.ask`)),
    make("p", null, t("quiz.right_answer", { answer: t(`quiz.${name}.answer${right}`) }), " ",
      make("span", { class: given[place] === right ? "right" : "aside" }, given[place] === right ? t("quiz.yours_right") : t("quiz.yours_wrong", { answer: t(`quiz.${name}.answer${given[place]}`) }))))));
}

function score(round, right) {
  return make("div", { class: "score" }, make("span", { class: "score-when" }, t(`quiz.score_${round}`)), make("strong", { class: "score-number" }, String(right)),
    make("span", { class: "fingers", "aria-hidden": "true" }, ...DATA.questions.map((_, place) => make("span", { class: place < right ? "up" : "down" }))));
}

// Hands counted by the teacher: how many had none right, one, and so on; the means with their intervals.
function drawTally() {
  const box = byId("quiz-tally");
  if (box.children.length) return;
  box.append(...ROUNDS.map((round) => make("tr", null, make("th", { scope: "row" }, t(`quiz.tally_${round}`)),
    ...Array.from({ length: DATA.questions.length + 1 }, (_, right) => make("td", null, handsOf(round, right))))));
}

function handsOf(round, right) {
  const input = make("input", { type: "number", min: 0, max: 999, inputmode: "numeric", "aria-label": t("quiz.tally_right", { right, when: t(`quiz.tally_${round}`) }) });
  input.addEventListener("input", sayTally);
  return input;
}

function sayTally() {
  const rows = [...byId("quiz-tally").children].map((row) => [...row.querySelectorAll("input")].map((input) => Math.max(0, Math.round(Number(input.value) || 0))));
  const found = rows.map(meanOf);
  byId("quiz-means").replaceChildren(...found.map((each, place) => paragraph(meanSaid(each, t(`quiz.tally_${ROUNDS[place]}`)))),
    ...(found.every(Boolean) ? [paragraph(gainSaid(...found), "big")] : []));
}

// The mean of a show of hands with the square of its standard error; nothing where there are fewer than two.
function meanOf(hands) {
  const n = hands.reduce((sum, each) => sum + each, 0);
  if (n < 2) return null;
  const mean = hands.reduce((sum, each, right) => sum + each * right, 0) / n;
  return { n, mean, error: hands.reduce((sum, each, right) => sum + each * (right - mean) ** 2, 0) / (n - 1) / n };
}

function meanSaid(found, when) {
  if (!found) return t("quiz.tally_few", { when });
  const { n, mean, error } = found, half = Z * Math.sqrt(error);
  return t("quiz.tally_mean", { when, n, mean: numeral(mean, 1), low: numeral(Math.max(0, mean - half), 1), high: numeral(Math.min(DATA.questions.length, mean + half), 1) });
}

// The gain of the class. Hands do not say who rose by how much, so its interval is that of two groups: if anything too wide.
function gainSaid(before, after) {
  const gain = after.mean - before.mean, half = Z * Math.sqrt(before.error + after.error);
  return t("quiz.tally_gain", { gain: numeral(gain, 1, true), low: numeral(gain - half, 1, true), high: numeral(gain + half, 1, true), before: before.n, after: after.n });
}
