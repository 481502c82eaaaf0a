// Asking the server. Every refusal becomes a Problem with the server's own Chinese words.

import { credentials } from "./key.js";

/** Why the server did not do what was asked (RFC 9457, or no answer at all). */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || `HTTP ${status}`);
    this.status = status;
    this.code = body.code ?? "";
    this.title = body.title ?? "请求没有成功";
    this.detail = body.detail ?? "";
    this.errors = body.errors ?? [];
    this.requestId = body.request_id ?? "";
  }

  /** What is wrong with the field that a JSON pointer names. */
  at(pointer) {
    return this.errors.find((error) => error.pointer === pointer)?.detail;
  }
}

const NO_ANSWER = { code: "no_answer", title: "连接不到服务", detail: "请确认服务仍在运行，然后重试。" };

async function problemOf(response) {
  const text = await response.text();
  try {
    return new Problem(response.status, JSON.parse(text));
  } catch {
    return new Problem(response.status, { title: "服务的回答无法理解", detail: `HTTP ${response.status}` });
  }
}

/** Tells the page that a key is needed, or that the one in use will not do any more. */
function refused(problem) {
  if (problem.status === 401) document.dispatchEvent(new CustomEvent("key-needed", { detail: problem }));
  return problem;
}

/** Asks; resolves to the response, rejects with a Problem. A `quiet` request tells nobody that a key is needed. */
export async function ask(method, path, { json, body, headers, signal, quiet } = {}) {
  const given = { ...credentials(), ...headers };
  if (json !== undefined) given["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(path, { method, headers: given, body: json === undefined ? body : JSON.stringify(json), signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, NO_ANSWER);
  }
  if (!response.ok) {
    const problem = await problemOf(response);
    throw quiet ? problem : refused(problem);
  }
  return response;
}

/** Asks for something to be done; what is answered is read to its end and not used. */
export async function tell(method, path, options) {
  const response = await ask(method, path, options);
  await response.text();
}

/** A value read as JSON. */
export async function get(path, options) {
  const response = await ask("GET", path, options);
  return response.json();
}

/** A text as it is stored, a byte order mark included: positions count it. */
export async function getText(path, options) {
  const response = await ask("GET", path, options);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await response.arrayBuffer());
}

/** Sends a body and tells how much of it is out; resolves to the answer's JSON. */
export function upload(path, body, { headers, progress, signal } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    for (const [name, value] of Object.entries({ ...credentials(), ...headers })) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress?.(event.loaded / event.total);
    });
    request.addEventListener("error", () => reject(new Problem(0, NO_ANSWER)));
    request.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
    request.addEventListener("load", () => {
      let answer = {};
      try {
        answer = JSON.parse(request.responseText);
      } catch {
        answer = { title: "服务的回答无法理解", detail: `HTTP ${request.status}` };
      }
      if (request.status >= 200 && request.status < 300) resolve(answer);
      else reject(refused(new Problem(request.status, answer)));
    });
    signal?.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}

/** One segment of a path. */
export const segment = encodeURIComponent;

/** A query string of what is not empty. */
export function query(values) {
  const given = Object.entries(values).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  const text = new URLSearchParams(given).toString();
  return text ? `?${text}` : "";
}
