/* The question beside its form, as respondents will see it: asked for a moment after each change. */
"use strict";

(() => {
  const form = document.querySelector("form[data-live]");
  const frame = document.getElementById("live");
  if (!form || !frame) return;
  let waiting = 0;
  let asked = 0;
  async function show() {
    const mine = ++asked;
    try {
      const answer = await fetch(form.dataset.live, { method: "POST", body: new FormData(form) });
      const page = await answer.text();
      if (answer.ok && mine === asked) frame.srcdoc = page;
    } catch (error) { /* no network: the last look stays */ }
  }
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 500);
  });
  frame.closest("[hidden]").hidden = false;
  show();
})();
