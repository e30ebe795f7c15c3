// The join page: six letters, or none where a QR code brought them, and with them a ticket that stands before typed codes.
// A device that is in the room goes to its seat.
import { byId } from "/shared/dom.js";
import { t } from "/shared/texts.js";
import { AGAIN, ask, keepToken, keptToken } from "./asking.js";
import { complaint, place } from "./page.js";

const complain = complaint(byId("status"));
place();
document.title = t("join.title");
const [brought, ticket = ""] = location.hash.slice(1).split(".");
byId("code").value = brought;
byId("join").addEventListener("submit", (event) => {
  event.preventDefault();
  join(byId("code").value);
});
if (byId("code").value) join(byId("code").value);

async function join(code) {
  try {
    const { token } = await ask(keptToken(), "/api/join", { body: { code, ticket } });
    keepToken(token);
    location.replace("/seat");
  } catch (error) {
    complain(error);
    // The room is full of others who join: this one asks again by itself.
    if (error.status === 429) setTimeout(() => join(code), AGAIN);
    byId("code").focus();
  }
}
