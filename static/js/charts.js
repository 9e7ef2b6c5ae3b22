"use strict";
// Charts: values under the pointer and by arrow keys, and each picture as a file. All of it is in the table, too.
(() => {
  const shown = (figure) => [...figure.querySelectorAll(".chart__body > svg")].find((svg) => svg.getBoundingClientRect().width > 0);
  const bubble = document.createElement("div");
  bubble.className = "chart__bubble";
  bubble.setAttribute("role", "status");
  bubble.hidden = true;
  document.body.append(bubble);

  function tell(mark) {
    const place = mark.getBoundingClientRect();
    bubble.textContent = mark.dataset.told;
    bubble.hidden = false;
    const half = bubble.offsetWidth / 2, middle = place.left + place.width / 2;
    bubble.style.left = `${scrollX + Math.max(4 + half, Math.min(middle, document.documentElement.clientWidth - half - 4))}px`;
    bubble.style.top = `${scrollY + place.top - bubble.offsetHeight - 6}px`;
  }

  const hush = () => (bubble.hidden = true);

  function listen(svg) {
    const marks = [...svg.querySelectorAll("title")].map((title) => {
      const mark = title.parentNode;
      mark.dataset.told = title.textContent;
      title.remove(); // the browser's own bubble would come late and twice
      mark.addEventListener("pointerenter", () => tell(mark));
      mark.addEventListener("pointerleave", hush);
      return mark;
    });
    if (!marks.length) return;
    let at = -1;
    svg.setAttribute("tabindex", "0");
    svg.setAttribute("focusable", "true");
    svg.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (event.key === "Escape") return hush();
      if (!step) return;
      event.preventDefault();
      at = (at + step + marks.length) % marks.length;
      tell(marks[at]);
    });
    svg.addEventListener("blur", hush);
  }

  // The picture as it stands here, with its colours written into it.
  function write(svg, withWords = true) {
    const copy = svg.cloneNode(true);
    const painted = svg.querySelectorAll("[class]");
    copy.querySelectorAll("[class]").forEach((item, k) => {
      const look = getComputedStyle(painted[k]);
      if (/(^| )f-/.test(painted[k].className.baseVal)) item.setAttribute("fill", look.fill);
      if (/(^| )s-/.test(painted[k].className.baseVal)) item.setAttribute("stroke", look.stroke);
    });
    if (!withWords) copy.querySelectorAll("text").forEach((words) => words.remove());
    const said = document.getElementById(svg.getAttribute("aria-labelledby"));
    if (said) copy.setAttribute("aria-label", said.textContent);
    for (const name of ["class", "tabindex", "focusable", "aria-labelledby"]) copy.removeAttribute(name);
    copy.setAttribute("font-family", "Be Vietnam Pro, system-ui, sans-serif");
    copy.style.background = getComputedStyle(svg.closest(".chart")).backgroundColor;
    return new XMLSerializer().serializeToString(copy);
  }

  function save(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  // A picture in a picture knows no letters of the page, so that words are written by hand.
  function spell(pen, words) {
    const look = getComputedStyle(words), read = (name) => 3 * Number(words.getAttribute(name));
    pen.font = `${look.fontWeight} ${read("font-size")}px ${look.fontFamily}`;
    pen.textAlign = { middle: "center", end: "right" }[look.textAnchor] || "left";
    pen.fillStyle = look.fill;
    pen.fillText(words.textContent, read("x"), read("y"));
  }

  function draw(svg, name) {
    const box = svg.viewBox.baseVal, sheet = document.createElement("canvas"), picture = new Image();
    sheet.width = 3 * box.width;
    sheet.height = 3 * box.height;
    picture.onload = () => {
      const pen = sheet.getContext("2d");
      pen.fillStyle = getComputedStyle(svg.closest(".chart")).backgroundColor;
      pen.fillRect(0, 0, sheet.width, sheet.height);
      pen.drawImage(picture, 0, 0, sheet.width, sheet.height);
      svg.querySelectorAll("text").forEach((words) => spell(pen, words));
      sheet.toBlob((blob) => save(blob, name), "image/png");
    };
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(write(svg, false))}`;
  }

  for (const figure of document.querySelectorAll("figure.chart")) {
    figure.querySelectorAll(".chart__body > svg").forEach(listen);
    const files = figure.querySelector("[data-files]");
    if (!files) continue;
    files.hidden = false;
    for (const button of files.querySelectorAll("button")) {
      const name = `${figure.id}.${button.dataset.file}`;
      button.addEventListener("click", () => {
        const svg = shown(figure);
        if (button.dataset.file === "svg") save(new Blob([write(svg)], { type: "image/svg+xml" }), name);
        else draw(svg, name);
      });
    }
  }
})();
