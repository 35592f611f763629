"use strict";
// All texts go into the page as text, never as HTML.  Offsets of edits are code points, so the text is an array of them.
const KINDS = ["encoding", "spacing", "spelling", "ocr", "spin"];
const MOST_BYTES = 1000000;
const get = (id) => document.getElementById(id);
let points = [], edits = [], answers = [], name = "text.txt", here = -1;

for (const kind of KINDS) {
  const label = document.createElement("label"), box = document.createElement("input");
  box.type = "checkbox"; box.checked = true; box.value = kind;
  label.append(box, kind);
  get("kinds").append(label);
}

function tell(text) { get("after").hidden = false; get("told").textContent = text; }

// What stands at an edit now: the answer if there is one, else what was proposed or, where it is asked about, the text.
function standing(i) {
  const edit = edits[i];
  return answers[i] ?? (edit.verdict === "apply" ? edit.replacement : edit.original);
}

function written() {
  let text = "", position = 0;
  edits.forEach((edit, i) => { text += points.slice(position, edit.start).join("") + standing(i); position = edit.end; });
  return text + points.slice(position).join("");
}

function mark(i) {
  const button = document.createElement("button"), edit = edits[i], now = standing(i);
  const state = answers[i] === undefined && edit.verdict === "review" ? "asked" : now === edit.original ? "kept" : "made";
  button.type = "button"; button.className = `mark ${state}`; button.dataset.number = i;
  button.textContent = now || "∅";
  button.title = `${edit.original} → ${edit.replacement}, ${Math.round(100 * edit.confidence)} %`;
  button.setAttribute("aria-label", `${now || "nothing"}, ${state}, was ${edit.original || "nothing"}`);
  button.addEventListener("click", () => open(i));
  return button;
}

function draw() {
  const parts = [];
  let position = 0;
  edits.forEach((edit, i) => { parts.push(points.slice(position, edit.start).join(""), mark(i)); position = edit.end; });
  parts.push(points.slice(position).join(""));
  get("result").replaceChildren(...parts);
  const left = edits.filter((edit, i) => edit.verdict === "review" && answers[i] === undefined).length;
  const made = edits.filter((edit, i) => standing(i) !== edit.original).length;
  const told = edits.length ? `${made} of ${edits.length} changes made, ${left} to review` : "Nothing to change";
  tell(profile ? `${told}; ${profile}.` : `${told}.`);
  get("next").disabled = get("takeall").disabled = get("keepall").disabled = !left;
}

const isTooLong = (text) => new Blob([text]).size > MOST_BYTES;

function refuse() {
  edits = []; get("result").replaceChildren();
  tell("This text is longer than 1 MB: mend it with repair fix, or repair batch.");
}

let profile = "";
async function mend() {
  const text = get("text").value;
  if (isTooLong(text)) return refuse();
  const kinds = [...get("kinds").querySelectorAll("input:checked")].map((box) => box.value);
  get("mend").disabled = true;
  tell("Reading …");
  try {
    const answer = await fetch(`revise?kinds=${kinds.join(",")}`, { method: "POST", body: text });
    if (!answer.ok) throw new Error(await answer.text());
    const found = await answer.json();
    points = Array.from(text); edits = found.edits; answers = []; profile = found.profile; close();
    draw();
  } catch (error) {
    tell(`That did not work: ${error.message || error}`);
  } finally {
    get("mend").disabled = false;
  }
}

function give(i, text) { answers[i] = text; close(); draw(); }

function choice(label, share, act) {
  const button = document.createElement("button"), text = document.createElement("span"), sure = document.createElement("span");
  button.type = "button"; text.textContent = label || "(nothing)"; sure.textContent = share;
  button.append(text, sure); button.addEventListener("click", act);
  return button;
}

const percent = (share) => `${Math.round(100 * share)} %`;

function open(i) {
  const edit = edits[i], card = get("card"), why = document.createElement("p"), form = document.createElement("form");
  const own = document.createElement("input"), put = document.createElement("button");
  close(); here = i;
  why.textContent = `${edit.kind}: ${edit.evidence}`;
  own.value = standing(i); own.setAttribute("aria-label", "Your own text"); put.textContent = "Put";
  form.append(own, put);
  form.addEventListener("submit", (event) => { event.preventDefault(); give(i, own.value); });
  const readings = [[edit.replacement, edit.confidence], ...edit.readings].map(([text, share]) =>
    choice(text, percent(share), () => give(i, text)));
  card.replaceChildren(why, ...readings, choice(`${edit.original || "nothing"} (as it stands)`, percent(edit.harm),
    () => give(i, edit.original)), form);
  const at = document.querySelector(`.mark[data-number="${i}"]`);
  at.classList.add("here");
  const box = at.getBoundingClientRect();
  card.hidden = false;
  card.style.top = `${box.bottom + window.scrollY + 6}px`;
  card.style.left = `${Math.max(16, Math.min(box.left, window.innerWidth - card.offsetWidth - 16)) + window.scrollX}px`;
  card.querySelector("button").focus();
}

function close() {
  get("card").hidden = true;
  document.querySelectorAll(".mark.here").forEach((one) => one.classList.remove("here"));
}

function nextQuestion() {
  const open_ones = edits.map((_, i) => i).filter((i) => edits[i].verdict === "review" && answers[i] === undefined);
  const i = open_ones.find((one) => one > here) ?? open_ones[0];
  if (i === undefined) return;
  document.querySelector(`.mark[data-number="${i}"]`).scrollIntoView({ block: "center" });
  open(i);
}

function answerAll(take) {
  edits.forEach((edit, i) => {
    if (edit.verdict === "review" && answers[i] === undefined) answers[i] = take ? edit.replacement : edit.original;
  });
  close(); draw();
}

async function load(file) {
  if (!file) return;
  if (file.size > MOST_BYTES) return refuse();
  const data = await file.arrayBuffer();
  let text;
  try { text = new TextDecoder("utf-8", { fatal: true }).decode(data); } catch { text = new TextDecoder("windows-1252").decode(data); }
  get("text").value = text; name = file.name;
  mend();
}

get("mend").addEventListener("click", mend);
get("clear").addEventListener("click", () => { get("text").value = ""; get("after").hidden = true; close(); get("text").focus(); });
get("next").addEventListener("click", nextQuestion);
get("takeall").addEventListener("click", () => answerAll(true));
get("keepall").addEventListener("click", () => answerAll(false));
get("copy").addEventListener("click", async () => {
  await navigator.clipboard.writeText(written());
  tell("Copied.");
});
get("download").addEventListener("click", () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([written()], { type: "text/plain;charset=utf-8" }));
  link.download = name.replace(/(\.[^.]*)?$/, ".clean$1");
  link.click();
  URL.revokeObjectURL(link.href);
});
get("file").addEventListener("change", (event) => load(event.target.files[0]));
get("text").addEventListener("paste", (event) => {
  if (isTooLong(event.clipboardData.getData("text"))) { event.preventDefault(); refuse(); }
});
get("text").addEventListener("dragover", (event) => { event.preventDefault(); get("text").classList.add("over"); });
get("text").addEventListener("dragleave", () => get("text").classList.remove("over"));
get("text").addEventListener("drop", (event) => {
  get("text").classList.remove("over");
  if (event.dataTransfer.files.length) { event.preventDefault(); load(event.dataTransfer.files[0]); }
});
get("text").addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) mend(); });
document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
document.addEventListener("click", (event) => {
  if (!event.target.closest("#card, .mark, .buttons")) close();
});
get("text").focus();
