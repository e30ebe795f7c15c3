// What is handed on to others.

// An address with a line: shared, else copied, else to be copied by hand. Gives the key of what to say, or nothing.
async function handOn({ url, text }) {
  try {
    if (navigator.share) {
      await navigator.share({ url, text });
      return "sent";
    }
    await navigator.clipboard.writeText(`${text} ${url}`);
    return "copied";
  } catch (error) {
    return error.name === "AbortError" ? "" : "by_hand";
  }
}
