/* Fields that the server fills.
   input[data-lookup-url]         on leaving the field (or a click on [data-lookup-now] beside it) asks
                                  GET <url>?value=… and expects {"found": true, "values": {field: text}, "proposals": {…}}
                                  or {"found": false, "message": text}. Values go into the controls of those names in the same
                                  form, read-only from then on; proposals go into those that are still empty and stay
                                  editable; the message appears in red under the field.
   select[data-dependent-url]     on change asks GET <url>?value=… and expects {"options": [[value, label], …]} for the select
                                  whose id is in data-dependent-target (区县 → 街道). */
import { $, make, once } from "./dom.js";

export function start(root) {
  once("input[data-lookup-url]", root, "lookup").forEach((input) => {
    let asked = input.value.trim();
    const ask = (force) => {
      const value = input.value.trim();
      if (!value || (value === asked && !force)) return;
      asked = value;
      lookUp(input, value);
    };
    input.addEventListener("change", () => ask(false));
    $("[data-lookup-now]", input.parentElement)?.addEventListener("click", () => ask(true));
  });
  once("select[data-dependent-url]", root, "dependent").forEach((select) => select.addEventListener("change", () => refill(select)));
}

async function getJson(address, value) {
  const url = new URL(address, location.href);
  url.searchParams.set("value", value);
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return answer.json();
}

async function lookUp(input, value) {
  input.setAttribute("aria-busy", "true");
  try {
    const { found, values = {}, proposals = {}, message = "" } = await getJson(input.dataset.lookupUrl, value);
    complain(input, found ? "" : message || "没有找到");
    if (!found) return;
    Object.entries(values).forEach(([name, text]) => fill(input.form?.elements[name], text, true));
    Object.entries(proposals).forEach(([name, text]) => fill(input.form?.elements[name], text, false));
  } catch {
    complain(input, "没有读取到信息，请检查网络后再试");
  } finally {
    input.removeAttribute("aria-busy");
  }
}

function fill(control, text, fixed) {
  if (!control || text === null || (!fixed && control.value)) return;
  if (fixed && "readOnly" in control) control.readOnly = true;
  if (control.value === String(text)) return;
  control.value = text;
  control.tomselect?.sync();
  (control.length && !control.options ? control[0] : control).dispatchEvent(new Event("input", { bubbles: true }));
}

function complain(input, message) {
  const line = $("[data-client-error]", input.closest(".fld"));
  if (!line) return;
  line.textContent = message;
  line.hidden = !message;
  line.id ||= `${input.id}_client`;
  input.classList.toggle("is-invalid", Boolean(message));
  message ? input.setAttribute("aria-invalid", "true") : input.removeAttribute("aria-invalid");
  const others = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== line.id);
  input.setAttribute("aria-describedby", [...others, ...(message ? [line.id] : [])].join(" "));
  line.setAttribute("role", "alert");
}

async function refill(select) {
  const target = document.getElementById(select.dataset.dependentTarget);
  if (!target) return;
  const { options } = await getJson(select.dataset.dependentUrl, select.value).catch(() => ({ options: [] }));
  const choices = options.map(([value, text]) => make("option", { value, text }));
  target.replaceChildren(make("option", { value: "", text: "请选择" }), ...choices);
  target.tomselect?.sync();
}
