// The first page: a draft is pasted, dropped or chosen, what is known of it is said, and it is sent off.

import { Problem, get, segment, upload } from "./api.js";
import { add, button, h, labelled, put, say, select } from "./dom.js";
import { recognising, tooLarge } from "./facts.js";
import { failure, progress } from "./notice.js";
import { recent } from "./reviews.js";
import { KINDS, LEVELS, NATURES, bytes, count } from "./words.js";

/** What the file chooser offers; the server judges by content. */
const ACCEPT = ".docx,.doc,.wps,.odt,.ofd,.pdf,.txt,.md,.html,.htm";
const AUTO = ["", "自动识别"];

/** A place where a file can be dropped; `took(files)` gets them. */
export function dropping(element, took) {
  let depth = 0;
  const over = (change) => {
    depth += change;
    element.classList.toggle("over", depth > 0);
  };
  element.addEventListener("dragenter", (event) => { event.preventDefault(); over(1); });
  element.addEventListener("dragleave", () => over(-1));
  element.addEventListener("dragover", (event) => event.preventDefault());
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    depth = 0;
    over(0);
    if (event.dataTransfer.files.length) took([...event.dataTransfer.files]);
  });
}

function fields(signal) {
  const plain = (name, properties) => h("input", { name, type: "text", autocomplete: "off", placeholder: "自动识别", maxlength: 500, ...properties });
  const made = {
    title: labelled("标题", plain("title")),
    issuer: labelled("发文机关", plain("issuer")),
    level: labelled("层级", select([AUTO, ...LEVELS.filter(([name]) => name !== "unknown")], "", { name: "level" })),
    kind: labelled("文种", select([AUTO, ...KINDS], "", { name: "kind" })),
    date: labelled("成文日期", plain("date", { inputmode: "numeric", placeholder: "自动识别，如 2026-03-10", maxlength: 10 })),
    nature: labelled("文件性质", select([["", "不注明"], ...NATURES], "", { name: "nature" })),
  };
  made.title.classList.add("long");
  made.profile = profiles(signal);
  made.against = labelled("只与这些文件对比", plain("against", { placeholder: "不填则按层级和日期选定", maxlength: 20_000 }), "文件编号，用逗号隔开；编号见文件页。");
  return { made, values: (left) => Object.entries(made).filter(([name]) => !left(name)).map(([name, field]) => [name, field.querySelector("input, select").value.trim()]).filter(([, value]) => value) };
}

/** The choice of a norm profile, offered where there is one beside the usual. */
function profiles(signal) {
  const choice = select([["", "默认"]], "", { name: "profile" });
  const field = labelled("规范档", choice);
  field.hidden = true;
  get("/v1/norm-profiles", { signal }).then(({ norm_profiles: heads }) => {
    const others = heads.filter((head) => !head.default);
    add(choice, others.map((head) => h("option", { value: head.id }, head.title)));
    field.hidden = !others.length;
  }, () => { /* Without an answer the usual one is taken. */ });
  return field;
}

/** The view. */
export function desk({ signal }) {
  let file = null;
  let running = null;
  const text = h("textarea", { id: "draft", rows: 14, placeholder: "把送审稿全文粘贴到这里，或把文件拖到这里……", spellcheck: "false", "aria-describedby": "draft-hint" });
  const length = h("span", { class: "hint", id: "draft-hint" }, "0 字符");
  const chooser = h("input", { type: "file", accept: ACCEPT, class: "unseen", tabindex: -1, "aria-label": "选择文件", id: "draft-file" });
  const chosen = h("div", { class: "chosen", hidden: true });
  const outcome = h("div", {});
  const { made, values } = fields(signal);
  const known = h("p", { class: "hint known", role: "status" });
  const facts = recognising(made, { signal, told: (sentence) => put(known, sentence), refused: (problem) => put(outcome, failure(problem)) });

  function take(files) {
    [file] = files;
    chosen.hidden = !file;
    text.hidden = Boolean(file);
    length.textContent = file ? "" : `${count([...text.value].length)} 字符`;
    put(outcome);
    if (!file) {
      chooser.value = "";
      facts.text(text.value);
      return;
    }
    const taken = file;
    facts.begin(taken);
    most().then((bound) => { if (file === taken) facts.file(taken, bound); }, () => { /* It is told when the draft is sent. */ });
    put(chosen, h("strong", {}, file.name), h("span", { class: "hint" }, bytes(file.size)), files.length > 1 ? h("span", { class: "fault" }, "一次审核一份，已取第一份。") : null,
      button("不用这个文件", () => take([]), { class: "quiet small" }));
    say(`已选文件 ${file.name}`);
  }

  async function send(event) {
    event.preventDefault();
    if (running) return;
    put(outcome);
    facts.stop();
    Object.values(made).forEach((field) => field.complain(null));
    if (!file && !text.value.trim()) {
      put(outcome, failure({ title: "还没有稿子", detail: "请粘贴文本，或选择一个文件。" }));
      text.focus();
      return;
    }
    running = new AbortController();
    const bar = progress("审核进度");
    const began = performance.now();
    let sent = 0;
    const tell = () => bar.set(sent < 1 && file ? sent : null, sent < 1 && file ? `正在上传 ${Math.round(sent * 100)}%` : `正在审核…… ${((performance.now() - began) / 1000).toFixed(0)} 秒`);
    const clock = setInterval(tell, 500);
    tell();
    submit.disabled = true;
    put(outcome, bar.element, button("取消", () => running?.abort(), { class: "quiet small" }));
    signal.addEventListener("abort", () => running?.abort());
    try {
      await fits();
      const [data, options] = body();
      const report = await upload("/v1/reviews", data, { ...options, progress: (share) => { sent = share; tell(); } });
      location.hash = `#/reviews/${segment(report.id)}`;
    } catch (error) {
      put(outcome, error.name === "AbortError" ? h("p", { class: "hint" }, "已取消。") : failure(error));
      for (const [name, field] of Object.entries(made)) field.complain(error.at?.(`/${name}`));
    } finally {
      clearInterval(clock);
      submit.disabled = false;
      running = null;
    }
  }

  const most = async () => (await get("/v1/limits", { signal: running?.signal ?? signal })).file_bytes;

  /** A file that is too large is not sent at all: the server would hang up while it is on its way. */
  async function fits() {
    const bound = file ? await most() : 0;
    if (file && file.size > bound) throw new Problem(413, tooLarge(file, bound));
  }

  /** The body with its headers; positions are asked for as this page counts them. */
  function body() {
    const given = new Map([...values(facts.untouched), ["offset_unit", "utf16"]]);
    const against = (given.get("against") ?? "").split(/[,，、\s]+/).filter(Boolean);
    given.delete("against");
    if (!file) {
      const asked = { text: text.value, ...Object.fromEntries(given), ...(against.length ? { against } : {}) };
      return [JSON.stringify(asked), { headers: { "Content-Type": "application/json" }, signal: running.signal }];
    }
    const form = new FormData();
    for (const [name, value] of [...given, ...against.map((id) => ["against", id])]) form.append(name, value);
    form.append("file", file, file.name);
    return [form, { signal: running.signal }];
  }

  const submit = h("button", { type: "submit", class: "primary", data: { act: "review" } }, "开始审核");
  chooser.addEventListener("change", () => take([...chooser.files]));
  text.addEventListener("input", () => {
    length.textContent = `${count([...text.value].length)} 字符`;
    facts.text(text.value);
  });
  const drop = h("div", { class: "drop" }, h("label", { for: "draft", class: "unseen" }, "送审稿全文"), text, chosen);
  dropping(drop, take);
  const form = h("form", { class: "card sending", novalidate: true, on: { submit: send } },
    drop,
    h("div", { class: "row between" }, h("div", { class: "row" }, chooser, button("选择文件", () => chooser.click(), { class: "quiet", data: { act: "choose" } }), h("span", { class: "hint" }, "docx、doc、wps、odt、ofd、pdf、txt、md、html")), length),
    h("fieldset", { class: "grid" }, h("legend", {}, "文稿信息（自动识别，可以更正）"), known, Object.values(made)),
    h("p", { class: "hint" }, "空着的标题、发文机关、层级、文种、日期，审核时由服务器识别。"),
    outcome,
    h("div", { class: "row between" }, h("span", { class: "hint" }, "审核和文稿保存在本机，可以随时删除；带密级标志的文稿不予受理。"), submit));
  return {
    title: "审核",
    element: h("div", { class: "page" },
      h("div", { class: "hero" }, h("h1", {}, "审核一份送审稿"), h("p", {}, "量一量短不短、实不实、新不新，逐处指出依据和出处。")),
      h("div", { class: "desk" }, form, h("aside", { class: "card", "aria-label": "最近的审核" }, h("div", { class: "row between" }, h("h2", {}, "最近的审核"), h("a", { href: "#/reviews" }, "全部")), recent(signal)))),
  };
}
