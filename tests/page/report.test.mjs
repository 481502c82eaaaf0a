// The report as a file of its own, opened from a folder with scripts on: no serious barrier by axe-core, no request to
// anywhere, nothing executed of what anybody wrote: draft, title, issuer, file name, term, norm, source.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

import { barriers, browse, draft, hostile, start, watched } from "./place.mjs";

let server;
let browser;
let folder;
let view;
let page;

before(async () => {
  server = await start();
  browser = await browse();
  folder = await mkdtemp(path.join(tmpdir(), "duanshixin-report-"));
  view = await watched(browser.context, `file://${folder}`);
  ({ page } = view);
});
after(async () => {
  await browser?.stop();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Opens the report of a review as a file. */
async function opened(id) {
  const response = await fetch(`${server.address}/v1/reviews/${id}/report.html`);
  assert.equal(response.status, 200);
  const file = path.join(folder, `${id}.html`);
  await writeFile(file, await response.text());
  await page.goto(`file://${file}`);
}

test("a report has no serious or critical barrier, on a desk and on a telephone", async () => {
  for (const name of ["01-verbatim-copy.txt", "06-burdens.txt", "07-clean.txt"]) {
    const { id } = await server.ask("POST", "/v1/reviews", { text: (await draft(name)).text, level: "city" });
    await opened(id);
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      assert.deepEqual(await barriers(page), [], `${name} at ${width}`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0, `${name} at ${width}`);
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  view.sound();
});

test("marks that lie over each other in any way are readable", async () => {
  const { id } = await server.ask("POST", "/v1/reviews", { text: (await draft("01-verbatim-copy.txt")).text, level: "city" });
  await opened(id);
  await page.evaluate(() => {
    const kinds = ["verbatim", "edited", "reworded", "lawful", "slogan", "empty", "burden", "residue", "other"];
    const line = document.createElement("p");
    for (const one of kinds) {
      for (const other of kinds) {
        const mark = document.createElement("a");
        Object.assign(mark, { href: "#draft", className: `m k-${one} k-${other}`, textContent: "示例文字" });
        line.append(mark, "，");
      }
    }
    document.querySelector(".text").append(line);
  });
  assert.equal(await page.locator(".m.k-lawful.k-verbatim").count() >= 2, true);
  assert.deepEqual(await barriers(page), []);
  view.sound();
});

test("nothing that anybody wrote is executed in a report", async () => {
  const { text: speech } = await draft("08-speech.txt");
  const all = speech.split("\n").map((line, at) => line + hostile[at % hostile.length]).join("\n");
  await server.ask("POST", "/v1/documents", { id: hostile[3], title: hostile[1], issuer: hostile[2], text: all, docno: hostile[4], level: "central", date: "2025-01-01" });
  const list = await server.ask("GET", "/v1/term-lists/slogans");
  const entries = [...list.entries, ...hostile.map((words) => words.replace("\u202E", "")).map((words) => ({ pattern: words, kind: "literal", category: words, severity: 3, label: words, note: words }))];
  await server.ask("PUT", `/v1/term-lists/slogans?note=${encodeURIComponent(hostile[0])}`, { entries }, { "If-Match": `"${list.version}"` });
  const quoted = JSON.stringify(hostile[1]);
  const profile = `base = "national"\nid = "house"\ntitle = ${quoted}\njurisdiction = ${quoted}\nvalid_from = "2020-01-01"\n[norms."甲"]\ntitle = ${quoted}\narticle = ${quoted}\nquote = ${quoted}\ngrade = "Practice"\n[[limits]]\nid = "all"\nlabel = ${quoted}\nvalue = 10\nnorm = "甲"\n`;
  await server.ask("PUT", "/v1/norm-profiles/house", profile, { "Content-Type": "application/toml" });
  const form = new FormData();
  for (const [name, value] of Object.entries({ title: hostile[1], issuer: hostile[2], id: hostile[6], level: "city", date: "2026-03-01", profile: "house" })) form.append(name, value);
  form.append("file", new Blob([`关于${hostile[0]}的通知\n各县：\n${all}\n要高度重视${hostile[5]}，切实加强领导。`]), `${hostile[1]}.txt`);
  const answer = await fetch(`${server.address}/v1/reviews`, { method: "POST", body: form });
  const report = await answer.json();
  assert.equal(answer.status, 201, JSON.stringify(report));
  assert.ok(report.passages.length && report.findings.some((finding) => finding.term), "no source and no term of the hostile ones: nothing is proved");
  await opened(report.id);
  const said = await page.locator("body").innerText();
  for (const words of [hostile[0], hostile[1], hostile[2]]) assert.ok(said.includes(words), words);
  for (const box of await page.locator(".filters input[type=checkbox]").all()) await box.click();
  for (const mark of (await page.locator(".text .m").all()).slice(0, 5)) await mark.click();
  assert.equal(await page.locator("script").count(), 1);
  assert.equal(await page.locator("main img, main iframe, main style, main object, main embed, main base").count(), 0);
  assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll("a")].map((link) => link.getAttribute("href")).filter((href) => !href.startsWith("#"))), []);
  assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll("*")].flatMap((element) => [...element.attributes].filter(({ name }) => name.startsWith("on")).map(({ name }) => name))), []);
  assert.deepEqual(await barriers(page), []);
  view.sound();
});
