// A seat in the room: it follows the news, draws the vote, and hands the game to the page that draws it.
import { byId } from "/shared/dom.js";
import { ask, dropToken, follow, keptToken, takeToken } from "./asking.js";
import { complaint } from "./page.js";
import { drawVote } from "./vote.js";

const token = takeToken() || keptToken();
addEventListener("hashchange", () => location.reload());
const say = complaint(byId("status"));
let game = { version: "" }, version = "";

// `draw(seat, doing)` is called when the game has changed; `doing(request)` says something to other capitals.
export function join(draw) {
  if (!token) {
    location.replace("/");
    return;
  }
  const doing = (request) => ask(token, "/api/seat/do", { body: request });
  const next = (signal) => ask(token, `/api/seat?since=${version}&game=${game.version}`, { signal });
  const show = (news) => {
    version = news.version;
    const changed = news.game && news.game.version !== game.version;
    game = news.game || game;
    if (changed) draw(game.seat, doing);
    drawVote(game, news, (address, body) => ask(token, address, { body }));
  };
  follow(next, show, (error) => complain(error));
}

// A token that opens nothing any more is of an old room: the device joins anew.
function complain(error) {
  if (error && error.status === 403) {
    dropToken();
    location.replace("/");
  } else say(error);
}
