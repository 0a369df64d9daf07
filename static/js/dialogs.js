/* Dialogs are native <dialog> elements: the browser keeps the focus inside, closes on Esc and gives the focus back.
   [data-dialog-open="id"]  opens; the dialog fires "dialog:open" with detail {opener}.
   [data-dialog-close]      closes the dialog it stands in.
   dialog[data-dialog-now]  opens when the page opens (a question the server asks).
   form[data-once]          is sent once: its submit button turns busy until the page changes. */
import { $, $$, once } from "./dom.js";

let bound = false;

export function start(root) {
  once("dialog[data-dialog-now]", root, "dialogs").forEach((dialog) => open(dialog));
  if (bound) return;
  bound = true;
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
  window.addEventListener("pageshow", (event) => event.persisted && $$("form[data-once]").forEach(release));
}

export function open(dialog, opener = null) {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  const first = $("[autofocus], input:not([type=hidden]):not([disabled]), select, textarea", dialog);
  first?.focus();
  const detail = { opener };
  dialog.dispatchEvent(new CustomEvent("dialog:open", { detail }));
  // htmx listens on the element itself: hx-trigger="dialog:open"
  $$("[hx-trigger*='dialog:open']", dialog).forEach((one) => one.dispatchEvent(new CustomEvent("dialog:open", { detail })));
}

function onClick(event) {
  const opener = event.target.closest("[data-dialog-open]");
  if (opener) {
    event.preventDefault();
    return open(document.getElementById(opener.dataset.dialogOpen), opener);
  }
  if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog")?.close();
  else if (event.target.matches("dialog.dlg") && outside(event)) event.target.close();
}

/* A click on the backdrop reaches the dialog element itself; a click on its padding must not close it. */
function outside({ target, clientX, clientY }) {
  const box = target.getBoundingClientRect();
  const hit = clientX >= box.left && clientX <= box.right && clientY >= box.top && clientY <= box.bottom;
  return !hit && !$("textarea, input:not([type=hidden])", target);
}

function onSubmit(event) {
  const form = event.target;
  if (!form.matches("form[data-once]") || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
}

export function release(form) {
  delete form.dataset.sent;
  $$("[aria-busy]", form).forEach((button) => button.removeAttribute("aria-busy"));
}
