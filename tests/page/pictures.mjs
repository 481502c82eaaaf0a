// Pictures of the main views for README, of the shipped corpus and drafts: `node pictures.mjs`, after a build.

import { mkdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { browse, draft, review, start, watched } from "./place.mjs";

const WINDOW = { width: 1280, height: 800 };
const FOLDER = path.join(path.dirname(fileURLToPath(import.meta.url)), "pictures");

const server = await start();
const browser = await browse();
try {
  await mkdir(FOLDER, { recursive: true });
  const view = await watched(browser.context, server.address);
  const { page } = view;
  await page.setViewportSize(WINDOW);
  const shoot = async (name) => {
    await page.evaluate(() => document.activeElement?.blur());
    await page.waitForLoadState("networkidle");
    await page.screenshot({ path: path.join(FOLDER, `${name}.png`), animations: "disabled" });
  };
  const slogans = await draft("03-slogans.txt");
  const before = await review(view, slogans.text, { level: "county", title: "禾溪县数字乡村建设实施意见（示例，第一稿）" });
  const after = await review(view, slogans.text.split("\n").filter((_, at) => at % 3 !== 1).join("\n"), { level: "county", title: "禾溪县数字乡村建设实施意见（示例，第二稿）" });
  await review(view, (await draft("01-verbatim-copy.txt")).text, { level: "city", date: "2026-03-02" });
  await shoot("report");
  await page.locator(".item.edited .finding").first().click();
  await shoot("findings");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.locator(".text-pane").scrollIntoViewIfNeeded();
  await shoot("telephone");
  await page.setViewportSize(WINDOW);
  await page.click("#tab-passages");
  await page.evaluate(() => document.querySelector("#panel-passages").scrollIntoView());
  await shoot("side-by-side");
  for (const [name, hash] of [["desk", "#/"], ["compare", `#/compare/${before}/${after}`], ["search", `#/search?q=${encodeURIComponent("防汛 物资")}`], ["term-list", "#/admin/terms/slogans"], ["status", "#/admin"]]) {
    await view.open(hash);
    await shoot(name);
  }
  await view.open("#/documents/sample-c02");
  await page.locator('[data-part="repeats"] summary').click();
  await page.locator('[data-part="repeats"] .hit').first().waitFor();
  await shoot("document");
  await view.open("#/admin/terms/slogans");
  await page.click('[data-act="add"]');
  await page.getByLabel("词条", { exact: true }).fill("惠及千家万户");
  await page.click('[data-act="keep"]');
  await page.click('[data-act="try"]');
  const tried = page.getByRole("region", { name: "试算结果" });
  await tried.waitFor();
  await tried.evaluate((element) => element.scrollIntoView());
  await shoot("preview");
} finally {
  await browser.stop();
  await server.stop();
}
