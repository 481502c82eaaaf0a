// What must hold on every view: no serious barrier by axe-core, nothing executed of what users write, quick answers to
// clicks with a long draft, nothing wider than the window.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { barriers, browse, draft, hostile, review, start, watched } from "./place.mjs";

// A page that is drawn anew at every click takes seconds. The times themselves are printed and not judged here: what
// else the machine does would decide about them.
const HANG = 1_000;
let server;
let browser;
let view;
let page;
let reviews;

before(async () => {
  server = await start();
  browser = await browse();
  view = await watched(browser.context, server.address, [404, 415, 422]);
  ({ page } = view);
  const names = ["02-region-swap.txt", "06-burdens.txt"];
  reviews = [];
  for (const name of names) reviews.push((await server.ask("POST", "/v1/reviews", { text: (await draft(name)).text, level: "city", offset_unit: "utf8" })).id);
});
after(async () => {
  await browser?.stop();
  await server?.stop();
});

const views = () => ["#/", "#/reviews", `#/reviews/${reviews[0]}`, `#/reviews/${reviews[1]}`, `#/compare/${reviews[0]}/${reviews[1]}`, "#/search?q=%E9%98%B2%E6%B1%9B", "#/search/passage", "#/documents/sample-c05",
  "#/admin", "#/admin/terms", "#/admin/terms/slogans", "#/admin/feedback", "#/admin/norms", "#/admin/norms/national", "#/admin/import", "#/nirgends"];

test("no view has a serious or critical barrier, nor has any part of a report", async () => {
  for (const hash of views()) {
    await view.open(hash);
    await page.waitForLoadState("networkidle");
    assert.deepEqual(await barriers(page), [], hash);
  }
  await view.open(`#/reviews/${reviews[0]}`);
  await page.locator(".finding").first().click();
  assert.deepEqual(await barriers(page), [], "an opened finding");
  for (const tab of ["passages", "additions", "sources", "assessment", "versions"]) {
    await page.click(`#tab-${tab}`);
    assert.deepEqual(await barriers(page), [], tab);
  }
  await view.open("#/admin/terms/slogans");
  await page.click('[data-act="add"]');
  assert.deepEqual(await barriers(page), [], "a form in a window");
  await view.open("#/admin/norms/national");
  await page.click('[data-act="edit-profile"]');
  assert.deepEqual(await barriers(page), [], "a text in a window");
  view.sound();
});

test("no view is wider than the window, and nothing reaches out of its card, on a desk, a small screen and a telephone", async () => {
  const issuer = "Joint Office of the Sample Bureaus of Water Resources, Emergency Management, Meteorology and Transport (示例)";
  await server.ask("POST", "/v1/documents", { id: "long-issuer", title: "关于防汛物资的通知（示例）", issuer, text: "各单位要备足防汛物资。", level: "province" });
  for (const width of [1440, 1024, 390]) {
    await page.setViewportSize({ width, height: 844 });
    for (const hash of views()) {
      await view.open(hash);
      await page.waitForLoadState("networkidle");
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(beyond, 0, `${hash} at ${width}`);
      // What a box of its own scrolls may be wider than the card.
      const out = await page.evaluate(() => [...document.querySelectorAll(".card *")].filter((one) => {
        const card = one.closest(".card").getBoundingClientRect();
        const scrolled = (part) => part && !part.matches(".card") && (getComputedStyle(part).overflowX !== "visible" || scrolled(part.parentElement));
        return one.checkVisibility() && one.getBoundingClientRect().right > card.right + 1 && !scrolled(one.parentElement);
      }).map((one) => one.outerHTML.slice(0, 120)));
      assert.deepEqual(out, [], `${hash} at ${width}`);
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  view.sound();
});

test("nothing that users write is executed: draft, title, issuer, file name, reason, term, document", async () => {
  const all = hostile.join("\n");
  const text = `关于${hostile[0]}的通知\n各县：\n${hostile.map((words) => `要高度重视${words}，切实加强领导。`).join("\n")}\n要在全市范围内签订责任状${hostile[1]}。`;
  const id = await review(view, text, { title: hostile[1], issuer: hostile[2], level: "city" });
  for (const head of await page.locator(".finding").all()) await head.click();
  await page.locator(".finding").first().click();
  await page.locator(".item.open .decide input").fill(hostile[3]);
  await page.locator(".item.open [data-act=ignore]").click();
  await page.locator(".item.open .made").waitFor();
  for (const tab of ["passages", "additions", "sources", "assessment", "versions"]) await page.click(`#tab-${tab}`);

  await view.open("#/");
  await page.setInputFiles("#draft-file", { name: `${hostile[1]}.txt`, mimeType: "text/plain", buffer: Buffer.from(text) });
  await page.click('[data-act="review"]');
  await page.locator(".gauges").waitFor();
  await view.open("#/");
  await page.setInputFiles("#draft-file", { name: "a.<img src=x onerror=alert(1)>", mimeType: "text/plain", buffer: Buffer.from("x") });
  await page.click('[data-act="review"]');
  await page.locator(".notice.error").waitFor();

  await server.ask("POST", "/v1/documents", { id: hostile[3], title: hostile[1], issuer: hostile[2], text: all, docno: hostile[4], level: "central" });
  for (const hash of ["#/reviews", `#/search?q=alert`, `#/search?q=${encodeURIComponent(hostile[1])}`, `#/documents/${encodeURIComponent(hostile[3])}?at=0-9&unit=${encodeURIComponent(hostile[0])}`, `#/compare/${id}/${reviews[1]}`, `#/${encodeURIComponent(hostile[1])}`, `#/admin/terms/${encodeURIComponent(hostile[1])}`]) {
    await view.open(hash);
    await page.waitForLoadState("networkidle");
  }
  await view.open("#/admin/terms/slogans");
  await page.locator(".terms tbody tr").first().waitFor();
  await page.click('[data-act="add"]');
  for (const name of ["pattern", "category", "label", "note", "exempt"]) await page.locator(`dialog [name="${name}"]`).fill(hostile[1]);
  await page.click('[data-act="keep"]');
  await page.getByLabel("修改说明").fill(hostile[0]);
  await page.click('[data-act="publish"]');
  await page.getByText("第 2 版（在用）").waitFor();
  await view.open("#/admin/import");
  await page.setInputFiles("#import-files", [{ name: `${hostile[1]}.png`, mimeType: "image/png", buffer: Buffer.from("x") }, { name: "b.jsonl", mimeType: "text/plain", buffer: Buffer.from(`{"id":${JSON.stringify(hostile[0])}}`) }]);
  await page.click('[data-act="import"]');
  await page.getByText("未能导入 2 份").first().waitFor();
  assert.equal(await page.locator("main script, main iframe, main img, main style, main svg:not(.dial)").count(), 0);
  assert.equal(await page.evaluate(() => document.querySelectorAll("script").length), 1);
  view.sound();
});

test("a draft of 20,000 characters with 300 findings answers every click without being drawn anew", async () => {
  const names = ["04-over-length", "03-slogans", "05-outline-mirror", "03-slogans", "01-verbatim-copy", "03-slogans", "06-burdens", "08-speech", "07-clean", "02-region-swap", "04-over-length"];
  const parts = await Promise.all(names.map((name) => draft(`${name}.txt`)));
  const long = parts.map(({ text }) => text).join("\n");
  const id = await review(view, long, { level: "county" });
  const report = await server.ask("GET", `/v1/reviews/${id}`);
  assert.ok([...long].length >= 20_000 && report.findings.length >= 300, `${[...long].length} characters, ${report.findings.length} findings`);
  /** From the click to the frame after it. */
  const reaction = (selector, at) => page.evaluate(async ([sought, place]) => {
    const target = [...document.querySelectorAll(sought)].at(place);
    target.scrollIntoView({ block: "center" });
    await new Promise((done) => { requestAnimationFrame(() => setTimeout(done, 30)); });
    const began = performance.now();
    target.click();
    await new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); });
    return performance.now() - began;
  }, [selector, at]);
  // The best of three rounds, so that what else the machine does is not measured; findings are other ones each round,
  // for the first opening is the costly one.
  const times = {};
  for (const [name, selector, places, step] of [
    ["finding", ".finding", [0, 40, 120, 200, 290], 1], ["text", ".draft-lines .m", [3, 60, 200, 400], 5], ["filter", ".toggle", [0, 0, 1, 1, 2, 2], 0],
    ["next", '[data-act="next"]', [0, 0, 0], 0], ["own", "#show-own", [0, 0], 0], ["tab", "[role=tab]", [1, 2, 3, 0], 0],
  ]) {
    times[name] = places.map(() => Infinity);
    for (const round of [0, 1, 2]) {
      for (const [at, place] of places.entries()) times[name][at] = Math.min(times[name][at], Math.round(await reaction(selector, place + step * round)));
    }
  }
  process.stdout.write(`reaction in ms, ${report.findings.length} findings: ${JSON.stringify(times)}\n`);
  for (const [name, measured] of Object.entries(times)) assert.ok(Math.max(...measured) <= HANG, `${name}: ${measured.join(", ")} ms`);
  view.sound();
});

test("what is chosen in a long draft comes into view, in a narrow window too", async () => {
  let marked = 0;
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await page.reload();
    await page.locator(".gauges").waitFor();
    const rows = page.locator(".finding");
    const last = (await rows.count()) - 1;
    for (const part of [0.95, 0.1, 0.6, 0.3]) {
      await rows.nth(Math.round(last * part)).evaluate((row) => row.click());
      const seen = () => page.evaluate(() => {
        const active = document.querySelector(".draft-lines .m.active");
        if (!active) return null;
        const [mark, pane] = [active.getBoundingClientRect(), document.querySelector(".text-pane").getBoundingClientRect()];
        return mark.top >= pane.top && mark.top < pane.bottom;
      });
      await page.waitForFunction(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(true)))); }));
      const shown = await seen();
      // A finding without a place marks nothing.
      assert.notEqual(shown, false, `${width} px, finding at ${part}`);
      marked += shown ? 1 : 0;
    }
  }
  assert.ok(marked >= 4, `${marked} of 8 findings were marked`);
  await page.setViewportSize({ width: 1440, height: 900 });
  view.sound();
});
