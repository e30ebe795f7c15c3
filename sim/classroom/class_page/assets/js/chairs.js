// Two chairs. Each giant hears one line about Kim and chooses unseen; then the doors open. A pair of choices is named by
// both, as in `press shield`.
const GIANTS = ["washington", "beijing"], CORNERS = ["both", "washington", "beijing", "none"], RIGHT = 4 / 5;
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
// What a giant may choose; in the deal the first of two keeps it.
const DEAL = [["wait", "press"], ["enforce", "shield"]];
const namesOf = ({ beat, key }, seat) => (key === "plans" ? DEAL[seat] : beat.chairs.choices[GIANTS[seat]]);
const choiceOf = (play, seat) => namesOf(play, seat)[play.choices[seat]];
const pairOf = (play) => [0, 1].map((seat) => (play.key === "plans" && !play.choices[seat] ? "plans" : choiceOf(play, seat))).join(" ").replace("plans plans", "plans");
const cellOf = (beat, other, pair) => asked(beat, "cell", { other: beat.chairs.others[other], pair });

function beginChairs(beat) {
  const link = /&from=(.*)/.exec(location.hash), sent = link && unsealed(beat, link[1]);
  clear("");
  byId("stage").className = "chairs two";
  look(beat, "wait");
  // The first evening the spies disagree, as in 2017; later each is right four times in five, whatever the other says.
  const other = Number(FORCED ?? Math.floor(Math.random() * 2)), spy = () => (Math.random() < RIGHT ? other : 1 - other);
  const play = { beat, turn, other, heard: evenings ? [spy(), spy()] : [1, 0], choices: [null, null], solo: null, key: "", both: {}, ...sent };
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
  fill("doors", ...GIANTS.map((giant, seat) => {
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
  const { beat, key, first } = play, hint = (name) => own(beat, `hint_${key !== "plans" ? name : name === DEAL[seat][0] ? "keeps" : "breaks"}`);
  drawDoors(play, seat);
  tone(330);
  if (key) say(knownIn(play, seat), own(beat, "openly", { seat: giantName(seat) }));
  else say(own(beat, `heard_${beat.chairs.others[play.heard[seat]]}`, { seat: giantName(seat) }), own(beat, `err_${GIANTS[seat]}`));
  offer(namesOf(play, seat).map((name, choice) => [make("span", null, own(beat, `choice.${name}`), make("small", null, hint(name))), () => decide(play, seat, choice), name]));
}

// What both know once one thing has been said.
function knownIn({ beat, key, first, other, heard }, seat) {
  const [washington, beijing] = heard.map((man) => own(beat, `as_${beat.chairs.others[man]}`)), said = { washington, beijing };
  if (key === "known") return own(beat, `knows_${beat.chairs.others[other]}`);
  if (key === "heard") return own(beat, heard[0] === heard[1] ? "told_alike" : "told_apart", said);
  if (key === "choice") return [0, 1].map((giant) => own(beat, `says_${choiceOf(first, giant)}`)).join(" ");
  return own(beat, key === "plans" ? `offer_${GIANTS[seat]}` : "told_doubt");
}

// How sure a giant is that he is greedy: by its spies alone, by those of both, or because both know.
function sureOf({ key, other, heard }, seat) {
  if (key === "known") return other;
  if (key !== "heard") return heard[seat] ? RIGHT : 1 - RIGHT;
  const both = RIGHT ** 2 / (RIGHT ** 2 + (1 - RIGHT) ** 2);
  return heard[0] !== heard[1] ? 0.5 : heard[0] ? both : 1 - both;
}

// The computer's choice, and why. On the evening itself it goes by its spies: Washington presses the greedy, Beijing shields
// the afraid. Later it reckons what each choice would cost it by what it knows, beside what it holds the other's to be.
async function moved(play, seat) {
  const { beat, key, first, heard } = play, name = giantName(seat);
  if (!key) return [seat ? 1 + heard[1] : 1 - heard[0], own(beat, "computer", { seat: name })];
  if (key === "plans") return [0, own(beat, "keeps", { seat: name })];
  const sure = sureOf(play, seat), names = namesOf(play, seat), shared = key === "known" || key === "heard";
  if (sure === 0.5) return [seat ? 2 : 1, own(beat, "together", { seat: name })];
  const beside = shared ? (seat ? (sure > 0.5 ? "press" : "talk") : "mediate") : choiceOf(first, 1 - seat);
  const costs = await Promise.all(names.map(async (each) => {
    const cells = await Promise.all([0, 1].map((man) => cellOf(beat, man, seat ? `${beside} ${each}` : `${each} ${beside}`)));
    return -(cells[0].worth[seat] * (1 - sure) + cells[1].worth[seat] * sure);
  }));
  const best = costs.indexOf(Math.min(...costs)), worst = costs.indexOf(Math.max(...costs));
  return [best, own(beat, "reckons", { seat: name, n: Math.round(costs[best]), other: own(beat, `choice.${names[worst]}`), m: Math.round(costs[worst]) })];
}

async function decide(play, seat, choice) {
  const { beat, choices, solo, key } = play;
  let why = "";
  choices[seat] = choice;
  tone(260, 0.3, "triangle");
  if (solo !== null && choices[1 - seat] === null) [choices[1 - seat], why] = await moved(play, 1 - seat);
  if (play.turn !== turn) return;
  if (key && choices.includes(null)) return void hear(play, 1 - seat);
  drawDoors(play);
  if (play.link) return void post(play, seat);
  if (choices.includes(null)) return void call(play, 1 - seat);
  if (key) return void openDoors(play, why);
  say(own(beat, "set"), why);
  offer([[own(beat, "open"), () => openDoors(play, "")]]);
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

// What both do; whoever keeps a deal that the other breaks leaves it in the end.
const doneIn = (play) => {
  const [one, two] = [0, 1].map((seat) => choiceOf(play, seat)), broken = play.key === "plans" && play.choices[0] !== play.choices[1];
  return broken ? own(play.beat, `broken_${play.choices[0] ? one : two}`) : [one, two].map((name) => own(play.beat, `does_${name}`)).join(" ");
};

async function openDoors(play, why) {
  const { beat, key } = play;
  if (!key) evenings += 1;
  await wait(300);
  byId("four").classList.add("open");
  [200, 300].forEach((pitch) => tone(pitch, 0.5, "triangle"));
  say(doneIn(play), why);
  await wait(1200);
  if (play.turn === turn) offer([[own(beat, "see"), () => fall(play)]]);
}

// Twenty tokens fall into four corners, each with the mark of the bomb if he has it.
function drop(play, cell, was) {
  byId("four").hidden = true;
  byId("stage").classList.remove("last");
  byId("piles").className = "corners";
  return flown({ ...play.beat, across: 7, ends: CORNERS.map((name) => ({ name })) }, shuffled(cell.ends), null, play, shuffled(cell.bomb), was?.ends);
}

const endings = ({ beat }, counts) => CORNERS.map((name, place) => `${own(beat, `end.${name}`)}: ${counts[place]}.`).join(" ");

async function fall(play) {
  const { beat, other, key, first } = play, [cell, was] = await Promise.all([play, first].map((each) => each && cellOf(beat, other, pairOf(each))));
  if (play.turn !== turn) return;
  const counts = await drop(play, cell, was);
  if (!counts) return;
  if (!key) {
    play.both.first = cell.both;
    say(own(beat, "fell", cell), own(beat, "mark"), endings(play, counts));
    offer([[own(beat, "mask"), () => lift({ ...play, cell })]]);
    return;
  }
  first.both[key === "plans" && pairOf(play) !== key ? "broken" : key] = cell.both;
  const less = (seat) => own(beat, `calm${[-2.5, -0.75, 0.75, 2.5].filter((bound) => was.worth[seat] - cell.worth[seat] > bound).length}`), same = pairOf(play) === pairOf(first);
  say(`${own(beat, cell.both === was.both ? "as_before" : "instead", { both: cell.both, was: was.both })} ${own(beat, "bombs", cell)}`, own(beat, same ? "nothing" : "calm", { washington: less(0), beijing: less(1) }), endings(play, counts));
  const deal = beat.chairs.pairs.plans, more = [own(beat, "more"), () => question(first)];
  if (key === "known") {
    first.knowing = pairOf(play);
    offer([[own(beat, "six"), () => six(first, other)]]);
  } else if (key === "plans") offer([[own(beat, "why"), () => missing(first)]]);
  else offer([deal ? [own(beat, "tell_plans"), () => replay(first, "plans")] : [t("course.next"), () => closing(first)], more]);
}

// The same evening once more, after one thing was said; the mask is on again, unless both know him.
function replay(first, key) {
  byId("stage").className = "chairs two";
  look(first.beat, key === "known" ? first.beat.chairs.others[first.other] : "wait");
  hear({ ...first, choices: [null, null], key, first, link: false }, first.solo ?? 0);
}

// What the spies said and whether it was true: each another man, both right, both wrong.
function spiesOf({ beat, other, heard }) {
  const [washington, beijing] = heard.map((man) => own(beat, `as_${beat.chairs.others[man]}`));
  return own(beat, `told_${heard[0] !== heard[1] ? "differ" : heard[0] === other ? "right" : "wrong"}`, { washington, beijing });
}

function lift(play) {
  const { beat, other, heard } = play, man = beat.chairs.others[other], mask = make("div", { class: "mask-off", "aria-hidden": "true" }, headOf("kim", "wait"));
  if (!STILL) byId("stage").append(mask);
  mask.addEventListener("animationend", () => mask.remove());
  look(beat, man);
  tone(heard[0] === heard[1] ? 660 : 200, 0.5);
  evening = [man, [own(beat, `was.${man}`), ...[0, 1].map((seat) => own(beat, `does_${choiceOf(play, seat)}`)), own(beat, "lesson")], [0, 1].map((seat) => choiceOf(play, seat))];
  say(own(beat, `was.${man}`), heard[0] === heard[1] ? spiesOf(play) : `${spiesOf(play)} ${own(beat, "apart")}`);
  offer([[own(beat, "known"), () => replay(play, "known")]]);
}

// Twenty dots of a cell, worst first.
function dotsOf(beat, { ends, bomb, bombs }, marks) {
  const label = [...CORNERS.map((name, end) => `${own(beat, `end.${name}`)}: ${ends.filter((each) => each === end).length}`), `${own(beat, "bomb")}: ${bombs}`].join(", ");
  return make("div", { class: `cell ${marks}`, role: "img", "aria-label": label }, ...ends.map((end, at) => make("i", { class: `tone-${end}${bomb[at] ? " bomb" : ""}` })));
}

// All pairs of choices with one man. What was played has a ring, and another ring what was played knowing him; `lit` is told of.
async function drawSix(play, other, lit = "") {
  const { beat } = play, { washington, beijing } = beat.chairs.choices, named = (name) => make("span", { class: "head" }, icon(name), make("span", null, own(beat, `choice.${name}`)));
  const marks = (pair) => [pair === pairOf(play) && "mine", pair === play.knowing && other === play.other && "knew", pair === lit && "lit"].filter(Boolean).join(" ");
  const found = await Promise.all(washington.map((one) => Promise.all(beijing.map((two) => cellOf(beat, other, `${one} ${two}`)))));
  if (play.turn !== turn) return null;
  const man = beat.chairs.others[other], key = (kind, text) => make("span", null, make("i", { class: kind }), text);
  fill("six", headOf("kim", man, t(`look.kim.${man}`)), ...beijing.map(named), ...washington.flatMap((one, row) => [named(one), ...found[row].map((cell, at) => dotsOf(beat, cell, marks(`${one} ${beijing[at]}`)))]),
    make("div", { class: "legend" }, ...CORNERS.map((name, end) => key(`tone-${end}`, own(beat, `end.${name}`))), key("bomb", own(beat, "bomb"))));
  return found;
}

async function six(play, other) {
  const { beat } = play, found = await drawSix(play, other);
  if (!found) return;
  const [press, talk] = found.map((row) => row.map(({ both }) => both)), lost = ({ ends }, seat) => ends.filter((end) => end === 0 || end === seat + 1).length, cut = found[0][beat.chairs.choices.beijing.indexOf("enforce")];
  say(own(beat, `six_${beat.chairs.others[other]}`, { least: Math.min(...press), most: Math.max(...talk), kept: 20 - cut.bombs, paid: lost(cut, 1), talk: Math.min(...found[1].map((cell) => lost(cell, 0))) }), own(beat, other === play.other ? "ring" : "ring_other"));
  const turned = [own(beat, "other_man"), () => six(play, 1 - other)], next = [t("course.next"), () => question(play)];
  offer(other === play.other ? [turned, next] : [next, turned]);
}

// What would have helped: each thing that one might have said is played once more; the deal comes last.
async function question(first) {
  const { beat, both } = first, plans = beat.chairs.pairs.plans ? ["plans"] : [], told = ["heard", "choice", "doubt"];
  if (!await drawSix(first, first.other)) return;
  say(own(beat, "question"));
  offer([...told, ...plans].map((key) => [own(beat, `tell_${key}`), () => replay(first, key), null, key in both || (key === "plans" && !told.some((each) => each in both))]));
}

// Why the deal helps as little as it does, and what would have to be added.
async function missing(first) {
  const { beat, other } = first, [deal, trap, cut, talk] = await Promise.all(["plans", "press shield", "press enforce", "talk mediate"].map((pair) => cellOf(beat, other, pair)));
  if (!await drawSix(first, other, other ? "press enforce" : "talk mediate")) return;
  const more = (seat) => Math.round(Math.abs(cut.worth[seat] - trap.worth[seat]));
  say(own(beat, `why_${beat.chairs.others[other]}`, { deal: deal.bombs, cut: cut.bombs, stopped: talk.stopped, none: deal.stopped }), own(beat, `pay_${beat.chairs.others[other]}`, { gain: more(0), price: more(1), deal: deal.both, both: talk.both }));
  offer([[t("course.next"), () => closing(first)]]);
}

// The moral is that of the evening: each acted on its own guess, what he was, and what knowing and the deal changed.
async function closing(first) {
  const { beat, other, heard, both } = first, man = beat.chairs.others[other], seat = first.solo ?? 0, again = () => (location.hash.includes("&from=") ? (location.hash = beat.name) : beginChairs(beat));
  const trap = heard[0] === 1 && heard[1] === 0 && pairOf(first) === "press shield", suited = !other && choiceOf(first, 0) === "talk";
  if (!await drawSix(first, other)) return;
  byId("four").lastChild.remove();  // the legend has been read
  const sums = ["first", "known", "heard", "plans", "broken"].filter((key) => key in both).map((key) => own(beat, `sum_${key}`, { n: both[key] })).join(", ");
  say(`${own(beat, trap ? "moral" : "guess")} ${own(beat, "last")}`, `${own(beat, suited ? "suited" : `fails.${man}`)} ${own(beat, "sum", { sums })}`);
  leave(beat, again, [own(beat, "send"), () => send(first, seat, () => closing(first))]);
}
