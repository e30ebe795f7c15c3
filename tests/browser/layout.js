// Lists what the page cuts off; `layout.py` says what the words mean.
async () => {
  // What a new size or address draws anew is drawn in the frame after.
  for (let frame = 0; frame < 2; frame += 1) await new Promise((done) => { requestAnimationFrame(done); });
  const found = [], told = (text) => text.trim().replace(/\s+/g, " ").slice(0, 60);
  // Not to be seen by anybody: not shown, or in a box of a pixel that only a screen reader reads.
  const hidden = (element) => {
    if (element.closest("noscript, .skip") || !element.checkVisibility()) return true;
    for (let box = element; box; box = box.parentElement) {
      const { width, height } = box.getBoundingClientRect();
      if (getComputedStyle(box).overflowX === "hidden" && width <= 1.5 && height <= 1.5) return true;
    }
    return false;
  };
  // The box beyond which nothing of an element is seen: null where it scrolls.
  const frames = (element) => {
    const boxes = [];
    for (let box = element; box && box !== document.documentElement; box = box.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(box);
      if ([overflowX, overflowY].some((each) => ["auto", "scroll"].includes(each)) && box !== document.body) return boxes;
      if (["hidden", "clip"].includes(overflowX) || box.tagName === "svg") boxes.push(box.getBoundingClientRect());
    }
    boxes.push({ left: 0, right: innerWidth, top: -1e9, bottom: 1e9 });
    return boxes;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim() || hidden(node.parentElement) || node.parentElement.closest("option")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const line of range.getClientRects()) {
      const over = frames(node.parentElement).some((box) => line.left < box.left - 1.5 || line.right > box.right + 1.5
        || line.top < box.top - 3 || line.bottom > box.bottom + 3);
      if (line.width && over) { found.push(`cut: ${told(node.data)}`); break; }
    }
    const box = node.parentElement;
    if (box.tagName === "BUTTON" && (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 3)) found.push(`over: ${told(node.data)}`);
  }
  const pen = document.createElement("canvas").getContext("2d");
  for (const menu of document.querySelectorAll("select")) {
    if (hidden(menu) || !menu.selectedOptions.length) continue;
    const style = getComputedStyle(menu);
    pen.font = style.font;
    const room = menu.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - 18;
    for (const option of menu.options) if (pen.measureText(option.textContent).width > room) found.push(`menu: ${told(option.textContent)}`);
  }
  if (document.documentElement.scrollWidth > innerWidth) found.push(`wide: the page is ${document.documentElement.scrollWidth} wide`);
  return [...new Set(found)];
}
