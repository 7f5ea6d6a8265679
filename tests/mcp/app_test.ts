import assert from "node:assert/strict";
import test from "node:test";
import { bytesOf, type TestPipeline, withPipeline, withService } from "../support/harness.ts";
import { type ChatHost, type ChatHostOptions, withChatHost } from "../support/chat_host.ts";
import { eventually, type McpSession, overStdio } from "../support/mcp_client.ts";
import { withoutChromium } from "../support/skipping.ts";

const pipeline = "pipeline_Цветок Пушкин";
const LONG = { timeout: 120_000, skip: withoutChromium() };

interface Chat extends ChatHost {
  readonly session: McpSession;
  readonly pipeline: TestPipeline;
}

/** Two candidates of number 1, and the page beside a look at it. */
function inChat(options: ChatHostOptions, act: (chat: Chat) => Promise<void>): Promise<void> {
  return withPipeline((folder) =>
    withService(async (_, env) => {
      const session = await overStdio({ root: folder.home, env, hasApps: true });
      const order = { pipeline, indices: [1], size: "1280*720", n: 2 };
      await session.call("regenerate_illustration", order);
      try {
        await withChatHost(
          session,
          { pipeline, index: 1 },
          options,
          (host) => act({ ...host, session, pipeline: folder }),
        );
      } finally {
        await session.close();
      }
    })
  );
}

test("clients without pages notice nothing; those with pages get one file and the tools behind it", async () => {
  await withPipeline(async ({ home }) => {
    const plain = await overStdio({ root: home });
    const { tools } = await plain.client.listTools();
    assert.ok(tools.length <= 10 && tools.every(({ name }) => !name.startsWith("app_")));
    const state = { name: "app_state", arguments: { pipeline } };
    await assert.rejects(plain.client.callTool(state), /Unknown tool/);
    await plain.close();
    const session = await overStdio({ root: home, hasApps: true });
    const all = (await session.client.listTools()).tools;
    const hidden = all.filter(({ name }) => name.startsWith("app_"));
    assert.equal(hidden.length, 3);
    for (const { _meta } of hidden) {
      assert.deepEqual((_meta as { ui: unknown }).ui, { visibility: ["app"] });
    }
    for (const name of ["view_illustration", "review_film"]) {
      const { _meta } = all.find((each) => each.name === name) ?? {};
      const { resourceUri } = (_meta as { ui: { resourceUri: string } }).ui;
      const { contents: [page] } = await session.client.readResource({ uri: resourceUri });
      assert.equal(page?.mimeType, "text/html;profile=mcp-app");
      const html = (page as { text: string }).text;
      assert.ok(Buffer.byteLength(html) <= 120_000, `${Buffer.byteLength(html)} bytes`);
      assert.doesNotMatch(html, /(?:src|href)="http/);
    }
    await session.close();
  });
});

test("a long film's page stays within what clients take", async () => {
  const film = Array.from({ length: 400 }, (_, at) => ({
    index: at + 1,
    title: `Кадр ${at + 1}`,
    prompt: `${at} A long road in the evening light, with birches. `.repeat(16),
  }));
  await withPipeline(async ({ home }) => {
    const session = await overStdio({ root: home, hasApps: true });
    const args = { pipeline, index: 70, lang: "ru", with_setup: true };
    const first = await session.call("app_state", args);
    assert.ok(first.bytes <= 200_000, `${first.bytes}`);
    const { state, version } = first.data;
    const here = state.illustrations.find(({ index }: { index: number }) => index === 70);
    assert.match(state.prompts[here.prompt], /^69 A long road/, "what one looks at is told whole");
    assert.ok(state.illustrations.length > 100);
    const again = await session.call("app_state", { ...args, with_setup: false, known: version });
    assert.equal(again.data.state, undefined, "what did not change is not sent again");
    await session.close();
  }, film);
});

test(
  "in the chat a person sees the pictures, chooses at once, takes it back, and the model is told",
  LONG,
  () =>
    inChat(
      { theme: "dark", widthPx: 1_000 },
      async ({ frame, told, called, pipeline: folder, session }) => {
        await frame.getByRole("button", { name: "Choose c2" }).waitFor();
        const drawn = () =>
          frame.locator(".survey canvas.preview").evaluateAll((all) =>
            all.map((each) => {
              const canvas = each as HTMLCanvasElement;
              const data = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height)
                .data;
              return data?.some((value, at) => at % 4 !== 3 && value > 0) === true;
            })
          );
        await frame.locator(".survey canvas.whole.is-there").first().waitFor();
        await eventually(async () => (await drawn()).join() === "true,true,true", "three pictures");
        assert.ok(called.includes("app_picture"));
        const theme = await frame.locator("html").getAttribute("data-theme");
        assert.equal(theme, "dark");
        const before = await bytesOf(folder.image("illustration_01.png"));
        await frame.getByRole("button", { name: "Choose c2" }).click();
        await frame.getByRole("button", { name: "Choose c2" }).waitFor({ state: "detached" });
        await eventually(() => told.length > 0, "a word to the model");
        assert.match(told[0] ?? "", /chose c2 for illustration 1/);
        const listed = await session.call("list_illustrations", { pipeline, indices: [1] });
        assert.equal(listed.data.illustrations[0].accepted, "c2");
        assert.equal(listed.data.illustrations[0].decision.by, "review", "a person decided");
        assert.notEqual(await bytesOf(folder.image("illustration_01.png")), before);
        await frame.locator(".scene").getByRole("button", { name: "Undo" }).click();
        await eventually(() => told.length > 1, "a second word");
        assert.match(told[1] ?? "", /undid the last decision about illustration 1/);
        assert.equal(await bytesOf(folder.image("illustration_01.png")), before);
        await frame.getByRole("button", { name: "Reject" }).click();
        await eventually(() => told.length > 2, "a third word");
        assert.match(told[2] ?? "", /rejected/);
      },
    ),
);

test(
  "in the chat new pictures are ordered after their price, and a recommendation is shown",
  LONG,
  () =>
    inChat({ locale: "ru-RU", widthPx: 420 }, async ({ frame, told, session }) => {
      await frame.getByRole("button", { name: "Выбрать c1" }).waitFor();
      const reason = "лицо то же";
      await session.call("propose_choice", { pipeline, index: 1, candidate: "c1", reason });
      await frame.getByRole("button", { name: "Заказать ещё…" }).click();
      await frame.getByRole("button", { name: /Узнать цену|Показать цену|Цена/ }).click();
      await frame.locator(".order .price strong").waitFor();
      assert.match(await frame.locator(".order .price strong").innerText(), /\$0\.03/);
      assert.equal(told.length, 0, "nothing is ordered before the price was seen");
      await frame.locator(".order-buttons .primary").click();
      await eventually(() => told.length > 0, "a word to the model");
      assert.match(
        told[0] ?? "",
        /ordered new pictures for illustration 1 .*Do not order them again/,
      );
      await frame.locator('[data-id="c3"]').waitFor({ state: "attached" });
      await frame.getByText("Ассистент советует c1: лицо то же").waitFor();
    }),
);
