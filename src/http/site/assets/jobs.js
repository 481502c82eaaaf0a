// Jobs: how far each is, what came of it, what was wrong item by item; running ones can be stopped.

import { ask, get, segment, tell } from "./api.js";
import { button, h, put, sheet, table, toast } from "./dom.js";
import { normPreviewOf } from "./norm-preview.js";
import { empty, failure, progress } from "./notice.js";
import { previewOf } from "./term-preview.js";
import { JOBS, STATES, bytes, count, time } from "./words.js";

/** Milliseconds between two looks at a running job, and until the first one. */
const [AGAIN, SOON] = [400, 80];
/** Errors shown at once. */
const SHOWN = 200;

/** How far a job is; one whose server stopped before its end has failed in a way of its own. */
const stateOf = (job) => (job.detail?.code === "interrupted" ? "中断" : STATES[job.state] ?? job.state);
const runs = (job) => job.state === "queued" || job.state === "running";

/** What a preview says, of a list or of a norm profile. */
const tried = (preview) => (preview.profile ? normPreviewOf(preview) : previewOf(preview));

/** Jobs whose result is an answer of its own, read from the job alone: how it is shown. */
const ANSWERS = {
  preview: tried,
  corpus_preview: tried,
  suggest: ({ documents, candidates }) => h("p", {}, `看了 ${count(documents)} 份语料，候选词条 ${count(candidates.length)} 条；在“反馈”页处理。`),
};

/** What came of a job. */
export function outcome(job) {
  const { detail } = job;
  if (!detail) return null;
  if (detail.error) return h("p", { class: "fault" }, detail.error);
  if (detail.outcome) return h("p", {}, detail.outcome);
  if (detail.manifest) return h("p", {}, `${detail.name}，${bytes(detail.bytes)}，语料 ${count(detail.manifest.counts.documents)} 份、审核 ${count(detail.manifest.counts.reviews)} 份，校验通过。`);
  const errors = detail.errors ?? [];
  return h("div", { class: "stack" },
    h("p", {}, `新增 ${count(detail.added)} 份，替换 ${count(detail.replaced)} 份，与原有相同 ${count(detail.unchanged)} 份，未能导入 ${count(detail.failed)} 份`, detail.cancelled ? "（已中止）" : "", "。"),
    detail.warnings?.length ? h("ul", { class: "notice warn" }, detail.warnings.map((warning) => h("li", {}, warning.message))) : null,
    errors.length ? table("未能导入的文件和行", ["文件", "行", "字段", "原因"], errors.slice(0, SHOWN).map((error) => [error.file, error.line ?? "—", error.field ?? "—", error.message])) : null,
    errors.length > SHOWN ? h("p", { class: "hint" }, `另有 ${count(errors.length - SHOWN)} 处`) : null);
}

/** Follows a job to its end; the element shows it, and `done` resolves to the job as it ended. */
export function follow(job, signal) {
  const bar = progress("任务进度");
  const result = h("div", {});
  const stop = button("取消", () => cancel(job), { class: "quiet small", data: { act: "stop" }, "aria-label": `取消${JOBS[job.kind] ?? job.kind}` });
  async function look(now, wait) {
    const share = now.total ? now.done / now.total : null;
    bar.set(runs(now) ? share : 1, `${JOBS[now.kind] ?? now.kind}：${stateOf(now)}${runs(now) && now.total ? `，${Math.round(share * 100)}%` : ""}`);
    if (!runs(now)) {
      stop.remove();
      const answer = now.detail && !now.detail.error && ANSWERS[now.kind];
      put(result, answer ? answer(now.detail) : outcome(now));
      return now;
    }
    await new Promise((wake) => { setTimeout(wake, wait); });
    return look(await get(`/v1/jobs/${segment(now.id)}`, { signal }), AGAIN);
  }
  const done = look(job, SOON);
  return { element: h("div", { class: "stack", data: { job: job.id } }, h("div", { class: "row" }, bar.element, stop), result), done };
}

/** Asks for a job in place of an answer, and follows it. */
export async function inBackground(path, signal) {
  const response = await ask("POST", path, { headers: { Prefer: "respond-async" }, signal });
  return follow(await response.json(), signal);
}

async function cancel(job) {
  try {
    await tell("POST", `/v1/jobs/${segment(job.id)}/cancel`);
    toast("已通知任务停止");
  } catch (error) {
    toast(error.message);
  }
}

async function show(job) {
  try {
    sheet(JOBS[job.kind], ANSWERS[job.kind]((await get(`/v1/jobs/${segment(job.id)}`)).detail)).classList.add("wide");
  } catch (error) {
    sheet("无法读取", failure(error));
  }
}

function rowOf(job) {
  const part = job.kind === "import" && job.total ? `${bytes(job.done)} / ${bytes(job.total)}` : job.kind === "backup" && job.total ? `${Math.round((job.done / job.total) * 100)}%` : job.total ? `${count(job.done)} / ${count(job.total)}` : "—";
  return h("tr", {}, h("td", {}, JOBS[job.kind] ?? job.kind), h("td", {}, h("span", { class: `tag ${job.state}` }, stateOf(job))), h("td", {}, part), h("td", {}, time(job.created_at)),
    h("td", {}, runs(job) ? button("取消", () => cancel(job), { class: "quiet small", data: { act: "cancel" }, "aria-label": `取消${JOBS[job.kind] ?? job.kind}` }) : job.detail ? h("details", {}, h("summary", {}, "结果"), outcome(job)) : ANSWERS[job.kind] && job.state === "succeeded" ? button("结果", () => show(job), { class: "quiet small", "aria-label": `查看${JOBS[job.kind]}的结果` }) : "—"));
}

/** The newest jobs; looks again while one runs. */
export async function jobList(signal) {
  const element = h("div", {});
  async function refresh() {
    const { jobs } = await get("/v1/jobs?size=20", { signal });
    put(element, jobs.length ? table("任务", ["任务", "状态", "进度", "开始于", "结果"], jobs.map(rowOf)) : empty("还没有任务", "导入文件、重建索引、试算时，进度和结果会列在这里。"));
    if (jobs.some(runs)) setTimeout(() => refresh().catch(() => {}), AGAIN * 3);
  }
  await refresh();
  return { element, refresh: () => refresh().catch(() => {}) };
}
