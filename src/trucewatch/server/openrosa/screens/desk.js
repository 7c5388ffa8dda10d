// The duty officer's fast screens: an explosion heard, a checkpoint's status, vehicles counted with one thumb.

import { keep, send, standing } from "./outbox.js";
import { now, record } from "./records.js";

const at = (id) => document.getElementById(id);
const KINDS = { explosion: "explosion · взрыв", burst: "burst · очередь", shot: "shot · выстрел", projectile: "projectile · снаряд", flare: "flare · ракета" };
const RANGES = { "0-1": "0–1", "1-2": "1–2", "2-5": "2–5", "5-10": "5–10", undetermined: "?" };
const MEANS = { heard: "heard · слышали", seen: "seen · видели", heard_and_seen: "both · и то и другое" };
const STATUSES = { open: "open · открыто", restricted: "restricted · ограничено", closed: "closed · закрыто" };
const WAYS = { in: "inbound · въезд", out: "outbound · выезд" };
const VEHICLES = { truck: "trucks · грузовики", car: "cars · легковые", bus: "buses · автобусы", ambulance: "ambulances · скорая", foot: "on foot · пешком", tanker: "tankers · цистерны" };

/** Buttons of which one is pressed; gives a function that says which. */
function choice(id, words, first) {
  let chosen = first;
  const mark = () => {
    for (const button of at(id).children) button.setAttribute("aria-pressed", button.value === chosen);
  };
  for (const [value, text] of Object.entries(words)) {
    const button = Object.assign(document.createElement("button"), { type: "button", value, textContent: text });
    button.onclick = () => { chosen = value; mark(); };
    at(id).append(button);
  }
  mark();
  return Object.assign(() => chosen, { reset: () => { chosen = first; mark(); } });
}

/** The rows of a list of the mission. Its values hold no line breaks; those with commas are in quotation marks. */
async function rows(form, list) {
  const text = await (await fetch(`forms/${form}/media/${list}.csv`)).text();
  const cells = (line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell]) => cell.replace(/^"|"$/g, "").replaceAll('""', '"'));
  const [names, ...lines] = text.trim().split("\n").map(cells);
  return lines.map((line) => Object.fromEntries(names.map((name, index) => [name, line[index]])));
}

function offer(id, list) {
  at(id).replaceChildren(...list.map((row) => new Option(row.label, row.name)));
}

function said(waiting, refused) {
  at("outbox").textContent = standing(waiting, refused);
}

async function report(form, values) {
  const { id, xml } = record(form, values);
  await keep(id, xml);
  await send(said);
}

function show(name) {
  for (const form of document.forms) form.hidden = form.id !== name;
  for (const button of document.querySelectorAll("nav button")) button.setAttribute("aria-current", button.dataset.screen === name);
}

// The dial: a bearing by touch, pen, mouse or arrow keys.
let bearing = null;
function aim(degrees) {
  bearing = degrees === null ? null : (Math.round(degrees) + 360) % 360;
  at("needle").classList.toggle("set", bearing !== null);
  at("needle").setAttribute("transform", `rotate(${bearing ?? 0})`);
  at("bearing").textContent = bearing === null ? "?" : `${bearing}°`;
  at("dial").setAttribute("aria-valuenow", bearing ?? 0);
}
function point(event) {
  if (event.type === "pointermove" && !event.buttons) return;
  const box = at("dial").getBoundingClientRect();
  const [x, y] = [event.clientX - box.x - box.width / 2, event.clientY - box.y - box.height / 2];
  aim((Math.atan2(x, -y) * 180) / Math.PI);
}
at("dial").addEventListener("pointerdown", point);
at("dial").addEventListener("pointermove", point);
at("dial").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
  if (step) { aim((bearing ?? 0) + step * (event.shiftKey ? 10 : 1)); event.preventDefault(); }
});
const svg = (name, attributes, text = "") => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.textContent = text;
  return node;
};
for (let degrees = 0; degrees < 360; degrees += 30) {
  at("ticks").append(svg("line", { y1: -100, y2: -92, transform: `rotate(${degrees})` }));
}
for (const [text, x, y] of [["N", 0, -76], ["E", 80, 5], ["S", 0, 86], ["W", -80, 5]]) at("ticks").append(svg("text", { x, y }, text));
at("unknown").onclick = () => aim(null);

// Heard: several in sequence make one record.
const range = choice("ranges", RANGES, "undetermined");
const kind = choice("kinds", KINDS, "explosion");
const means = choice("means", MEANS, "heard");
let count = 1;
let sounds = [];
function counted(to) { count = Math.max(1, to); at("count").textContent = count; }
for (const button of document.querySelectorAll("[data-step]")) button.onclick = () => counted(count + Number(button.dataset.step));
function noticed() {
  sounds.push({ noticed_at: now(), means: means(), kind: kind(), count, bearing: bearing ?? "", range: range(), weapon: "N/K", assessment: "undetermined" });
  counted(1);
}
function listed() {
  at("sequence").replaceChildren(...sounds.map((one) => Object.assign(document.createElement("li"), {
    textContent: `${one.noticed_at.slice(11, 19)} ${one.count} × ${KINDS[one.kind]}, ${one.bearing === "" ? "?" : `${one.bearing}°`}, ${RANGES[one.range]} km`,
  })));
}
at("more").onclick = () => { noticed(); listed(); };
at("heard").onsubmit = async (event) => {
  event.preventDefault();
  noticed();
  const run = sounds.length > 1 ? now().slice(0, 19) : "";
  const values = { post_code: post(), elsewhere: "no", sounds: sounds.map((one) => ({ ...one, sequence: run })) };
  sounds = [];
  listed();
  aim(null);
  for (const one of [range, kind, means]) one.reset();
  await report("ceasefire-violation", values);
};

const status = choice("statuses", STATUSES, "");
at("checkpoint").onsubmit = async (event) => {
  event.preventDefault();
  if (!status()) {
    at("outbox").textContent = "Say how it is · Укажите состояние";
    return;
  }
  const chosen = checkpoints.find((row) => row.name === at("place").value);
  const values = { post_code: post(), about: "checkpoint", checkpoint: chosen.name, checkpoint_segment: chosen.segment, seen_at: now(), status: status(), reason: at("reason").value };
  at("reason").value = "";
  status.reset();
  await report("checkpoint-status", values);
};

// The counter: what is not tapped was looked for and did not come, so it is sent as 0. Minutes are the record's unit.
const way = choice("ways", WAYS, "in");
let tallies = {};
let since = "";
function start() {
  since = now();
  tallies = Object.fromEntries(Object.keys(VEHICLES).map((one) => [one, 0]));
  at("tallies").replaceChildren(...Object.entries(VEHICLES).map(([one, text]) => {
    const button = Object.assign(document.createElement("button"), { type: "button", value: one });
    button.append(Object.assign(document.createElement("b"), { textContent: "0" }), text);
    button.onclick = () => { button.firstChild.textContent = ++tallies[one]; };
    return button;
  }));
  at("since").textContent = `Counted since · Считаем с ${since.slice(11, 16)}. What is not tapped is reported as 0 · Ненажатое сообщается как 0`;
}
at("counter").onsubmit = async (event) => {
  event.preventDefault();
  const until = now();
  if (until.slice(0, 16) === since.slice(0, 16)) {
    at("since").textContent = "Count for a minute at least · Считайте хотя бы минуту";
    return;
  }
  const chosen = checkpoints.find((row) => row.name === at("crossing").value);
  const passages = Object.entries(tallies).map(([vehicle, number]) => ({ crossing_code: chosen.code, direction: way(), from: since, to: until, vehicle, count: number }));
  start();
  await report("convoy-delivery", { post_code: post(), counted: "yes", passages });
};

let posts = [];
let checkpoints = [];
const post = () => posts.find((row) => row.name === at("post").value)?.code ?? "";

for (const button of document.querySelectorAll("nav button")) button.onclick = () => show(button.dataset.screen);
show("heard");
start();
if ("serviceWorker" in navigator) await navigator.serviceWorker.register("desk/worker.js", { scope: "desk" });
[posts, checkpoints] = await Promise.all([rows("checkpoint-status", "posts"), rows("checkpoint-status", "checkpoints")]);
offer("post", posts);
offer("place", checkpoints);
offer("crossing", checkpoints);
addEventListener("online", () => send(said));
setInterval(() => send(said), 30000);
await send(said);
document.body.dataset.ready = "yes";
