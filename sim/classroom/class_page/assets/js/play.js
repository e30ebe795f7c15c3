// The play of a beat: a choice a season, each with what follows from it; at the brink a hand that slips.
const met = [], seen = new Set(), WORST = ["shout", "launch", "hard", "wait", "smile"];

async function begin(beat) {
  turn += 1;
  const others = Object.keys(beat.others), other = others[FORCED ?? Math.floor(Math.random() * 2)] ?? others[0];
  const play = { beat, other, path: [], replaced: [], bets: [], tests: 0, twins: 0, turn, moral: null };
  pace = seen.has(beat.name) ? 0.5 : 1;
  clearStage();
  byId("face").style.visibility = byId("meter").style.visibility = "";
  look(beat, "wait");
  drawMeter(beat.tension);
  delete byId("lamps").dataset.lit;
  drawLamps(beat, beat.lit);
  drawStones(beat, []);
  asked(beat, "ahead", { path: [0] });  // the first season is the slowest: it is played while the first lines are read
  say(own(beat, "intro"));
  offer([[own(beat, "begin"), () => ask(play)]]);
}

function ask(play) {
  const { beat, path } = play;
  drawStones(beat, path);
  byId("date").textContent = dateOf(beat, path.length);
  say(own(beat, "ask"));
  offer(beat.names.map((name, choice) => [own(beat, `choice.${name}`), () => choose(play, choice), name]));
}

async function choose(play, choice) {
  const { beat, other, replaced } = play;
  play.path.push(choice);
  drawStones(beat, play.path);
  tone([520, 440, 260][choice]);
  const season = await asked(beat, "season", { other, path: play.path, replaced });
  asked(beat, "ahead", { path: play.path.slice() });
  const from = (play.path.length - 1) * beat.season, at = beat.brink ? season.months.findIndex((month) => month.brink) : -1;
  if (at < 0) return film(play, season, 0);
  await months(play, season.months.slice(0, at));
  if (play.turn === turn) hand(play, from + at, at);
}

// The brink: a finger on a slider that slips while it is held; letting go sets it against the world's own luck.
function hand(play, month, at) {
  const { beat, other } = play, drawn = beat.others[other].luck[month];
  drawMeter(6.4);
  look(beat, "hard");
  tone(90, 0.8, "sawtooth", 0.1);
  say(own(beat, "hand"));
  const input = slide({ value: 50 }, own(beat, "hand"), [t("beat.back"), t("beat.firm")], t("beat.go"), () => letGo());
  asked(beat, "brinks", { other, path: padded(play) }).then((count) => {
    if (byId("hand") === input && count && count < 20) say(own(beat, "hand"), t("beat.brinks", { n: count }));
  });
  // It slips to where it lies still, and again as often as it is pushed up.
  let slipping = false;
  const slip = () => {
    slipping = !STILL && input.isConnected && input.value > 30;
    if (!slipping) return;
    input.value -= 1 + Math.random() * 2;
    drawMeter(5.9 + Math.random() * 0.9);
    setTimeout(slip, 180);
  };
  slip();
  input.addEventListener("input", () => slipping || slip());

  async function letGo() {
    const held = Number(input.value) / 100 > drawn;
    play.replaced.push({ month, value: held ? 1e-6 : 1 - 1e-6 });
    const season = await asked(beat, "season", { other, path: play.path, replaced: play.replaced }), here = season.months[at];
    const yields = here[beat.seat === "washington" ? "pyongyang_yields" : "washington_yields"] > 0.5;
    say(`${t(held ? "beat.held" : "beat.slipped")} ${own(beat, yields ? "he_back" : "he_firm")}`);
    tone(held ? 700 : 160, 0.5);
    await wait(1700);
    if (play.turn === turn) film(play, season, at);
  }
}

// Months one after another: a rocket, a face, the meter, people at the border.
async function months(play, list) {
  const { beat } = play;
  for (const month of list) {
    if (play.turn !== turn) return;
    look(beat, lookOf(beat, month));
    drawMeter(month.tension);
    drawBorder(beat, month.flight);
    if (month.twin && play.path.includes(0)) rise("ghost");
    if (month.pyongyang_deed === 3 || month.pyongyang_deed === 4) launch();
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

async function film(play, season, from) {
  const { beat } = play;
  await months(play, season.months.slice(from));
  if (play.turn !== turn) return;
  // The face keeps the worst of the season, as the sentence does.
  look(beat, season.months.map((month) => lookOf(beat, month)).sort((a, b) => WORST.indexOf(a) - WORST.indexOf(b))[0] ?? "wait");
  const out = drawLamps(beat, season.lamps), twins = season.months.filter(({ twin }) => twin).length;
  play.tests += shotsIn(season.months);
  play.twins += twins;
  if (season.ending) {
    say(t(season.ending === 5 ? "tell.falls" : "tell.war"));
    if (season.ending !== 5) look(beat, "shout");
    drawMeter(season.ending === 5 ? 3 : 8);
    offer([[t("course.next"), () => others(play)]]);
    return;
  }
  const without = beat.twin.length && play.path.includes(0) ? own(beat, `without${twins}`) : "";
  say(told(beat, season.months), [without, out.length ? t("lamp.gone", { lamps: out.join(", ") }) : ""].filter(Boolean).join(" "));
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

// The bets of all seasons as a line beside the truth, and their points: 100 if always right.
function showBets({ beat, bets, other }) {
  const truth = 100 * Object.keys(beat.others).indexOf(other), y = (share) => 280 - 2.6 * share;
  fill("picture", draw("svg", { viewBox: "0 0 600 300", role: "img", "aria-label": bets.join(", "), class: "bets" }, draw("line", { x1: 0, x2: 600, y1: y(truth), y2: y(truth), class: "truth" }),
    draw("polyline", { points: bets.map((share, at) => `${30 + (540 * at) / Math.max(1, bets.length - 1)},${y(share)}`).join(" ") })));
  return Math.round(100 - bets.reduce((sum, share) => sum + (share - truth) ** 2 / 100, 0) / bets.length);
}

const shotsIn = (list) => list.filter((month) => month.pyongyang_deed === 3 || month.pyongyang_deed === 4).length;

// One line of what the other one did in a season.
function told(beat, list) {
  const any = (holds) => list.some(holds);
  if (whoOf(beat) === "washington") {
    const said = [any((month) => month.washington_word <= 1) && "talks", any((month) => month.washington_word === 4) && "threatens",
      any((month) => month.washington_deed === 3) && "ships", any((month) => month.washington_deed === 2) && "sanctions", any((month) => month.washington_deed === 0) && "relief"];
    return [said.filter(Boolean).slice(0, 2).map((key) => t(`tell.washington.${key}`)).join(" ") || t("tell.washington.waits"), t(`tell.mood.${moodOf(beat, list)}`)].join(" ");
  }
  const shots = shotsIn(list), border = beat.seat === "beijing" && list.at(-1).flight * DATA.people >= 6 ? "crowd" : "";
  return [shots < 2 ? t(`tell.tests${shots}`) : t("tell.tests", { n: shots }), any((month) => month.pyongyang_deed === 5) && t("tell.kills"),
    any((month) => month.pyongyang_word <= 1) ? t("tell.talks") : any((month) => month.pyongyang_word === 3) && t("tell.threatens"),
    t(`tell.mood.${moodOf(beat, list)}`), border && t(`tell.${border}`)].filter(Boolean).join(" ");
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
