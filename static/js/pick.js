/* Choosing from a register in a dialog[data-pick] (see components/pick_dialog.html).
   The opener carries data-pick-into="id of the hidden input" and data-pick-show="id of the text input"; more values of the row
   can be copied: row data-pick-code="…" goes to the element named in the opener's data-pick-code-into.
   data-pick-add on the opener adds to what is there already; [data-pick-clear="ids"] empties the controls of those ids.
   Fires "change" on the hidden input. */
import { $, $$, once } from "./dom.js";

export function start(root) {
  once("[data-pick-clear]", root, "pick").forEach((button) => button.addEventListener("click", () => button.dataset.pickClear.split(" ").forEach((id) => put(id, ""))));
  once("dialog[data-pick]", root, "pick").forEach((dialog) => {
    let opener = null;
    const confirm = $("[data-pick-confirm]", dialog);
    dialog.addEventListener("dialog:open", (event) => { opener = event.detail.opener ?? opener; confirm.disabled = !chosen(dialog).length; });
    dialog.addEventListener("change", () => { confirm.disabled = !chosen(dialog).length; });
    dialog.addEventListener("htmx:afterSwap", () => { confirm.disabled = !chosen(dialog).length; });
    dialog.addEventListener("dblclick", (event) => event.target.closest("tr:has(:checked)") && confirm.click());
    confirm.addEventListener("click", () => {
      const rows = chosen(dialog);
      if (opener && rows.length) take(opener, rows);
      dialog.close();
    });
  });
}

const chosen = (dialog) => $$(".pick-results input:checked", dialog);

function take(opener, rows) {
  const kept = "pickAdd" in opener.dataset ? value(opener.dataset.pickInto).split(",").filter(Boolean) : [];
  const added = rows.filter((row) => !kept.includes(row.value));
  const labels = kept.length ? [value(opener.dataset.pickShow)] : [];
  put(opener.dataset.pickShow, [...labels, ...added.map((row) => row.dataset.pickLabel)].join("、"));
  Object.entries(opener.dataset).forEach(([key, id]) => {
    const match = key.match(/^pick(\w+)Into$/);
    if (match) put(id, rows[0].dataset[`pick${match[1]}`] ?? "");
  });
  put(opener.dataset.pickInto, [...kept, ...added.map((row) => row.value)].join(","));
}

const value = (id) => document.getElementById(id)?.value ?? "";

function put(id, value) {
  const control = id && document.getElementById(id);
  if (!control) return;
  control.value = value;
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
}
