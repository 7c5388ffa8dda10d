"use strict";
const behind = JSON.parse(document.getElementById("behind").textContent);
const panel = document.getElementById("panel");
let opener = null;

const add = (parent, tag, text, name) => {
  const node = parent.appendChild(document.createElement(tag));
  if (text) node.textContent = text;
  if (name) node.className = name;
  return node;
};

const rowButtons = (ids) => {
  const list = add(panel, "p");
  for (const id of ids) {
    const button = add(list, "button", id, "row");
    button.type = "button";
    button.addEventListener("click", () => { location.hash = "row=" + encodeURIComponent(id); });
  }
};

const entryCard = (id) => {
  const entry = behind.entries[id];
  const card = add(panel, "div", "", "entry");
  if (!entry) { add(card, "code", id); return; }
  add(card, "p", entry.source + ": " + entry.said);
  add(card, "p", entry.kind, "meta");
  add(card, "code", id);
  for (const sha of entry.evidence) add(card, "p", "evidence SHA-256 " + sha, "meta");
};

const open = (id) => {
  panel.replaceChildren();
  const close = add(panel, "button", "Close", "close");
  close.type = "button";
  close.addEventListener("click", shut);
  const row = behind.rows[id];
  add(panel, "h2", row ? row.says : "No more is known of this row in this file");
  add(panel, "code", id);
  if (row) {
    add(panel, "h3", "Rule");
    add(panel, "p", behind.rules[row.rule]);
    if (row.parts.length) { add(panel, "h3", "Rows it was made from (" + row.parts.length + ")"); rowButtons(row.parts); }
    if (row.of) { add(panel, "h3", "Entries behind it (" + row.of + ")"); row.entries.forEach(entryCard); }
    if (row.of > row.entries.length) {
      add(panel, "p", "The first " + row.entries.length + " of them. All are named by: trucewatch explain " + id, "meta");
    }
  } else if (behind.entries[id]) { entryCard(id); }
  panel.hidden = false;
  document.querySelectorAll("a.figure.open").forEach((one) => one.classList.remove("open"));
  if (opener) opener.classList.add("open");
  close.focus();
};

const shut = () => {
  panel.hidden = true;
  document.querySelectorAll("a.figure.open").forEach((one) => one.classList.remove("open"));
  history.replaceState(null, "", location.pathname + location.search);
  if (opener) opener.focus();
};

const follow = () => {
  const found = /^#row=(.+)$/.exec(location.hash);
  if (found) open(decodeURIComponent(found[1]));
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.figure");
  if (link) opener = link;
});
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !panel.hidden) shut(); });
window.addEventListener("hashchange", follow);
follow();
