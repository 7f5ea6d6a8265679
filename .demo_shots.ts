import { chromium } from "playwright-core";
import { spawn } from "node:child_process";
const [dir = "/tmp/demo/pipeline_Цветок", out = "/tmp/demo", what = "choose,overview,film", sizes = "1600x900,1280x800,420x860", themes = "light,dark", lang = "ru"] = process.argv.slice(2);
const child = spawn("dn", ["run", "-A", "--no-check", "main.ts", "review", "--pipeline-dir", dir, "--rehearse", "--no-open"], { stdio: ["ignore", "pipe", "inherit"] });
const address = await new Promise<string>((resolve) => child.stdout.once("data", (t) => resolve(String(t).trim())));
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
for (const theme of themes.split(",")) for (const size of sizes.split(",")) {
  const [width = 1600, height = 900] = size.split("x").map(Number);
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme as "light", hasTouch: width < 500 });
  const page = await context.newPage();
  page.on("console", (m) => { if (m.type() === "error" || m.type() === "warning") console.log(theme, size, m.text()); });
  page.on("pageerror", (e) => console.log("PAGEERROR", e.message, e.stack));
  await page.goto(`${address}&lang=${lang}`);
  await page.waitForTimeout(900);
  for (const each of what.split(",")) {
    const [mode, ...keys] = each.split("+");
    const name = { overview: /Обзор|Overview/, choose: /Выбор|Choose/, film: /Фильм|Film/ }[mode as "film"];
    await page.locator(".modes").getByRole("button", { name }).click();
    for (const key of keys) { await page.keyboard.press(key); await page.waitForTimeout(350); }
    await page.waitForTimeout(900);
    await page.screenshot({ path: `${out}/${each.replaceAll("+", "_")}-${size}-${theme}.png` });
    if (keys.length > 0) { await page.keyboard.press("Escape"); await page.waitForTimeout(150); }
  }
  await context.close();
}
await browser.close(); child.kill("SIGINT");
