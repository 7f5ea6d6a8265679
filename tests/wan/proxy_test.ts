import test from "node:test";
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { proxyFor } from "../../lib/wan/proxy.ts";
import {
  acceptedCreates,
  generateArgs,
  runProgram,
  withPipeline,
  withService,
} from "../support/harness.ts";
import {
  API_HOST,
  AUTHORITY_FILE,
  PICTURE_HOST,
  type SecureFront,
  startProxy,
  startSecureFront,
} from "../support/proxied_service.ts";
import type { EmulatorOptions, RunningEmulator } from "../../lib/wan/emulator/emulator.ts";

/** A port on which nothing listens: whatever goes there fails. */
const DEAD_PROXY = "http://127.0.0.1:9";

interface Scene {
  readonly service: RunningEmulator;
  readonly front: SecureFront;
  /** Key, language and the address of the service at `host`. */
  envAt(host: string): Record<string, string>;
}

async function withFront(
  act: (scene: Scene) => Promise<void>,
  pictureHost = PICTURE_HOST,
  options: EmulatorOptions = {},
): Promise<void> {
  await withService(async (service, env) => {
    const front = await startSecureFront(service, pictureHost);
    const envAt = (host: string) => ({
      ...env,
      ALIBABA_BASE_URL: `https://${host}:${front.port}/api/v1`,
    });
    try {
      await act({ service, front, envAt });
    } finally {
      await front.close();
    }
  }, options);
}

test("behind a company proxy with its own authority the whole job works, pictures included", () =>
  withFront(({ front, envAt }) =>
    withPipeline(async (pipeline) => {
      const proxy = await startProxy(front.port);
      const { code, stdout, stderr } = await runProgram(generateArgs(pipeline.dir, "1,2"), {
        env: {
          ...envAt(API_HOST),
          HTTPS_PROXY: `http://${encodeURIComponent("имя")}:p%40ss@127.0.0.1:${proxy.port}`,
          SSL_CERT_FILE: AUTHORITY_FILE,
        },
      });
      await proxy.close();
      assert.equal(code, 0, stdout + stderr);
      assert.ok(existsSync(pipeline.image("illustration_02_alibaba.png")));
      const hosts = new Set(proxy.asked);
      assert.ok(hosts.has(`${API_HOST}:${front.port}`), "the interface went through the proxy");
      assert.ok(hosts.has(`${PICTURE_HOST}:${front.port}`), "pictures went through the proxy");
      const expected = `Basic ${Buffer.from("имя:p@ss").toString("base64")}`;
      assert.deepEqual([...new Set(proxy.credentials)], [expected]);
      assert.ok(!(stdout + stderr).includes("p%40ss"), "the proxy's password is not shown");
    })
  ));

test("polls share a connection through the proxy instead of a new one each time", {
  timeout: 30_000,
}, () =>
  withFront(
    ({ front, service, envAt }) =>
      withPipeline(async (pipeline) => {
        const proxy = await startProxy(front.port);
        await runProgram(generateArgs(pipeline.dir, "1"), {
          env: {
            ...envAt(API_HOST),
            https_proxy: `127.0.0.1:${proxy.port}`,
            SSL_CERT_FILE: AUTHORITY_FILE,
          },
        });
        await proxy.close();
        const polls = service.log.filter(({ path }) => /\/tasks\/./.test(path)).length;
        assert.ok(polls > 2, `the task was looked at ${polls} times`);
        // The list of tasks may be asked while a poll is under way: then polls have two.
        assert.ok(
          proxy.asked.length <= 4,
          `one for the order, one or two for ${polls} polls, one for the picture, not ${proxy.asked}`,
        );
      }),
    PICTURE_HOST,
    { durationMs: [3_000, 3_000] },
  ));

test("NO_PROXY leads past the proxy", () =>
  withFront(({ envAt }) =>
    withPipeline(async (pipeline) => {
      const { code, stdout, stderr } = await runProgram(generateArgs(pipeline.dir, "1"), {
        env: {
          ...envAt("localhost"),
          HTTPS_PROXY: DEAD_PROXY,
          NO_PROXY: "example.org, localhost",
          NODE_EXTRA_CA_CERTS: AUTHORITY_FILE,
        },
      });
      assert.equal(code, 0, stdout + stderr);
      assert.ok(existsSync(pipeline.image("illustration_01_alibaba.png")));
    }), "localhost"));

test("without the authority's file nothing is sent, and the words name the certificate", () =>
  withFront(({ service, envAt }) =>
    withPipeline(async (pipeline) => {
      const { code, stdout, stderr } = await runProgram(generateArgs(pipeline.dir, "1"), {
        env: envAt("localhost"),
      });
      assert.equal(code, 1, stdout + stderr);
      assert.match(stdout + stderr, /Нет связи с localhost.*сертификат не принят/);
      assert.match(stdout + stderr, /SSL_CERT_FILE/);
      assert.equal(acceptedCreates(service), 0);
    }), "localhost"));

test("a proxy that refuses is named, and the order is not taken for one that may be paid", () =>
  withFront(({ front, service, envAt }) =>
    withPipeline(async (pipeline) => {
      const proxy = await startProxy(front.port, 407);
      const env = {
        ...envAt(API_HOST),
        HTTPS_PROXY: `http://name:wrong@127.0.0.1:${proxy.port}`,
        SSL_CERT_FILE: AUTHORITY_FILE,
      };
      const { code, stdout, stderr } = await runProgram(generateArgs(pipeline.dir, "1"), { env });
      const listed = await runProgram(["resume", "--pipeline-dir", pipeline.dir], { env });
      await proxy.close();
      assert.equal(code, 1, stdout + stderr);
      assert.match(stdout + stderr, new RegExp(`Прокси 127.0.0.1:${proxy.port} .*HTTP 407`));
      assert.ok(!(stdout + stderr).includes("wrong"), "the proxy's password is not shown");
      assert.equal(acceptedCreates(service), 0);
      assert.match(listed.stdout, /Незавершённых заказов нет/);
    })
  ));

test("a proxy nobody listens on is named, not the service", () =>
  withFront(({ envAt }) =>
    withPipeline(async (pipeline) => {
      const { code, stdout, stderr } = await runProgram(generateArgs(pipeline.dir, "1"), {
        env: { ...envAt(API_HOST), HTTPS_PROXY: DEAD_PROXY, SSL_CERT_FILE: AUTHORITY_FILE },
      });
      assert.equal(code, 1, stdout + stderr);
      assert.match(stdout + stderr, /Прокси 127\.0\.0\.1:9 .*ECONNREFUSED/);
    })
  ));

test("a proxy or an authority that cannot be used stops everything before money is spent", () =>
  withFront(({ service, envAt }) =>
    withPipeline(async (pipeline) => {
      const socks = await runProgram(generateArgs(pipeline.dir, "1"), {
        env: { ...envAt(API_HOST), HTTPS_PROXY: "socks5://name:secret@127.0.0.1:1080" },
      });
      assert.equal(socks.code, 2, socks.stdout + socks.stderr);
      assert.match(socks.stderr, /прокси «socks5:\/\/…@127\.0\.0\.1:1080»/);
      const absent = join(pipeline.home, "нет такого файла.pem");
      const missing = await runProgram(generateArgs(pipeline.dir, "1"), {
        env: { ...envAt("localhost"), SSL_CERT_FILE: absent },
      });
      assert.equal(missing.code, 2, missing.stdout + missing.stderr);
      assert.match(missing.stderr, /SSL_CERT_FILE: .*нет такого файла\.pem: ENOENT/);
      assert.equal(acceptedCreates(service), 0);
    }), "localhost"));

test("a service on this machine is never spoken to through a proxy: the key would be read there", () =>
  withService((service, env) =>
    withPipeline(async (pipeline) => {
      const heard: string[] = [];
      const proxy = createServer((request, answer) => {
        heard.push(`${request.url} ${request.headers.authorization}`);
        answer.writeHead(502).end();
      });
      proxy.on("connect", (request, socket) => {
        heard.push(request.url ?? "");
        socket.destroy();
      });
      await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
      const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      const result = await runProgram(generateArgs(pipeline.dir, "1"), {
        env: { ...env, HTTP_PROXY: address, http_proxy: address, ALL_PROXY: address },
      });
      await new Promise((resolve) => proxy.close(resolve));
      assert.equal(result.code, 0, result.stdout + result.stderr);
      assert.equal(acceptedCreates(service), 1);
      // Bun itself may ask through the proxy for news of its own.
      assert.deepEqual(heard.filter((each) => each.includes("127.0.0.1")), []);
    })
  ));

test("which names are this machine", () => {
  const env = { ALL_PROXY: "proxy:3128" };
  for (const host of ["127.0.0.1", "127.8.9.1", "localhost", "[::1]"]) {
    for (const scheme of ["http", "https"]) {
      assert.equal(proxyFor(`${scheme}://${host}:8080/`, env), undefined, host);
    }
  }
  assert.ok(proxyFor("http://128.0.0.1/", env) !== undefined);
  assert.ok(proxyFor("http://localhost.example/", env) !== undefined);
});

test("NO_PROXY is read as curl reads it", () => {
  const through = (url: string, noProxy: string) =>
    proxyFor(url, { HTTPS_PROXY: "http://proxy:3128", NO_PROXY: noProxy }) !== undefined;
  const api = "https://dashscope-intl.aliyuncs.com/api/v1";
  assert.ok(through(api, ""));
  assert.ok(through(api, "intl.aliyuncs.com,example.org"), "only whole labels count");
  for (
    const list of ["*", "aliyuncs.com", ".aliyuncs.com", "*.aliyuncs.com", "a, ALIYUNCS.com:443"]
  ) {
    assert.ok(!through(api, list), list);
  }
  assert.ok(through(api, "aliyuncs.com:8443"), "another port");
  const far = "https://[2001:db8::1]:8443/";
  assert.ok(through(far, "::1"));
  assert.ok(!through(far, "[2001:db8::1]"), "IPv6 in brackets");
  assert.ok(!through(far, "2001:db8::1"), "IPv6 as it is");
  assert.ok(!through(far, "[2001:db8::1]:8443"), "IPv6 with a port");
});

test("of two proxy variables the one for the scheme wins, lower case first", () => {
  const env = { ALL_PROXY: "all:1", HTTPS_PROXY: "upper:2", https_proxy: "lower:3" };
  assert.equal(proxyFor("https://a.example/", env)?.host, "lower:3");
  assert.equal(proxyFor("http://a.example/", env)?.host, "all:1");
  assert.equal(proxyFor("http://a.example/", { HTTPS_PROXY: "upper:2" }), undefined);
});
