// What the server takes a draft for, put into the fields before it is sent. Everything can be put right; a field that was
// touched, also an emptied one, belongs to whoever touched it until another draft is begun.

import { ask } from "./api.js";
import { bytes } from "./words.js";

/** Milliseconds without typing after which the server is asked. */
const PAUSE = 600;
/** The fields that a draft may tell. */
const TOLD = ["title", "issuer", "level", "kind", "date"];
/** Refusals of a file that no other file or field will change. */
const FINAL = new Set([413, 415, 422]);
/** A draft that is typed or pasted, whatever it says. */
const TEXT = "text";

/** The words for a file beyond the bound. */
export const tooLarge = (file, most) => ({ title: "文件过大", detail: `文件有 ${bytes(file.size)}，上限为 ${bytes(most)}；请删去图片或拆成几份。` });

/** Keeps `fields` in step with the draft; `told(sentence)` says what was recognised, `refused(problem)` that a file will not do. */
export function recognising(fields, { signal, told, refused }) {
  const controls = new Map(TOLD.map((name) => [name, fields[name].querySelector("input, select")]));
  let clock = 0;
  let running = null;
  /** The draft that the fields tell of: a file or `TEXT`; null where there is none. */
  let draft = null;
  /** Asks of the draft anew; null where there is nothing to ask. */
  let again = null;

  function mark(control, value) {
    control.classList.toggle("guessed", Boolean(value));
    if (value) control.dataset.guess = value;
    else delete control.dataset.guess;
  }
  for (const control of controls.values()) {
    let last = null;
    const touched = () => {
      // A text field tells of its change once more when it is left.
      if (control.dataset.own && control.value === last) return;
      last = control.value;
      control.dataset.own = "1";
      mark(control, "");
      if (again) pause(again);
    };
    control.addEventListener("input", touched);
    control.addEventListener("change", touched);
  }

  /** What was typed: the other fields follow from it, as they do in the review. */
  const given = () => [...controls].filter(([, control]) => control.dataset.own && control.value.trim()).map(([name, control]) => [name, control.value.trim()]);

  function fill(found) {
    let [known, missing] = [0, 0];
    for (const [name, control] of controls) {
      if (control.dataset.own) continue;
      const value = found?.[name] ?? "";
      control.value = value === "unknown" ? "" : value;
      mark(control, control.value);
      if (control.value) known += 1;
      else missing += 1;
    }
    if (known) told(missing ? "已从文稿识别，可以更正；没有识别出来的，请补上。" : "已从文稿识别，可以更正。");
    else told(found && missing ? "没有从文稿识别出这些信息，请补上。" : "");
  }

  function stop() {
    clearTimeout(clock);
    running?.abort();
    running = null;
  }

  function pause(act) {
    stop();
    clock = setTimeout(act, PAUSE);
  }

  /** Another draft in place of one: what was said of that one is not said of this. */
  function begin(next) {
    stop();
    again = null;
    if (next === draft) return;
    for (const control of draft ? controls.values() : []) {
      if (control.dataset.own) control.value = "";
      delete control.dataset.own;
    }
    draft = next;
  }

  /** A file that will not do is no draft: what was typed is kept for the next one. */
  function refuse(problem) {
    draft = null;
    again = null;
    refused(problem);
  }

  /** Asks with what `options(fields)` makes of the fields that were typed. */
  async function read(options, isFile, typed = given()) {
    stop();
    const own = new AbortController();
    running = own;
    try {
      const answer = await ask("POST", "/v1/facts", { ...options(typed), signal: own.signal, quiet: true });
      fill(await answer.json());
    } catch (error) {
      // What was typed is judged when it is sent off.
      if (error.name === "AbortError" || running !== own) return;
      const sound = typed.filter(([name]) => !error.at?.(`/${name}`));
      if (sound.length < typed.length) {
        await read(options, isFile, sound);
        return;
      }
      fill(null);
      if (isFile && FINAL.has(error.status)) refuse(error);
    }
  }
  signal.addEventListener("abort", stop);

  return {
    /** The draft is typed or pasted. */
    text(value) {
      begin(value.trim() ? TEXT : null);
      if (!draft) {
        fill(null);
        return;
      }
      again = () => read((typed) => ({ json: { text: value, ...Object.fromEntries(typed) } }), false);
      pause(again);
    },
    /** The draft will be this file. */
    begin,
    /** The draft is a file; one beyond `most` bytes is not sent for this. */
    file(file, most) {
      begin(file);
      if (file.size > most) {
        refuse(tooLarge(file, most));
        return;
      }
      const form = (typed) => {
        const body = new FormData();
        for (const [name, value] of typed) body.append(name, value);
        body.append("file", file, file.name);
        return { body };
      };
      again = () => read(form, true);
      again();
    },
    stop,
    /** Whether a field holds what was recognised: the server finds it again. */
    untouched: (name) => controls.has(name) && Boolean(controls.get(name).dataset.guess),
  };
}
