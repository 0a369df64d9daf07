/* The certificate login as a machine of states. Each state has one sentence (aria-live) and one way on; the current one
   is body[data-state], so that styles, tests and support can see it. The PIN goes to the helper only. */
import { AgentError, createAdapter, loopbackPermission } from "./adapter-softkey.mjs";
import { maskedSerial, post, Rejected, signing } from "./portal-calls.mjs";

const TEXTS = {
  probing: "正在检测数字证书驱动…",
  missing: "未检测到数字证书驱动，请下载并安装数字证书管理器后重新检测",
  blocked: "浏览器已禁止本站访问本机程序，请在地址栏左侧的网站设置中允许“访问本机”后重新检测",
  ask: "浏览器将询问是否允许访问本机证书程序，请选择“允许”",
  nokey: "未检测到数字证书，请插入证书",
  outdated: "数字证书管理器版本过低，请下载并安装新版本后重新检测",
  ready: "已识别数字证书，请输入证书密码",
  signing: "正在签名…",
  pin_incorrect: "证书密码不正确",
  pin_locked: "证书密码已锁定，请携带证书到服务网点解锁",
  verifying: "正在核验身份…",
  ok: "登录成功，正在进入系统…",
};
const PIN_LENGTH = [6, 16];
const WATCH_EVERY = 3000;

const $ = (selector) => document.querySelector(selector);
const form = $("[data-login]");
const data = form.dataset;
const pinInput = $("[data-pin]");
const chooser = $("[data-keys]");
const adapter = createAdapter(data.agents.split(" ").filter(Boolean));
let keys = [];

function show(state, text = TEXTS[state]) {
  document.body.dataset.state = state;
  const status = $("[data-status]");
  if (status.textContent !== text) status.textContent = text;
  for (const part of document.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(state);
  const canType = ["ready", "pin_incorrect", "rejected"].includes(state);
  pinInput.disabled = $("[data-submit]").disabled = !canType;
  chooser.disabled = !canType && state !== "pin_locked";
  pinInput.setAttribute("aria-invalid", String(state === "pin_incorrect"));
  if (canType && document.activeElement === document.body) pinInput.focus();
}

/* true when a key is there to sign with */
async function detect() {
  const permission = await loopbackPermission();
  if (permission === "denied") return void show("blocked");
  const { state } = await adapter.probe();
  if (state === "missing" && (await loopbackPermission()) === "denied") return void show("blocked");
  if (state !== "ready") {
    show(state);
    $("[data-permission-hint]").hidden = permission !== "prompt";
    return false;
  }
  return findKeys();
}

async function findKeys() {
  try {
    keys = signing(await adapter.listKeys());
  } catch {
    return void show("missing");
  }
  if (keys.length === 0) return void show("nokey");
  fillChooser();
  return true;
}

function fillChooser() {
  const chosen = chooser.value;
  const options = keys.map((key) => new Option(key.label, key.key_id, false, key.key_id === chosen));
  chooser.replaceChildren(...options);
  $("[data-chooser]").hidden = keys.length === 1;
  describe();
}

const selected = () => keys.find((key) => key.key_id === chooser.value) ?? keys[0];

function describe() {
  const key = selected();
  $("[data-key-name]").textContent = key.subject_cn;
  $("[data-key-serial]").textContent = `序列号 ${maskedSerial(key.serial)}`;
  $("[data-key-until]").textContent = `有效期至 ${key.not_after.slice(0, 10)}`;
  $("[data-retries]").textContent = key.locked ? "证书密码已锁定。" : `还可尝试 ${key.retries_left} 次。`;
}

async function start() {
  show("probing");
  if (await detect()) show(selected().locked ? "pin_locked" : "ready");
}

/* A public page may ask for the permission only after a click, else the browser refuses without asking. */
async function begin() {
  if ((await loopbackPermission()) === "prompt") show("ask");
  else await start();
}

async function login(pin) {
  if (!(await detect())) return;
  show("signing");
  const { nonce } = await post(data.challengeUrl, {});
  const token = await adapter.signLogin(selected().key_id, pin, nonce);
  show("verifying");
  const { next } = await post(data.verifyUrl + location.search, token);
  show("ok");
  location.assign(next);
}

async function fail(error) {
  if (error instanceof Rejected) return show("rejected", error.message);
  if (!(error instanceof AgentError)) throw error;
  if (error.code === "pin_locked" || error.retriesLeft === 0) return show("pin_locked");
  if (error.code === "pin_incorrect") {
    await findKeys();
    return show("pin_incorrect", `${TEXTS.pin_incorrect}，还可尝试 ${error.retriesLeft} 次`);
  }
  if (error.code === "bad_pin_format") return show("pin_incorrect", "证书密码为 6 至 16 位");
  if (error.code === "key_not_found") return show("nokey");
  if (error.code === "busy") return show("rejected", "证书正被其他程序使用，请稍后重试");
  return show("missing");
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const pin = pinInput.value;
  // Cleared before anything is awaited: the password does not stay in the page.
  pinInput.value = "";
  if (pin.length < PIN_LENGTH[0] || pin.length > PIN_LENGTH[1]) {
    show("pin_incorrect", "证书密码为 6 至 16 位");
    pinInput.focus();
    return;
  }
  login(pin).catch(fail);
});
chooser.addEventListener("change", () => {
  describe();
  show(selected().locked ? "pin_locked" : "ready");
});
for (const button of document.querySelectorAll("[data-retry]")) button.addEventListener("click", start);

/* The key is put in or pulled out while the page is open. */
setInterval(async () => {
  const state = document.body.dataset.state;
  if (document.hidden || !["ready", "nokey"].includes(state)) return;
  const before = keys.map((key) => key.key_id).join();
  const found = signing(await adapter.listKeys().catch(() => []));
  const unchanged = document.body.dataset.state !== state || found.map((key) => key.key_id).join() === before;
  if (unchanged && !(state === "nokey" && found.length)) return;
  if (await findKeys()) show(selected().locked ? "pin_locked" : "ready");
}, WATCH_EVERY);

begin();
