// Which beat is played, and the way through them.
// The ways out of a beat: the next one or the end, what else it offers, and itself once more.
function leave(beat, again, ...more) {
  const next = BEATS[BEATS.indexOf(beat) + 1];
  offer([[t(next ? "course.next_beat" : "course.end"), () => (next ? (location.hash = next.name) : last())], ...more, [t("course.again"), again]], true);
}

function drawBeats(beat) {
  const at = BEATS.indexOf(beat);
  byId("beats").hidden = BEATS.length < 2;
  byId("beats").replaceChildren(...BEATS.map((each, place) => make("a", {
    href: `#${each.name}`, class: place < at ? "done" : null, "aria-current": place === at ? "step" : null, title: own(each, "title"), "aria-label": own(each, "title"),
    onclick: place === at ? open : null,
  })));
  byId("title").textContent = own(beat, "title");
  document.title = `${own(beat, "title")} · ${t("course.name")}`;
}

function open() {
  const named = BEATS.find((beat) => location.hash.slice(1).split("&")[0] === beat.name), beat = named || BEATS[0];
  drawBeats(beat);
  byId("stage").hidden = false;
  (beat.chairs ? beginChairs : beat.gesture ? beginDots : begin)(beat);
}

// The last card, to keep: the evening of the two chairs, or else the man who was met last, the bet on him and what one did;
// and how often one read a leader right.
function last() {
  clear("");
  const now = met.findLast(({ beat }) => whoOf(beat) === "kim"), read = met.filter(({ counts }) => counts), sum = (of) => met.reduce((all, each) => all + of(each), 0);
  const said = [read.length ? t("course.card", { met: read.length, knew: read.filter(({ right }) => right).length }) : "", met.length ? t("course.lit", { n: sum(({ lit }) => lit), of: sum(({ beat }) => beat.lamps.length) }) : ""].filter(Boolean);
  const bet = now && [now.other, [own(now.beat, "title"), own(now.beat, "bet", { man: own(now.beat, `other.${now.guess}`) }), own(now.beat, `was.${now.other}`)], now.path.map((choice) => now.beat.names[choice])];
  const [mask, [first, ...rest], stones] = evening ?? bet ?? ["wait", [""], []];
  // Of more games than one it says whom it speaks of.
  const lines = [evening ? `${own(BEATS.find(({ chairs }) => chairs), "title")}: ${first[0].toLowerCase()}${first.slice(1)}` : first, ...rest].filter(Boolean);
  fill("picture", pictureOf(mask, [t("course.name"), ...lines, ...(evening ? [] : [t("course.lesson")]), ...said], stones));
  say(t("course.limits"));
  offer([[t("course.keep"), () => keepPicture().then(last)], [t("course.restart"), () => { location.hash = BEATS[0].name; open(); }]], true);
}

async function start() {
  byId("sound").addEventListener("click", switchSound);
  addEventListener("keydown", onKey);
  addEventListener("hashchange", open);
  new ResizeObserver(() => { if (document.querySelector(".dot")) relay(); }).observe(byId("stage"));
  asked = await openCrew();
  open();
  document.body.dataset.ready = "1";
}

start();
