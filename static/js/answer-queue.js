/* Answers that wait for the network, kept on the phone and sent in order: pages first, then the sending.
 *
 *   const queue = window.answerQueue({ home, words, form, saved, waits, left, emptied, failed });
 *   queue.keep(record)   {home, url, page, number, stamp, fields, spent} or {…, send: true}
 *   queue.flush()        "sent", "waiting" (no network), "stopped" (refused) or "empty"
 *
 * Syntax of 2018, for old phones. What is kept while a page is open is in its memory, too: where the
 * phone's storage fails, is full or is cleared, answers go over the network at once, and it is said.
 */
"use strict";

window.answerQueue = ({ home, words, form, saved, waits, left, emptied, failed }) => {
  const panel = document.getElementById("queue");
  const memory = new Map();
  const unkept = new Set(); // keys of records that only the memory has
  const RETRY = 60000; // milliseconds at most; phones do not always say when the network is back
  const PATIENCE = 1500; // milliseconds; some phones never answer
  const REST = 20000; // after a failure the storage is left alone for a while
  let flushing = null;
  let wanted = false;
  let retry = 0;
  let pause = 0;

  /* ---- records ---- */
  const key = (record) => `${record.url} ${record.page}`;
  let store = null;
  let failedAt = -Infinity;
  function open() {
    return new Promise((resolve, reject) => {
      const opening = indexedDB.open("answers", 2);
      setTimeout(() => reject(new Error("storage")), PATIENCE);
      opening.onupgradeneeded = () => upgrade(opening.result, opening.transaction);
      opening.onsuccess = () => {
        const database = opening.result;
        database.onclose = database.onversionchange = () => { store = null; database.close(); };
        resolve(database);
      };
      opening.onerror = () => reject(opening.error);
    });
  }
  function upgrade(database, transaction) { // from one record a page to one for each window
    const records = database.createObjectStore("records", { keyPath: ["home", "url", "page"] });
    if (!database.objectStoreNames.contains("pages")) return;
    const reading = transaction.objectStore("pages").getAll();
    reading.onsuccess = () => {
      for (const record of reading.result) records.put({ ...record, page: "", number: 0 });
      database.deleteObjectStore("pages");
    };
  }
  async function once(mode, work) {
    store = store || open();
    const database = await store;
    return new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error("storage")), PATIENCE);
      const transaction = database.transaction("records", mode);
      const request = work(transaction.objectStore("records"));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }
  async function within(mode, work) { // twice: what was closed or cleared is opened anew
    if (performance.now() - failedAt < REST) throw new Error("storage");
    try { return await once(mode, work); } catch (error) { store = null; }
    try { return await once(mode, work); } catch (error) { store = null; failedAt = performance.now(); throw error; }
  }
  async function keep(record) { // true when the phone has it, even if this page goes away
    memory.set(key(record), record);
    try {
      await within("readwrite", (records) => records.put(record));
      unkept.delete(key(record));
      return true;
    } catch (error) {
      if (memory.has(key(record))) unkept.add(key(record));
      failed();
      return false;
    }
  }
  async function drop(record) {
    const held = memory.get(key(record));
    if (held && held.number === record.number) { memory.delete(key(record)); unkept.delete(key(record)); }
    try {
      await within("readwrite", (records) => {
        const place = [record.home, record.url, record.page];
        const reading = records.get(place);
        reading.onsuccess = () => { if (reading.result && reading.result.number === record.number) records.delete(place); };
        return reading;
      });
    } catch (error) { /* it is posted again, which changes nothing */ }
  }
  async function all() {
    const found = new Map();
    try { for (const record of await within("readonly", (records) => records.getAll())) found.set(key(record), record); } catch (error) { /* memory has those of this page */ }
    memory.forEach((record, name) => found.set(name, record));
    const ours = [...found.values()].filter((record) => record.home === home);
    return ours.sort((a, b) => Boolean(a.send) - Boolean(b.send) || a.stamp - b.stamp);
  }
  const unsafe = () => unkept.size > 0; // lost if the page goes away
  const post = (url, fields, more) => fetch(url, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(fields), cache: "no-store", ...more });

  /* ---- sending ---- */
  function flush() {
    wanted = true; // also by those who ask while one is under way: it may not have seen their record or network
    flushing = flushing || flushWanted().finally(() => { flushing = null; });
    return flushing;
  }
  async function flushWanted() {
    let outcome = "empty";
    while (wanted) {
      wanted = false;
      outcome = await flushOnce();
    }
    return outcome;
  }
  async function flushOnce() {
    const records = await all();
    let at = "";
    for (const record of records) {
      let response, answer;
      try {
        response = await post(record.url, record.fields);
        answer = await response.json();
        if (response.status >= 500) throw new Error("server");
      } catch (error) { return wait(); }
      if (record.send && answer.next) { // sent, sent before, or something is unfinished: its page says so
        await drop(record);
        left(answer.next);
        return "sent";
      }
      pause = 0;
      if (!answer.saved) return stop(answer);
      await drop(record);
      at = answer.saved;
      saved(record, "", answer);
    }
    const more = (await all()).filter((record) => !records.some((each) => key(each) === key(record) && each.number === record.number));
    if (more.length) return flushOnce();
    if (at) saved(null, at);
    if (records.length) hide();
    return records.length ? "sent" : "empty";
  }
  async function wait() {
    const records = await all();
    clearTimeout(retry);
    if (!records.length) return "empty";
    pause = Math.min(RETRY, pause * 2 || 5000);
    retry = setTimeout(flush, pause);
    waits(unsafe() ? words.noStorage : words.waiting.replace("%s", records.length));
    if (records.some((record) => record.send)) show(words.willSend);
    else if (panel && !panel.hidden) list();
    return "waiting";
  }
  function stop(answer) { // closed, or sent from elsewhere: nothing typed here is lost by it
    const sentence = answer.next ? words.elsewhere : answer.stopped || words.refused;
    waits(words.notSent);
    show(sentence, { link: answer.next, isFinal: true });
    return "stopped";
  }

  /* ---- what the respondent sees of it ---- */
  const part = (name) => document.getElementById(`queue-${name}`);
  function hide() { if (panel) panel.hidden = true; }
  async function show(text, { link = "", offer = false, isFinal = false } = {}) {
    if (!panel) return;
    const isNew = panel.hidden || part("text").textContent !== text;
    part("text").textContent = text;
    part("link").hidden = !link;
    part("link").href = link || "#";
    part("send").hidden = !offer;
    part("again").hidden = offer || isFinal;
    await list();
    panel.hidden = false;
    if (isNew) panel.focus();
  }
  const shift = Number(document.documentElement.dataset.clockShift || 0); // of a demonstration that plays at another moment
  async function list() {
    const lines = [];
    for (const record of await all()) {
      const line = document.createElement("li");
      const time = new Date(record.stamp + shift).toTimeString().slice(0, 5);
      const name = record.send ? words.sending : await title(record);
      const label = document.createElement("span");
      label.textContent = `${name} · ${time}`;
      line.append(label);
      if (!record.send) line.append(button(words.copy, `${words.copy}: ${name}`, () => copy([record])));
      line.append(button(words.erase, `${words.erase}: ${name}`, () => erase(record)));
      lines.push(line);
    }
    const items = part("list");
    while (items.firstChild) items.firstChild.remove();
    items.append(...lines);
  }
  function button(text, label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "small";
    made.textContent = text;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  }
  async function erase(record) {
    if (!window.confirm(record.send ? words.sureSending : words.sure)) return;
    await drop(record);
    await list();
    if (!(await all()).length) { hide(); emptied(); }
  }

  /* ---- a copy people can read ---- */
  async function pageOf(record) {
    if (form && form.action === record.url) return document;
    const kept = "caches" in window ? await caches.match(new URL(record.url).pathname) : null;
    return kept ? new DOMParser().parseFromString(await kept.text(), "text/html") : null;
  }
  async function title(record) {
    const page = await pageOf(record);
    const heading = page && page.querySelector("h1");
    return heading ? heading.textContent.trim() : record.url.split("/").slice(-2)[0];
  }
  async function asText(record) {
    const page = await pageOf(record);
    const lines = [await title(record), ""];
    for (const [name, value] of record.fields) {
      if (/^page-|^keep\./.test(name) || value === "") continue;
      const inputs = page ? [...page.querySelectorAll(`[name="${CSS.escape(name)}"]`)] : [];
      lines.push(inputs.length ? asked(page, inputs[0]) : name, `    ${said(inputs, value)}`, "");
    }
    return lines.join("\r\n");
  }
  function asked(page, input) {
    const of = (element) => element.textContent.replace(/\s+/g, " ").trim();
    const label = page.querySelector(`label.text[for="${CSS.escape(input.id)}"], .rank label[for="${CSS.escape(input.id)}"], .other label[for="${CSS.escape(input.id)}"]`);
    const legends = [];
    for (let set = input.closest("fieldset"); set; set = set.parentElement.closest("fieldset")) legends.unshift(of(set.querySelector("legend")));
    if (label) legends.push(of(label));
    return legends.join(" – ") || input.name;
  }
  function said(inputs, value) {
    const chosen = inputs.find((input) => ["radio", "checkbox"].includes(input.type) && input.value === value);
    return chosen ? chosen.closest("label").textContent.trim() : value.replace(/\n/g, "\r\n    ");
  }
  async function copy(records) {
    const texts = [];
    for (const record of records) texts.push(await asText(record));
    const file = new Blob(["\ufeff", texts.join("\r\n\r\n")], { type: "text/plain;charset=utf-8" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = words.fileName;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  async function send(language) { // the last step, behind the pages that wait
    const seen = document.querySelector("#send [name=page-revision]"); // the answers of the last look
    const fields = [["page-language", language], ...(seen ? [["page-revision", seen.value]] : [])];
    const kept = keep({ home, url: new URL(`${home}send/`, location).href, page: "", number: 0, stamp: Date.now(), send: true, fields });
    await Promise.race([kept, new Promise((resolve) => setTimeout(resolve, 300))]);
    return flush();
  }
  async function details() { await show((await all()).some((record) => record.send) ? words.willSend : words.willSave); }

  if (panel) {
    part("again").addEventListener("click", flush);
    part("copy").addEventListener("click", async () => copy((await all()).filter((record) => !record.send)));
    part("send").addEventListener("click", () => send(document.documentElement.lang));
  }
  addEventListener("online", flush);
  addEventListener("beforeunload", (event) => { if (unsafe()) event.preventDefault(); });
  return { all, details, drop, flush, idle: () => flushing, keep, post, send, show, unsafe };
};
