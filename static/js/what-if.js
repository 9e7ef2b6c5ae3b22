"use strict";
// What if: the same arithmetic as analysis/what_if/summary.py, live while one moves a slider.
(() => {
  const WORST = 1, BEST = 10, LEAST = 0.01, MOST = 0.99;
  const clip = (value, low, high) => Math.min(Math.max(value, low), high);

  function points(criterion, value) {
    const share = (value - criterion.low) / (criterion.high - criterion.low);
    const reached = criterion.direction > 0 ? share : 1 - share;
    return WORST + (BEST - WORST) * clip(reached, 0, 1);
  }

  function gain(criterion, value) {
    return criterion.weight * (points(criterion, value) - points(criterion, criterion.expected));
  }

  function tryOut(summary, wished) {
    const gains = {};
    let shift = 0;
    for (const criterion of summary.criteria) {
      if (!(criterion.code in wished)) continue;
      gains[criterion.code] = gain(criterion, clip(wished[criterion.code], criterion.least, criterion.most));
      shift += gains[criterion.code];
    }
    const at = (percentile) => clip(summary.grid[percentile - 1] + shift, WORST, BEST);
    return { shift, middle: at(50), low: at(10), high: at(90), gains };
  }

  function chanceAtLeast(grid, mark) {
    let below = 0;
    while (below < grid.length && grid[below] < mark) below += 1;
    if (below === 0) return MOST;
    if (below === grid.length) return LEAST;
    const [low, high] = [grid[below - 1], grid[below]];
    const inside = high > low ? (mark - low) / (high - low) : 0;
    return 1 - (below + inside) / (grid.length + 1);
  }

  globalThis.whatIf = { tryOut, chanceAtLeast, gain };

  const data = document.getElementById("what-if-summary");
  const form = document.getElementById("what-if");
  if (!data || !form) return;
  const summary = JSON.parse(data.textContent);
  const comma = form.dataset.decimal || ",";
  const write = (value, decimals) => value.toFixed(decimals).replace(/^-(?!0*\.?0*$)/, "−").replace(/^-/, "").replace(".", comma);
  const read = (text) => (text.trim() === "" ? null : Number(text.replace(",", ".")));
  const put = (name, text) => {
    for (const place of form.querySelectorAll(`[data-told="${name}"]`)) say(place, text);
  };
  // What stays as it is costs a slow phone nothing.
  const say = (place, text) => { if (place.textContent !== text) place.textContent = text; };
  const rows = summary.criteria.map((criterion) => {
    const row = form.querySelector(`[data-criterion="${criterion.code}"]`);
    const factor = criterion.unit === "share" ? 100 : 1;
    return {
      criterion, row, factor,
      decimals: criterion.unit === "scale" ? 2 : 1,
      field: row.querySelector("input.wish__field"),
      slider: row.querySelector("input.wish__slider"),
      gained: row.querySelector("[data-gain]"),
      moved: row.querySelector("[data-movements]"),
    };
  });

  function wished() {
    const found = {};
    for (const { criterion, field, factor, decimals } of rows) {
      const typed = read(field.value);
      if (typed === null || Number.isNaN(typed)) continue;
      if (typed.toFixed(decimals) !== (criterion.expected * factor).toFixed(decimals)) found[criterion.code] = typed / factor;
    }
    return found;
  }

  function tell() {
    const wishes = wished();
    const told = tryOut(summary, wishes);
    put("middle", write(told.middle, 2));
    put("interval", `${write(told.low, 2)} – ${write(told.high, 2)}`);
    put("shift", (told.shift > 0.005 ? "+" : "") + write(told.shift, 2));
    const target = read(form.elements.target.value);
    const chance = target ? chanceAtLeast(summary.grid, target - told.shift) : null;
    put("chance", chance === null ? "–" : chance <= LEAST ? form.dataset.least : chance >= MOST ? form.dataset.most : `${Math.round(chance * 100)}%`);
    for (const { criterion, row, gained, moved } of rows) {
      const value = wishes[criterion.code] ?? criterion.expected;
      const movements = criterion.usual ? Math.abs(value - criterion.expected) / criterion.usual : 0;
      const worth = told.gains[criterion.code] ?? 0;
      say(gained, (worth > 0.0005 ? "+" : "") + write(worth, 3));
      say(moved, write(movements, 1));
      row.classList.toggle("is-unusual", movements > 1);
      row.classList.toggle("is-a-wish", movements > 2);
    }
  }

  for (const { criterion, field, slider, factor, decimals } of rows) {
    slider.parentElement.hidden = false;
    slider.value = String((read(field.value) ?? criterion.expected * factor));
    slider.addEventListener("input", () => { field.value = Number(slider.value).toFixed(decimals).replace(".", comma); tell(); });
    field.addEventListener("input", () => { const typed = read(field.value); if (typed !== null && !Number.isNaN(typed)) slider.value = String(typed); tell(); });
  }
  form.elements.target.addEventListener("input", tell);
  const back = form.querySelector("[data-reset]");
  back.hidden = false;
  back.addEventListener("click", () => {
    for (const { criterion, field, slider, factor, decimals } of rows) {
      field.value = (criterion.expected * factor).toFixed(decimals).replace(".", comma);
      slider.value = String(criterion.expected * factor);
    }
    tell();
  });
  tell();
})();
