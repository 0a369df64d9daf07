/* Warning before the session ends.
   body[data-session-ends]   ISO time of the end; data-session-renew: POST address that extends the session and answers
                             {"ends_at": ISO}. data-session-warn: minutes before the end, default 5.
   Fires "portal:session-ending" when the warning opens, so that draft.js saves. */
import { $, csrfToken, make } from "./dom.js";
import { open } from "./dialogs.js";

let ends = 0;
let dialog = null;

export function start() {
  const { sessionEnds, sessionWarn } = document.body.dataset;
  if (ends || !sessionEnds) return;
  ends = Date.parse(sessionEnds);
  setInterval(() => tick(Number(sessionWarn || 5) * 60000), 1000);
  // htmx requests and saves extend the session too; the server says so in this header.
  document.addEventListener("htmx:afterRequest", ({ detail }) => extend(detail.xhr?.getResponseHeader("X-Session-Ends")));
}

function tick(warning) {
  const left = ends - Date.now();
  if (left > warning) return;
  if (!dialog) {
    dialog = build();
    document.dispatchEvent(new CustomEvent("portal:session-ending"));
    open(dialog);
  }
  const minutes = Math.max(0, Math.ceil(left / 60000));
  const text = left > 0 ? `登录状态将在 ${minutes} 分钟内失效。` : "登录状态已失效，请在新窗口登录后回到本页保存。";
  const line = $("[data-session-left]", dialog);
  if (line.textContent !== text) line.textContent = text;
}

function build() {
  const renew = make("button", { className: "btn btn-primary", text: "继续使用", type: "button" });
  const line = make("p", { "data-session-left": "", role: "status" });
  const help = make("p", { className: "muted", text: "已填写的内容会暂存，重新登录后可以继续填报。" });
  const title = make("h2", { text: "登录即将失效", id: "session-title" });
  const box = make("dialog", { className: "dlg", "aria-labelledby": "session-title" },
    make("div", { className: "dlg-head" }, title), make("div", { className: "dlg-body" }, line, help), make("div", { className: "dlg-foot" }, renew));
  renew.addEventListener("click", () => keepOn(line));
  document.body.append(box);
  return box;
}

async function keepOn(line) {
  try {
    const answer = await fetch(document.body.dataset.sessionRenew, { method: "POST", headers: { "X-CSRFToken": csrfToken() } });
    if (answer.ok && !answer.redirected) return extend((await answer.json()).ends_at);
    line.textContent = "登录状态已失效，请重新登录。";
    location.reload();
  } catch {
    line.textContent = "网络中断，请检查网络后再试。";
  }
}

function extend(isoTime) {
  if (!isoTime) return;
  ends = Date.parse(isoTime);
  dialog?.close();
  dialog?.remove();
  dialog = null;
}
