/* The portal's own calls of the certificate pages. */

export class Rejected extends Error {
  constructor(code, text) {
    super(text);
    this.code = code;
  }
}

export async function post(url, fields) {
  const token = document.querySelector("meta[name='csrf-token']")?.content ?? "";
  let answer;
  try {
    answer = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: JSON.stringify(fields),
    });
  } catch {
    throw new Rejected("network", "网络中断，请检查网络后重试");
  }
  const body = await answer.json().catch(() => ({}));
  if (answer.ok) return body;
  throw new Rejected(body.error?.code ?? "unknown", body.error?.text ?? body.message ?? "系统暂时无法服务，请稍后再试");
}

/* The signing certificates of a key store; the second certificate of each key only encrypts. */
export const signing = (keys) => keys.filter((key) => key.usage === "sign");

export function maskedSerial(serial) {
  const text = serial.toUpperCase();
  return `${text.slice(0, 4)}••••${text.slice(-4)}`;
}
