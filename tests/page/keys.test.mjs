// Keys and the audit log: the first key, who is logged in, what a key hides, downloads with a key, a key revoked while
// somebody writes, the log read and checked.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";

import { barriers, browse, draft, review, start, watched } from "./place.mjs";

let server;
let browser;
let view;
let page;
let admin;

before(async () => {
  server = await start();
  browser = await browse();
  view = await watched(browser.context, server.address, [401, 403, 404, 422]);
  ({ page } = view);
});
after(async () => {
  await browser?.stop();
  await server?.stop();
});

const parts = () => page.locator("#nav a:visible").allInnerTexts();
const own = () => ({ Authorization: `Bearer ${admin}` });
async function logIn(key) {
  await page.locator('[name="key"]').fill(key);
  await page.click('[data-act="login"]');
}
async function make(label, scopes) {
  await page.getByLabel("名称").fill(label);
  for (const scope of scopes) await page.locator(`[name="scope"][value="${scope}"]`).check();
  await page.click('[data-act="create-key"]');
}

test("without keys the page says so, and the first key must be able to make others", async () => {
  await view.open("#/admin");
  await page.getByText("服务只监听本机地址。").waitFor();
  await view.open("#/admin/keys");
  assert.deepEqual(await barriers(page), []);
  await make("综合处", ["desk"]);
  await page.locator(".notice.error").waitFor();
  assert.match(await page.locator(".notice.error").innerText(), /第一个须含 admin/);
  await make("管理员", ["admin", "audit"]);
  await page.locator('[data-secret="key"]').waitFor();
  admin = await page.locator('[data-secret="key"]').inputValue();
  assert.match(admin, /^dsx_[a-z2-7]{8}_[a-z2-7]{52}$/);
  assert.deepEqual(await barriers(page), [], "a key that is shown");
  await page.click('[data-act="use-key"]');
  await page.locator("#who").getByText("管理员").waitFor();
  view.sound();
});

test("a key is asked for calmly, kept in the tab alone, and hides what it does not allow", async () => {
  await view.open("#/admin/keys");
  await make("只能审核", ["desk"]);
  await page.locator('[data-secret="key"]').waitFor();
  const desk = await page.locator('[data-secret="key"]').inputValue();
  await page.click('[data-act="logout"]');
  await page.locator(".login").waitFor();
  assert.deepEqual(await barriers(page), [], "the login");
  await logIn("dsx_wrong");
  await page.locator(".login .fault:visible").waitFor();
  assert.match(await page.locator(".login .fault").innerText(), /没有这个密钥/);
  await logIn(desk);
  await page.locator("#draft").waitFor();
  assert.deepEqual(await parts(), ["审核", "审核记录", "管理"]);
  assert.equal(await page.evaluate(() => JSON.stringify(localStorage).includes("dsx_") || document.cookie.includes("dsx_") || location.href.includes("dsx_")), false);
  await view.open("#/admin");
  assert.deepEqual(await page.locator(".subnav a").allInnerTexts(), ["概况", "规范档"]);
  await view.open("#/admin/audit");
  await page.getByText("此接口需要权限 audit（审计）").waitFor();
  view.sound();
});

test("a review and its files work with a key", async () => {
  await review(view, (await draft("02-region-swap.txt")).text, { level: "city" });
  for (const [name, ending] of [["Word（带批注）", ".docx"], ["网页报告（可打印）", ".html"], ["提示清单（CSV）", ".csv"], ["全部数据（JSON）", ".json"]]) {
    if (!(await page.locator(".menu").evaluate((menu) => menu.open))) await page.locator(".menu summary").click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name }).click()]);
    assert.ok(download.suggestedFilename().endsWith(ending), download.suggestedFilename());
    assert.ok((await readFile(await download.path())).length > 500, name);
  }
  view.sound();
});

test("a key that is revoked meanwhile asks for another one, and nothing written is lost", async () => {
  await view.open("#/");
  await page.fill("#draft", "关于示例工作的通知\n各县：\n请于5月底前报送。");
  const { keys } = await server.ask("GET", "/v1/keys", undefined, own());
  await server.ask("DELETE", `/v1/keys/${keys.find((key) => key.label === "只能审核").id}`, undefined, own());
  await page.click('[data-act="review"]');
  await page.getByRole("dialog").getByText("已被吊销").waitFor();
  assert.deepEqual(await barriers(page), [], "the window that asks");
  assert.match(await page.locator("#draft").inputValue(), /5月底前/);
  const { key } = await server.ask("POST", "/v1/keys", { label: "新的", scopes: ["desk"] }, own());
  await logIn(key);
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.click('[data-act="review"]');
  await page.locator(".gauges").waitFor();
  view.sound();
});

test("the audit log is read, narrowed, exported and checked", async () => {
  await page.click('[data-act="logout"]');
  await page.locator(".login").waitFor();
  await logIn(admin);
  await page.locator("#who").getByText("管理员").waitFor();
  await view.open("#/admin/audit");
  await page.locator("tbody tr").first().waitFor();
  assert.deepEqual(await barriers(page), []);
  await page.getByLabel("操作", { exact: true }).selectOption("review.exported");
  await page.click('[data-act="filter"]');
  await page.waitForFunction(() => [...document.querySelectorAll("tbody tr")].every((row) => row.innerText.includes("导出审核")));
  assert.equal(await page.locator("tbody tr").count(), 3);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "导出表格（CSV）" }).click()]);
  assert.equal((await readFile(await download.path(), "utf8")).trim().split("\r\n").length, 4);
  await page.click('[data-act="verify"]');
  await page.getByText("校验值相接，未发现改动").waitFor();
  await page.getByLabel("日期自").fill("2026-13");
  await page.click('[data-act="filter"]');
  await page.locator(".notice.error").waitFor();
  assert.equal(await page.getByLabel("日期自").getAttribute("aria-invalid"), "true");
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 });
    for (const hash of ["#/admin/audit", "#/admin/keys"]) {
      await view.open(hash);
      await page.waitForLoadState("networkidle");
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0, `${hash} at ${width}`);
    }
  }
  view.sound();
});

test("a backup is fetched by the browser itself, from an address that is good once", async () => {
  await view.open("#/admin");
  await page.click('[data-act="backup"]');
  const fetch = page.locator('[data-act="fetch"]');
  await fetch.waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), fetch.click()]);
  assert.match(download.url(), /\/downloads\/[a-z2-7]{52}$/);
  assert.match(download.suggestedFilename(), /^duanshixin-.+\.zip$/);
  assert.equal((await readFile(await download.path())).subarray(0, 2).toString(), "PK");
  assert.equal((await page.request.get(download.url())).status(), 404, "once");
  const { rows } = await server.ask("GET", "/v1/audit?action=backup.fetched", undefined, own());
  assert.deepEqual(rows.map((row) => row.label), ["管理员"]);
  view.sound();
});

test("a key for lists alone is told counts, and offered no door that is closed to it", async () => {
  const key = async (...scopes) => (await server.ask("POST", "/v1/keys", { label: scopes.join("和"), scopes }, own())).key;
  const both = { Authorization: `Bearer ${await key("desk", "terms")}` };
  await server.ask("POST", "/v1/reviews", { text: "关于金丝雀工作的通知\n各县：\n金丝雀要擦亮名片。\n请于5月底前报送金丝雀台账。", level: "city" }, both);
  const entries = [{ pattern: "擦亮名片", severity: 2 }];
  await server.ask("PUT", "/v1/term-lists/slogans/draft", { entries }, both);
  await page.click('[data-act="logout"]');
  await page.locator(".login").waitFor();
  await logIn(await key("terms"));
  await view.open("#/admin/terms/slogans");
  await page.click('[data-act="try"]');
  const preview = page.locator(".preview");
  await preview.getByText("送审稿未计入：所用密钥没有审核权限，数目和例句都只有语料").waitFor();
  assert.doesNotMatch(await preview.innerText(), /金丝雀/);
  assert.equal(await preview.locator("a").count(), 0, "neither reviews nor documents can be opened");
  assert.match(await preview.innerText(), /已保存的审核 0 份/);
  assert.deepEqual(await barriers(page), []);
  await view.open("#/admin/feedback");
  await page.getByText("送审稿的原句、忽略的理由和由原句得出的例外未列出").waitFor();
  view.sound();
});
