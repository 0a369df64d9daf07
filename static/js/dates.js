/* Dates are typed as text and shown as 2027-01-11 whatever language the browser speaks; the calendar is the browser's own.
   [data-date] holds the text input, a button [data-date-open] and an input[type=date][data-date-native].
   On leaving the field 20270111, 2027/1/11, 2027.1.11 and 2027年1月11日 become 2027-01-11. */
import { $, once } from "./dom.js";

export function start(root) {
  once("[data-date]", root, "dates").forEach((box) => {
    const text = $("input:not([data-date-native])", box);
    const native = $("[data-date-native]", box);
    const button = $("[data-date-open]", box);
    if (!text || !native) return;
    if (text.readOnly || text.disabled || text.closest("fieldset:disabled")) button?.setAttribute("disabled", "");
    text.addEventListener("change", () => { text.value = iso(text.value) ?? text.value; });
    button?.addEventListener("click", () => show(text, native));
    native.addEventListener("change", () => {
      text.value = native.value;
      text.dispatchEvent(new Event("input", { bubbles: true }));
      text.dispatchEvent(new Event("change", { bubbles: true }));
      text.focus();
    });
  });
}

/* The ISO form of a date in the usual spellings, null when it is none (the server says what is wrong with it). */
export function iso(value) {
  const plain = String(value).normalize("NFKC").trim();
  const parts = plain.match(/^(\d{4})(\d{2})(\d{2})$/) ?? plain.match(/^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/);
  if (!parts) return null;
  const [year, month, day] = parts.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? date.toISOString().slice(0, 10) : null;
}

function show(text, native) {
  native.value = iso(text.value) ?? "";
  if (native.showPicker) native.showPicker();
  else native.click();
}
