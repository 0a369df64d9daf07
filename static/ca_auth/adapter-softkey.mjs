/* Speaks to the certificate helper on this computer, protocol ca-agent/1. The page never chooses the bytes that are
   signed: it hands over a nonce (and a content hash), the helper adds the origin the browser reports.

   An adapter for another vendor's driver exports the same: createAdapter(urls) → { probe, listKeys, signLogin, signSubmit,
   changePin, onRemoved }. */

const PROTOCOL = "ca-agent/1";
const PROBE_TIMEOUT = 4000;
const SIGN_TIMEOUT = 60000;
const REMOVAL_POLL = 5000;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/* code: one of the helper's codes, or "unreachable". retriesLeft: PIN attempts left, where the helper says so. */
export class AgentError extends Error {
  constructor(code, retriesLeft = null) {
    super(code);
    this.code = code;
    this.retriesLeft = retriesLeft;
  }
}

/* "granted" | "denied" | "prompt" | "unsupported": whether this page may speak to programs on this computer. Loopback
   pages need no permission, though the browser still says "prompt". */
export async function loopbackPermission() {
  if (LOOPBACK.has(location.hostname)) return "granted";
  for (const name of ["loopback-network", "local-network-access"]) {
    try {
      return (await navigator.permissions.query({ name })).state;
    } catch {
      // an older browser does not know the name
    }
  }
  return "unsupported";
}

export function createAdapter(urls) {
  let base = urls[0];

  async function call(path, { fields = null, timeout = PROBE_TIMEOUT, from = base } = {}) {
    const options = { cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(timeout) };
    if (fields) Object.assign(options, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(fields) });
    let answer;
    let body;
    try {
      answer = await fetch(from + path, options);
      body = await answer.json();
    } catch {
      throw new AgentError("unreachable");
    }
    if (!answer.ok) throw new AgentError(body.error?.code ?? "unreachable", body.error?.retries_left ?? null);
    return body;
  }

  /* {state: "ready" | "missing" | "outdated", version}. All configured ports are asked at once. */
  async function probe() {
    const asked = urls.map(async (from) => ({ from, status: await call("/v1/status", { from }) }));
    try {
      const { from, status } = await Promise.any(asked);
      base = from;
      return { state: status.protocol === PROTOCOL ? "ready" : "outdated", version: status.version };
    } catch {
      return { state: "missing", version: "" };
    }
  }

  const listKeys = async () => (await call("/v1/keys")).keys;
  const signLogin = (keyId, pin, nonce) =>
    call("/v1/sign-login", { fields: { key_id: keyId, pin, nonce }, timeout: SIGN_TIMEOUT });
  const signSubmit = (keyId, pin, digest, nonce) =>
    call("/v1/sign-submit", { fields: { key_id: keyId, pin, digest, nonce }, timeout: SIGN_TIMEOUT });
  const changePin = (keyId, oldPin, newPin) =>
    call("/v1/change-pin", { fields: { key_id: keyId, old_pin: oldPin, new_pin: newPin }, timeout: SIGN_TIMEOUT });

  /* Calls back once when the key is no longer there; returns a function that stops watching. */
  function onRemoved(keyId, callback) {
    const timer = setInterval(async () => {
      const keys = await listKeys().catch(() => []);
      if (keys.some((key) => key.key_id === keyId)) return;
      clearInterval(timer);
      callback();
    }, REMOVAL_POLL);
    return () => clearInterval(timer);
  }

  return { probe, listKeys, signLogin, signSubmit, changePin, onRemoved };
}
