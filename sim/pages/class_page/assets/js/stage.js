// The stage: four capitals on a schematic map, what each says and does this month, and to whom.
const AT_WHOM = {
  "washington.word": { blame_beijing: "beijing", other: "pyongyang" }, "washington.deed": { other: "pyongyang" },
  "beijing.word": { restraint: "washington", other: "pyongyang" }, "beijing.deed": { other: "pyongyang" },
  "pyongyang.word": { other: "washington" }, "pyongyang.deed": { lethal_act: "seoul", other: "washington" },
  "seoul.word": { other: "pyongyang" }, "seoul.deed": { other: "pyongyang" },
};

function moveOf(past, menu, month) {
  return past.at(menu.replace(".", "_"), month);
}

function moveText(capital, kind, move) {
  return text(`${kind}s.${capital}.${GAME.moves[`${capital}.${kind}`][move]}`);
}

// How a move looks: soft, hard or hardest by its severity, and nothing where it says or does nothing.
function toneOf(menu, move) {
  const severity = GAME.severity[menu][move];
  return severity < 0 ? "soft" : severity >= 2 ? "hardest" : severity > 0.3 ? "hard" : "none";
}

// Draw the stage after `month` months of a story; 0 is the start.
function drawStage(box, story, month) {
  if (!box.children.length) box.replaceChildren(land(), ...CAPITALS.map((capital) => make("div", { class: `seat ${capital}-seat` })), draw("svg", { class: "arrows", "aria-hidden": "true" }));
  CAPITALS.forEach((capital, place) => box.children[place + 1].replaceChildren(...seatOf(capital, story, month)));
  drawArrows(box, story, month);
}

function seatOf(capital, { past }, month) {
  const course = month ? past.at(`${capital}_course`, month - 1) : past.at(`${capital}_course`, 0);
  const said = month ? KINDS.map((kind) => saidOf(capital, kind, past, month - 1)) : [];
  return [face(capital, course), make("div", { class: "seat-said" },
    make("p", { class: "seat-name" }, text(`capitals.${capital}`)),
    make("p", { class: "seat-course" }, courseName(capital, course)), ...said, worthOf(capital, past, month))];
}

function saidOf(capital, kind, past, month) {
  const menu = `${capital}.${kind}`, move = moveOf(past, menu, month), said = moveText(capital, kind, move);
  return make("p", { class: `seat-${kind} tone-${toneOf(menu, move)}` }, kind === "word" && toneOf(menu, move) !== "none" ? text("play.word", { word: said }) : said);
}

// What the months so far were worth to a capital, and what the last of them added.
function worthOf(capital, past, month) {
  const worth = valueOf(past, capital, month >= past.lived ? past.months : month);
  const last = month ? worth - valueOf(past, capital, month - 1) : 0;
  const way = last < -0.005 ? "down" : last > 0.005 ? "up" : "level";
  return make("p", { class: `seat-worth ${way}` }, text("play.worth", { worth: signedNumber(worth, 0) }));
}

// Arrows from seat to seat, laid out anew where the seats have moved.
function drawArrows(box, { past }, month) {
  const picture = box.lastChild, frame = box.getBoundingClientRect();
  picture.setAttribute("viewBox", `0 0 ${frame.width} ${frame.height}`);
  const heads = CAPITALS.flatMap((capital) => KINDS.map((kind) => (month ? arrow(box, frame, capital, kind, moveOf(past, `${capital}.${kind}`, month - 1)) : null)));
  picture.replaceChildren(...heads.filter(Boolean));
}

function arrow(box, frame, capital, kind, move) {
  const menu = `${capital}.${kind}`, tone = toneOf(menu, move);
  if (tone === "none") return null;
  const name = GAME.moves[menu][move], whom = AT_WHOM[menu][name] || AT_WHOM[menu].other;
  const from = middle(box, capital, frame), to = middle(box, whom, frame), length = Math.hypot(to.x - from.x, to.y - from.y);
  if (!length) return null;
  const along = { x: (to.x - from.x) / length, y: (to.y - from.y) / length }, side = kind === "word" ? 15 : 5;
  const start = from.r + 4, stop = length - to.r - 10;
  const point = (way) => `${from.x + along.x * way - along.y * side},${from.y + along.y * way + along.x * side}`;
  const tip = [point(stop + 9), turned(point(stop), along, 5), turned(point(stop), along, -5)].join(" ");
  return draw("g", { class: `arrow tone-${tone} ${kind}` }, draw("polyline", { points: `${point(start)} ${point(stop)}` }),
    draw("polygon", { points: tip }));
}

function turned(point, along, by) {
  const [x, y] = point.split(",").map(Number);
  return `${x - along.y * by},${y + along.x * by}`;
}

function middle(box, capital, frame) {
  const place = box.children[CAPITALS.indexOf(capital) + 1].firstChild.getBoundingClientRect();
  return { x: place.left - frame.left + place.width / 2, y: place.top - frame.top + place.height / 2, r: place.width / 2 };
}

// A map that only says where each sits: a continent, a peninsula with its line, an ocean, another shore.
function land() {
  return draw("svg", { class: "land", viewBox: "0 0 100 60", preserveAspectRatio: "none", "aria-hidden": "true" },
    draw("path", { d: "M0 0H44Q43 7 38 9Q33 12 36 17Q31 19 27 17Q24 20 28 25Q33 30 30 38Q27 48 19 54Q10 60 0 60Z", class: "ground" }),
    draw("path", { d: "M38 9Q46 4 54 3Q60 2 61 6Q57 11 58 17Q60 24 61 31Q64 40 62 48Q59 55 52 55Q46 55 46 48Q48 40 45 33Q43 27 46 23Q43 19 36 17Q33 12 38 9Z", class: "ground korea" }),
    draw("path", { d: "M43.6 28.5Q52 26.5 60.5 28", class: "parallel" }),
    draw("path", { d: "M100 0H86Q82 8 84 16Q79 24 81 32Q85 40 83 48Q87 55 86 60H100Z", class: "ground" }));
}
