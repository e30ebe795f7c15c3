// Worlds as tiles: colour by rung, a sign for the ending, a bold frame and a dot where the lesson's outcome happened.
// `worlds` holds {rung, state, kind, label} in the order of the tiles; one tab stop, arrow keys move.
function drawTiles(list, worlds, opened) {
  if (list.children.length !== worlds.length) {
    list.replaceChildren(...worlds.map((_, place) => make("li", null, tileButton(place))));
    list.addEventListener("keydown", walkTiles);
  }
  worlds.forEach((world, place) => {
    const button = list.children[place].firstChild;
    const kind = `tile ${world.kind}`;
    if (button.className !== kind) button.className = kind;
    if (button.getAttribute("aria-label") !== world.label) button.setAttribute("aria-label", world.label);
    button.firstChild.firstChild.setAttribute("href", world.state === null ? "#none" : `#state-${world.state}`);
    button.onclick = opened ? () => opened(world.number) : null;
  });
}

function tileButton(place) {
  return make("button", { type: "button", tabindex: place ? "-1" : "0" }, symbol("none", "tile-sign"),
    make("span", { class: "tile-dot", "aria-hidden": "true" }));
}

function walkTiles(event) {
  const tiles = Array.from(event.currentTarget.querySelectorAll("button"));
  const at = tiles.indexOf(document.activeElement);
  const across = Math.max(1, tiles.filter((tile) => tile.offsetTop === tiles[0].offsetTop).length);
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across, Home: -at, End: tiles.length - 1 - at };
  if (at < 0 || !(event.key in step)) return;
  const next = tiles[Math.min(tiles.length - 1, Math.max(0, at + step[event.key]))];
  tiles[at].tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
  event.preventDefault();
}

// The key below the tiles: the sign of every ending that occurs, and the mark of the outcome.
function drawKey(box, states, withRungs) {
  const items = [...new Set(states)].sort((a, b) => a - b).map((state) =>
    make("li", null, symbol(`state-${state}`), stateName(state)));
  items.push(make("li", null, make("span", { class: "mark", "aria-hidden": "true" }),
    text("worlds.mark", { outcome: OUTCOME })));
  if (withRungs) items.push(make("li", null, text("worlds.rungs"), rungStrip()));
  box.replaceChildren(make("ul", null, ...items));
}

function rungStrip() {
  return make("span", { class: "strip" },
    ...Array.from({ length: RUNGS }, (_, rung) => make("span", { class: `rung-${rung}` }, String(rung))));
}

// How many worlds ended in each state, with intervals.
function endingsTable(found) {
  const counts = DATA.finalStates.map((_, state) => found.filter((each) => each.state === state).length);
  return table(text("worlds.endings"), [text("worlds.endings_state"), text("worlds.endings_count"), text("worlds.endings_interval")],
    counts.map((count, state) => [
      [symbol(`state-${state}`), " ", stateName(state)], [bar(count / N), ` ${count} / ${N}`], DATA.intervals[count],
    ]), "endings");
}
