// Two chairs. Each giant hears one line about Kim and chooses unseen; then the doors open. A pair of choices is named by
// both, as in `press shield`.
const GIANTS = ["washington", "beijing"], CORNERS = ["both", "washington", "beijing", "none"], RIGHT = 2 / 3;
const SALTS = 1024, MARK = 64, SCATTER = 0x9e3779b1, BACK = 0x0e8b2f51;
let evenings = 0, evening = null;

// What the first of two did, in a few letters of an address: not secret, and not read in passing. Most letters mean nothing.
function sealed({ other, heard, choices }, seat) {
  const bits = other | (heard[0] << 1) | (heard[1] << 2) | (seat << 3) | (choices[seat] << 4) | MARK;
  return (Math.imul(bits * SALTS + Math.floor(Math.random() * SALTS), SCATTER) >>> 0).toString(36);
}

function unsealed(beat, letters) {
  const bits = Math.floor((Math.imul(parseInt(letters, 36), BACK) >>> 0) / SALTS), from = (bits >> 3) & 1, choice = (bits ^ MARK) >> 4;
  if (!/^[0-9a-z]{1,7}$/.test(letters) || choice >= beat.chairs.choices[GIANTS[from]].length) return null;
  return { other: bits & 1, heard: [(bits >> 1) & 1, (bits >> 2) & 1], choices: from ? [null, choice] : [choice, null], from };
}

const giantName = (seat) => t(`giant.${GIANTS[seat]}`);
const choiceOf = ({ beat, choices }, seat) => beat.chairs.choices[GIANTS[seat]][choices[seat]];
const pairOf = (play) => `${choiceOf(play, 0)} ${choiceOf(play, 1)}`;
const cellOf = (beat, other, pair) => asked(beat, "cell", { other: beat.chairs.others[other], pair });

function beginChairs(beat) {
  const link = /&from=(.*)/.exec(location.hash), sent = link && unsealed(beat, link[1]);
  clear("");
  byId("stage").className = "chairs";
  look(beat, "wait");
  // The first evening the spies disagree, as in 2017; later each is right two times in three.
  const other = Number(FORCED ?? Math.floor(Math.random() * 2)), spy = () => (Math.random() < RIGHT ? other : 1 - other);
  const play = { beat, turn, other, heard: evenings ? [spy(), spy()] : [1, 0], choices: [null, null], alone: false, ...sent };
  drawDoors(play);
  for (const each of [other, 1 - other]) for (const pair of Object.keys(beat.chairs.pairs)) cellOf(beat, each, pair);  // played while one reads
  if (sent) {
    const seat = 1 - sent.from, names = { from: giantName(sent.from), seat: giantName(seat) };
    say(own(beat, "friend", names), own(beat, "rules"));
    return offer([[own(beat, "sit", names), () => hear(play, seat)]]);
  }
  say(link ? own(beat, "broken") : own(beat, "intro"), own(beat, "rules"));
  return offer([[own(beat, "two"), () => call(play, 0)], [own(beat, "alone"), () => hear({ ...play, alone: true }, evenings % 2)], [own(beat, "link"), () => hear({ ...play, link: true }, 0)]]);
}

// Two heads, each over a door; behind it is what was chosen.
function drawDoors(play, lit = null) {
  fill(`doors${play.unseen ? " open" : ""}`, ...GIANTS.map((giant, seat) => {
    const set = play.choices[seat] !== null;
    return make("div", { class: `chair${lit === seat ? " lit" : ""}${set ? " set" : ""}` }, headOf(giant, "wait"), make("b", null, giantName(seat)),
      make("div", { class: "door", "aria-hidden": "true" }, make("span", { class: "behind" }, set ? icon(choiceOf(play, seat)) : null), make("span", { class: "slab" }, make("i"))));
  }));
}

// Two at one screen: one looks, the other turns away.
function call(play, seat) {
  drawDoors(play, seat);
  say(own(play.beat, "call", { seat: giantName(seat) }), own(play.beat, "away", { seat: giantName(1 - seat) }));
  offer([[own(play.beat, "sit", { seat: giantName(seat) }), () => hear(play, seat)]]);
}

function hear(play, seat) {
  const { beat } = play;
  drawDoors(play, seat);
  tone(330);
  if (play.unseen) say(own(beat, `knows_${beat.chairs.others[play.other]}`), own(beat, "openly", { seat: giantName(seat) }));
  else say(own(beat, `heard_${beat.chairs.others[play.heard[seat]]}`, { seat: giantName(seat) }), own(beat, "err"));
  offer(beat.chairs.choices[GIANTS[seat]].map((name, choice) => [own(beat, `choice.${name}`), () => decide(play, seat, choice), name]));
}

function decide(play, seat, choice) {
  const { beat, choices, heard } = play;
  choices[seat] = choice;
  tone(260, 0.3, "triangle");
  if (play.unseen) return seat ? fall(play) : hear(play, 1);
  // The computer does as its capital would by such a belief: Washington presses the greedy, Beijing shields the afraid.
  if (play.alone) choices[1 - seat] = seat ? 1 - heard[0] : 1 + heard[1];
  drawDoors(play);
  if (play.link) return post(play, seat);
  if (choices.includes(null)) return call(play, 1 - seat);
  say(own(beat, "set"));
  return offer([[own(beat, "open"), () => openDoors(play)]]);
}

function post(play, seat) {
  const go = () => decide({ ...play, link: false, alone: true }, seat, play.choices[seat]);
  say(own(play.beat, "posted"), own(play.beat, "posted_to", { seat: giantName(1 - seat) }));
  offer([[own(play.beat, "send"), () => send(play, seat, () => post(play, seat))], [own(play.beat, "go"), go]]);
}

// Hand an address on: shared, else copied, else shown.
async function send(play, seat, again) {
  const url = `${location.href.split("#")[0]}#${play.beat.name}&from=${sealed(play, seat)}`;
  const text = own(play.beat, "invite", { from: giantName(seat), seat: giantName(1 - seat) });
  const found = await handOn({ url, text });
  again();
  if (found) say(own(play.beat, `how_${found}`), found === "by_hand" ? url : "");
}

const doneIn = (play) => [0, 1].map((seat) => own(play.beat, `does_${choiceOf(play, seat)}`)).join(" ");

async function openDoors(play) {
  const { beat } = play;
  evenings += 1;
  byId("four").classList.add("open");
  [200, 300].forEach((pitch) => tone(pitch, 0.5, "triangle"));
  say(doneIn(play), own(beat, "lost"));
  await wait(1200);
  if (play.turn === turn) offer([[own(beat, "see"), () => fall(play)]]);
}

async function fall(play) {
  const { beat, other } = play, cell = await cellOf(beat, other, pairOf(play));
  if (play.turn !== turn) return;
  byId("four").hidden = true;
  byId("piles").className = "corners";
  const counts = await flown({ ...beat, across: 7, ends: CORNERS.map((name) => ({ name })) }, shuffled(cell.ends), null, play);
  if (!counts) return;
  const { unseen } = play, found = { bombs: cell.bombs, both: counts[0] };
  say(own(beat, "fell", found), unseen ? own(beat, "before", unseen.found) : doneIn(play), CORNERS.map((name, place) => `${own(beat, `end.${name}`)}: ${counts[place]}.`).join(" "));
  offer([unseen ? [own(beat, "six"), () => six(unseen, other, pairOf(play))] : [own(beat, "mask"), () => lift({ ...play, found })]]);
}

// The same evening with the mask off: what would they have done, had they both known him?
function openly(play) {
  byId("stage").classList.remove("ends");
  hear({ ...play, choices: [null, null], unseen: play }, 0);
}

function lift(play) {
  const { beat, other, heard } = play, mask = make("div", { class: "mask-off", "aria-hidden": "true" }, headOf("kim", "wait"));
  if (!STILL) byId("stage").append(mask);
  mask.addEventListener("animationend", () => mask.remove());
  look(beat, beat.chairs.others[other]);
  tone(heard[0] === heard[1] ? 660 : 200, 0.5);
  evening = [beat.chairs.others[other], [doneIn(play), own(beat, "fell", play.found)], [0, 1].map((seat) => choiceOf(play, seat))];
  const [washington, beijing] = heard.map((man) => own(beat, `as_${beat.chairs.others[man]}`));
  say(own(beat, `was.${beat.chairs.others[other]}`), own(beat, "told", { washington, beijing }));
  offer([[own(beat, "known"), () => openly(play)]]);
}

// Twenty dots of a cell, worst first.
function dotsOf(beat, { ends }, mine) {
  const label = CORNERS.map((name, end) => `${own(beat, `end.${name}`)}: ${ends.filter((each) => each === end).length}`).join(", ");
  return make("div", { class: `cell${mine ? " mine" : ""}`, role: "img", "aria-label": label }, ...ends.map((end) => make("i", { class: `tone-${end}` })));
}

// All pairs of choices with one man; what was played has a ring, unseen and knowing him.
async function six(play, other, knowing) {
  const { beat } = play, { washington, beijing } = beat.chairs.choices, named = (name) => make("span", { class: "head" }, icon(name), make("span", null, own(beat, `choice.${name}`)));
  const cell = async (pair) => dotsOf(beat, await cellOf(beat, other, pair), [pairOf(play), knowing].includes(pair));
  const rows = await Promise.all(washington.map((one) => Promise.all(beijing.map((two) => cell(`${one} ${two}`)))));
  if (play.turn !== turn) return;
  const man = beat.chairs.others[other];
  fill("six", headOf("kim", man, t(`look.kim.${man}`)), ...beijing.map(named), ...washington.flatMap((one, row) => [named(one), ...rows[row]]),
    make("div", { class: "legend" }, ...CORNERS.map((name, end) => make("span", null, make("i", { class: `tone-${end}` }), own(beat, `end.${name}`)))));
  say(own(beat, `six_${man}`), own(beat, "ring"));
  const turned = [own(beat, "other_man"), () => six(play, 1 - other, knowing)], next = [t("course.next"), () => question(play)];
  offer(other === play.other ? [turned, next] : [next, turned]);
}

// What would have helped: what the model makes of each thing that one might have said.
async function question(play, told = "") {
  const { beat } = play, names = ["heard", "choice", "doubt", ...(beat.chairs.pairs.plans ? ["plans"] : [])];
  if (told) say(own(beat, `answer_${told}`), own(beat, `why_${told}`, await numbers(beat, told)));
  else say(own(beat, "question"));
  if (play.turn !== turn) return;
  const left = names.filter((each) => each !== told).map((each) => [own(beat, `tell_${each}`), () => question(play, each)]);
  offer(told ? [[t("course.next"), () => closing(play)], ...left] : left);
}

// The numbers of an answer: by how many months of calm one pair is better than press and shield; or who loses both.
async function numbers(beat, told) {
  const both = ({ ends }) => ends.filter((end) => end === 0).length, [a, g] = await Promise.all([0, 1].map((other) => cellOf(beat, other, told === "plans" ? "plans" : "press shield")));
  if (told === "moral") [a.known, g.known] = (await Promise.all([cellOf(beat, 0, "talk mediate"), cellOf(beat, 1, "press enforce")])).map(both);
  if (["plans", "moral"].includes(told)) return { fearful: both(a), greedy: both(g), known_fearful: a.known, known_greedy: g.known };
  const [afraid, greedy] = await Promise.all([0, 1].map((other) => cellOf(beat, other, told === "doubt" ? "talk shield" : "talk enforce")));
  const gains = [0, 1].map((seat) => (afraid.worth[seat] - a.worth[seat] + greedy.worth[seat] - g.worth[seat]) / 2);
  return { washington: Math.round(gains[0]), beijing: Math.round(gains[1]), loss: Math.round(g.worth[0] - greedy.worth[0]) };
}

async function closing(play) {
  const { beat } = play, seat = play.from === undefined ? 0 : 1 - play.from, again = () => (location.hash.includes("&from=") ? (location.hash = beat.name) : beginChairs(beat));
  say(own(beat, "moral"), own(beat, "fails", await numbers(beat, "moral")));
  if (play.turn !== turn) return;
  leave(beat, again, [own(beat, "send"), () => send(play, seat, () => closing(play))]);
}
