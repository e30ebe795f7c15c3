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

// A picture to keep, 1200 by 630: a mask, lines, and a row of stones, each by the name of its icon.
const WIDE = 1200, HIGH = 630, INK = ["fill", "stroke", "stroke-width", "stroke-linecap", "font-family", "font-size", "font-weight"];

function pictureOf(mask, lines, stones) {
  const head = headOf("kim", mask), place = { x: 30, y: 130, width: 350, height: 350 }, x = 410;
  for (const [name, value] of Object.entries(place)) head.setAttribute(name, value);
  const rows = lines.map((line, at) => draw("text", { x, y: 100 + at * Math.min(72, 375 / (lines.length - 1)), class: at ? "letters soft" : "letters" }, line));
  const row = stones.map((name, at) => draw("g", { transform: `translate(${x + at * 104} 500)` }, draw("circle", { cx: 44, cy: 44, r: 44, class: "stone" }), draw("path", { d: ICONS[name], transform: "translate(17 17) scale(2.25)", class: "letters" })));
  return draw("svg", { id: "picture", viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": lines.join(" ") }, draw("rect", { width: WIDE, height: HIGH, class: "paper" }), head, ...rows, ...row);
}

// The picture as a file: what the style of the page paints becomes its own, for a file has no page.
async function pictureFile(picture) {
  const copy = picture.cloneNode(true), from = [picture, ...picture.querySelectorAll("*")], to = [copy, ...copy.querySelectorAll("*")];
  from.forEach((each, at) => INK.forEach((name) => to[at].setAttribute(name, getComputedStyle(each).getPropertyValue(name))));
  copy.setAttribute("width", WIDE);
  copy.setAttribute("height", HIGH);
  const image = new Image(), canvas = make("canvas", { width: WIDE, height: HIGH });
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  canvas.getContext("2d").drawImage(image, 0, 0);
  const blob = await new Promise((done) => { canvas.toBlob(done, "image/png"); });
  return new File([blob], "to-the-brink-and-back.png", { type: "image/png" });
}

// Into another app where a phone has one, else into the folder of downloads.
async function keepPicture() {
  const file = await pictureFile(byId("picture"));
  if (navigator.canShare?.({ files: [file] })) return void navigator.share({ files: [file] }).catch(() => {});
  const link = make("a", { href: URL.createObjectURL(file), download: file.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
