/* 签名并上报: the submit dialog asks for the key's PIN, signs the digest of the saved content and posts the form.
   form[data-sign]  data-sign-digest = address of {"digest": sha256}, data-agent-urls = addresses of the certificate helper.
   Inside: [data-sign-keys] select, [data-sign-pin] without a name, [data-sign-token] hidden, [data-sign-error], [data-sign-status]. */
import { explain, signSubmission, signingKeys } from "../ca_auth/sign.mjs";
import { release } from "./dialogs.js";
import { $, $$, make, once } from "./dom.js";

const UNSAVED = "有未保存的修改。请先关闭本窗口，点击“保存”后再上报。";

export function start(root = document) {
  once("form[data-sign]", root, "sign").forEach((form) => {
    const dialog = form.closest("dialog");
    if (dialog) dialog.addEventListener("dialog:open", () => prepare(form));
    else prepare(form);
    form.addEventListener("submit", (event) => {
      if ($("[data-sign-token]", form).value) return;
      event.preventDefault();
      event.stopPropagation();
      sign(form);
    });
  });
}

const urls = (form) => form.dataset.agentUrls.split(" ").filter(Boolean);

async function prepare(form) {
  const select = $("[data-sign-keys]", form);
  if (!select) return;
  complain(form, "");
  if ($(".dirty")) return complain(form, UNSAVED);
  try {
    const keys = await signingKeys(urls(form));
    select.replaceChildren(...keys.map((key) => make("option", { value: key.key_id, text: key.label || key.subject_cn })));
    const own = keys.find((key) => key.subject_cn === form.dataset.signHolder);
    if (own) select.value = own.key_id;
    $("[data-sign-pin]", form).focus();
  } catch (error) {
    select.replaceChildren(make("option", { value: "", text: "没有可用的证书" }));
    complain(form, explain(error));
  }
}

async function sign(form) {
  const input = $("[data-sign-pin]", form);
  const keyId = $("[data-sign-keys]", form).value;
  const pin = input.value;
  input.value = "";
  if ($(".dirty")) return complain(form, UNSAVED);
  if (!keyId) return complain(form, "没有可用的证书，请插入证书后重新打开本窗口");
  if (!pin) return complain(form, "请输入证书密码", input);
  busy(form, true, "正在签名……");
  try {
    const answer = await fetch(form.dataset.signDigest, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) throw new Error("登录状态已失效，请重新登录后再上报");
    const { digest, version } = await answer.json();
    if (String(version) !== form.elements.version.value) throw new Error("内容已被更新，请刷新页面后再上报");
    const token = await signSubmission({ digest, keyId, pin, agentUrls: urls(form) });
    $("[data-sign-token]", form).value = JSON.stringify(token);
    $("[data-sign-status]", form).textContent = "签名完成，正在上报……";
    $$("button[type=submit]", form).forEach((button) => { button.disabled = false; });
    form.requestSubmit();
  } catch (error) {
    busy(form, false);
    complain(form, explain(error), input);
  }
}

function busy(form, on, text = "") {
  $$("button", form).forEach((button) => { button.disabled = on && button.type === "submit"; });
  $("[data-sign-status]", form).textContent = text;
  complain(form, "");
  if (!on) release(form);
}

function complain(form, text, focus = null) {
  const line = $("[data-sign-error]", form);
  line.textContent = text;
  line.hidden = !text;
  focus?.focus();
}

start();
