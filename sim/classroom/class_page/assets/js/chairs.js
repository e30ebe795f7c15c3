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
  byId("stage").className = "chairs two";
  look(beat, "wait");
  // The first evening the spies disagree, as in 2017; later each is right two times in three.
  const other = Number(FORCED ?? Math.floor(Math.random() * 2)), spy = () => (Math.random() < RIGHT ? other : 1 - other);
  const play = { beat, turn, other, heard: evenings ? [spy(), spy()] : [1, 0], choices: [null, null], solo: null, ...sent };
  drawDoors(play);
  for (const each of [other, 1 - other]) for (const pair of Object.keys(beat.chairs.pairs)) cellOf(beat, each, pair);  // played while one reads
  const sit = (seat, more) => [own(beat, "sit", { seat: giantName(seat) }), () => hear({ ...play, solo: seat, ...more }, seat)];
  if (sent) {
    const seat = 1 - sent.from;
    say(own(beat, "friend", { from: giantName(sent.from), seat: giantName(seat) }), own(beat, "rules"));
    return offer([sit(seat)]);
  }
  say(own(beat, link ? "broken" : "intro"), own(beat, "rules"));
  return offer([[own(beat, "two"), () => call(play, 0)], [own(beat, "alone"), () => offer([sit(0), sit(1)])], [own(beat, "link"), () => hear({ ...play, link: true }, 0)]]);
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
  const { beat } = play, button = (name) => make("span", null, own(beat, `choice.${name}`), make("small", null, own(beat, `hint_${name}`)));
  drawDoors(play, seat);
  tone(330);
  if (play.unseen) say(own(beat, `knows_${beat.chairs.others[play.other]}`), own(beat, "openly", { seat: giantName(seat) }));
  else say(own(beat, `heard_${beat.chairs.others[play.heard[seat]]}`, { seat: giantName(seat) }), own(beat, `err_${GIANTS[seat]}`));
  offer(beat.chairs.choices[GIANTS[seat]].map((name, choice) => [button(name), () => decide(play, seat, choice), name]));
}

// The computer does as its capital would by such a belief: Washington presses the greedy, Beijing shields the afraid; who
// knows him as Beijing mediates.
function moved({ unseen, other, heard }, seat) {
  if (seat) return unseen ? 2 : 1 + heard[1];
  return 1 - (unseen ? other : heard[0]);
}

function decide(play, seat, choice) {
  const { beat, choices, solo, unseen } = play, left = choices[1 - seat] === null;
  choices[seat] = choice;
  tone(260, 0.3, "triangle");
  if (solo !== null && left) choices[1 - seat] = moved(play, 1 - seat);
  if (unseen) return choices.includes(null) ? hear(play, 1) : fall(play);
  drawDoors(play);
  if (play.link) return post(play, seat);
  if (choices.includes(null)) return call(play, 1 - seat);
  say(own(beat, "set"), solo !== null && left ? own(beat, "computer", { seat: giantName(1 - seat) }) : "");
  return offer([[own(beat, "open"), () => openDoors(play)]]);
}

function post(play, seat) {
  const go = () => decide({ ...play, link: false, solo: seat }, seat, play.choices[seat]);
  say(own(play.beat, "posted"), own(play.beat, "posted_to", { seat: giantName(1 - seat) }));
  offer([[own(play.beat, "send"), () => send(play, seat, () => post(play, seat))], [own(play.beat, "go"), go]]);
}

// Hand an address on: shared, else copied, else shown.
async function send(play, seat, again) {
  const url = `${location.href.split("#")[0]}#${play.beat.name}&from=${sealed(play, seat)}`;
  const text = own(play.beat, "invite", { from: giantName(seat), seat: giantName(1 - seat) });
  const found = await handOn({ url, text });
  await again();
  if (found) say(own(play.beat, `how_${found}`), found === "by_hand" ? url : "");
}

const doneIn = (play) => [0, 1].map((seat) => own(play.beat, `does_${choiceOf(play, seat)}`)).join(" ");

async function openDoors(play) {
  const { beat } = play;
  evenings += 1;
  byId("four").classList.add("open");
  [200, 300].forEach((pitch) => tone(pitch, 0.5, "triangle"));
  say(doneIn(play), own(beat, "lost", { half: beat.chairs.lost }));
  await wait(1200);
  if (play.turn === turn) offer([[own(beat, "see"), () => fall(play)]]);
}

// Twenty tokens fall into four corners; those that fell before, if any, stay above them as rings. Gives the numbers of the bomb
// and of both lost.
async function drop(play, cell, was = null) {
  const { beat } = play;
  byId("four").hidden = true;
  byId("stage").classList.remove("last");
  byId("piles").className = was ? "corners deal" : "corners";
  const falling = flown({ ...beat, across: was ? 10 : 7, ends: CORNERS.map((name) => ({ name })) }, shuffled(cell.ends), null, play);
  const before = (end) => was.ends.filter((each) => each === end);
  if (was) [...byId("piles").children].forEach((pile, end) => pile.append(make("div", { class: "was", "aria-hidden": "true" }, ...before(end).map(() => make("i")))));
  const counts = await falling;
  if (was && counts) [...byId("piles").children].forEach((pile, end) => { pile.querySelector("span").textContent = `${before(end).length} → ${counts[end]}`; });
  return counts && { counts, bombs: cell.bombs, both: counts[0] };
}

const endings = ({ beat }, { counts }) => CORNERS.map((name, place) => `${own(beat, `end.${name}`)}: ${counts[place]}.`).join(" ");
const fell = ({ beat }, found) => [own(beat, "bombs", found), own(beat, "both", found)].join(" ");

async function fall(play) {
  const { beat, other, unseen } = play, cell = await cellOf(beat, other, pairOf(play));
  if (play.turn !== turn) return;
  const found = await drop(play, cell);
  if (!found) return;
  if (unseen) say(`${doneIn(play)} ${fell(play, found)}`, own(beat, "before", unseen.found), endings(play, found));
  else say(fell(play, found), doneIn(play), endings(play, found));
  offer([unseen ? [own(beat, "six"), () => six({ ...unseen, knowing: pairOf(play) }, other)] : [own(beat, "mask"), () => lift({ ...play, found })]]);
}

// The same evening with the mask off: what would they have done, had they both known him?
function openly(play) {
  byId("stage").classList.remove("ends");
  hear({ ...play, choices: [null, null], unseen: play }, play.solo ?? 0);
}

// What the spies said and whether it was true: each another man, both right, both wrong.
function spiesOf({ beat, other, heard }) {
  const [washington, beijing] = heard.map((man) => own(beat, `as_${beat.chairs.others[man]}`));
  return own(beat, `told_${heard[0] !== heard[1] ? "differ" : heard[0] === other ? "right" : "wrong"}`, { washington, beijing });
}

function lift(play) {
  const { beat, other, heard, found } = play, mask = make("div", { class: "mask-off", "aria-hidden": "true" }, headOf("kim", "wait"));
  if (!STILL) byId("stage").append(mask);
  mask.addEventListener("animationend", () => mask.remove());
  look(beat, beat.chairs.others[other]);
  tone(heard[0] === heard[1] ? 660 : 200, 0.5);
  evening = [beat.chairs.others[other], [own(beat, `was.${beat.chairs.others[other]}`), ...[0, 1].map((seat) => own(beat, `does_${choiceOf(play, seat)}`)), own(beat, "bombs", found)], [0, 1].map((seat) => choiceOf(play, seat))];
  say(own(beat, `was.${beat.chairs.others[other]}`), heard[0] === heard[1] ? spiesOf(play) : `${spiesOf(play)} ${own(beat, "apart")}`);
  offer([[own(beat, "known"), () => openly(play)]]);
}

// Twenty dots of a cell, worst first.
function dotsOf(beat, { ends }, marks) {
  const label = CORNERS.map((name, end) => `${own(beat, `end.${name}`)}: ${ends.filter((each) => each === end).length}`).join(", ");
  return make("div", { class: `cell ${marks}`, role: "img", "aria-label": label }, ...ends.map((end) => make("i", { class: `tone-${end}` })));
}

// All pairs of choices with one man. What was played has a ring, and another ring what was played knowing him; `lit` is where
// a key leads.
async function drawSix(play, other, lit = "") {
  const { beat } = play, { washington, beijing } = beat.chairs.choices, named = (name) => make("span", { class: "head" }, icon(name), make("span", null, own(beat, `choice.${name}`)));
  const marks = (pair) => [pair === pairOf(play) && "mine", pair === play.knowing && other === play.other && "knew", pair === lit && "lit"].filter(Boolean).join(" ");
  const cell = async (pair) => dotsOf(beat, await cellOf(beat, other, pair), marks(pair));
  const rows = await Promise.all(washington.map((one) => Promise.all(beijing.map((two) => cell(`${one} ${two}`)))));
  if (play.turn !== turn) return false;
  const man = beat.chairs.others[other];
  fill("six", headOf("kim", man, t(`look.kim.${man}`)), ...beijing.map(named), ...washington.flatMap((one, row) => [named(one), ...rows[row]]),
    make("div", { class: "legend" }, ...CORNERS.map((name, end) => make("span", null, make("i", { class: `tone-${end}` }), own(beat, `end.${name}`)))));
  return true;
}

async function six(play, other) {
  const { beat } = play, man = beat.chairs.others[other], cut = await cellOf(beat, other, "press enforce");
  if (!await drawSix(play, other)) return;
  say(own(beat, `six_${man}`, { kept: 20 - cut.bombs, paid: cut.ends.filter((end) => end === 0 || end === 2).length }), own(beat, other === play.other ? "ring" : "ring_other"));
  const turned = [own(beat, "other_man"), () => six(play, 1 - other)], next = [t("course.next"), () => question(play)];
  offer(other === play.other ? [turned, next] : [next, turned]);
}

// Where a key leads: what each would do, had it been said. Two spies who agree are right four times in five.
function leads(play, key) {
  const { beat, heard } = play, press = choiceOf(play, 0) === "press";
  if (key === "choice") return press ? ["choice_press", "press shield"] : ["choice_talk", "talk mediate"];
  if (key === "doubt") return [key, "talk shield"];
  if (heard[0] !== heard[1]) return ["heard_differ", "talk mediate"];
  return [`heard_${beat.chairs.others[heard[0]]}`, heard[0] ? "press enforce" : "talk mediate"];
}

// What would have helped: where each thing leads that one might have said. The deal is tried last.
async function question(play, told = "") {
  const { beat, other } = play, [key, pair] = told ? leads(play, told) : ["", ""];
  if (!await drawSix(play, other, pair)) return;
  if (!told) say(own(beat, "question"));
  else {
    const [here, was, loss] = await Promise.all([cellOf(beat, other, pair), cellOf(beat, other, pairOf(play)), lossOf(beat)]);
    const lost = ({ ends }, seat) => ends.filter((end) => end === 0 || end === seat + 1).length;
    if (play.turn !== turn) return;
    say(own(beat, `answer_${key}`, { loss }), own(beat, pair === pairOf(play) ? "stays" : "leads", { washington: lost(here, 0), beijing: lost(here, 1), was_washington: lost(was, 0), was_beijing: lost(was, 1) }));
  }
  keys({ ...play, told: told ? [...play.told, told] : [] });
}

function keys(play) {
  const { beat, told } = play, names = ["heard", "choice", "doubt"].filter((each) => !told.includes(each));
  const rest = names.map((each) => [own(beat, `tell_${each}`), () => question(play, each)]), next = [t("course.next"), () => closing(play)];
  const plans = beat.chairs.pairs.plans && !told.includes("plans") ? [[own(beat, "tell_plans"), () => deal(play)]] : [];
  offer(!told.length ? [...rest, ...plans] : plans.length ? [...plans, ...rest, next] : [next, ...rest]);
}

// With the greedy, by how many months of calm a Washington that talks behind the shield loses more than one that presses.
async function lossOf(beat) {
  const [press, talk] = await Promise.all(["press shield", "talk shield"].map((pair) => cellOf(beat, 1, pair)));
  return Math.round(press.worth[0] - talk.worth[0]);
}

// The deal: told, then tried in twenty lives beside those that fell first.
function deal(play) {
  const { beat } = play;
  say(own(beat, "answer_plans"), own(beat, "how_plans"));
  offer([[own(beat, "try"), async () => {
    const [cell, was] = await Promise.all(["plans", pairOf(play)].map((pair) => cellOf(beat, play.other, pair)));
    if (play.turn !== turn) return;
    const found = await drop(play, cell, was);
    if (!found) return;
    const change = Math.sign(found.both - play.found.both);
    say(`${own(beat, "deal")} ${fell(play, found)}`, `${own(beat, `deal_${["less", "same", "more"][change + 1]}`)} ${own(beat, "rings")}`, endings(play, found));
    keys({ ...play, told: [...play.told, "plans"] });
  }]]);
}

// The moral is that of the evening: what the spies said, what both did, what came of it; and what knowing would have been worth.
async function closing(play) {
  const { beat, other, heard, found } = play, seat = play.solo ?? 0, again = () => (location.hash.includes("&from=") ? (location.hash = beat.name) : beginChairs(beat));
  const trap = heard[0] === 1 && heard[1] === 0 && pairOf(play) === "press shield", known = await cellOf(beat, other, "talk mediate");
  if (!await drawSix(play, other)) return;
  const worth = own(beat, !other && choiceOf(play, 0) === "talk" ? "suited" : `fails.${beat.chairs.others[other]}`, { bombs: known.bombs, known: known.ends.filter((end) => end === 0).length });
  say(`${spiesOf(play)} ${trap ? own(beat, "moral") : doneIn(play)}`, `${fell(play, found)} ${worth}`);
  leave(beat, again, [own(beat, "send"), () => send(play, seat, () => closing(play))]);
}
