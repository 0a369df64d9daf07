/* Long option lists (籍贯, 户口所在地, 工种): select[data-searchable] becomes a box one can type into. The select stays and is what
   is sent. Label, error and hint are copied to the new control, which has none of its own. */
import "../vendor/tom-select/tom-select.base.min.js";

import { once } from "./dom.js";

export function start(root) {
  once("select[data-searchable]", root, "select").forEach((select) => {
    const label = select.labels?.[0]?.textContent.replace("*", "").trim() ?? "";
    const box = new window.TomSelect(select, {
      maxOptions: 500,
      hidePlaceholder: true,
      placeholder: select.dataset.searchable || "可输入文字查找",
      render: { no_results: () => noResults() },
    });
    box.control_input.setAttribute("aria-label", label);
    ["aria-describedby", "aria-invalid", "aria-required"].forEach((name) => {
      if (select.hasAttribute(name)) box.control_input.setAttribute(name, select.getAttribute(name));
    });
    select.setAttribute("aria-hidden", "true"); // the new control speaks for it
    box.dropdown_content.setAttribute("aria-label", `${label}选项`);
  });
}

function noResults() {
  const line = document.createElement("div");
  line.className = "no-results";
  line.textContent = "没有这个选项";
  return line;
}
