// Two chairs. Each giant hears one line about Kim and chooses unseen; then the doors open. A pair of choices is named by
// both, as in `press shield`.
const GIANTS = ["washington", "beijing"], CORNERS = ["both", "washington", "beijing", "none"], RIGHT = 4 / 5;
const SALTS = 1024, MARK = 64, SCATTER = 0x9e3779b1, BACK = 0x0e8b2f51;
// How many evenings this visit has had; a reload keeps it.
let evenings = history.state ?? 0, evening = null;

// What the first of two did, and with `back` the other too, in a few letters of an address: not secret, and not read in
// passing. Most letters mean nothing.
function sealed({ other, heard, choices, set }, from, back) {
  const bits = other | (heard[0] << 1) | (heard[1] << 2) | (from << 3) | (choices[from] << 4) | MARK | ((back ? choices[1 - from] + 1 : 0) << 7) | (set << 9);
  return (Math.imul(bits * SALTS + Math.floor(Math.random() * SALTS), SCATTER) >>> 0).toString(36);
}

function unsealed(beat, letters) {
  const bits = Math.floor((Math.imul(parseInt(letters, 36), BACK) >>> 0) / SALTS), from = (bits >> 3) & 1, choice = (bits >> 4) & 3, answer = ((bits >> 7) & 3) - 1;
  const many = (seat) => beat.chairs.choices[GIANTS[seat]].length, back = answer < 0 ? null : answer;
  if (!/^[0-9a-z]{1,7}$/.test(letters) || bits >> 10 || !(bits & MARK) || choice >= many(from) || answer >= many(1 - from)) return null;
  return { other: bits & 1, heard: [(bits >> 1) & 1, (bits >> 2) & 1], choices: from ? [back, choice] : [choice, back], from, set: (bits >> 9) & 1, far: true };
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
  const play = { beat, turn, other, heard: evenings ? [spy(), spy()] : [1, 0], set: Number(!evenings), choices: [null, null], solo: null, key: "", tried: {}, ...sent };
  drawDoors(play);
  for (const each of [other, 1 - other]) for (const pair of Object.keys(beat.chairs.pairs)) cellOf(beat, each, pair);  // played while one reads
  const sit = (seat, more) => [own(beat, "sit", { seat: giantName(seat) }), () => hear({ ...play, solo: seat, ...more }, seat)];
  if (sent) {
    const seat = 1 - sent.from, back = sent.choices[seat] !== null;
    say(own(beat, back ? "answered" : "friend", { from: giantName(sent.from), seat: giantName(seat) }), back ? "" : own(beat, "rules"));
    return offer([back ? [own(beat, "open"), () => openDoors({ ...play, solo: sent.from }, "")] : sit(seat)]);
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
  const { beat, key } = play, hint = (name) => own(beat, `hint_${key !== "plans" || name === "wait" ? name : name === DEAL[seat][0] ? "keeps" : "breaks"}`);
  drawDoors(play, seat);
  tone(330);
  if (key) say(knownIn(play, seat), own(beat, "openly", { seat: giantName(seat) }));
  else say(own(beat, `heard_${beat.chairs.others[play.heard[seat]]}`, { seat: giantName(seat) }), own(beat, `cost_${GIANTS[seat]}`));
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

// The computer's choice, and why: of the months of calm that a choice costs it, by how sure it is of the man, beside what it
// expects of the other. Unseen, Washington expects a shield and Beijing pressure; in the deal each, that breaking is answered.
async function moved(play, seat) {
  const { beat, key, first } = play, sure = sureOf(play, seat), names = namesOf(play, seat), deal = key === "plans";
  const shared = seat ? (sure > 0.5 ? "press" : "talk") : "mediate", unseen = seat ? "press" : "shield", beside = key === "known" || key === "heard" ? shared : first ? choiceOf(first, 1 - seat) : unseen;
  const pairs = names.map((name, at) => (deal ? pairOf({ ...play, choices: seat ? [0, at] : [at, 0] }) : seat ? `${beside} ${name}` : `${name} ${beside}`));
  const costs = await Promise.all(pairs.map(async (pair) => {
    const [afraid, greedy] = await Promise.all([0, 1].map((man) => cellOf(beat, man, pair)));
    return afraid.gone[seat] * (1 - sure) + greedy.gone[seat] * sure;
  }));
  const best = costs.indexOf(Math.min(...costs)), worst = costs.indexOf(Math.max(...costs));
  const expects = deal ? own(beat, `if_${GIANTS[seat]}`) : own(beat, `does_${beside}`), values = { seat: giantName(seat), expects, n: Math.round(costs[best]), other: own(beat, `choice.${names[worst]}`), m: Math.round(costs[worst]) };
  return [best, own(beat, "reckons", values)];
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
  shut(play, why);
}

// Both have chosen. Whoever was sent the evening may send it back.
function shut(play, why) {
  const { beat, solo, far, from } = play;
  say(own(beat, "set"), why ? own(beat, "computer", { seat: giantName(1 - solo) }) : "");
  const back = [own(beat, "back"), () => send(play, from, () => shut(play, why), true)];
  offer([[own(beat, "open"), () => openDoors(play, why)], ...(far ? [back] : [])]);
}

function post(play, seat) {
  const go = () => decide({ ...play, link: false, solo: seat }, seat, play.choices[seat]);
  say(own(play.beat, "posted"), own(play.beat, "posted_to", { seat: giantName(1 - seat) }));
  offer([[own(play.beat, "send"), () => send(play, seat, () => post(play, seat))], [own(play.beat, "go"), go]]);
}

// Hand an address on: shared, else copied, else shown.
async function send(play, seat, again, back = false) {
  const url = `${location.href.split("#")[0]}#${play.beat.name}&from=${sealed(play, seat, back)}`;
  const text = own(play.beat, back ? "reply" : "invite", { from: giantName(seat), seat: giantName(1 - seat) });
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
  if (!key) history.replaceState(evenings += 1, "");
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

// The months of calm that are gone, of all: a bar for each giant, and a dash where it was before.
function weigh({ scenario: { months } }, { gone }, was) {
  const four = byId("four"), at = (tag, side, value) => {
    const each = make(tag);
    each.style[side] = `${(100 * value) / months}%`;
    return each;
  };
  four.className = "gone";
  four.hidden = false;
  four.replaceChildren(...GIANTS.map((_, seat) => make("div", { class: "bar" }, make("span", null, giantName(seat), make("b", null, Math.round(gone[seat]))),
    make("div", null, at("i", "width", gone[seat]), was ? at("u", "left", was.gone[seat]) : null))));
}

const TOLD = ["heard", "choice", "doubt", "plans"];
const offered = ({ beat }) => TOLD.filter((key) => key !== "plans" || beat.chairs.pairs.plans);

async function fall(play) {
  const { beat, other, key, first } = play, [cell, was] = await Promise.all([play, first].map((each) => each && cellOf(beat, other, pairOf(each))));
  if (play.turn !== turn) return;
  const counts = await drop(play, cell, was);
  if (!counts) return;
  weigh(beat, cell, was);
  const [washington, beijing] = cell.lost;
  if (!key) {
    play.tried.first = cell;
    say(own(beat, "fell", { ...cell, washington, beijing }), own(beat, "mark", { of: beat.scenario.months }), endings(play, counts));
    offer([[t("course.next"), () => question(play)]]);
    return;
  }
  first.tried[key] = cell;
  if (key === "plans") first.broke = pairOf(play) !== key;
  const then = (seat) => (cell.lost[seat] === was.lost[seat] ? own(beat, "as_before") : own(beat, "not_was", { n: was.lost[seat] }));
  say(own(beat, "now", { washington, beijing, then: then(0), before: then(1), bombs: cell.bombs }), own(beat, pairOf(play) === pairOf(first) ? "nothing" : "rings"), endings(play, counts));
  const rest = offered(first).some((each) => !(each in first.tried)), more = [own(beat, "more"), () => question(first)];
  if (key === "known") {
    first.knowing = pairOf(play);
    offer([[own(beat, "six"), () => six(first, other)]]);
  } else offer([[own(beat, "mask"), () => lift(first)], ...(rest ? [more] : [])]);
}

// What would have helped, while nobody knows him: each thing that one might have said is played once more.
function question(first) {
  const { beat, tried, far, solo } = first;
  say(own(beat, "question"), far ? own(beat, "takes", { seat: giantName(1 - solo) }) : "");
  offer(offered(first).map((key) => [own(beat, `tell_${key}`), () => replay(first, key), null, key in tried]));
}

// The same evening once more, after one thing was said; the mask is on, unless both know him.
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
  evening = [man, [own(beat, `was.${man}`), ...[0, 1].map((seat) => own(beat, `does_${choiceOf(play, seat)}`)), own(beat, `lesson_${man}`)], [0, 1].map((seat) => choiceOf(play, seat))];
  say(own(beat, `was.${man}`), `${spiesOf(play)} ${own(beat, play.set ? "chosen" : "drawn")}`);
  offer([[own(beat, "known"), () => replay(play, "known")]]);
}

// Twenty dots of a cell, worst first.
function dotsOf(beat, { ends, bomb, bombs }, marks) {
  const label = [...CORNERS.map((name, end) => `${own(beat, `end.${name}`)}: ${ends.filter((each) => each === end).length}`), `${own(beat, "bomb")}: ${bombs}`].join(", ");
  return make("div", { class: `cell ${marks}`, role: "img", "aria-label": label }, ...ends.map((end, at) => make("i", { class: `tone-${end}${bomb[at] ? " bomb" : ""}` })));
}

// All pairs of choices with one man. What was played has a ring, and another ring what was played knowing him.
async function drawSix(play, other) {
  const { beat } = play, { washington, beijing } = beat.chairs.choices, named = (name) => make("span", { class: "head" }, icon(name), make("span", null, own(beat, `choice.${name}`)));
  const marks = (pair) => [pair === pairOf(play) && "mine", pair === play.knowing && other === play.other && "knew"].filter(Boolean).join(" ");
  const found = await Promise.all(washington.map((one) => Promise.all(beijing.map((two) => cellOf(beat, other, `${one} ${two}`)))));
  if (play.turn !== turn) return null;
  const man = beat.chairs.others[other], key = (kind, text) => make("span", null, make("i", { class: kind }), text);
  fill("six", headOf("kim", man, t(`look.kim.${man}`)), ...beijing.map(named), ...washington.flatMap((one, row) => [named(one), ...found[row].map((cell, at) => dotsOf(beat, cell, marks(`${one} ${beijing[at]}`)))]),
    make("div", { class: "legend" }, ...CORNERS.map((name, end) => key(`tone-${end}`, own(beat, `end.${name}`))), key("bomb", own(beat, "bomb"))));
  return found;
}

async function six(play, other) {
  const { beat, tried } = play, found = await drawSix(play, other);
  if (!found) return;
  const [press, talk] = found.map((row) => row.map(({ both }) => both)), cut = found[0][beat.chairs.choices.beijing.indexOf("enforce")];
  say(own(beat, `six_${beat.chairs.others[other]}`, { least: Math.min(...press), most: Math.max(...talk), kept: 20 - cut.bombs, paid: cut.lost[1], talk: Math.min(...found[1].map(({ lost }) => lost[0])) }), own(beat, other === play.other ? "ring" : "ring_other"));
  const { plans: deal, first: unseen } = tried, gains = deal && [0, 1].map((seat) => unseen.lost[seat] - deal.lost[seat]), helped = gains && Math.min(...gains) >= 0 && Math.max(...gains) > 0;
  const turned = [own(beat, "other_man"), () => six(play, 1 - other)];
  const next = beat.chairs.pairs.plans ? [own(beat, deal ? (helped ? "why_little" : "why") : "why_untried"), () => missing(play)] : [t("course.next"), () => closing(play)];
  offer(other === play.other ? [turned, next] : [next, turned]);
}

// Why the deal helps as little as it does, and what would have to be added.
async function missing(first) {
  const { beat, other } = first, man = beat.chairs.others[other], [deal, trap, cut, talk] = await Promise.all(["plans", "press shield", "press enforce", "talk mediate"].map((pair) => cellOf(beat, other, pair)));
  if (!await drawSix(first, other)) return;
  const more = (seat) => Math.abs(Math.round(cut.gone[seat]) - Math.round(trap.gone[seat]));
  say(own(beat, `why_${man}`, { deal: deal.bombs, cut: cut.bombs, w: deal.lost[0], b: deal.lost[1], v: talk.lost[0], c: talk.lost[1] }), own(beat, `pay_${man}`, { gain: more(0), price: more(1), bombs: talk.bombs }));
  offer([[t("course.next"), () => closing(first)]]);
}

// The moral is that of the man who was met, beside all that was tried and how often each giant lost.
function closing(first) {
  const { beat, other, heard, tried, broke } = first, man = beat.chairs.others[other], seat = first.solo ?? 0, again = () => (location.hash.includes("&from=") ? (location.hash = beat.name) : beginChairs(beat));
  const led = [0, 1].every((at) => (heard[at] === 1) === (choiceOf(first, at) === ["press", "enforce"][at])), trap = led && pairOf(first) === "press shield";
  const agreed = ["press enforce", "talk mediate"].includes(pairOf(first)), suited = !other && choiceOf(first, 0) === "talk";
  const rows = Object.entries(tried).flatMap(([key, { lost }]) => [make("span", null, own(beat, `sum_${key === "plans" && broke ? "broken" : key}`)), ...lost.map((n) => make("b", null, n))]);
  fill("tried", make("span", null, own(beat, "tried")), ...GIANTS.map((_, at) => make("span", null, giantName(at))), ...rows);
  say(`${own(beat, trap ? "moral" : led ? "guess" : "against")} ${own(beat, suited ? "suited" : `fails.${man}`)}`, own(beat, agreed ? "agreed" : "last"));
  leave(beat, again, [own(beat, "send"), () => send(first, seat, () => closing(first))]);
}
