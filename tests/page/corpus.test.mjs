// Search staff and administrators: documents found and read, imported, term lists changed, the service looked at.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { browse, review, start, watched } from "./place.mjs";

let server;
let browser;
let view;
let page;

before(async () => {
  server = await start();
  browser = await browse();
  view = await watched(browser.context, server.address, [412, 422]);
  ({ page } = view);
});
after(async () => {
  await browser?.stop();
  await server?.stop();
});

const total = async () => Number(/\d+/.exec(await page.locator(".tally").innerText())[0]);
const settled = () => page.waitForFunction(() => /共|至少/.test(document.querySelector(".tally")?.textContent ?? ""));

test("a query finds documents with the words marked; filters and order narrow and sort", async () => {
  await view.open("#/search");
  await settled();
  const all = await total();
  assert.ok(all >= 14);
  await page.fill("#search-words", "防汛");
  await page.keyboard.press("Enter");
  await page.locator(".hit mark").first().waitFor();
  await settled();
  const found = await total();
  assert.ok(found > 0 && found < all);
  assert.match(await page.locator(".hit mark").first().innerText(), /防汛/);
  await page.getByLabel("中央").check();
  await page.getByRole("button", { name: "应用" }).click();
  await page.waitForFunction(() => location.hash.includes("level=central"));
  await settled();
  assert.ok(await total() <= found);
  for (const line of await page.locator(".hit .hint").allInnerTexts()) assert.match(line, /中央/);
  await page.getByLabel("排序").selectOption("date");
  await page.waitForFunction(() => location.hash.includes("sort=date"));
  await page.goBack();
  await page.waitForFunction(() => !location.hash.includes("sort=date"));
  view.sound();
});

test("what cannot be searched is told at its place; nothing found is said", async () => {
  await view.open("#/search?q=%E9%98%B2%E6%B1%9B&from=2024-13");
  await page.locator(".notice.error").waitFor();
  assert.equal(await page.getByLabel("日期自").getAttribute("aria-invalid"), "true");
  await view.open(`#/search?q=${encodeURIComponent("\"没有一份文件会这样写的话\"")}`);
  await page.getByText("没有找到").waitFor();
  view.sound();
});

test("a document is read with its outline, at the place that was found", async () => {
  await view.open("#/search?q=%E9%98%B2%E6%B1%9B");
  await page.locator(".hit a").first().click();
  await page.locator(".document").waitFor();
  assert.match(await page.locator(".asked").first().innerText(), /防汛/);
  assert.ok(await page.locator(".outline button").count() > 2);
  await page.locator(".outline button").last().click();
  assert.ok(await page.locator(".document-lines .head").last().isVisible());
  view.sound();
});

test("topic words, issuers and years narrow by a press, and let go by another", async () => {
  await view.open("#/search");
  await settled();
  const all = await total();
  const word = page.getByRole("group", { name: "主题词" }).locator(".pick").first();
  const [, label, hits] = /^(.+) ([\d,]+)$/.exec(await word.innerText());
  await word.click();
  await page.waitForFunction((asked) => decodeURIComponent(location.hash).includes(`topic=${asked}`), label);
  await settled();
  assert.equal(await total(), Number(hits));
  assert.ok(Number(hits) < all);
  await page.getByRole("group", { name: "年份" }).locator(".pick").first().click();
  await page.waitForFunction(() => /from=\d{4}&to=\d{4}/.test(location.hash));
  await settled();
  for (const line of await page.locator(".hit .hint").allInnerTexts()) assert.match(line, /\d{4}/);
  await page.locator('.pick[aria-pressed="true"]', { hasText: label }).click();
  await page.waitForFunction(() => !location.hash.includes("topic="));
  view.sound();
});

test("an issuer that is pressed gives as many documents as were counted, and shows that its whole name is meant", async () => {
  await view.open("#/search");
  await settled();
  const first = page.getByRole("group", { name: "发文机关" }).locator(".pick").first();
  const [, label, hits] = /^(.+) ([\d,]+)$/.exec(await first.innerText());
  await first.click();
  await page.waitForFunction((asked) => decodeURIComponent(location.hash).includes(`issuer==${asked}`), label);
  await settled();
  assert.equal(await total(), Number(hits));
  assert.equal(await page.getByLabel(/发文机关含有/).inputValue(), `=${label}`);
  await page.locator('.pick[aria-pressed="true"]', { hasText: label }).click();
  await page.waitForFunction(() => !location.hash.includes("issuer="));
  view.sound();
});

test("a hit says why it was found when asked", async () => {
  await view.open(`#/search?q=${encodeURIComponent("防汛 或 抗旱 -珊瑚礁")}`);
  await settled();
  const why = page.locator(".hit .why").first();
  await why.locator("summary").click();
  await why.locator("li").first().waitFor();
  const told = await why.innerText();
  for (const wanted of [/防汛，“或”的一边/, /珊瑚礁，与别的条件一并排除，全部语料中 0 份/, /“防汛”：.*[标题正文]+ \d+ 处/, /得分 [\d.]+/, /层级 [\d.]+/]) assert.match(told, wanted);
  view.sound();
});

test("a document shows who repeats it and what resembles it, with the places", async () => {
  await view.open("#/documents/sample-c02");
  await page.locator('[data-part="repeats"] summary').click();
  const first = page.locator('[data-part="repeats"] .hit').first();
  await first.waitFor();
  assert.match(await first.innerText(), /照搬 [\d,]+ 字，占其全文 [\d.]+%/);
  await first.getByRole("button", { name: "本文件中的位置" }).first().click();
  const words = (await first.locator(".words").first().innerText()).slice(0, 6);
  await page.waitForFunction((opening) => document.querySelector(".shown-line")?.textContent.includes(opening), words);
  await page.locator('[data-part="similar"] summary').click();
  await page.locator('[data-part="similar"] .hit a').first().waitFor();
  await first.getByRole("link", { name: "对方文件中的位置" }).first().click();
  await page.locator(".asked").first().waitFor();
  assert.ok((await page.locator(".asked").first().innerText()).includes(words));
  view.sound();
});

test("a passage is traced to the documents that carry it, the first one named, with what was changed", async () => {
  const said = "每个危险区明确1名转移责任人、1条转移路线、1处安置点";
  const put = (id, date, level, text) => server.ask("POST", "/v1/documents", { id, title: `关于山洪的通知${id}（示例）`, text, date, level });
  await put("源-1", "2020-01", "central", `示例要求：${said}，并张榜公布。`);
  await put("源-2", "2021-02", "city", `示例要求：${said.replace("1名", "2名")}，并张榜公布。`);
  await view.open("#/search/passage");
  await page.getByLabel("一句或一段话").fill("太短");
  await page.getByRole("button", { name: "查出处" }).click();
  await page.locator('[aria-invalid="true"]').waitFor();
  await page.getByLabel("一句或一段话").fill(said);
  await page.getByRole("button", { name: "查出处" }).click();
  await page.locator(".hit .first").waitFor();
  assert.match(await page.locator(".hit", { has: page.locator(".first") }).innerText(), /源-1/);
  assert.match(await page.locator(".hit", { hasText: "源-2" }).locator(".changes").innerText(), /1[\s\S]*改作[\s\S]*2/);
  await page.getByRole("link", { name: /源-1/ }).click();
  await page.locator(".asked").first().waitFor();
  assert.match(await page.locator(".asked").first().innerText(), /危险区/);
  view.sound();
});

test("results come page by page", async () => {
  const lines = Array.from({ length: 30 }, (_, at) => JSON.stringify({ id: `页-${at}`, title: `翻页试验第${at}号（示例）`, text: "翻页试验用的示例正文。", level: "city" }));
  const job = await server.ask("POST", "/v1/imports", lines.join("\n"), { "Content-Type": "application/x-ndjson" });
  for (let state = "running"; state === "running" || state === "queued";) ({ state } = await server.ask("GET", `/v1/jobs/${job.id}`));
  await view.open(`#/search?q=${encodeURIComponent("翻页试验")}`);
  await page.click('[data-act="more"]');
  await page.waitForFunction(() => document.querySelectorAll(".hit").length === 30);
  assert.equal(await page.locator('[data-act="more"]').count(), 0);
  view.sound();
});

test("files are imported with progress and faults told one by one", async () => {
  await view.open("#/admin/import");
  await page.setInputFiles("#import-files", [
    { name: "甲.txt", mimeType: "text/plain", buffer: Buffer.from("---\ntitle: 关于甲的通知（示例）\nissuer: 示例省人民政府\n---\n水库巡查每日两次。") },
    { name: "多份.jsonl", mimeType: "application/x-ndjson", buffer: Buffer.from('{"id":"丙","title":"题（示例）","text":"水库"}\n{"id":"丁"}\n') },
    { name: "照片.png", mimeType: "image/png", buffer: Buffer.from("PNG") },
  ]);
  assert.equal(await page.locator(".files li").count(), 3);
  await page.click('[data-act="import"]');
  await page.getByText("新增 2 份").first().waitFor();
  const faults = await page.getByRole("region", { name: "未能导入的文件和行" }).first().innerText();
  assert.match(faults, /多份\.jsonl\s+2/);
  assert.match(faults, /照片\.png/);
  assert.equal((await server.ask("GET", "/v1/documents/%E7%94%B2.txt")).level, "province");
  view.sound();
});

test("a term list is changed in the table, with faults at the row, versions kept and brought back", async () => {
  await view.open("#/admin/terms");
  await page.getByRole("link", { name: "空话套话" }).click();
  await page.locator(".terms tbody tr").first().waitFor();
  const was = await server.ask("GET", "/v1/term-lists/slogans");
  const adding = async (pattern, more) => {
    await page.click('[data-act="add"]');
    await page.getByLabel("词条", { exact: true }).fill(pattern);
    await more?.();
    await page.click('[data-act="keep"]');
  };
  await adding("走在示例前列", () => page.getByLabel("必须命中的例句").fill("这句话里没有那个词。"));
  await page.click('[data-act="publish"]');
  await page.getByText("请写明修改说明").waitFor();
  await page.getByLabel("修改说明").fill("页面试验");
  await page.click('[data-act="publish"]');
  await page.locator(".terms tr.faulty").waitFor();
  assert.match(await page.locator(".terms tr.faulty").innerText(), /走在示例前列[\s\S]*必须命中的例句/);
  assert.equal((await server.ask("GET", "/v1/term-lists/slogans")).version, was.version);
  await page.getByRole("button", { name: "编辑 走在示例前列" }).click();
  await page.getByLabel("必须命中的例句").fill("各项工作走在示例前列。");
  await page.click('[data-act="keep"]');
  await page.getByLabel("修改说明").fill("页面试验");
  await page.click('[data-act="publish"]');
  await page.getByText(`第 ${was.version + 1} 版（在用）`).waitFor();
  const now = await server.ask("GET", "/v1/term-lists/slogans");
  assert.deepEqual([now.version, now.entries.length], [was.version + 1, was.entries.length + 1]);
  assert.match(await page.getByRole("region", { name: "各个版本" }).innerText(), /页面试验/);
  await page.getByRole("button", { name: `恢复第 ${was.version} 版` }).click();
  await page.click('dialog [data-act="confirm"]');
  await page.getByText(`第 ${was.version + 2} 版（在用）`).waitFor();
  assert.deepEqual((await server.ask("GET", "/v1/term-lists/slogans")).entries, was.entries);
  view.sound();
});

test("a draft is kept, tried, shown again and given up, its list unchanged", async () => {
  const was = await server.ask("GET", "/v1/term-lists/slogans");
  await server.ask("POST", "/v1/reviews", { text: "关于示例的通知\n各县要把示例工作抓在手上，扛在肩上。" });
  await view.open("#/admin/terms/slogans");
  await page.locator(".terms tbody tr").first().waitFor();
  await page.click('[data-act="add"]');
  await page.getByLabel("词条", { exact: true }).fill("扛在肩上");
  await page.click('[data-act="keep"]');
  await page.click('[data-act="try"]');
  const tried = page.getByRole("region", { name: "试算结果" });
  await tried.waitFor();
  assert.match(await tried.innerText(), /扛在肩上[\s\S]*提示或得分有变化的文稿/);
  await view.open("#/admin/feedback");
  await page.getByRole("heading", { name: "准确率" }).waitFor();
  await view.open("#/admin/terms/slogans");
  await page.getByText("正在编辑草稿").waitFor();
  assert.deepEqual((await server.ask("GET", "/v1/term-lists/slogans")).entries, was.entries);
  await page.getByRole("button", { name: "放弃修改" }).click();
  await page.click('dialog [data-act="confirm"]');
  await page.getByText("正在编辑草稿").waitFor({ state: "detached" });
  view.sound();
});

test("a term list is changed as text, with faults at their lines", async () => {
  await view.open("#/admin/terms/burden");
  await page.click('[data-act="text"]');
  const text = page.locator(".tsv");
  await page.waitForFunction(() => document.querySelector(".tsv").value.startsWith("id\t"));
  const good = await text.inputValue();
  const rows = good.trimEnd().split("\n");
  const broken = [...rows];
  broken[2] = broken[2].replace(/\t(literal|regex)\t/, "\tregex\t").replace(/^([^\t]*)\t[^\t]*/, "$1\t(");
  await text.fill(broken.join("\n"));
  await page.click('[data-act="publish-text"]');
  await page.locator('.row-faults [data-line="3"]').first().waitFor();
  const chosen = await text.evaluate((element) => element.value.slice(0, element.selectionStart).split("\n").length);
  assert.equal(chosen, 3, "the cursor stands in the faulty line");
  await text.fill(rows.join("\n"));
  await page.click('[data-act="publish-text"]');
  await page.locator("dialog").waitFor({ state: "detached" });
  view.sound();
});

test("a change made on an old version is refused and can be made again", async () => {
  await view.open("#/admin/terms/markers");
  await page.locator(".terms tbody tr").first().waitFor();
  const list = await server.ask("GET", "/v1/term-lists/markers");
  await server.ask("PUT", "/v1/term-lists/markers", { entries: list.entries }, { "If-Match": `"${list.version}"` });
  await page.locator(".terms tbody tr").first().getByRole("button", { name: /^删除/ }).click();
  await page.getByLabel("修改说明").fill("旧版上的修改");
  await page.click('[data-act="publish"]');
  await page.getByText("内容已被他人修改").waitFor();
  await page.getByRole("button", { name: "放弃修改并重新读取" }).click();
  await page.getByText(`第 ${list.version + 1} 版 ·`).waitFor();
  view.sound();
});

test("a norm profile is made and edited as text, with faults at their lines, versions kept and brought back", async () => {
  await view.open("#/admin/norms");
  await page.click('[data-act="new-profile"]');
  const text = page.locator(".tsv");
  const start = await text.inputValue();
  const publish = () => page.click('[data-act="publish-profile"]');
  await text.fill(start.replace('id = "unit"', 'id = "national"'));
  await publish();
  assert.match(await page.locator("dialog .fault:visible").innerText(), /已有规范档/);
  const line = async (changed) => {
    await text.fill(changed);
    await publish();
    const told = Number(await page.locator(".row-faults [data-line]").first().getAttribute("data-line"));
    const chosen = await text.evaluate((element) => element.value.slice(element.selectionStart, element.selectionEnd));
    assert.equal(chosen, changed.split("\n")[told - 1], "the cursor stands in the faulty line");
    await page.locator(".row-faults").evaluate((element) => element.remove());
    return chosen;
  };
  assert.equal(await line(start.replace("3000", "0")), "value = 0");
  assert.equal(await line(start.replace('title = "《某单位办文细则》（请改）"', 'title = " "')), 'title = " "');
  assert.equal(await line(start.replace("2026-01-01", "2026")), 'valid_from = "2026"');
  assert.equal(await line(start.replace('norm = "本单位"', 'norm = "没有"')), 'norm = "没有"');
  assert.equal(await line(start.replace('article = "第一条"', "article = ")), "article = ");
  await text.fill(start);
  await publish();
  await page.getByText("第 1 版（在用）").waitFor();
  assert.match(await page.locator("main").innerText(), /某单位（请改）[\s\S]*以 national 为基础[\s\S]*3,000 字/);

  await page.click('[data-act="edit-profile"]');
  await page.waitForFunction((value) => document.querySelector(".tsv").value === value, start);
  await text.fill(start.replace("3000", "2500"));
  await page.getByLabel("修改说明").fill("页面试验");
  await publish();
  await page.getByText("第 2 版（在用）").waitFor();
  assert.match(await page.getByRole("region", { name: "各个版本" }).innerText(), /页面试验/);
  await page.getByRole("button", { name: "查看第 1 版" }).click();
  assert.equal(await page.locator("dialog pre").textContent(), start);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "恢复第 1 版" }).click();
  await page.click('dialog [data-act="confirm"]');
  await page.getByText("第 3 版（在用）").waitFor();

  await page.click('[data-act="edit-profile"]');
  await page.waitForFunction((value) => document.querySelector(".tsv").value === value, start);
  await server.ask("PUT", "/v1/norm-profiles/unit", start.replace("3000", "2000"), { "Content-Type": "application/toml", "If-Match": '"3"' });
  await publish();
  await page.getByText("内容已被他人修改").waitFor();
  await page.getByRole("button", { name: "重新读取（放弃修改）" }).click();
  await page.waitForFunction(() => document.querySelector(".tsv").value.includes("2000"));
  await page.keyboard.press("Escape");

  const id = await review(view, "关于做好示例工作的通知\n各县：\n请于6月底前由县水利局完成12处整改。", { kind: "通知", profile: "unit" });
  assert.equal((await server.ask("GET", `/v1/reviews/${id}`)).brevity.limit.characters, 2000);
  view.sound();
});

test("a draft of a norm profile is tried, and published as it was tried", async () => {
  const toml = { "Content-Type": "application/toml" };
  const own = (most) => `base = "national"\nid = "tried"\ntitle = "试算用（示例）"\njurisdiction = "示例"\nvalid_from = "2026-01-01"\n[norms."本单位"]\ntitle = "《办文细则》（示例）"\narticle = "第一条"\ngrade = "Practice"\n[[limits]]\nid = "notice"\nlabel = "通知"\nwhen = { kinds = ["通知"] }\nvalue = ${most}\nnorm = "本单位"\n`;
  await server.ask("PUT", "/v1/norm-profiles/tried", own(3000), { ...toml, "If-Match": "*" });
  const text = `关于做好示例工作的通知\n各县：\n${"请于6月底前由县水利局完成12处整改。".repeat(20)}`;
  await server.ask("POST", "/v1/reviews", { text, kind: "通知", profile: "tried" });
  await view.open("#/admin/norms/tried");
  await page.click('[data-act="edit-profile"]');
  await page.waitForFunction(() => document.querySelector(".tsv").value.includes("value = 3000"));
  await page.locator(".tsv").fill(own(200));
  await page.click('[data-act="try-profile"]');
  const tried = page.getByRole("region", { name: "试算结果" });
  await tried.waitFor();
  assert.match(await tried.innerText(), /用它审核过的 1 份[\s\S]*3,000 字 → 200 字/);
  assert.equal((await server.ask("GET", "/v1/norm-profiles/tried")).version, 1);
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  await view.open("#/admin/norms");
  await page.getByText("有草稿").waitFor();
  await view.open("#/admin/norms/tried");
  await page.click('[data-act="edit-profile"]');
  await page.getByText("正在编辑草稿：依据第 1 版").waitFor();
  await page.click('[data-act="publish-profile"]');
  await page.locator("dialog").getByText("请写明修改说明").waitFor();
  await page.getByLabel("修改说明").fill("页面试验");
  await page.click('[data-act="publish-profile"]');
  await page.getByText("第 2 版（在用）").waitFor();
  view.sound();
});

test("the norm profile and the state of the service can be read, the index built anew", async () => {
  await view.open("#/admin/norms/national");
  assert.match(await page.locator("main").innerText(), /《整治形式主义为基层减负若干规定》/);
  await view.open("#/admin");
  assert.match(await page.locator("main").innerText(), /进程正常[\s\S]*可以受理[\s\S]*语料文件/);
  await page.click('[data-act="reindex"]');
  await page.locator(".tag.succeeded").first().waitFor();
  view.sound();
});
