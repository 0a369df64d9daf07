/* Unsaved changes.
   form[data-dirty-guard]   asks before the page is left with unsaved changes; data-dirty="1" after a failed save.
   [data-save-state]        anywhere on the page: shows 有未保存的修改.
   [data-dialog-open] of a dialog whose form has data-needs-saved: not opened while there are unsaved changes.
   Fires "portal:dirty" on the form at the first change. Files are saved by upload.js and do not count. */
import { $, make, once } from "./dom.js";

const dirty = new Set();
const icon = () => $("[data-save-state]")?.querySelector("use")?.getAttribute("href")?.split("#")[0] ?? "";

export function start(root) {
  once("form[data-dirty-guard]", root, "dirty").forEach((form) => {
    if (form.dataset.dirty) mark(form);
    const changed = (event) => event.target.type !== "file" && event.target.name && mark(form);
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    form.addEventListener("portal:changed", () => mark(form));
    form.addEventListener("submit", (event) => !event.defaultPrevented && dirty.delete(form));
  });
}

/* Before dialogs.js: what is handed in is what is stored, not what is on the screen. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog-open]");
  if (!opener || !dirty.size || !$("form[data-needs-saved]", document.getElementById(opener.dataset.dialogOpen) ?? opener)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  say("有未保存的修改，请先保存，再上报");
}, true);

window.addEventListener("beforeunload", (event) => { if (dirty.size) event.preventDefault(); });

/* Leaving on purpose: the session has ended, the draft is kept. */
export const forgive = () => dirty.clear();

function mark(form) {
  if (dirty.has(form)) return;
  dirty.add(form);
  say("有未保存的修改");
  form.dispatchEvent(new CustomEvent("portal:dirty", { bubbles: true }));
}

function say(text) {
  $("[data-save-state]")?.replaceChildren(make("span", { className: "dirty" }, svg("circle-fill"), text));
}

function svg(name) {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("class", "bi");
  picture.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${icon()}#${name}`);
  picture.append(use);
  return picture;
}
