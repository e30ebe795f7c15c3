// Asking the server: JSON out, JSON in; a refusal becomes an error with its reason.

export class Refused extends Error {
  constructor(status, reply) {
    super([reply.problem, reply.remedy].filter(Boolean).join(". "));
    this.status = status;
    this.where = reply.where;
  }
}

export async function ask(address, question, signal) {
  const settings = question === undefined ? { signal } : {
    method: "POST", signal, headers: { "content-type": "application/json" }, body: JSON.stringify(question),
  };
  const response = await fetch(address, { ...settings, cache: "no-store", referrerPolicy: "no-referrer" });
  const reply = await response.json();
  if (!response.ok) throw new Refused(response.status, reply);
  return reply;
}

// The code behind the # of the address; what is no code there is none.
export function codeInAddress() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";
  }
}

export function newClient() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
