// The desk: a draft in, a report to work through, decisions kept, past reviews found, compared and erased.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { browse, draft, review, start, watched } from "./place.mjs";

let server;
let browser;
let view;
let page;

before(async () => {
  server = await start();
  browser = await browse();
  view = await watched(browser.context, server.address, [413, 415, 422, 404]);
  ({ page } = view);
});
after(async () => {
  await browser?.stop();
  await server?.stop();
});

const count = (selector) => page.locator(selector).count();
const shown = () => page.locator(".item:not([hidden])").count();

/** Closes the window over the page; the browser tells that it is closed a moment later, and then it is taken away. */
async function shut() {
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
}

test("a pasted draft is reviewed and its gauges say how they came about", async () => {
  const { text } = await draft("02-region-swap.txt");
  await review(view, text, { level: "city", kind: "通知", date: "2026-03-10", issuer: "临棠市防汛抗旱指挥部（示例）" });
  assert.deepEqual(await page.locator(".gauge").evaluateAll((all) => all.map((one) => one.getAttribute("aria-label"))), ["短", "实", "新"]);
  assert.match(await page.locator(".gauge").nth(2).innerText(), /与上位文件重复 \d/);
  assert.match(await page.locator(".advice").innerText(), /建议退回并说明理由/);
  await page.locator(".gauge summary").first().click();
  assert.match(await page.locator(".gauge .basis").first().innerText(), /各项取最低分/);
  assert.match(await page.locator(".facts-line").innerText(), /市级（填写）.*通知.*2026-03-10/);
  view.sound();
});

test("scores that are not known are not said to be good", async () => {
  await review(view, "一份短文。");
  assert.match(await page.locator(".gauge").nth(2).innerText(), /—/);
  assert.match(await page.locator(".advice").innerText(), /已计算的得分都在建议线以上；.*“新”未计算，请人工判断/);
  const { text } = await draft("02-region-swap.txt");
  await review(view, text, { level: "city", kind: "通知", date: "2026-03-10" });
  view.sound();
});

test("at the end of the page the head of the findings is still in view", async () => {
  for (const height of [900, 768]) {
    await page.setViewportSize({ width: 1440, height });
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    const bar = await page.locator(".top").boundingBox();
    const next = await page.locator('[data-act="next"]').boundingBox();
    assert.ok(next.y >= bar.y + bar.height, `${height}: ${next.y} is below ${bar.y + bar.height}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.evaluate(() => window.scrollTo(0, 0));
  view.sound();
});

test("text and findings are linked both ways", async () => {
  const mark = page.locator(".draft-lines .m.edited").first();
  await mark.click();
  const open = page.locator(".item.open");
  assert.equal(await open.count(), 1);
  assert.match(await open.innerText(), /改动后照搬/);
  assert.ok(await page.locator(".draft-lines .m.active").count() > 0);
  const other = page.locator(".item:not(.open) .finding").last();
  const id = await other.getAttribute("data-id");
  await other.click();
  assert.equal(await page.locator(".item.open .finding").getAttribute("data-id"), id);
  const active = page.locator(".draft-lines .m.active").first();
  assert.ok(await active.isVisible());
  const [place, pane] = [await active.boundingBox(), await page.locator(".text-pane").boundingBox()];
  assert.ok(place.y >= pane.y && place.y < pane.y + pane.height, "the text scrolled to the finding");
  view.sound();
});

test("every highlight stands on the words of its finding", async () => {
  const id = new URL(page.url()).hash.split("/").at(-1);
  const report = await server.ask("GET", `/v1/reviews/${id}`);
  for (const finding of report.findings.filter((one) => one.span).slice(0, 12)) {
    await page.locator(`.finding[data-id="${finding.id}"]`).evaluate((element) => element.getAttribute("aria-expanded") === "true" || element.click());
    const words = await page.locator(".draft-lines .m.active").evaluateAll((all) => all.map((one) => one.textContent).join(""));
    assert.ok(words.replace(/\s/g, "").startsWith(finding.quote.exact.replace(/\s/g, "")), `${finding.rule}: ${words} / ${finding.quote.exact}`);
  }
});

test("passage and source stand side by side with the changed words marked", async () => {
  await page.click("#tab-passages");
  const first = page.locator(".passages > li", { has: page.locator(".m.edited") }).first();
  assert.equal(await first.locator(".side").count(), 2);
  assert.ok(await first.locator("ins.edit").count() > 0 && await first.locator("del.edit").count() > 0);
  await first.getByRole("button", { name: "在正文中看" }).click();
  assert.equal(await count(".item.open"), 1);
  await page.locator(".item.open [data-act=compare]").click();
  assert.equal(await page.locator("dialog.sheet .side").count(), 2);
  await shut();
  view.sound();
});

test("findings are filtered by measure, severity, kind, source and decision", async () => {
  if (await count(".item.open")) await page.locator(".item.open .finding").click();
  const all = await shown();
  const novelty = page.locator('.toggle[data-value="novelty"]');
  await novelty.click();
  const without = await shown();
  assert.ok(without < all, `${without} of ${all}`);
  await novelty.click();
  const [kind, source, state] = await page.locator(".choices select").all();
  const option = await kind.locator("option").nth(1).getAttribute("value");
  await kind.selectOption(option);
  assert.deepEqual([...new Set(await page.locator(".item:not([hidden]) .rule").allTextContents())], [option]);
  await kind.selectOption("");
  await source.selectOption({ index: 1 });
  assert.ok(await shown() > 0 && await shown() < all);
  await source.selectOption("");
  await state.selectOption("accepted");
  assert.ok(await page.locator(".none").isVisible());
  await state.selectOption("");
  view.sound();
});

test("the other sides of a report: additions, sources, assessment, versions", async () => {
  for (const [tab, words] of [["additions", /不在任何雷同段落/], ["sources", /所贯彻的上位文件/], ["assessment", /一致性评估|没有涉及的事项|处涉及/], ["versions", /审核编号[^]*读出的签发人[^]*正文中的表格另计/]]) {
    await page.click(`#tab-${tab}`);
    assert.match(await page.locator(`#panel-${tab}`).innerText(), words);
  }
  await page.click("#tab-sources");
  await page.locator("#panel-sources button").first().click();
  assert.ok(await page.locator("#panel-text").isVisible());
  assert.notEqual(await page.locator(".choices select").nth(1).inputValue(), "");
  view.sound();
});

test("the keyboard goes through the findings, accepts, ignores with a reason, takes back; it is all kept", async () => {
  await page.reload();
  await page.locator(".gauges").waitFor();
  await page.keyboard.press("n");
  const first = await page.locator(".item.open .finding").getAttribute("data-id");
  await page.keyboard.press("j");
  const second = await page.locator(".item.open .finding").getAttribute("data-id");
  assert.notEqual(first, second);
  await page.keyboard.press("p");
  assert.equal(await page.locator(".item.open .finding").getAttribute("data-id"), first);
  await page.keyboard.press("a");
  await page.locator(".item.open .made.accepted").waitFor();
  await page.keyboard.press("n");
  await page.locator(".item.open [data-act=ignore]").click();
  assert.match(await page.locator(".item.open .decide").innerText(), /请写明忽略的理由/);
  await page.keyboard.press("Escape");
  await page.locator(`.finding[data-id="${second}"]`).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("i");
  await page.keyboard.type("引用上级原文 n p");
  await page.keyboard.press("Enter");
  await page.locator(".item.open .made.ignored").waitFor();
  const id = new URL(page.url()).hash.split("/").at(-1);
  const { decisions } = await server.ask("GET", `/v1/reviews/${id}/decisions`);
  assert.deepEqual(decisions.map((one) => [one.finding, one.decision, one.reason]), [[first, "accepted", ""], [second, "ignored", "引用上级原文 n p"]]);
  await page.reload();
  await page.locator(".gauges").waitFor();
  assert.equal(await count(".item.settled"), 2);
  assert.match(await page.locator(".tally").innerText(), /已处理 2 条/);
  await page.locator(`.finding[data-id="${second}"]`).click();
  await page.keyboard.press("u");
  await page.locator(".item.open [data-act=ignore]").waitFor();
  assert.equal((await server.ask("GET", `/v1/reviews/${id}/decisions`)).decisions.length, 1);
  await page.keyboard.press("?");
  await page.locator("dialog #keys-on").uncheck();
  await shut();
  await page.keyboard.press("Escape");
  await page.keyboard.press("n");
  assert.equal(await count(".item.open"), 0, "single keys can be switched off");
  await page.keyboard.press("?");
  await page.locator("dialog #keys-on").check();
  await shut();
  view.sound();
});

test("a file is chosen, dropped, refused with the server's own words", async () => {
  await view.open("#/");
  const { file } = await draft("03-slogans.txt");
  await page.setInputFiles("#draft-file", { name: "送审稿.txt", mimeType: "text/plain", buffer: Buffer.from(file) });
  assert.match(await page.locator(".chosen").innerText(), /送审稿\.txt/);
  await page.click('[data-act="review"]');
  await page.locator(".gauges").waitFor();
  assert.ok(await count(".m.slogan") > 10);

  await view.open("#/");
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["PNG"], "照片.png"));
    return transfer;
  });
  await page.dispatchEvent(".drop", "drop", { dataTransfer: data });
  assert.match(await page.locator(".chosen").innerText(), /照片\.png/);
  await page.click('[data-act="review"]');
  await page.locator(".notice.error").waitFor();
  assert.match(await page.locator(".notice.error").innerText(), /不支持|无法读取/);
  assert.ok(await page.locator('[data-act="review"]').isEnabled());
  view.sound();
});

test("a draft fills the fields it tells, and what is put right stays and is sent", async () => {
  await view.open("#/");
  const { text } = await draft("02-region-swap.txt");
  const value = (name) => page.locator(`.sending [name="${name}"]`).inputValue();
  await page.fill("#draft", text);
  await page.locator('.sending [name="kind"].guessed').waitFor();
  assert.match(await page.locator(".known").innerText(), /已从文稿识别，可以更正/);
  assert.deepEqual([await value("level"), await value("kind")], ["city", "通知"]);
  assert.match(text, new RegExp(await value("title")));
  await page.fill('.sending [name="issuer"]', "临棠市示例局");
  await page.selectOption('.sending [name="level"]', "county");
  assert.equal(await count('.sending [name="issuer"].guessed, .sending [name="level"].guessed'), 0);
  await page.fill("#draft", text.replace("通知", "意见"));
  await page.waitForFunction(() => document.querySelector('.sending [name="kind"]').value === "意见");
  assert.deepEqual([await value("issuer"), await value("level")], ["临棠市示例局", "county"], "what was typed is not written over");
  await page.click('[data-act="review"]');
  await page.locator(".gauges").waitFor();
  const { draft: made } = await server.ask("GET", `/v1/reviews/${new URL(page.url()).hash.split("/").at(-1)}`);
  assert.deepEqual([made.issuer, made.level, made.level_from, made.kind], ["临棠市示例局", "county", "given", "意见"]);
  await view.open("#/");
  await page.fill("#draft", text);
  await page.locator('.sending [name="level"].guessed').waitFor();
  await page.click('[data-act="review"]');
  await page.locator(".gauges").waitFor();
  assert.match(await page.locator(".facts-line").innerText(), /市级（自动识别）/, "what was only recognised is not sent as given");
  view.sound();
});

test("what is put right is asked along, and an emptied field stays empty until another draft is begun", async () => {
  await view.open("#/");
  const { text, file } = await draft("02-region-swap.txt");
  const field = (name) => page.locator(`.sending [name="${name}"]`);
  const value = (name) => field(name).inputValue();
  const becomes = (name, wanted) => page.waitForFunction(([of, what]) => document.querySelector(`.sending [name="${of}"]`).value === what, [name, wanted]);
  const answered = () => page.waitForResponse((response) => response.url().endsWith("/v1/facts"));
  await page.fill("#draft", text);
  await becomes("level", "city");
  assert.match(await page.locator(".sending").innerText(), /空着的.*审核时由服务器识别/);
  await field("issuer").fill("示例省人民政府");
  await becomes("level", "province");
  assert.equal(await count('.sending [name="level"].guessed'), 1, "the level follows from the issuer that was typed");
  await field("date").fill("2026/3");
  await field("issuer").fill("青禾县人民政府");
  await becomes("level", "county");
  assert.equal(await value("date"), "2026/3", "a field that will not do is left for its reader and hides nothing of the others");

  const again = answered();
  await field("date").fill("");
  await field("kind").selectOption("");
  await again;
  const last = answered();
  await page.fill("#draft", `${text}\n`);
  assert.deepEqual(JSON.parse((await last).request().postData()), { text: `${text}\n`, issuer: "青禾县人民政府" });
  await field("title").fill("");
  await answered();
  await becomes("level", "county");
  assert.deepEqual([await value("title"), await value("kind"), await value("date")], ["", "", ""], "what was emptied stays empty");
  await page.click('[data-act="review"]');
  await page.locator(".gauges").waitFor();
  const { draft: made } = await server.ask("GET", `/v1/reviews/${new URL(page.url()).hash.split("/").at(-1)}`);
  assert.deepEqual([made.issuer, made.level, made.level_from, made.kind, made.date], ["青禾县人民政府", "county", "inferred", "通知", "2026-03-10"]);

  await view.open("#/");
  await field("issuer").fill("示例省人民政府");
  await page.setInputFiles("#draft-file", { name: "送审稿.txt", mimeType: "text/plain", buffer: Buffer.from(text) });
  await becomes("level", "province");
  await field("kind").selectOption("");
  await field("issuer").fill("青禾县人民政府");
  await becomes("level", "county");
  assert.deepEqual([await value("issuer"), await value("kind")], ["青禾县人民政府", ""], "of a file the same holds");
  await page.setInputFiles("#draft-file", { name: "另一份.txt", mimeType: "text/plain", buffer: Buffer.from(file) });
  await becomes("kind", "通知");
  assert.deepEqual([await value("issuer"), await value("level")], ["临棠市防汛抗旱指挥部（示例）", "city"], "another draft is recognised afresh");
  view.sound();
});

test("a file that cannot be read is refused as soon as it is chosen, and another one fills the fields", async () => {
  await view.open("#/");
  await page.setInputFiles("#draft-file", { name: "照片.png", mimeType: "image/png", buffer: Buffer.from("PNG") });
  await page.locator(".notice.error").waitFor();
  assert.match(await page.locator(".notice.error").innerText(), /请另存为 docx/);
  await page.getByRole("button", { name: "不用这个文件" }).click();
  assert.equal(await count(".notice.error"), 0);
  const { file } = await draft("02-region-swap.txt");
  await page.setInputFiles("#draft-file", { name: "送审稿.txt", mimeType: "text/plain", buffer: Buffer.from(file) });
  await page.locator('.sending [name="kind"].guessed').waitFor();
  view.sound();
});

test("terms are told in words, not as patterns", async () => {
  const id = await review(view, "关于示例工作的通知\n各县：\n抓好示例工作是推动发展的必然要求和迫切需要。要高度重视示例工作，切实加强领导。".repeat(2), { level: "city" });
  const { findings } = await server.ask("GET", `/v1/reviews/${id}`);
  assert.ok(findings.some((one) => /[[(|]/.test(one.term?.entry ?? "")), "the draft has a finding by a pattern");
  for (const head of await page.locator(".finding").all()) await head.click();
  const shown = await page.locator(".detail > .hint").allTextContents();
  assert.ok(shown.some((words) => words.includes("固定句式")) && shown.every((words) => !/[[\]|{}^]/.test(words)), shown.join("\n"));
  view.sound();
});

test("on a telephone tables are read without scrolling aside", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const [tab, name] of [["sources", "02-region-swap.txt"], ["assessment", "06-burdens.txt"]]) {
    await review(view, (await draft(name)).text, { level: "city" });
    await page.click(`#tab-${tab}`);
    const panel = page.locator(`#panel-${tab} .scroll`);
    assert.equal(await panel.evaluate((element) => element.scrollWidth - element.clientWidth), 0, tab);
    const narrow = await panel.locator("tbody td").evaluateAll((all) => all.filter((cell) => cell.textContent && cell.getBoundingClientRect().width < 200).length);
    assert.equal(narrow, 0, `${tab}: no cell is a column of single characters`);
  }
  for (const [hash, head] of [["#/admin/terms/slogans", "类别"], ["#/admin/norms/national", "上限"], ["#/admin/audit", "操作者"]]) {
    await view.open(hash);
    await page.waitForLoadState("networkidle");
    assert.deepEqual(await page.locator(".scroll").evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.getAttribute("aria-label"))), [], hash);
    assert.ok(await page.locator(`td[data-head="${head}"]`).count() > 0, `${hash}: cells say what they are`);
  }
  const tab = await page.locator(".subnav [aria-current]").boundingBox();
  assert.ok(tab.x >= 0 && tab.x + tab.width <= 390, `the open part of the administration is in view: ${tab.x}`);
  await page.setViewportSize({ width: 1440, height: 900 });
  view.sound();
});

test("a draft is compared with the documents named, and a file that is too large is not even sent", async () => {
  const { text } = await draft("02-region-swap.txt");
  const id = await review(view, text, { against: "sample-c01，sample-c05" });
  const report = await server.ask("GET", `/v1/reviews/${id}`);
  assert.ok(report.novelty.sources.length > 0);
  for (const source of report.novelty.sources) assert.match(source.document_id, /^sample-c0[15]$/);
  await view.open("#/");
  const { file_bytes: most } = await server.ask("GET", "/v1/limits");
  await page.setInputFiles("#draft-file", { name: "很大.txt", mimeType: "text/plain", buffer: Buffer.alloc(most + 1, "x") });
  await page.click('[data-act="review"]');
  await page.getByText("文件过大").waitFor();
  view.sound();
});

test("mistakes are told calmly, at the field where there is one", async () => {
  await view.open("#/");
  await page.click('[data-act="review"]');
  assert.match(await page.locator(".notice.error").innerText(), /还没有稿子/);
  await page.fill("#draft", "关于某事的通知\n请照办。");
  await page.fill('.sending [name="date"]', "2026/3/1");
  await page.click('[data-act="review"]');
  await page.locator('[name="date"][aria-invalid="true"]').waitFor();
  const told = await page.locator(".notice.error").innerText();
  assert.match(told, /有 1 处不符合要求[\s\S]*成文日期/);
  assert.doesNotMatch(told, /errors|\bdate\b/);
  await page.fill('.sending [name="date"]', "");
  await page.fill("#draft", "机密★3年\n关于某事的通知\n请照办。");
  await page.click('[data-act="review"]');
  await page.getByText("密级标志").last().waitFor();
  await view.open("#/reviews/unbekannt");
  assert.match(await page.locator(".notice.error").innerText(), /没有审核记录/);
  await view.open("#/nirgends");
  assert.match(await page.locator("main").innerText(), /没有这一页/);
  view.sound();
});

test("two versions of a draft are compared: what is cured, what is new", async () => {
  const { text } = await draft("03-slogans.txt");
  const first = await review(view, text, { level: "county", title: "第一稿" });
  const gist = "（二）落实责任。各乡镇要以更大力度压实责任，切实增强紧迫感，确保数字乡村建设走在全市前列。";
  const changed = text.replace(/\n（二）[^\n]*/, `\n${gist}`);
  assert.notEqual(changed, text);
  const second = await review(view, changed, { level: "county", title: "第二稿" });
  await view.open("#/reviews");
  await page.locator(".reviews li").first().waitFor();
  for (const name of ["第一稿", "第二稿"]) await page.getByLabel(`选择：${name}`).check();
  await page.click('[data-act="compare"]');
  await page.locator(".pair").waitFor();
  assert.ok(page.url().endsWith(`#/compare/${first}/${second}`), page.url());
  const of = async (tab) => Number(/\d+/.exec(await page.locator(`#tab-${tab}`).innerText())[0]);
  const [gone, added, same] = [await of("gone"), await of("added"), await of("same")];
  assert.ok(gone > 0 && added > 0 && same > 10, `${gone} ${added} ${same}`);
  const reports = await Promise.all([first, second].map((id) => server.ask("GET", `/v1/reviews/${id}`)));
  assert.deepEqual([gone + same, added + same], reports.map((report) => report.findings.length));
  await page.click("#tab-gone");
  assert.match(await page.locator("#panel-gone").innerText(), /产业/);
  view.sound();
});

test("past reviews are found by their title and erased after a question", async () => {
  await view.open("#/reviews");
  await page.getByLabel("查找审核记录").fill("第二");
  await page.waitForFunction(() => document.querySelectorAll(".reviews li").length === 1);
  await page.getByRole("button", { name: "删除：第二稿" }).click();
  await page.locator("dialog").getByRole("button", { name: "取消" }).click();
  assert.equal(await count(".reviews li"), 1);
  await page.getByRole("button", { name: "删除：第二稿" }).click();
  await page.click('dialog [data-act="confirm"]');
  await page.waitForFunction(() => document.querySelectorAll(".reviews li").length === 0);
  assert.equal((await server.ask("GET", "/v1/reviews?q=%E7%AC%AC%E4%BA%8C")).reviews.length, 0);
  view.sound();
});

test("the downloads lead to the report's own addresses", async () => {
  const { reviews } = await server.ask("GET", "/v1/reviews");
  await view.open(`#/reviews/${reviews[0].id}`);
  await page.locator(".menu summary").click();
  const links = await page.locator(".menu a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  const base = `/v1/reviews/${reviews[0].id}`;
  assert.deepEqual(links, [`${base}/report.docx`, `${base}/report.html`, `${base}/findings.csv`, base]);
  view.sound();
});

test("the gauges of a report have the bands of its own profile", async () => {
  const band = "{ brevity = 99.9, substance = 99.9, novelty = 99.9 }";
  const profile = `base = "national"\nid = "a-unit"\ntitle = "甲单位"\njurisdiction = "甲单位"\nvalid_from = "2020-01-01"\n[verdict]\nrevise = ${band}\nreturn = ${band}\n`;
  await server.ask("PUT", "/v1/norm-profiles/a-unit", profile, { "Content-Type": "application/toml" });
  const { text } = await draft("01-verbatim-copy.txt");
  for (const [name, standing] of [["national", "middle"], ["a-unit", "low"]]) {
    const { id, scores } = await server.ask("POST", "/v1/reviews", { text, level: "city", profile: name });
    assert.ok(scores.novelty > 20 && scores.novelty < 50, String(scores.novelty));
    await view.open(`#/reviews/${id}`);
    const gauge = page.locator('.gauge[aria-label="新"]');
    await gauge.waitFor();
    assert.ok(await gauge.evaluate((one, wanted) => one.classList.contains(wanted), standing), name);
  }
  view.sound();
});
