// The play of a beat: a choice a season, each with what follows from it; at the brink a hand that slips.
const STEP = 1.2;  // by which who steps back lowers the tension
const AGAIN = 0.9;
const FALLS = 0.3;  // by which the mark falls for all to see
const met = [], seen = new Set(), WORST = ["shout", "launch", "hard", "wait", "smile"];

async function begin(beat) {
  turn += 1;
  // The second time it is nearly always the other one.
  const others = Object.keys(beat.others), before = met.findLast((each) => each.beat === beat), chance = before ? (before.other === others[0] ? AGAIN : 1 - AGAIN) : 0.5;
  const other = others[FORCED ?? Number(Math.random() < chance)] ?? others[0];
  const play = { beat, other, path: [], replaced: [], hands: [], bets: [], shots: [], favour: 1, twins: 0, lit: 0, ruled: new Set(), tension: beat.tension, turn, moral: null };
  pace = seen.has(beat.name) ? 0.5 : 1;
  clearStage();
  byId("face").style.visibility = byId("meter").style.visibility = "";
  look(beat, "wait");
  drawMeter(beat.tension);
  delete byId("lamps").dataset.lit;
  drawLamps(beat, beat.lit);
  drawStones(beat, []);
  byId("date").textContent = own(beat, "title");
  asked(beat, "ahead", { path: [0] });  // the first season is the slowest: it is played while the first lines are read
  play.pure = has(`beats.${beat.name}.sum`) && Promise.all(beat.moral.map(({ path }) => asked(beat, "tests", { other, path })));
  say(own(beat, "intro"));
  offer([[own(beat, "begin"), () => ask(play)]]);
}

function ask(play) {
  const { beat, path, bets } = play, share = bets.at(-1), [first, second] = Object.keys(beat.others);
  drawStones(beat, path, play.shots);
  byId("date").textContent = dateOf(beat, path.length);
  const laid = share === 50 ? own(beat, "bet_even") : bets.length ? own(beat, "bet_said", { n: Math.max(share, 100 - share), man: own(beat, `other.${share < 50 ? first : second}`) }) : "";
  const hint = path.length || !has(`beats.${beat.name}.hint`) ? "" : own(beat, "hint");
  say(own(beat, `ask${beat.brink && play.tension >= 6 ? "_over" : ""}`), laid || hint);
  offer(beat.names.map((name, choice) => [own(beat, `choice.${name}`), () => choose(play, choice), name]));
}

async function choose(play, choice) {
  const { beat, other, replaced } = play;
  byId("stage").classList.remove("war");
  play.path.push(choice);
  drawStones(beat, play.path, play.shots);
  tone([520, 440, 260][choice]);
  const season = await asked(beat, "season", { other, path: play.path, replaced });
  // What the other gate would have brought this season: half, or where it was half, all.
  if (has(`beats.${beat.name}.beside`)) {
    season.way = choice === 1 ? 2 : 1;
    const beside = await asked(beat, "season", { other, path: [...play.path.slice(0, -1), season.way] });
    beside.months.forEach((month, place) => Object.assign(season.months[place] ?? {}, { without: month.tension, twin: isTest(month) }));
    season.beside = shotsIn(beside.months);
  }
  asked(beat, "ahead", { path: play.path.slice() });
  return playOn(play, season, 0, "");
}

// The months of a season; in each that comes over the line a hand.
async function playOn(play, season, from, said) {
  const at = play.beat.brink ? season.months.findIndex((month, place) => place >= from && month.brink) : -1;
  await months(play, season.months.slice(from, at < 0 ? season.months.length : at));
  if (play.turn !== turn) return;
  if (at < 0) film(play, season, said);
  else hand(play, season.months[at], at, said);
}

// The brink: a finger on a slider that slips while it is held; letting go sets it against the world's own luck.
function hand(play, reached, at, before) {
  const { beat, other } = play, month = (play.path.length - 1) * beat.season + at, drawn = beat.others[other].luck[month];
  const high = reached.tension + STEP * ((reached.washington_yields > 0.5) + (reached.pyongyang_yields > 0.5));
  drawMeter(high);
  look(beat, "hard");
  tone(90, 0.8, "sawtooth", 0.1);
  const ask = own(beat, `hand${play.hands.length ? "_again" : ""}`);
  const slips = play.hands.length ? "" : t("beat.slips");
  say(ask, before || slips);
  const input = slide({ value: 50 }, ask, [t("beat.back"), t("beat.firm")], t("beat.go"), () => letGo());
  asked(beat, "brinks", { other, path: padded(play), hands: play.hands }).then((count) => {
    if (!before && byId("hand") === input && count && count < 20) say(ask, `${slips} ${t("beat.brinks", { n: count })}`);
  });
  // It slips to where it lies still, and again as often as it is pushed up.
  let slipping = false;
  const slip = () => {
    slipping = !STILL && input.isConnected && input.value > 30;
    if (!slipping) return;
    input.value -= 1 + Math.random() * 2;
    drawMeter(high + Math.random() * 0.4);
    setTimeout(slip, 180);
  };
  slip();
  input.addEventListener("input", () => slipping || slip());

  async function letGo() {
    const share = Number(input.value) / 100, held = share > drawn;
    play.hands.push({ month, share });
    play.replaced.push({ month, value: held ? 1e-6 : 1 - 1e-6 });
    const season = await asked(beat, "season", { other, path: play.path, replaced: play.replaced }), here = season.months[at];
    const yields = here[beat.seat === "washington" ? "pyongyang_yields" : "washington_yields"] > 0.5;
    const said = `${t(held ? "beat.held" : share < 0.5 ? "beat.stepped" : "beat.slipped")} ${own(beat, yields ? (held ? "he_back" : "he_too") : "he_firm")}${held && !yields && !here.ending ? ` ${t("beat.lucky")}` : ""}`;
    say(said);  // who backed down stands alone first
    look(beat, yields ? "wait" : "shout");
    drawMeter(here.tension);
    tone(held ? 700 : 160, 0.5);
    await wait(1600);
    await months(play, [here]);
    if (play.turn === turn) playOn(play, season, at + 1, said);
  }
}

// Months one after another: a rocket, a face, the meter, people at the border.
async function months(play, list) {
  const { beat } = play;
  for (const month of list) {
    if (play.turn !== turn) return;
    look(beat, lookOf(beat, month));
    const sent = !beat.twin?.length || play.path.includes(0);
    drawMeter(month.tension, sent ? month.without : undefined);
    drawBorder(beat, month.flight);
    if (month.twin && sent) rise("ghost");
    if (isTest(month)) launch();
    else if (month.pyongyang_deed === 5) tone(70, 0.7, "square", 0.12);
    await wait(beat.season === 3 ? 850 : 1100);
  }
}

function rise(id) {
  const rocket = byId(id);
  rocket.classList.remove("fly");
  void rocket.getBoundingClientRect();
  rocket.classList.add("fly");
}

function launch() {
  const stage = byId("stage");
  stage.classList.remove("jolt");
  rise("rocket");
  stage.classList.add("jolt");
  tone(80, 0.6, "sawtooth", 0.16);
}

// What a season has come to; `said` is what was said at its last brink.
async function film(play, season, said) {
  const { beat } = play;
  // The face keeps the worst of the season, as the sentence does.
  look(beat, season.months.map((month) => lookOf(beat, month)).sort((a, b) => WORST.indexOf(a) - WORST.indexOf(b))[0] ?? "wait");
  const war = season.ending && season.ending !== 5, over = season.months.at(-1)?.tension >= 6;
  // Nobody stands over the brink without fear, whatever the months before were.
  const lit = season.lamps.map((on, place) => on && !war && !(over && beat.lamps[place].endsWith("not_threatened")));
  const lamps = drawLamps(beat, lit, season.favour, play.ruled), twins = season.months.filter(({ twin }) => twin).length;
  const falls = whoOf(beat) === "kim" && shotsIn(season.months) && season.months.at(-1).tension < play.tension - FALLS ? t("tell.cools") : "";
  play.tension = season.months.at(-1)?.tension ?? play.tension;
  const shots = testsIn(season.months), beside = season.way && !(play.same && season.beside === shots.length) ? own(beat, season.beside === shots.length ? "same" : "beside", { way: own(beat, `column${season.way}`), n: season.beside }) : "";
  play.same ||= season.beside === shots.length;  // that it is the same is a finding, once
  if (whoOf(beat) === "kim") play.shots.push(shots);
  drawStones(beat, play.path, play.shots);
  play.twins += twins;
  play.lit = lit.filter(Boolean).length;
  if (season.ending) {
    byId("stage").classList.toggle("war", Boolean(war));
    if (war) {
      say("");
      tone(50, 1.5, "sawtooth", 0.16);
      await wait(1200);
      if (play.turn !== turn) return;
    }
    say(`${said} ${t(war ? "tell.war" : "tell.falls")}`);
    offer([[t("course.next"), () => others(play)]]);
    return;
  }
  const without = beat.twin.length && play.path.includes(0) ? own(beat, "without", { n: twins }) : "";
  const paid = without && !play.path.at(-1) && season.costs && season.favour < play.favour - 0.05 ? own(beat, "costs") : season.cooled && lit[beat.lamps.findIndex((lamp) => lamp.endsWith("china_kept"))] ? t(season.cooled === "press" ? "beat.cools_press" : "beat.cools") : "", clue = beat.bets ? own(beat, play.bets.length ? "who" : "clue") : "";
  const calmer = without && play.path.at(-1) ? moodOf(beat, season.months.map((month) => ({ ...month, threat_felt: month.calmer }))) : "";
  const still = calmer && calmer !== moodOf(beat, season.months) ? own(beat, "still") : "";
  const what = told(play, season.months), aside = [falls, beside, still, without, paid, ...lamps, clue].filter(Boolean).join(" ");
  play.favour = season.favour;
  say(said || what, [said && `${own(beat, "rest")} ${what}`, aside].filter(Boolean).join(" "));
  const next = () => (play.path.length < beat.seasons ? ask(play) : others(play));
  if (beat.bets) return bet(play, next);
  offer([[t("course.next"), next]]);
  // The teacher's setting `run` in the address: a season runs into the next question by itself.
  if (!RUNS_ON) return;
  const now = byId("do").firstChild;
  await wait(1800);
  if (now.isConnected) now.click();
}

// A bet on who he is, from the first of the others to the second; it stands where the last one was.
function bet(play, next) {
  const { beat, bets } = play, sides = Object.keys(beat.others).map((other) => own(beat, `other.${other}`));
  slide({ step: 5, value: bets.at(-1) ?? 50 }, own(beat, "who"), sides, own(beat, "bet_now"), (share) => { bets.push(share); next(); });
}

// The bets of all seasons as a line beside the truth, and the points of each: none in the middle, 25 if sure and right, as
// many as 75 lost if sure and wrong.
function showBets({ beat, bets, other }) {
  const men = Object.keys(beat.others), truth = 100 * men.indexOf(other), y = (share) => 410 - 3.2 * share, x = (at) => 160 + 80 * at;
  const points = bets.map((share) => Math.round(25 - (share - truth) ** 2 / 100)), signed = (n) => numeral(n, 0, n > 0);
  const heads = men.flatMap((man, at) => {
    const head = headOf(whoOf(beat), man);
    for (const [name, value] of Object.entries({ x: 25, y: y(100 * at) - 45, width: 90, height: 90 })) head.setAttribute(name, value);
    return [head, draw("text", { x: 70, y: y(100 * at) + 75, class: "letters soft" }, own(beat, `other.${man}`))];
  });
  fill("picture", draw("svg", { viewBox: "0 0 600 520", role: "img", "aria-label": bets.join(", "), class: "bets" }, ...heads, draw("line", { x1: 140, x2: 590, y1: y(truth), y2: y(truth), class: "truth" }),
    draw("polyline", { points: bets.map((share, at) => `${x(at)},${y(share)}`).join(" ") }),
    ...bets.flatMap((share, at) => [draw("circle", { cx: x(at), cy: y(share), r: 13 }), draw("text", { x: x(at), y: 505, class: "letters soft" }, signed(points[at]))])));
  return signed(points.reduce((sum, each) => sum + each, 0));
}

const isTest = (month) => month.pyongyang_deed === 3 || month.pyongyang_deed === 4;
const testsIn = (list) => list.filter(isTest).map((month) => month.pyongyang_deed);
const shotsIn = (list) => testsIn(list).length;

// One line of what the other one did in a season.
function told(play, list) {
  const { beat, path } = play;
  const any = (holds) => list.some(holds);
  if (whoOf(beat) === "washington") {
    const said = [any((month) => month.washington_word <= 1) && "talks", any((month) => month.washington_word === 4) && "threatens",
      any((month) => month.washington_deed === 3) && "ships", any((month) => month.washington_deed === 2) && "sanctions", any((month) => month.washington_deed === 0) && "relief"];
    // Talk beside ships or sanctions is told as the contradiction that it is.
    const [first, second] = said.filter(Boolean).map((key) => t(`tell.washington.${key}`)), against = second && said[0] && !said[4];
    return [[first, against && t("tell.washington.yet"), against ? second[0].toLowerCase() + second.slice(1) : second].filter(Boolean).join(" ") || t("tell.washington.waits"), t(`tell.mood.${moodOf(beat, list)}`, { n: path.filter((choice) => !choice).length })].join(" ");
  }
  const shots = shotsIn(list), threat = any((month) => month.pyongyang_word === 3) && !any((month) => month.pyongyang_word <= 1), mood = moodOf(beat, list), people = beat.seat === "beijing" ? list.at(-1).flight * DATA.people : 0, border = people >= 6 ? (path.at(-1) ? "crowd" : "crowd_late") : people >= 0.5 && !play.crossed ? "first" : "";
  play.crossed ||= people >= 0.5;
  return [t(`tell.tests${shots < 2 ? shots : ""}`, { n: shots }), any((month) => month.pyongyang_deed === 5) && t("tell.kills"),
    any((month) => month.pyongyang_word <= 1) ? t("tell.talks") : threat && t("tell.threatens"),
    t(`tell.mood.${threat && mood === "safe" ? "bold" : mood}`), border && t(`tell.${border}`)].filter(Boolean).join(" ");
}

// What a season did at once: to the bomb of one's own; to his trade, by what it lost a month; to the threat that he feels.
function moodOf(beat, list) {
  const last = list.at(-1), level = (value, names) => names[beat.mood.filter((bound) => value >= bound).length];
  if (beat.seat === "pyongyang") return last.pyongyang_deed > 1 ? "nearer" : last.pyongyang_word <= 1 ? "yields" : "stands";
  if (beat.seat === "beijing") return level((list[0].economy - last.economy) / (list.length - 1), ["runs", "shrinks", "dries"]);
  return level(last.threat_felt, ["safe", "guarded", "threatened"]);
}

// A path that a world's end cut short goes on as it went.
function padded({ beat, path }) {
  return Array.from({ length: beat.seasons }, (_, season) => path[Math.min(season, path.length - 1)]);
}
