/* Small helpers shared by the modules. No state. */

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/* All matches in root, root itself included, that this module has not seen yet. */
const seen = new WeakMap();
export function once(selector, root, module) {
  const found = [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)];
  return found.filter((element) => {
    const modules = seen.get(element) ?? seen.set(element, new Set()).get(element);
    return modules.has(module) ? false : modules.add(module);
  });
}

export const csrfToken = () => $("meta[name='csrf-token']")?.content ?? $("[name=csrfmiddlewaretoken]")?.value ?? "";

/* An element with a class and text. Text only, never markup: what the user typed cannot become HTML. */
export function make(tag, { className = "", text = "", ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  element.append(...children);
  return element;
}

/* A number as people type it: full-width digits, thousands separators and blanks are understood. NaN when it is none. */
export function toNumber(text) {
  const plain = String(text ?? "").normalize("NFKC").replace(/[,\s，]/g, "");
  return plain === "" ? 0 : Number(plain);
}

/* Decimal arithmetic on cents: 0.1 + 0.2 must be 0.3 when it is compared with 100. */
export const cents = (text) => Math.round(toNumber(text) * 100);
export const fromCents = (value) => String(value / 100);

export const clock = (date = new Date()) => date.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
