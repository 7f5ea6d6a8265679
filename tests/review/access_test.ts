import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { SOURCE_SHA256 as CHAT_SOURCE_SHA256 } from "../../lib/mcp/chat_assets.ts";
import { SOURCE_SHA256 } from "../../lib/review/page_assets.ts";
import { REVIEW_WORDS } from "../../lib/text/review_words.ts";
import { sourceHash } from "../../tools/page_assets.ts";
import { ROOT, runProgram, withPipeline } from "../support/harness.ts";
import { send } from "../support/loopback.ts";
import { PAGE_ORDER } from "../support/page_order.ts";
import { withReview } from "../support/review_browser.ts";

const timeout = { timeout: 60_000 };

test("without the secret of its address the page tells nobody anything", timeout, async () => {
  await withPipeline(({ dir }) =>
    withReview(dir, {}, async ({ origin, address }) => {
      const state = (await enter(address, origin)).cookie;
      for (const path of ["/", "/api/state", "/picture?id=n1", "/?key=wrong"]) {
        const answer = await send(`${origin}${path}`);
        assert.equal(answer.status, 403, path);
        assert.ok(!answer.text.includes("Картина"), path);
      }
      const wrong = { cookie: state.replace(/=.*/, "=wrong") };
      assert.equal((await send(`${origin}/api/state`, { headers: wrong })).status, 403);
      assert.equal((await send(`${origin}/api/state`, { headers: { cookie: state } })).status, 200);
    }, "--rehearse")
  );
});

test("the secret is kept where no script and no other site can use it", timeout, async () => {
  await withPipeline(({ dir }) =>
    withReview(dir, {}, async ({ origin, address }) => {
      const { answer } = await enter(address, origin);
      const [cookie = ""] = answer.headers["set-cookie"] ?? [];
      assert.match(cookie, /HttpOnly/);
      assert.match(cookie, /SameSite=Strict/);
      const policy = String(answer.headers["content-security-policy"]);
      assert.match(policy, /default-src 'none'/);
      assert.match(policy, /frame-ancestors 'none'/);
      assert.doesNotMatch(policy, /unsafe|https?:|\*/);
      assert.equal(answer.headers["referrer-policy"], "no-referrer");
    }, "--rehearse")
  );
});

test(
  "a foreign host, a foreign origin or a foreign site is refused even with the secret",
  timeout,
  async () => {
    await withPipeline(({ dir, images }) =>
      withReview(dir, {}, async ({ origin, address }) => {
        const { cookie } = await enter(address, origin);
        const before = await images();
        const rebound = await send(`${origin}/api/state`, {
          headers: { cookie, host: "evil.example" },
        });
        assert.equal(rebound.status, 421);
        const post = (headers: Record<string, string>) =>
          send(`${origin}/api/decide`, {
            method: "POST",
            headers: { cookie, "content-type": "application/json", ...headers },
            body: '{"kind":"undo","index":1,"decision":1}',
          });
        assert.equal((await post({ origin: "http://evil.example" })).status, 403);
        assert.equal((await post({ origin: "null" })).status, 403);
        assert.equal((await post({})).status, 403);
        assert.equal((await post({ origin, "sec-fetch-site": "same-site" })).status, 403);
        assert.equal((await post({ origin })).status, 400);
        assert.deepEqual(await images(), before);
      }, "--rehearse")
    );
  },
);

test(
  "a picture is asked for by its id alone: no path leads out of the pipeline",
  timeout,
  async () => {
    await withPipeline(({ dir }) =>
      withReview(dir, {}, async ({ origin, address }) => {
        const headers = { cookie: (await enter(address, origin)).cookie };
        const get = (id: string) =>
          send(`${origin}/picture?id=${encodeURIComponent(id)}`, { headers });
        assert.equal((await get("n1")).status, 200);
        for (const id of ["../illustrations.json", join(dir, "illustrations.json"), "n99", ""]) {
          assert.equal((await get(id)).status, 404, id);
        }
      }, "--rehearse")
    );
  },
);

test(
  "a missing key is said when something is ordered, not when pictures are looked at",
  timeout,
  async () => {
    await withPipeline(({ dir }) =>
      withReview(dir, {}, async ({ origin, address }) => {
        const { cookie } = await enter(address, origin);
        const answer = await send(`${origin}/api/quote?lang=en`, {
          method: "POST",
          headers: { cookie, origin, "content-type": "application/json" },
          body: JSON.stringify([{ ...PAGE_ORDER, size: "1280*1280" }]),
        });
        assert.equal(answer.status, 400);
        assert.match(answer.text, /no API key/);
      })
    );
  },
);

test("an export never overwrites what this program did not write", timeout, async () => {
  await withPipeline(async ({ dir, home }) => {
    const run = (file: string, ...more: string[]) =>
      runProgram(["review", "--pipeline-dir", dir, "--export", file, "--lang", "en", ...more]);
    const file = join(home, "сравнение.html");
    assert.equal((await run(file)).code, 0);
    assert.equal((await run(file)).code, 0, "its own page is replaced");
    const foreign = join(home, "чужой файл.html");
    await writeFile(foreign, "<html>mine</html>");
    const refused = await run(foreign);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /is not a page made by this program/);
    assert.equal(await readFile(foreign, "utf8"), "<html>mine</html>");
    const forced = await run(foreign, "--force", "--json");
    assert.equal(forced.code, 0);
    const { bytes, pictures, omitted } = JSON.parse(forced.stdout);
    assert.deepEqual([pictures, omitted, (await stat(foreign)).size], [7, 0, bytes]);
    const text = await readFile(foreign, "utf8");
    assert.ok(!text.includes(dir) && !text.includes(home), "no path of this machine");
    assert.doesNotMatch(text, /(src|href)="(?!data:)/);
    assert.deepEqual(readdirSync(home).filter((name) => name.endsWith(".part")), []);
    const picture = join(dir, "images", "illustration_01.png");
    assert.equal((await run(picture, "--force")).code, 2);
    assert.ok(existsSync(picture));
  });
});

test("every word the page looks up exists in both languages", () => {
  const page = join(ROOT, "lib", "page");
  const sources = readdirSync(page).filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(join(page, name), "utf8")).join("\n");
  const used = [...sources.matchAll(/\bt\(\s*"([^"]+)"/g)].map(([, key]) => key ?? "");
  used.push(
    ...[...sources.matchAll(/word: "([^"]+)"|\bword="([^"]+)"/g)].map(([, a, b]) => a ?? b ?? ""),
  );
  const counted = [...sources.matchAll(/\bcount\(\s*"([^"]+)"/g)].map(([, key]) => key ?? "");
  assert.ok(used.length > 110 && counted.length > 3, `only ${used.length} words seen`);
  for (const lang of ["ru", "en"] as const) {
    const missing = used.filter((key) => REVIEW_WORDS[lang][key] === undefined);
    assert.deepEqual(missing, [], lang);
    assert.deepEqual(counted.filter((key) => !REVIEW_WORDS[lang][`${key}.other`]), [], lang);
  }
  const plain = (lang: "ru" | "en") =>
    Object.keys(REVIEW_WORDS[lang]).filter((key) => !/\.(few|many)$/.test(key)).sort();
  assert.deepEqual(plain("ru"), plain("en"));
});

test("the packed scripts and styles are those of the sources: run tools/page_assets.ts", () => {
  assert.equal(SOURCE_SHA256, sourceHash());
  assert.equal(CHAT_SOURCE_SHA256, sourceHash());
});

async function enter(address: string, origin: string) {
  const answer = await send(address);
  assert.equal(answer.status, 200);
  assert.ok(address.startsWith(origin));
  const cookie = answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
  return { answer, cookie };
}
