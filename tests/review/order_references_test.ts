/// <reference lib="dom" />
import assert from "node:assert/strict";
import test from "node:test";
import type { Page } from "playwright-core";
import type { RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import {
  acceptedCreates,
  runProgram,
  type TestPipeline,
  withPipeline,
  withService,
} from "../support/harness.ts";
import { eventually } from "../support/mcp_client.ts";
import { drawFrames, PEOPLE_STORY } from "../support/people_story.ts";
import { card, inMode, withBrowser, withReview } from "../support/review_browser.ts";
import { storeCandidates } from "../support/review_pictures.ts";
import { withoutChromium } from "../support/skipping.ts";

const options = { skip: withoutChromium(), timeout: 120_000 };

interface Scene {
  readonly page: Page;
  readonly pipeline: TestPipeline;
  readonly service: RunningEmulator;
  readonly form: Form;
}

/** The page over frames that are large enough to be sent; 2 and 5 are decided, 3 and 4 have a candidate. */
function scene(act: (scene: Scene) => Promise<void>, isFaultless = true): Promise<void> {
  return withService((service, env) =>
    withPipeline(async (pipeline) => {
      const { dir } = pipeline;
      await drawFrames(pipeline);
      await storeCandidates(dir, [3, 4], 1);
      for (const index of ["2", "5"]) {
        const kept = await runProgram(["keep", "--pipeline-dir", dir, "--index", index]);
        assert.equal(kept.code, 0, kept.stderr);
      }
      await withReview(dir, env, ({ address }) =>
        withBrowser(async (open) => {
          const page = await open(`${address}&lang=en`);
          await page.locator("#scene-title").getByText("Картина 3").waitFor();
          await act({ page, pipeline, service, form: new Form(page) });
        }, { isFaultless }));
    }, PEOPLE_STORY)
  );
}

/** The order's form as people use it. */
class Form {
  readonly panel;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.panel = page.locator("aside.order");
  }

  async open(model: string): Promise<void> {
    await this.#page.keyboard.press("r");
    await this.panel.getByLabel("Model").selectOption(model);
  }

  async price(): Promise<string> {
    await this.panel.getByRole("button", { name: /^See the price/ }).click();
    await this.panel.locator(".price").waitFor();
    return await this.panel.locator(".price").innerText();
  }

  async order(): Promise<void> {
    await this.panel.getByRole("button", { name: /^Order/ }).click();
    await this.panel.waitFor({ state: "detached" });
  }

  /** Waits for this sentence instead of a price; what is said beside it comes back. */
  async refusal(sentence: RegExp): Promise<string> {
    const alert = this.panel.getByRole("alert").filter({ hasText: sentence });
    await this.panel.getByRole("button", { name: /^See the price/ }).click();
    await alert.waitFor();
    return await alert.innerText();
  }
}

interface Content {
  readonly text?: string;
  readonly image?: string;
}

/** The bodies of all creates, pictures shortened. */
function creates({ log }: RunningEmulator) {
  return log.flatMap(({ bodyText }) => {
    const body = JSON.parse(bodyText ?? "{}");
    const content: readonly Content[] | undefined = body.input?.messages?.[0]?.content;
    return content === undefined ? [] : [{ content, parameters: body.parameters }];
  });
}

test(
  "the form begins with the film's size; another shape is said with what to put into the form",
  options,
  () =>
    scene(async ({ page, service, form }) => {
      await form.open("wan2.5-t2i-preview");
      const size = form.panel.getByLabel("Size");
      assert.equal(await size.inputValue(), "fit");
      await form.panel.getByText("fit: 1696×960, film 16:9").waitFor();
      await form.panel.getByText("This model accepts text only").waitFor();
      assert.equal(await form.panel.getByLabel("References").count(), 0);
      assert.match(await form.price(), /1 picture.*1696×960/s);
      assert.equal(await form.panel.locator(".price .notice").count(), 0, "a size that fits");
      await size.fill("1:1");
      await form.panel.getByText("film 16:9: 1696×960 fits").waitFor();
      const price = await form.price();
      assert.match(price, /film is 16:9.*order is 1:1.*Enter fit or 1696\*960 in “Size”/s);
      assert.doesNotMatch(price, /--/, "flags are for the command line");
      await size.fill("fit");
      await form.price();
      await form.order();
      await eventually(() => acceptedCreates(service) === 1, "one order");
      assert.equal(service.tasks()[0]?.size, "1696*960");
      await page.locator('.card[data-number="2"]').waitFor();
    }),
);

test(
  "frames go along as named, the prompt is shown as it goes out, and the candidate remembers them",
  options,
  () =>
    scene(async ({ page, service, form }) => {
      await form.open("wan2.7-image");
      assert.equal(await form.panel.getByLabel("Negative prompt").count(), 0);
      await form.panel.getByLabel("References", { exact: true }).fill("2,5");
      const images = form.panel.locator(".images li");
      assert.match((await images.allInnerTexts()).join("; "), /image 1 frame 02; image 2 frame 05/);
      await form.panel.getByRole("button", { name: "Candidate c1" }).click();
      await form.panel.getByText("3 of 9").waitFor();
      await form.panel.getByRole("button", { name: "Candidate c1" }).click();
      const price = await form.price();
      assert.match(price, /≈ \$/);
      assert.match(price, /image 1 = frame 02, image 2 = frame 05/);
      assert.match(price, /Keep the people, places and style of image 1 and image 2\..*scene 3/);
      assert.match(price, /does not accept negative_prompt/, "what is left out is told");
      assert.equal(acceptedCreates(service), 0);
      await form.order();
      await eventually(() => acceptedCreates(service) === 1, "one order");
      const [sent] = creates(service);
      assert.equal(sent?.content.filter(({ image }) => image !== undefined).length, 2);
      const text = sent?.content.find((each) => each.text !== undefined)?.text ?? "";
      assert.ok(price.includes(text), "what was shown is what was sent");
      await inMode(page, "overview");
      const made = card(page, 3, "c3");
      await made.waitFor();
      await made.getByText("references: 2, 5").waitFor();
      // And the next form begins with them.
      await page.locator("#row-3").getByRole("button", { name: /Order again/ }).click();
      assert.equal(await form.panel.getByLabel("References", { exact: true }).inputValue(), "2, 5");
    }),
);

test(
  "auto proposes decided frames with the same people, nearest first; one press takes them",
  options,
  () =>
    scene(async ({ service, form }) => {
      await form.open("wan2.7-image");
      await form.panel.getByRole("button", { name: "auto: 02, 05" }).click();
      assert.equal(await form.panel.locator(".images li").count(), 2);
      assert.match(await form.price(), /image 1 = frame 02, image 2 = frame 05/);
      await form.order();
      await eventually(() => acceptedCreates(service) === 1, "one order");
      const pictures = creates(service)[0]?.content.filter(({ image }) => image !== undefined);
      assert.equal(pictures?.length, 2);
    }),
);

test(
  "a frame is changed: it is picture 1, and the text says what to change",
  options,
  () =>
    scene(async ({ page, service, form }) => {
      await form.open("qwen-image-3.0");
      await form.panel.getByLabel("Change this frame").check();
      assert.equal(await form.panel.getByLabel("Prompt", { exact: true }).count(), 0);
      await form.panel.getByLabel("What to change").fill("Take the lamp away");
      await form.panel.getByLabel("References", { exact: true }).fill("5");
      const price = await form.price();
      assert.match(price, /\+ references \$/, "every picture sent along is paid for");
      assert.match(price, /image 1 = this frame, image 2 = frame 05/);
      assert.match(price, /Change image 1 as follows.*Take the lamp away/);
      await form.order();
      await eventually(() => acceptedCreates(service) === 1, "one order");
      assert.match(
        creates(service)[0]?.content.find(({ text }) => text !== undefined)?.text ?? "",
        /^Change image 1.*Take the lamp away$/,
      );
      await inMode(page, "overview");
      await card(page, 3, "c3").getByText("edit of the frame, references: 5").waitFor();
      // A prompt that was thought of before the edit is not lost by it.
      await page.locator("#row-3").getByRole("button", { name: /Order again/ }).click();
      await form.panel.getByLabel("Change this frame").uncheck();
      const prompt = form.panel.getByLabel("Prompt", { exact: true });
      assert.equal(await prompt.inputValue(), "Anna, scene 3");
    }),
);

test(
  "whatever is wrong with a reference is one sentence in the form's own words; nothing is sent",
  options,
  () =>
    scene(async ({ service, form }) => {
      await form.open("qwen-image-3.0");
      const refused: readonly [names: string, sentence: RegExp][] = [
        ["1 2 4 5", /4 references, but model qwen-image-3\.0 accepts 3 at most/],
        ["3", /frame 3 cannot be its own reference.*“Change this frame”/s],
        ["c99", /reference c99: there is no such picture/i],
        ["77", /reference 77: there is no such picture/i],
        ["анна", /reference "анна": expected frame numbers/i],
        ["лица/анна.png", /"лица\/анна\.png": the page can send frames/],
        ["c1", /reference c1: 96×54 pixels, but the model needs sides of at least/i],
      ];
      for (const [names, sentence] of refused) {
        await form.panel.getByLabel("References", { exact: true }).fill(names);
        const said = await form.refusal(sentence);
        if (!names.includes("/")) assert.doesNotMatch(said, /--[a-z]/, names);
        assert.equal(await form.panel.locator(".price").count(), 0, names);
      }
      await form.panel.getByLabel("References", { exact: true }).fill("");
      await form.panel.getByLabel("Model").selectOption("wan2.6-image");
      await form.refusal(/needs at least 1 reference.*“References”/s);
      assert.equal(acceptedCreates(service), 0);
    }, false),
);

test(
  "the sheet of rejected frames shares its references, and auto is each frame's own",
  options,
  () =>
    scene(async ({ page, service, form }) => {
      await page.keyboard.press("x");
      await page.locator("#scene-title").getByText("Картина 4").waitFor();
      await page.keyboard.press("x");
      await page.getByRole("button", { name: "Rejected (2): order again" }).click();
      await form.panel.getByLabel("Model").selectOption("wan2.7-image");
      assert.equal(await form.panel.getByLabel("Change this frame").count(), 0);
      await form.panel.getByRole("button", { name: /^auto/ }).click();
      const price = await form.price();
      assert.match(
        price,
        /no decided frame shows the same people.*\(illustration 4\)/,
        "4 shows nobody",
      );
      await form.panel.getByLabel("References", { exact: true }).fill("2");
      await form.price();
      await form.panel.locator(".sent summary").click();
      const sent = await form.panel.locator(".sent").innerText();
      assert.match(sent, /03: image 1 = frame 02.*scene 3.*04: image 1 = frame 02.*scene 4/s);
      await form.order();
      await eventually(() => acceptedCreates(service) === 2, "two orders");
      const sentBodies = creates(service);
      assert.equal(sentBodies.length, 2);
      for (const { content } of sentBodies) {
        assert.equal(content.filter(({ image }) => image !== undefined).length, 1);
      }
    }),
);
