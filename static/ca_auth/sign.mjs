/* Signing what is handed in. The dialog gives the digest; the token that comes back is posted with the form. */
import { AgentError, createAdapter, loopbackPermission } from "./adapter-softkey.mjs";
import { post, signing } from "./portal-calls.mjs";

const CHALLENGE_URL = "/auth/cert/challenge";
const TEXTS = {
  missing: "未检测到数字证书驱动，请安装并启动数字证书管理器后重试",
  outdated: "数字证书管理器版本过低，请安装新版本后重试",
  blocked: "浏览器已禁止本站访问本机程序，请在网站设置中允许后重试",
  unreachable: "未检测到数字证书驱动，请安装并启动数字证书管理器后重试",
  nokey: "未检测到数字证书，请插入证书",
  key_not_found: "未检测到数字证书，请插入证书",
  pin_locked: "证书密码已锁定，请携带证书到服务网点解锁",
  bad_pin_format: "证书密码为 6 至 16 位",
  busy: "证书正被其他程序使用，请稍后重试",
};

/* The sentence for whatever signSubmission or signingKeys threw. */
export function explain(error) {
  if (error.code === "pin_incorrect") return `证书密码不正确，还可尝试 ${error.retriesLeft} 次`;
  return TEXTS[error.code] ?? error.message;
}

/* The keys that can sign, newest state of each; throws an AgentError whose code explain() knows. */
export async function signingKeys(agentUrls) {
  const adapter = createAdapter(agentUrls);
  if ((await loopbackPermission()) === "denied") throw new AgentError("blocked");
  const { state } = await adapter.probe();
  if (state !== "ready") throw new AgentError(state);
  const keys = signing(await adapter.listKeys());
  if (keys.length === 0) throw new AgentError("nokey");
  return keys;
}

/* The token (an object; JSON.stringify it into the form) that signs content with this SHA-256 (64 lower-case hex digits). */
export async function signSubmission({ digest, keyId, pin, agentUrls, challengeUrl = CHALLENGE_URL }) {
  const adapter = createAdapter(agentUrls);
  const { state } = await adapter.probe();
  if (state !== "ready") throw new AgentError(state);
  const { nonce } = await post(challengeUrl, { digest });
  return adapter.signSubmit(keyId, pin, digest, nonce);
}
