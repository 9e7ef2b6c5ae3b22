// Photos and documents as answers: made smaller on the phone, kept there until they have arrived,
// sent again by themselves. Loaded only where a questionnaire asks for a file.
// Syntax of 2018, for old phones.
const LARGEST = 10 * 1024 * 1024;
const LONGEST_SIDE = 2000; // points; enough to read a page
const QUALITY = 0.85;
const PATIENCE = 4000; // milliseconds for the phone's storage
const RETRY = 60000;

window.answerFiles = function answerFiles({ home, form, taken, refused, told }) {
  const memory = new Map(); // records of this page, also where the phone's storage fails
  const unkept = new Set();
  const shown = new Map(); // what tells about a question, by the address its file is sent to
  let sending = null;
  let retry = 0;
  let pause = 0;

  /* ---- the phone's storage ---- */
  function open() {
    return new Promise((resolve, reject) => {
      const opening = indexedDB.open("answer-files", 1);
      setTimeout(() => reject(new Error("storage")), PATIENCE);
      opening.onupgradeneeded = () => opening.result.createObjectStore("files", { keyPath: "id" });
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
  }
  async function within(mode, work) {
    const database = await open();
    try {
      return await new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error("storage")), PATIENCE);
        const transaction = database.transaction("files", mode);
        const request = work(transaction.objectStore("files"));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
      });
    } finally { database.close(); }
  }
  async function keep(record) {
    memory.set(record.id, record);
    try {
      await within("readwrite", (files) => files.put(record));
    } catch (error) { unkept.add(record.id); }
  }
  async function drop(record) {
    memory.delete(record.id);
    unkept.delete(record.id);
    try { await within("readwrite", (files) => files.delete(record.id)); } catch (error) { /* sent again, it changes nothing */ }
  }
  async function all() {
    const found = new Map();
    try { for (const record of await within("readonly", (files) => files.getAll())) found.set(record.id, record); } catch (error) { /* memory has those of this page */ }
    memory.forEach((record, id) => found.set(id, record));
    return [...found.values()].filter((record) => record.home === home).sort((a, b) => a.stamp - b.stamp);
  }

  /* ---- choosing ---- */
  function size(bytes) {
    const mega = bytes / 1024 / 1024;
    const [number, unit] = mega >= 1 ? [mega.toFixed(1), "MB"] : [Math.max(1, Math.round(bytes / 1024)), "kB"];
    return `${Number(number).toLocaleString(document.documentElement.lang)} ${unit}`;
  }
  async function shrink(file) { // as it is where the browser cannot, or where it gains nothing
    if (!/^image\//.test(file.type) || !window.createImageBitmap) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const smaller = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
      return smaller && smaller.size < file.size ? smaller : file;
    } catch (error) { return file; }
  }
  function identify() { // by it a file that is sent twice is known
    return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  const choosing = new Set(); // files that are being made smaller; not kept anywhere yet
  function choose(place, file) {
    const chosen = take(place, file).finally(() => choosing.delete(chosen));
    choosing.add(chosen);
    chosen.then(flush);
  }
  async function take(place, file) {
    place.say("…");
    const sent = await shrink(file);
    if (sent.size > LARGEST) { place.refuse(place.words.large); return; }
    place.say((sent === file ? place.words.size : place.words.shrinks).replace("%s", size(sent.size)));
    const record = { id: identify(), home, url: place.url, bytes: await bytesOf(sent), type: sent.type, size: sent.size, stamp: Date.now() };
    for (const before of await all()) if (before.url === place.url) await drop(before); // the newest choice counts
    await keep(record);
    place.accept();
    place.pending();
  }
  function bytesOf(blob) { // some phones keep bytes, but no files
    return new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.onerror = () => reject(reader.error);
      reader.readAsArrayBuffer(blob);
    });
  }

  /* ---- sending ---- */
  function flush() { // "sent", "waiting", "stopped" or "empty"
    sending = sending || flushOnce().finally(() => { sending = null; });
    return sending;
  }
  async function flushOnce() {
    let outcome = "empty";
    for (let records = await all(); records.length; records = await all()) {
      const record = records[0];
      const place = shown.get(record.url);
      let answer;
      try { answer = await send(record, place); } catch (error) { return wait(records); }
      pause = 0;
      if (answer.stopped || answer.next) { if (place) place.refuse(answer.stopped || ""); return "stopped"; }
      await drop(record);
      outcome = "sent";
      if (answer.name) {
        if (place && !(await all()).some((each) => each.url === record.url)) place.arrived(answer.name);
        taken(answer);
        continue;
      }
      told("");
      if (place) place.refuse(answer.refused);
      else refused(answer.refused);
    }
    return outcome;
  }
  function send(record, place) {
    const body = new FormData();
    body.append("id", record.id);
    body.append("file", new Blob([record.bytes], { type: record.type }), "file");
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", record.url);
      request.setRequestHeader("Accept", "application/json");
      request.upload.onprogress = (event) => {
        if (!event.lengthComputable) return;
        const part = `${Math.floor(100 * event.loaded / event.total)} %`;
        if (place) place.say(place.words.going.replace("%s", part));
        told(place ? place.words.going.replace("%s", part) : part);
      };
      request.onload = () => {
        if (request.status === 413) { resolve({ refused: place ? place.words.large : "" }); return; }
        try {
          const answer = JSON.parse(request.responseText);
          if (request.status >= 500 || !(answer.name || answer.refused || answer.stopped || answer.next)) throw new Error("server");
          resolve(answer);
        } catch (error) { reject(error); }
      };
      request.onerror = request.ontimeout = request.onabort = () => reject(new Error("network"));
      request.send(body);
    });
  }
  function wait(records) {
    clearTimeout(retry);
    pause = Math.min(RETRY, pause * 2 || 5000);
    retry = setTimeout(flush, pause);
    told("");
    for (const record of records) {
      const place = shown.get(record.url);
      if (place) place.say((unkept.has(record.id) ? place.words.unkept : place.words.waits).replace("%s", size(record.size)), true);
    }
    return "waiting";
  }

  /* ---- what the respondent sees of it ---- */
  function show(box) {
    const question = box.closest(".q");
    const name = question.dataset.q;
    const field = form.querySelector(`[name="${CSS.escape(name)}"]`);
    const input = box.querySelector("[type=file]");
    const url = new URL(box.dataset.url, location).href;
    const status = document.createElement("p");
    status.setAttribute("role", "status");
    status.className = "help";
    input.removeAttribute("name"); // it is sent by itself
    const buttons = document.createElement("p");
    buttons.className = "go";
    const remove = button(box.dataset.remove);
    const photo = button(box.dataset.photo);
    const pick = button(box.dataset.choose); // in the language of the page, which the browser's own is not
    pick.id = input.id;
    input.id = "";
    input.hidden = true;
    if (input.hasAttribute("aria-describedby")) pick.setAttribute("aria-describedby", input.getAttribute("aria-describedby"));
    pick.addEventListener("click", () => input.click());
    photo.hidden = !matchMedia("(pointer: coarse)").matches;
    buttons.append(pick, photo, remove);
    input.after(buttons, status);
    const tick = box.querySelector(".row");
    if (tick) tick.remove();
    remove.hidden = !field.value;
    const place = {
      url,
      words: box.dataset,
      say(text, isWaiting) { status.textContent = text; status.classList.toggle("waiting", Boolean(isWaiting)); },
      pending() { remove.hidden = false; },
      accept() {
        const error = document.getElementById(`e-${name}`);
        if (error) error.remove();
        pick.removeAttribute("aria-invalid");
      },
      refuse(text) {
        place.accept();
        place.say("");
        if (!text) return;
        const error = document.createElement("p");
        error.className = "error";
        error.id = `e-${name}`;
        error.setAttribute("role", "alert");
        error.textContent = text;
        box.before(error);
        pick.setAttribute("aria-invalid", "true");
        input.value = "";
        remove.hidden = !field.value;
      },
      arrived(kept) {
        field.value = kept;
        place.say(box.dataset.sent);
        link(box, kept);
        remove.hidden = false;
        field.dispatchEvent(new Event("change", { bubbles: true }));
      },
    };
    input.addEventListener("change", (event) => {
      event.stopPropagation();
      if (input.files.length) choose(place, input.files[0]);
    });
    photo.addEventListener("click", () => {
      const camera = document.createElement("input");
      camera.type = "file";
      camera.accept = "image/*";
      camera.setAttribute("capture", "environment");
      camera.addEventListener("change", () => { if (camera.files.length) choose(place, camera.files[0]); });
      camera.click();
    });
    remove.addEventListener("click", async () => {
      if (!window.confirm(box.dataset.sure)) return;
      for (const record of await all()) if (record.url === url) await drop(record);
      const kept = box.querySelector(".kept");
      if (kept) kept.remove();
      input.value = field.value = "";
      remove.hidden = true;
      place.say("");
      field.dispatchEvent(new Event("change", { bubbles: true }));
      pick.focus();
    });
    shown.set(url, place);
    return place;
  }
  function link(box, kept) {
    const before = box.querySelector(".kept");
    if (before) before.remove();
    const line = document.createElement("p");
    line.className = "kept";
    const anchor = document.createElement("a");
    anchor.href = `../../file/${kept}`;
    anchor.target = "_blank";
    anchor.rel = "noopener";
    anchor.textContent = box.dataset.kept.replace("?", kept.split(".").pop().toUpperCase());
    line.append(anchor);
    box.prepend(line);
  }
  function button(text) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "back";
    made.textContent = text;
    return made;
  }

  addEventListener("online", flush);
  addEventListener("beforeunload", (event) => { if (unkept.size || choosing.size) event.preventDefault(); });
  if (form) form.querySelectorAll(".file").forEach(show);
  const begun = all().then((records) => {
    for (const record of records) {
      const place = shown.get(record.url);
      if (place) { place.pending(); place.say(place.words.waits.replace("%s", size(record.size)), true); }
    }
    return records.length ? flush() : "empty";
  });
  const forget = async () => { for (const record of await all()) await drop(record); };
  const settled = async () => { while (choosing.size) await Promise.all([...choosing]); }; // all of them are kept
  return { begun, flush, forget, settled, waits: async () => (await all()).length > 0 };
};
