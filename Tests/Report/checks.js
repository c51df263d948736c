// What is wrong with a report as a browser shows it; a list of sentences.
(() => {
  const problems = [];
  const say = (text) => problems.push(text);
  const name = (element) => (element.textContent || "").trim().slice(0, 40);
  const page = document.documentElement;

  if (page.scrollWidth > window.innerWidth) {
    say(`the page is ${page.scrollWidth} px wide in a window of ${window.innerWidth}`);
  }
  for (const element of document.querySelectorAll("main *")) {
    const box = element.getBoundingClientRect();
    const isInside = element.closest(".scroll, pre, svg, .skip, details");
    if (box.width > 0 && box.right > window.innerWidth + 1 && !isInside) {
      say(`<${element.tagName}> reaches ${Math.round(box.right)} px: ${name(element)}`);
    }
  }
  if (document.scripts.length > 0) say("the page holds a script");
  if (document.querySelectorAll("h1").length !== 1) say("the page has not one h1");
  let depth = 0;
  for (const heading of document.querySelectorAll("h1, h2, h3, h4")) {
    const own = Number(heading.tagName[1]);
    if (own > depth + 1) say(`a heading skips a level: ${name(heading)}`);
    depth = own;
  }
  for (const link of document.querySelectorAll("a[href^='#']")) {
    if (!document.getElementById(link.getAttribute("href").slice(1))) {
      say(`a link leads nowhere: ${link.getAttribute("href")}`);
    }
  }
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  if (new Set(ids).size !== ids.length) say("two elements have one id");

  for (const figure of document.querySelectorAll("figure")) {
    const drawings = [...figure.querySelectorAll("svg")];
    if (drawings.length === 0) {
      if (!figure.querySelector(".none")) say(`${figure.id} neither draws nor says that it has no data`);
      continue;
    }
    const seen = drawings.filter((svg) => svg.getBoundingClientRect().width > 0);
    if (seen.length !== 1) say(`${figure.id} shows ${seen.length} drawings`);
    for (const svg of seen) checkDrawing(figure, svg);
    if (figure.querySelectorAll("details tbody tr").length === 0) say(`${figure.id} has an empty table`);
  }

  function checkDrawing(figure, svg) {
    const frame = svg.getBoundingClientRect();
    if (frame.height < 60 || frame.width < 250) say(`${figure.id} is ${frame.width} by ${frame.height}`);
    const marks = [...svg.querySelectorAll("[data-v]")];
    if (marks.length === 0) say(`${figure.id} has no marks`);
    const drawn = marks.filter((mark) => {
      const box = mark.getBoundingClientRect();
      return box.width > 0 && box.height >= 0;
    });
    if (drawn.length === 0) say(`${figure.id} draws nothing`);
    const texts = [...svg.querySelectorAll("text")].map((text) => ({
      text, box: text.getBoundingClientRect(),
    }));
    for (const { text, box } of texts) {
      if (box.left < frame.left - 2 || box.right > frame.right + 2) {
        say(`${figure.id}: a label leaves the drawing: ${name(text)}`);
      }
      if (box.height < 9.5) say(`${figure.id}: a label is ${box.height.toFixed(1)} px high: ${name(text)}`);
    }
    for (let one = 0; one < texts.length; one += 1) {
      for (let two = one + 1; two < texts.length; two += 1) {
        const [a, b] = [texts[one].box, texts[two].box];
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 0.5 && down > 3) {
          say(`${figure.id}: labels overlap: ${name(texts[one].text)} | ${name(texts[two].text)}`);
        }
      }
    }
  }

  function channels(colour) {
    const probe = document.createElement("span");
    probe.style.color = colour;
    document.body.append(probe);
    const rgb = getComputedStyle(probe).color.match(/[\d.]+/g).map(Number);
    probe.remove();
    return rgb;
  }
  function luminance(rgb) {
    const [r, g, b] = rgb.slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }
  function contrast(one, two) {
    const [high, low] = [luminance(one), luminance(two)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  }
  const variable = (key) => channels(getComputedStyle(page).getPropertyValue("--" + key).trim());
  for (const scale of ["h", "c"]) {
    for (let shade = 0; shade <= 6; shade += 1) {
      if (scale === "c" && shade === 6) continue;
      const on = variable(shade >= 4 ? "on-deep" : "on-pale");
      const ratio = contrast(on, variable(scale + shade));
      if (ratio < 4.5) say(`words on ${scale}${shade} have a contrast of ${ratio.toFixed(2)}`);
    }
  }
  for (const key of ["l1", "l2", "l3", "l4", "l5", "s0", "s1", "s2"]) {
    const ratio = contrast(variable(key), variable("paper"));
    if (ratio < 2.95) say(`${key} stands out from the page by ${ratio.toFixed(2)} only`);
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const told = new Set();
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest("title, desc, style, .skip")) continue;
    if (element.getBoundingClientRect().width === 0) continue;
    const isDrawn = element.closest("svg") !== null;
    if (isDrawn && /\bon-/.test(element.getAttribute("class") || "")) continue;
    const style = getComputedStyle(element);
    let back = variable("paper");
    for (let above = element; above && !isDrawn; above = above.parentElement) {
      const own = getComputedStyle(above).backgroundColor.match(/[\d.]+/g).map(Number);
      if (own.length === 3 || own[3] > 0.99) { back = own; break; }
    }
    const front = channels(isDrawn ? style.fill : style.color);
    const ratio = contrast(front, back);
    const key = element.tagName + element.className;
    if (ratio < 4.5 && !told.has(key)) {
      told.add(key);
      say(`words have a contrast of ${ratio.toFixed(2)}: ${name(element)}`);
    }
  }
  return problems;
})()
