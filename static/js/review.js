/* The reviewer's page.
   [data-only-changes]     switch: hides unchanged rows and sections.
   [data-remark-row]       a compared row (data-remark-label) with [data-remark-open] and [data-remark-editor] (a text area).
   [data-decision]         the decision form: [data-remark-list] collects the remarks, radios may carry data-with-remarks and
                           data-needs-note; writing the first remark chooses 退回; [data-decision-error] says what is missing.
   select[data-canned="id"] appends its option's data-text to that text area.
   [data-bulk]             bulk bar: [data-bulk-all], [data-bulk-action], [data-bulk-count], [data-bulk-hint]; rows
                           [data-bulk-item] with data-bulk-actions="accept assign". */
import { $, $$, make, once } from "./dom.js";
import { release } from "./dialogs.js";

export function start(root) {
  once("[data-only-changes]", root, "review").forEach((box) => {
    const apply = () => document.body.classList.toggle("only-changes", box.checked);
    box.addEventListener("change", apply);
    apply();
  });
  once("[data-remark-row]", root, "review").forEach(bindRow);
  once("[data-decision]", root, "review").forEach(bindDecision);
  once("select[data-canned]", root, "review").forEach((select) => select.addEventListener("change", () => canned(select)));
  once("[data-bulk]", root, "review").forEach(bindBulk);
}

/* ---- Remarks ---- */

function bindRow(row) {
  const [button, editor] = [$("[data-remark-open]", row), $("[data-remark-editor]", row)];
  const text = editor && $("textarea", editor);
  if (!button || !text) return;
  button.addEventListener("click", () => {
    const open = editor.hidden || !text.value;
    editor.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (open) text.focus();
    collect();
  });
  text.addEventListener("input", () => { preferReturn(text.value); collect(); });
}

function written() {
  return $$("[data-remark-row]").map((row) => ({ row, label: row.dataset.remarkLabel, text: $("[data-remark-editor] textarea", row)?.value.trim() })).filter(({ text }) => text);
}

function collect() {
  const list = $("[data-remark-list]");
  if (!list) return;
  const remarks = written();
  list.replaceChildren(...remarks.map(({ label, text }) => make("li", { className: "fremark" }, make("span", {}, make("b", { text: `${label}：` }), text))));
  $("[data-remark-none]").hidden = remarks.length > 0;
}

function preferReturn(text) {
  const form = $("[data-decision]");
  if (text && form && !$("[name=decision]:checked", form)) $("[data-with-remarks]:not(:disabled)", form)?.click();
}

/* ---- Decision ---- */

function bindDecision(form) {
  collect();
  form.addEventListener("submit", (event) => {
    const problem = missing(form);
    const line = $("[data-decision-error]", form);
    line.textContent = problem;
    line.hidden = !problem;
    if (!problem) return;
    event.preventDefault();
    release(form);
    $("[name=note]", form).focus();
  }, true);
}

function missing(form) {
  const decision = $("[name=decision]:checked", form);
  if (!decision) return "请选择审核结论";
  const said = $("[name=note]", form).value.trim() || written().length;
  if ("needsNote" in decision.dataset && !said) return "请写明原因：逐项意见或总体说明至少填写一项";
  return written().length && !("withRemarks" in decision.dataset) ? "已填写逐项意见，只有退回修改时才会发送；请改选退回或清空意见" : "";
}

function canned(select) {
  const target = document.getElementById(select.dataset.canned);
  const text = select.selectedOptions[0]?.dataset.text;
  if (!target || !text || target.value.includes(text)) return;
  target.value = [target.value.trim(), text].filter(Boolean).join("\n");
  target.dispatchEvent(new Event("input", { bubbles: true }));
}

/* ---- Bulk bar ---- */

function bindBulk(bar) {
  const form = bar.closest("form");
  const refresh = () => showBulk(bar, form);
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-bulk-all]")) $$("[data-bulk-item]", form).forEach((item) => { item.checked = event.target.checked; });
    refresh();
  });
  refresh();
}

function showBulk(bar, form) {
  const items = $$("[data-bulk-item]", form);
  const chosen = items.filter((item) => item.checked);
  const all = $("[data-bulk-all]", bar);
  all.checked = chosen.length > 0 && chosen.length === items.length;
  all.indeterminate = chosen.length > 0 && chosen.length < items.length;
  $("[data-bulk-count]", bar).textContent = chosen.length ? `已选 ${chosen.length} 项` : "全选本页";
  const refused = [];
  $$("[data-bulk-action]", bar).forEach((button) => {
    const unfit = chosen.filter((item) => !(item.dataset.bulkActions ?? "").split(" ").includes(button.dataset.bulkAction)).length;
    button.disabled = !chosen.length || unfit > 0;
    if (unfit) refused.push(`${button.textContent.trim()}：有 ${unfit} 项当前状态不允许`);
  });
  $("[data-bulk-hint]", bar).textContent = refused.join("；") || (chosen.length ? "" : "先勾选要办理的记录");
}
