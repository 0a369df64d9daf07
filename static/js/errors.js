/* Error summary and jump links.
   [data-autofocus]  takes the focus when the page opens (the error summary).
   a[data-focus]     its hash names a control, slot or section: scrolled to the middle and focused, so that typing can begin.
   An invalid control drops its red frame only when the server has checked it again. */
import { $, once } from "./dom.js";

let bound = false;

export function start(root) {
  once("[data-autofocus]", root, "errors").forEach((element) => element.focus());
  if (bound) return;
  bound = true;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-focus]");
    const target = link && goal(link.hash);
    if (!target) return;
    event.preventDefault();
    link.closest("dialog")?.close();
    openUp(target);
    (target.closest(".fld, tr, li, section") ?? target).scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
  });
}

function goal(hash) {
  const target = document.getElementById(decodeURIComponent(hash.slice(1)));
  // A Tom Select or a hidden control cannot take the focus itself.
  return target?.tomselect?.control_input ?? (target?.type === "hidden" ? $("input:not([type=hidden]), button", target.closest(".fld")) : target);
}

function openUp(target) {
  for (let box = target.closest("details:not([open])"); box; box = box.parentElement?.closest("details:not([open])")) box.open = true;
}
