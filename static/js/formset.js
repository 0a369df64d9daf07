/* Rows of a sub-table. The box carries data-formset="prefix"; inside it:
   [data-formset-row], [data-formset-number], [data-formset-remove], [data-formset-add], template[data-formset-empty] with
   __prefix__ in names and ids. data-min-rows: so many rows stay. A removed row that the server knows is only marked DELETE
   and hidden; a new one is emptied, so that the server ignores it. Fires "portal:changed" (total.js, dirty.js). */
import { $, $$, once } from "./dom.js";

export function start(root) {
  once("[data-formset]", root, "formset").forEach((box) => {
    box.addEventListener("click", (event) => {
      if (event.target.closest("[data-formset-add]")) addRow(box);
      const remove = event.target.closest("[data-formset-remove]");
      if (remove) removeRow(box, remove.closest("[data-formset-row]"));
    });
    renumber(box);
  });
}

const body = (box) => $("tbody", box);
const rows = (box) => $$("[data-formset-row]", body(box)).filter((row) => !row.hidden);
const counter = (box) => $(`[name="${box.dataset.formset}-TOTAL_FORMS"]`, box);

function addRow(box) {
  const index = Number(counter(box).value);
  const maximum = Number($(`[name="${box.dataset.formset}-MAX_NUM_FORMS"]`, box)?.value || 1000);
  if (rows(box).length >= maximum) return;
  const fragment = $("template[data-formset-empty]", box).content.cloneNode(true);
  $$("[name], [id], [for]", fragment).forEach((element) => ["name", "id", "for"].forEach((attribute) => {
    if (element.hasAttribute(attribute)) element.setAttribute(attribute, element.getAttribute(attribute).replace("__prefix__", index));
  }));
  const row = $("[data-formset-row]", fragment);
  body(box).append(row);
  counter(box).value = index + 1;
  row.dispatchEvent(new CustomEvent("portal:inserted", { bubbles: true }));
  settle(box);
  $("input:not([type=hidden]):not([type=checkbox]), select, textarea", row)?.focus();
}

function removeRow(box, row) {
  if (rows(box).length <= Number(box.dataset.minRows || 0)) return;
  const next = rows(box)[rows(box).indexOf(row) + 1] ?? rows(box)[rows(box).indexOf(row) - 1];
  const flag = $("input[name$='-DELETE']", row);
  if (flag) flag.checked = true;
  else $$("input:not([type=hidden]), select, textarea", row).forEach((control) => { control.value = ""; });
  row.hidden = true;
  settle(box);
  ($("[data-formset-remove]", next ?? document.createElement("i")) ?? $("[data-formset-add]", box))?.focus();
}

function settle(box) {
  renumber(box);
  box.dispatchEvent(new CustomEvent("portal:changed", { bubbles: true }));
}

function renumber(box) {
  const least = Number(box.dataset.minRows || 0);
  const shown = rows(box);
  shown.forEach((row, position) => {
    const number = position + 1;
    $("[data-formset-number]", row).textContent = number;
    $$("[data-formset-number-text]", row).forEach((text) => { text.textContent = `，第 ${number} 行`; });
    const remove = $("[data-formset-remove]", row);
    remove?.setAttribute("aria-label", `删除第 ${number} 行`);
    if (remove) remove.disabled = shown.length <= least;
  });
}
