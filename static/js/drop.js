/* Drop-downs and the phone menu. <details data-drop> opens by itself; this closes it on Esc, outside clicks and tabbing away.
   [data-menu-toggle]      button that opens the side menu named in aria-controls.
   [data-scroll-to-current] a strip that scrolls sideways starts at its current step. */
import { $, $$, once } from "./dom.js";

let bound = false;

export function start(root) {
  once("[data-scroll-to-current]", root, "drop").forEach((strip) => {
    const current = $("[aria-current]", strip);
    if (current) strip.scrollLeft = current.offsetLeft - strip.offsetLeft;
  });
  if (bound) return;
  bound = true;
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", (event) => event.key === "Escape" && closeAll(true));
  document.addEventListener("focusin", (event) => closeOthers(event.target));
}

function onClick(event) {
  const toggle = event.target.closest("[data-menu-toggle]");
  if (toggle) return setMenu(!document.body.classList.contains("menu-open"), toggle);
  if (!event.target.closest(".side")) setMenu(false);
  closeOthers(event.target);
}

function setMenu(open, toggle = $("[data-menu-toggle]")) {
  if (!toggle || open === document.body.classList.contains("menu-open")) return;
  document.body.classList.toggle("menu-open", open);
  toggle.setAttribute("aria-expanded", String(open));
  if (open) $("a", document.getElementById(toggle.getAttribute("aria-controls")))?.focus();
}

function closeOthers(target) {
  $$("details[data-drop][open]").forEach((drop) => { if (!drop.contains(target)) drop.open = false; });
}

function closeAll(returnFocus) {
  $$("details[data-drop][open]").forEach((drop) => {
    drop.open = false;
    if (returnFocus) $("summary", drop)?.focus();
  });
  if (document.body.classList.contains("menu-open")) {
    setMenu(false);
    $("[data-menu-toggle]")?.focus();
  }
}
