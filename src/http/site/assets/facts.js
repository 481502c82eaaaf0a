// What the server takes a draft for, put into the fields before it is sent. Everything can be put right; what was is never
// written over.

import { ask } from "./api.js";
import { bytes } from "./words.js";

/** Milliseconds without typing after which the server is asked. */
const PAUSE = 600;
/** The fields that a draft may tell. */
const TOLD = ["title", "issuer", "level", "kind", "date"];
/** Refusals of a file that no other file or field will change. */
const FINAL = new Set([413, 415, 422]);

/** The words for a file beyond the bound. */
export const tooLarge = (file, most) => ({ title: "文件过大", detail: `文件有 ${bytes(file.size)}，上限为 ${bytes(most)}；请删去图片或拆成几份。` });

/** Keeps `fields` in step with the draft; `told(sentence)` says what was recognised, `refused(problem)` that a file will not do. */
export function recognising(fields, { signal, told, refused }) {
  const controls = new Map(TOLD.map((name) => [name, fields[name].querySelector("input, select")]));
  let clock = 0;
  let running = null;

  function mark(control, value) {
    control.classList.toggle("guessed", Boolean(value));
    if (value) control.dataset.guess = value;
    else delete control.dataset.guess;
  }
  for (const control of controls.values()) control.addEventListener("input", () => mark(control, ""));

  function fill(found) {
    let known = 0;
    for (const [name, control] of controls) {
      if (control.value && !control.dataset.guess) continue;
      const value = found?.[name] ?? "";
      control.value = value === "unknown" ? "" : value;
      mark(control, control.value);
      known += control.value ? 1 : 0;
    }
    told(known ? "已从文稿识别，可以更正；空着的没有识别出来，请补上。" : found ? "没有从文稿识别出这些信息，请补上。" : "");
  }

  function stop() {
    clearTimeout(clock);
    running?.abort();
    running = null;
  }

  async function read(options, isFile) {
    stop();
    const own = new AbortController();
    running = own;
    try {
      const answer = await ask("POST", "/v1/facts", { ...options, signal: own.signal, quiet: true });
      fill(await answer.json());
    } catch (error) {
      // What was typed is judged when it is sent off.
      if (error.name === "AbortError") return;
      fill(null);
      if (isFile && FINAL.has(error.status)) refused(error);
    }
  }
  signal.addEventListener("abort", stop);

  return {
    /** The draft is typed or pasted. */
    text(value) {
      stop();
      if (value.trim()) clock = setTimeout(() => read({ json: { text: value } }, false), PAUSE);
      else fill(null);
    },
    /** The draft is a file; one beyond `most` bytes is not sent for this. */
    file(file, most) {
      const form = new FormData();
      form.append("file", file, file.name);
      if (file.size <= most) read({ body: form }, true);
      else refused(tooLarge(file, most));
    },
    stop,
    /** Whether a field holds what was recognised: the server finds it again. */
    untouched: (name) => controls.has(name) && Boolean(controls.get(name).dataset.guess),
  };
}
