// Where the tests run: the real program on a fresh data folder and a free port of this machine, a real browser with a
// fresh profile, and a page that is watched for errors, dialogs and requests to anywhere else.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import axe from "axe-core";
import { chromium } from "playwright-core";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const PROGRAM = process.env.DUANSHIXIN ?? path.join(ROOT, "target/debug/duanshixin");
const BROWSER = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
/** Milliseconds for the program to open an empty folder: the sample corpus is indexed then. */
const START = 120_000;

/** Texts that would run, were they ever taken for markup. */
export const hostile = [
  "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "\"><script>alert(1)</script>", "'-alert(1)-'",
  "javascript:alert(1)", "<iframe src=\"javascript:alert(1)\">", "<a href=\"javascript:alert(1)\">x</a>", "</textarea><script>alert(1)</script>",
  "{{constructor.constructor('alert(1)')()}}", "${alert(1)}", "<style>@import 'x'</style>", "<math><mtext></p><img src=x onerror=alert(1)>", "\u202E<b onmouseover=alert(1)>x",
];

/** The shipped draft of this name: its text without what stands in front of it, and the file as it is. */
export async function draft(name) {
  const file = await readFile(path.join(ROOT, "corpora/drafts", name), "utf8");
  return { file, text: file.replace(/^---\n[\s\S]*?\n---\n/, "") };
}

/** Starts the program; resolves to its address, and how to stop it. */
export async function start() {
  const data = await mkdtemp(path.join(tmpdir(), "duanshixin-page-"));
  const child = spawn(PROGRAM, ["serve", "--data", data, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const address = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the program did not start:\n${said}`)), START);
    const hear = (chunk) => {
      said += chunk;
      const found = /(http:\/\/127\.0\.0\.1:\d+)/.exec(said);
      if (!found) return;
      clearTimeout(late);
      resolve(found[1]);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", (chunk) => { said += chunk; });
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`the program ended with ${code}:\n${said}`)));
  });
  const ask = async (method, asked, body, headers) => {
    const json = typeof body === "object" && body !== null;
    const response = await fetch(address + asked, { method, body: json ? JSON.stringify(body) : body, headers: json ? { "Content-Type": "application/json", ...headers } : headers });
    const text = await response.text();
    assert.ok(response.ok, `${method} ${asked}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
  async function stop() {
    const ended = new Promise((resolve) => { child.once("exit", resolve); });
    child.kill("SIGTERM");
    await ended;
    await rm(data, { recursive: true, force: true });
  }
  return { address, ask, stop };
}

/** Starts a browser with a profile that nobody used before. */
export async function browse() {
  const profile = await mkdtemp(path.join(tmpdir(), "duanshixin-profile-"));
  const context = await chromium.launchPersistentContext(profile, { executablePath: BROWSER, args: FLAGS, viewport: { width: 1440, height: 900 }, acceptDownloads: true });
  async function stop() {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
  return { context, stop };
}

/** A page that is watched. `expected` are statuses of refusals that a test causes on purpose: a browser logs them. */
export async function watched(context, address, expected = []) {
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(`error: ${error.stack}`));
  page.on("dialog", (dialog) => { faults.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("console", (message) => {
    if (!["error", "warning"].includes(message.type())) return;
    const known = expected.some((status) => message.text().includes(`status of ${status} `));
    if (!known) faults.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${address}/`) && !url.startsWith("data:") && !url.startsWith("blob:")) faults.push(`request: ${url}`);
  });
  return {
    page,
    open: async (hash) => {
      await page.goto("about:blank");
      await page.goto(`${address}/${hash}`);
      await page.locator("main > *").first().waitFor();
    },
    /** Nothing went wrong since the last look. */
    sound: () => assert.deepEqual(faults.splice(0), []),
    close: () => page.close(),
  };
}

/** What axe-core finds that is serious or worse, each with its place. */
export async function barriers(page) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
    return violations.map(({ id, impact, nodes }) => ({ id, impact, places: nodes.slice(0, 3).map((node) => `${node.target.join(" ")}: ${node.failureSummary}`) }));
  });
  return found.filter(({ impact }) => impact === "serious" || impact === "critical");
}

/** Pastes a draft on the first page and waits for its report. */
export async function review(view, text, fields = {}) {
  const { page } = view;
  await view.open("#/");
  await page.fill("#draft", text);
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`.sending [name="${name}"]`);
    if (await field.evaluate((element) => element.tagName) === "SELECT") await field.selectOption(value);
    else await field.fill(value);
  }
  await page.click('[data-act="review"]');
  await page.locator(".gauges").waitFor();
  return decodeURIComponent(new URL(page.url()).hash.split("/").at(-1));
}
