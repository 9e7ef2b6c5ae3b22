"use strict";
// The form of an answer asks only for what the chosen effect demands. Without this file all is shown.
const form = document.querySelector("[data-effects]");
if (form) {
  const wanted = {
    committed: ["committed_until", "commitment_owner", "commitment_proof"],
    forwarded: ["forwarded_to"],
    refused: ["legal_ground"],
  };
  const all = Object.values(wanted).flat();
  const show = () => {
    const chosen = form.querySelector("[name=effect]:checked");
    for (const name of all) {
      const field = form.querySelector(`[name=${name}]`).closest(".field");
      field.hidden = !chosen || !(wanted[chosen.value] || []).includes(name);
    }
  };
  form.addEventListener("change", show);
  show();
}
