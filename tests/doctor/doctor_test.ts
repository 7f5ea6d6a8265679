import assert from "node:assert/strict";
import { open, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import test from "node:test";
import { examine } from "../../lib/doctor/doctor.ts";
import { startEmulator } from "../../lib/wan/emulator/emulator.ts";
import { REHEARSAL } from "../../lib/wan/regions.ts";
import { leaveOpenOrder, makeFilm, makeOrder } from "../support/choices.ts";
import { runProgram, SECRET_KEY, withPipeline, withService } from "../support/harness.ts";
import { assertSpeaksOfNoPayment } from "../support/payment_words.ts";

interface CheckJson {
  readonly area: string;
  readonly status: string;
  readonly code: string;
  readonly text: string;
  readonly remedy?: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

async function doctor(env: Record<string, string>, ...args: string[]) {
  const { stdout, stderr, code } = await runProgram(["doctor", "--json", ...args], { env });
  const { checks } = JSON.parse(stdout) as { checks: CheckJson[] };
  const statusOf = (name: string) => checks.find((each) => each.code === name)?.status;
  return { checks, code, statusOf, text: stdout + stderr };
}

const wrong = (checks: readonly CheckJson[]) =>
  checks.filter(({ status }) => status === "wrong").map(({ code }) => code);

test("a sound pipeline with a valid key gets exit code 0, and the key is not shown", async () => {
  await withPipeline(async (pipeline) => {
    await withService(async (service, env) => {
      const names = await readdir(pipeline.dir);
      const { checks, code, text } = await doctor(env, "--pipeline-dir", pipeline.dir);
      assert.deepEqual(wrong(checks), []);
      assert.equal(code, 0);
      assert.ok(!text.includes(SECRET_KEY) && text.includes(SECRET_KEY.slice(-4)));
      for (const expected of ["key_found", "host_accepts", "clock_right", "frames_right"]) {
        assert.equal(checks.find((each) => each.code === expected)?.status, "right", expected);
      }
      assert.equal(service.tasks().length, 0);
      assert.deepEqual(await readdir(pipeline.dir), names);
      const people = await runProgram(["doctor", "--pipeline-dir", pipeline.dir], { env });
      assert.match(people.stdout, /Всё в порядке/);
    });
  });
});

test("every finding that is wrong has a remedy in both languages", async () => {
  await withPipeline(async (pipeline) => {
    await rm(pipeline.image("illustration_02.png"));
    for (const lang of ["ru", "en"]) {
      const args = ["doctor", "--json", "--lang", lang, "--pipeline-dir", pipeline.dir];
      const { stdout, code } = await runProgram(args, {
        env: { ALIBABA_BASE_URL: "http://127.0.0.1:9/api/v1" },
      });
      const { checks } = JSON.parse(stdout) as { checks: CheckJson[] };
      assert.equal(code, 1);
      assert.deepEqual(wrong(checks), ["key_missing", "service_silent", "frames_missing"]);
      for (const each of checks) {
        assert.ok(!each.text.startsWith(`${each.code} {`), each.code);
        if (each.status === "wrong") assert.ok(each.remedy, each.code);
      }
    }
  });
});

test("settings alone are checked without a pipeline, each with its origin", async () => {
  await withPipeline(async ({ home }) => {
    await withService(async (service) => {
      const path = join(home, "мои настройки.env");
      await writeFile(
        path,
        `ALIBABA_API_KEY=sk-from-file-0123456\nALIBABA_BASE_URL=${service.baseUrl}\nALIBABA_IMAGE_MODEL=wan-нет\n`,
      );
      const env = { ALIBABA_API_KEY: "sk-from-environment-9876" };
      const { checks, code } = await doctor(env, "--config", path);
      assert.equal(code, 0);
      const facts = (name: string) => checks.find((each) => each.code === name)?.facts;
      assert.deepEqual(facts("key_found"), {
        lastFour: "9876",
        source: "environment",
        name: "ALIBABA_API_KEY",
      });
      assert.equal(facts("address")?.["path"], path);
      assert.equal(facts("model_unknown")?.["model"], "wan-нет");
      const missing = await doctor({}, "--config", join(home, "нет.env"));
      assert.deepEqual(wrong(missing.checks), ["config_missing"]);
      assert.equal(missing.code, 1);
    });
  });
});

test("the address of the other interface is named with the one that is used instead", async () => {
  const env = {
    ALIBABA_BASE_URL: "http://127.0.0.1:9/compatible-mode/v1",
    ALIBABA_API_KEY: SECRET_KEY,
  };
  const { statusOf, checks } = await doctor(env);
  assert.equal(statusOf("base_url_corrected"), "note");
  const address = checks.find(({ code }) => code === "address");
  assert.equal(address?.facts["baseUrl"], "http://127.0.0.1:9/api/v1");
});

test("a key of another region is recognised, and the address to set is named", async () => {
  const own = await startEmulator({ apiKey: "sk-another-key-000" });
  const home = await startEmulator({ apiKey: SECRET_KEY });
  try {
    const { isSound, checks } = await examine({
      env: { ALIBABA_API_KEY: SECRET_KEY, ALIBABA_BASE_URL: own.baseUrl },
      regions: { [own.baseUrl]: "singapore", [home.baseUrl]: "beijing" },
    });
    assert.equal(isSound, false);
    assert.ok(checks.some(({ code }) => code === "key_refused"));
    const other = checks.find(({ code }) => code === "key_other_region");
    assert.equal(other?.facts["region"], "beijing");
    assert.equal(other?.facts["baseUrl"], home.baseUrl);
    assert.equal(own.tasks().length + home.tasks().length, 0);
  } finally {
    await own.close();
    await home.close();
  }
});

test("a key for an address on this machine is shown to nobody else", async () => {
  const own = await startEmulator({ apiKey: "sk-another-key-000" });
  try {
    const env = { ALIBABA_API_KEY: SECRET_KEY, ALIBABA_BASE_URL: own.baseUrl };
    const { checks } = await doctor(env);
    assert.deepEqual(wrong(checks), ["key_refused"]);
    assert.deepEqual(checks.filter(({ code }) => code.startsWith("host_")), []);
  } finally {
    await own.close();
  }
});

test("a clock that is off is noticed", async () => {
  const server = createServer((_, response) => {
    response.sendDate = false;
    response.setHeader("Date", new Date(Date.now() + 3 * 3_600_000).toUTCString());
    response.setHeader("Content-Type", "application/json");
    response.end('{"request_id":"r","output":{"task_id":"t","task_status":"UNKNOWN"}}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const { checks } = await doctor({
      ALIBABA_API_KEY: SECRET_KEY,
      ALIBABA_BASE_URL: `http://127.0.0.1:${port}/api/v1`,
    });
    const clock = checks.find(({ code }) => code === "clock_wrong");
    assert.equal(clock?.facts["minutes"], 180);
    assert.equal(clock?.facts["isAhead"], false);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});

test("the proxy in use is named without its password; an unusable one is wrong", async () => {
  const env = { ALIBABA_API_KEY: SECRET_KEY, ALIBABA_BASE_URL: "https://wan.example/api/v1" };
  const used = await doctor({ ...env, HTTPS_PROXY: "http://user:pass-word@127.0.0.1:9" });
  assert.equal(used.statusOf("proxy_used"), "note");
  assert.ok(!used.text.includes("pass-word"));
  const unusable = await doctor({ ...env, HTTPS_PROXY: "socks5://127.0.0.1:1" });
  assert.deepEqual(wrong(unusable.checks), ["proxy_invalid"]);
});

const OFFLINE = { ALIBABA_API_KEY: SECRET_KEY, ALIBABA_BASE_URL: "http://127.0.0.1:9/api/v1" };

test("a damaged journal, a foreign one and missing pictures are found, and nothing is changed", async () => {
  await withPipeline(async ({ dir }) => {
    await makeOrder(dir, { index: 3, greys: [201] });
    const stored = join(dir, ".alibaba", "pictures", "03");
    const [name] = await readdir(stored);
    await rm(join(stored, name ?? ""));
    const missing = await doctor(OFFLINE, "--pipeline-dir", dir);
    assert.ok(wrong(missing.checks).includes("picture_file_missing"));
    const path = join(dir, ".alibaba", "journal.db");
    const file = await open(path, "r+");
    await file.write(Buffer.alloc(6_000, 0xee), 0, 6_000, 4_200);
    await file.close();
    const damaged = await doctor(OFFLINE, "--pipeline-dir", dir);
    const ofJournal = damaged.checks.filter(({ area, status }) =>
      area === "journal" && status === "wrong"
    );
    assert.match(ofJournal[0]?.code ?? "", /^journal_(damaged|unreadable)$/);
    await writeFile(path, "это не база данных, а заметка ".repeat(100));
    const foreign = await doctor(OFFLINE, "--pipeline-dir", dir);
    assert.ok(wrong(foreign.checks).some((code) => code.startsWith("journal_")));
  });
});

test("what was paid for and is about to be lost is said in time", async () => {
  await withPipeline(async ({ dir }) => {
    leaveOpenOrder(dir, 1, 1);
    leaveOpenOrder(dir, 2, 20);
    leaveOpenOrder(dir, 3, 26);
    const { checks, code } = await doctor(OFFLINE, "--pipeline-dir", dir);
    const orders = checks.filter((each) => each.code.startsWith("order_"))
      .map((each) => [each.facts["index"], each.code, each.status]);
    assert.deepEqual(orders, [
      [1, "order_open", "note"],
      [2, "order_expiring", "wrong"],
      [3, "order_overdue", "wrong"],
    ]);
    assert.equal(code, 1);
  });
});

test("what a rehearsal left is not called paid for, and the command that fetches it is named", async () => {
  await withPipeline(async ({ dir }) => {
    await makeOrder(dir, { index: 3, greys: [201, 202], service: REHEARSAL });
    const accept = ["accept", "--pipeline-dir", dir, "--index", "3", "--candidate", "2"];
    assert.equal((await runProgram(accept)).code, 0);
    for (const hoursAgo of [1, 20, 26]) leaveOpenOrder(dir, 1, hoursAgo, REHEARSAL);
    for (
      const [lang, count] of [["ru", /4 заказа, 2 варианта/], [
        "en",
        /4 orders, 2 candidates/,
      ]] as const
    ) {
      const look = ["doctor", "--pipeline-dir", dir, "--lang", lang];
      const { stdout } = await runProgram(look, { env: OFFLINE });
      assert.match(stdout, count);
      assertSpeaksOfNoPayment(stdout);
      assert.equal(stdout.match(/resume --rehearse/g)?.length, 3, stdout);
      assert.doesNotMatch(stdout, /resume(?! --rehearse)/);
    }
  });
});

test("a clip older than the choice and a rehearsal's picture in place are found", async () => {
  await withPipeline(async (pipeline) => {
    const { dir } = pipeline;
    await makeOrder(dir, { index: 3, greys: [201], service: "rehearsal" });
    await makeFilm(dir, 3);
    const hourAgo = new Date(Date.now() - 3_600_000);
    await utimes(pipeline.image("video_03.mp4"), hourAgo, hourAgo);
    const args = ["--pipeline-dir", dir, "--index", "3"];
    const accepted = await runProgram(["accept", ...args, "--json"]);
    assert.equal(JSON.parse(accepted.stdout).isRehearsal, true);
    const { checks } = await doctor(OFFLINE, "--pipeline-dir", dir);
    assert.ok(wrong(checks).includes("clip_stale"));
    assert.ok(wrong(checks).includes("rehearsal_in_place"));
    await runProgram(["undo", ...args]);
    const undone = await doctor(OFFLINE, "--pipeline-dir", dir);
    assert.ok(!wrong(undone.checks).includes("rehearsal_in_place"));
    assert.ok(!wrong(undone.checks).includes("clip_stale"));
  });
});

test("a folder that is no pipeline is a finding, not a crash", async () => {
  await withPipeline(async ({ home, dir }) => {
    const gone = await doctor(OFFLINE, "--pipeline-dir", join(home, "нет такого"));
    assert.ok(wrong(gone.checks).includes("pipeline_missing"));
    await writeFile(join(dir, "illustrations.json"), "{ не json");
    const spoilt = await doctor(OFFLINE, "--pipeline-dir", dir);
    assert.ok(wrong(spoilt.checks).includes("illustrations_not_json"));
    const tidy = await runProgram(["doctor", "--tidy"]);
    assert.equal(tidy.code, 2);
  });
});
