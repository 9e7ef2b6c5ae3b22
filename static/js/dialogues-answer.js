"use strict";
// The form of an answer asks only for what the chosen effect demands, and says that it must be there.
// Without this file all is shown, each field with the kind of answer that needs it.
const form = document.querySelector("[data-effects]");
if (form) {
  const show = () => {
    const chosen = form.querySelector("[name=effect]:checked");
    for (const input of form.querySelectorAll("[data-needed-for]")) {
      const isNeeded = Boolean(chosen) && input.dataset.neededFor === chosen.value;
      const field = input.closest(".field");
      field.hidden = !isNeeded;
      input.setAttribute("aria-required", String(isNeeded));
      const note = field.querySelector(".field__optional");
      if (note) note.hidden = isNeeded;
    }
  };
  form.addEventListener("change", show);
  show();
}
