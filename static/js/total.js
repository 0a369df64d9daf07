/* Sums that must come out right, and amounts derived from them. The server computes both again.
   [data-total]         a box whose inputs [data-total-item] (or those inside [data-total-cell]) are added;
                        data-total-target="100", data-total-unit="%"; [data-total-output] inside shows 合计, 还差, 超出.
   [data-derive]        an <output> that shows base × percent: data-derive-base="id of the amount input",
                        data-derive-percent="id of the percent input", data-derive-unit="万元". */
import { $, $$, cents, fromCents, make, once, toNumber } from "./dom.js";

export function start(root) {
  once("[data-total]", root, "total").forEach((box) => {
    const refresh = () => add(box);
    box.addEventListener("input", refresh);
    box.addEventListener("portal:changed", refresh);
    refresh();
  });
  once("[data-derive]", root, "total").forEach((output) => {
    const sources = [output.dataset.deriveBase, output.dataset.derivePercent].map((id) => document.getElementById(id));
    const refresh = () => derive(output, ...sources);
    sources.forEach((source) => source?.addEventListener("input", refresh));
    refresh();
  });
}

function add(box) {
  const output = $("[data-total-output]", box);
  if (!output) return;
  const unit = box.dataset.totalUnit ?? "";
  const target = cents(box.dataset.totalTarget);
  const items = $$("[data-total-item], [data-total-cell] input", box).filter((item) => !item.closest("[hidden]"));
  const sum = items.reduce((total, item) => total + (Number.isNaN(toNumber(item.value)) ? 0 : cents(item.value)), 0);
  const gap = target - sum;
  const rest = gap > 0 ? `，还差 ${fromCents(gap)}${unit}` : gap < 0 ? `，超出 ${fromCents(-gap)}${unit}` : "";
  const text = `合计 ${fromCents(sum)}${unit}${rest}`;
  if ($("span", output)?.textContent === text) return;
  output.className = `tot ${gap === 0 ? "is-ok" : "is-off"}`;
  const bar = make("progress", { max: String(target), "aria-hidden": "true" });
  bar.value = Math.max(0, Math.min(sum, target));
  output.replaceChildren(bar, make("span", { text }));
}

function derive(output, base, percent) {
  const amount = (toNumber(base?.value) * toNumber(percent?.value)) / 100;
  const shown = amount.toLocaleString("zh-CN", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  output.textContent = Number.isFinite(amount) && base?.value ? `${shown} ${output.dataset.deriveUnit ?? "万元"}` : "—";
}
