/* Draft kept by the server: the raw form, posted every 30 s while it has changed, and once more when the page is left.
   form[data-draft-url]       where to post; answers 204, or 409 when somebody else has saved the record since.
   data-draft-seconds         interval, default 30.
   [data-draft-state]         shows 已暂存 hh:mm (falls back to [data-save-state]).
   Nothing is written to the browser's storage: a shared computer must not keep personal data. */
import { $, clock, csrfToken, make, once } from "./dom.js";

const SECRET = "input[type=password], input[type=file], [data-no-draft]";

export function start(root) {
  once("form[data-draft-url]", root, "draft").forEach(watch);
}

function watch(form) {
  let changed = Boolean(form.dataset.dirty);
  let leaving = false;
  const note = () => { changed = true; };
  form.addEventListener("input", note);
  form.addEventListener("change", note);
  form.addEventListener("portal:changed", note);
  form.addEventListener("submit", () => { leaving = true; });
  const save = async ({ last = false } = {}) => {
    if (!changed || leaving) return;
    changed = false;
    if (!(await post(form, last))) changed = true;
  };
  setInterval(save, Number(form.dataset.draftSeconds || 30) * 1000);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save({ last: true }));
  document.addEventListener("portal:session-ending", () => save());
}

function fields(form) {
  const data = new FormData(form);
  form.querySelectorAll(SECRET).forEach((control) => control.name && data.delete(control.name));
  return new URLSearchParams([...data].filter(([, value]) => typeof value === "string"));
}

async function post(form, keepalive) {
  const body = fields(form);
  // Browsers refuse keepalive bodies over 64 KiB.
  const request = { method: "POST", body, headers: { "X-CSRFToken": csrfToken() }, keepalive: keepalive && body.toString().length < 60000 };
  try {
    const answer = await fetch(form.dataset.draftUrl, request);
    if (answer.ok && !answer.redirected) return show(`已暂存 ${clock()}，保存后才会写入记录`);
    show(answer.status === 409 ? "内容已被他人修改，请保存前刷新核对" : "暂存没有成功，请尽快保存", "dirty");
  } catch {
    show("网络中断，暂存没有成功，请勿关闭页面", "dirty");
  }
  return false;
}

function show(text, className = "") {
  ($("[data-draft-state]") ?? $("[data-save-state]"))?.replaceChildren(make("span", { className, text }));
  return true;
}
