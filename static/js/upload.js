/* Attachment slots: each file is sent at once, apart from the form, with progress; a failed one can be sent again.
   [data-upload="address"]  the slot. data-upload-label, data-upload-accept (".pdf,.jpg"), data-upload-max (bytes).
   input[type=file] inside, or a file dropped on the slot. [data-upload-state] shows progress, 取消 and 重试.
   [data-upload-delete="address"] removes a file.
   The server answers with the slot's new HTML: 200 saved, else refused (with the reason inside). XHR because fetch reports no
   upload progress. Fires "portal:uploaded" on the new slot. */
import { $, csrfToken, make, once } from "./dom.js";

const MEGABYTE = 1024 * 1024;
const readable = (bytes) => (bytes < MEGABYTE ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / MEGABYTE).toFixed(1)} MB`);

export function start(root) {
  once("[data-upload]", root, "upload").forEach((slot) => {
    if ("uploadReadonly" in slot.dataset) return;
    $("input[type=file]", slot)?.addEventListener("change", (event) => sendAll(slot, [...event.target.files]));
    slot.addEventListener("dragover", (event) => { event.preventDefault(); slot.classList.add("is-over"); });
    slot.addEventListener("dragleave", () => slot.classList.remove("is-over"));
    slot.addEventListener("drop", (event) => {
      event.preventDefault();
      slot.classList.remove("is-over");
      sendAll(slot, [...event.dataTransfer.files]);
    });
    slot.addEventListener("click", (event) => {
      const button = event.target.closest("[data-upload-delete]");
      if (!button) return;
      event.preventDefault();
      remove(slot, button.dataset.uploadDelete);
    });
  });
}

/* Why a file need not be sent at all, in words; empty when it may be. */
export function refusal(slot, file) {
  const { uploadAccept: accept = "", uploadMax: limit, uploadLabel: label } = slot.dataset;
  const endings = accept.split(",").map((one) => one.trim().toLowerCase()).filter((one) => one.startsWith("."));
  if (!file.size) return `${file.name} 是空文件，请重新选择`;
  if (endings.length && !endings.some((ending) => file.name.toLowerCase().endsWith(ending))) {
    return `${label}只能上传 ${endings.map((one) => one.slice(1).toUpperCase()).join("、")} 文件`;
  }
  if (limit && file.size > Number(limit)) return `${file.name} 有 ${readable(file.size)}，超过 ${readable(Number(limit))} 的限制，请压缩后重新上传`;
  return "";
}

async function sendAll(slot, files) {
  const multiple = $("input[type=file]", slot)?.multiple;
  let current = slot;
  for (const file of multiple ? files : files.slice(0, 1)) {
    const reason = refusal(current, file);
    if (reason) { complain(current, reason); return; }
    const fragment = await send(current, file);
    if (!fragment) return;
    current = replace(current, fragment);
    if (current.classList.contains("has-err")) return;
  }
}

function send(slot, file) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const bar = make("progress", { max: "100", "aria-label": `${file.name} 上传进度` });
    bar.value = 0;
    const text = make("span", { text: `${file.name} · 正在上传` });
    const cancel = make("button", { className: "btn-link-x", type: "button", text: "取消" });
    cancel.addEventListener("click", () => request.abort());
    const percent = make("span", { className: "tnum", "aria-hidden": "true" });
    show(slot, make("div", { className: "f" }, text, percent, cancel), bar);
    request.open("POST", slot.dataset.upload);
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.upload.onprogress = ({ loaded, total }) => {
      bar.value = total ? (loaded / total) * 100 : 0;
      percent.textContent = `${Math.round(bar.value)}%`;
    };
    const again = (reason) => { retry(slot, file, reason); resolve(null); };
    request.onerror = () => again("网络中断，文件没有上传");
    request.onabort = () => again("已取消上传");
    request.onload = () => (isSlot(request.responseText) ? resolve(request.responseText) : again(problem(request.status)));
    const body = new FormData();
    body.append("file", file);
    request.send(body);
  });
}

/* Whatever its status: the slot drawn anew says what happened. */
const isSlot = (html) => html.trimStart().startsWith('<li class="slot');

function problem(status) {
  if (status === 413) return "文件超过允许的大小，请压缩后重新上传";
  if (status === 401 || status === 403) return "登录状态已失效，请在新窗口登录后重试";
  if (status === 409) return "这条记录已不能修改附件，请刷新页面";
  return "上传没有成功";
}

async function remove(slot, address) {
  try {
    const answer = await fetch(address, { method: "POST", headers: { "X-CSRFToken": csrfToken(), "X-Requested-With": "XMLHttpRequest" } });
    const html = await answer.text();
    if (isSlot(html)) replace(slot, html);
    else complain(slot, problem(answer.status));
  } catch {
    complain(slot, "网络中断，文件没有删除");
  }
}

/* The fragment comes from our own server, autoescaped by its template. */
function replace(slot, html) {
  const parsed = new DOMParser().parseFromString(`<ul>${html}</ul>`, "text/html");
  const fresh = parsed.querySelector("[data-upload]");
  if (!fresh) { complain(slot, "上传没有成功，请刷新页面后重试"); return slot; }
  const adopted = document.importNode(fresh, true);
  slot.replaceWith(adopted);
  adopted.dispatchEvent(new CustomEvent("portal:inserted", { bubbles: true }));
  adopted.dispatchEvent(new CustomEvent("portal:uploaded", { bubbles: true }));
  if (!adopted.classList.contains("has-err")) $("[data-upload-state]", adopted).textContent = "已保存";
  adopted.focus({ preventScroll: true });
  return adopted;
}

const show = (slot, ...parts) => $("[data-upload-state]", slot).replaceChildren(...parts);
const complain = (slot, reason) => show(slot, make("p", { className: "ferr", role: "alert", text: reason }));

function retry(slot, file, reason) {
  const button = make("button", { className: "btn-link-x", type: "button", text: "重试" });
  button.addEventListener("click", () => sendAll(slot, [file]));
  show(slot, make("p", { className: "ferr", role: "alert", text: reason }), button);
  const input = $("input[type=file]", slot);
  if (input) input.value = "";
}
