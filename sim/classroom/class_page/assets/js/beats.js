// The seven beats: a choice, then a guess, then both futures. Nothing is shown before it has been guessed.
function beatOf(screen) {
  return DATA.beats[BEATS.indexOf(screen)] || null;
}

function present() {
  return beatOf(now.screen);
}

function beatText(key, values) {
  return t(`beats.${present().name}.${key}`, values);
}

// What was chosen and guessed in the present beat: a letter, and the place of the guess or nothing.
function answers() {
  const said = now.said[BEATS.indexOf(now.screen)] || "", guess = Number(said[1]);
  return { choice: said[0] || "", guess: said.length > 1 && guess < present().options.length ? guess : null };
}

function answer(said) {
  const all = DATA.beats.map((_, place) => now.said[place] || "");
  all[BEATS.indexOf(now.screen)] = said;
  return { said: all, upto: null, line: fresh().line };
}

function chooseInBeat(choice) {
  change(answer(choice));
  byId("beat-bet").focus();
}

function guessInBeat(guess) {
  change({ ...answer(answers().choice + guess), upto: 0 });
  if (calm()) change({ upto: null });
  else startOrPause();
  byId("title-beat").focus({ preventScroll: true });
  scrollTo(0, 0);
}

// Beats of many worlds show pairs, the others one world.
function isOfPairs(beat) {
  return beat.measure === "hits";
}

function showBeat() {
  const { choice, guess } = answers(), beat = present();
  for (const part of ["kicker", "story", "question"]) byId(`beat-${part}`).textContent = beatText(part);
  byId("title-beat").textContent = beatText("headline");
  byId("screen-beat").classList.toggle("revealed", guess !== null);
  byId("screen-beat").classList.toggle("chosen", choice !== "");
  byId("beat-ask").hidden = guess !== null;
  byId("beat-picture").hidden = guess !== null;
  byId("beat-reveal").hidden = guess === null;
  byId("beat-before").hidden = now.screen !== BEATS[0] || choice !== "";
  if (!kernel) return;  // the words are there at once, what is played follows
  if (guess !== null) {
    showReveal(beat, choice, guess);
    return;
  }
  drawChoices(beat, choice);
  drawGuesses(beat, choice);
  drawPicture(beat);
}

function drawChoices(beat, choice) {
  redraw(byId("beat-choices"), ["a", "b"].map((each) => make("button", {
    type: "button", class: "choice", "aria-pressed": String(choice === each), onclick: () => chooseInBeat(each),
  }, faceOf(beat, each), make("span", null, beatText(each)))));
}

function drawGuesses(beat, choice) {
  byId("beat-guess").hidden = choice === "";
  if (choice === "") return;
  byId("beat-bet").textContent = beatText("bet");
  redraw(byId("beat-options"), beat.options.map((_, place) => make("button", {
    type: "button", class: "choice", onclick: () => guessInBeat(place),
  }, beatText(`option${place}`))));
}

// Put buttons in the place of others; the one that had the focus hands it on.
function redraw(box, buttons) {
  const focused = [...box.children].indexOf(document.activeElement);
  box.replaceChildren(...buttons);
  if (focused >= 0 && buttons[focused]) buttons[focused].focus();
}

// The face of the seat after a choice: that of its course, or of the one move that was made.
function faceOf(beat, side) {
  const { imposed } = beat.arms[side], course = GAME.courses[beat.seat][beatStory(beat, side).past.at(`${beat.seat}_course`, beat.month)];
  const move = imposed.find(({ order }) => !order.endsWith("_course"));
  const tone = move && toneOf(GAME, move.order.replace("_", "."), move.move);
  return move ? face(beat.seat, course, { soft: "soft", none: "wait" }[tone] || "hard") : face(beat.seat, course);
}

function beatStory(beat, side) {
  const { changes, imposed } = beat.arms[side];
  return storyOf(changes, beat.world, imposed);
}

// Before the guess: the stage as it stands at the choice, or so many worlds that nobody has opened.
function drawPicture(beat) {
  const many = isOfPairs(beat);
  byId("beat-stage").hidden = many;
  byId("beat-shut").hidden = !many;
  if (many) drawPairs(byId("beat-shut"), shutPairs(), null);
  else drawStage(byId("beat-stage"), plainScene(beat.month ? beatStory(beat, "b") : storyOf({}, beat.world), beat.month));
}

function shutPairs() {
  const nothing = { state: 0, hit: false };
  return Array.from({ length: N }, (_, world) => ({ yours: nothing, other: nothing, world, open: false }));
}

// The stage with no more than one needs for a first choice: courses, and what was said and done.
function plainScene(told, month) {
  const { capitals, arrows } = sceneIn(told, month);
  const loud = (said) => (said && said.tone !== "none" ? said : null);
  return { arrows, capitals: Object.fromEntries(Object.entries(capitals).map(([name, each]) => [name, { ...each, word: loud(each.word), deed: loud(each.deed), worth: null }])) };
}
