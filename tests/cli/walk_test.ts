// deno-lint-ignore-file no-control-regex -- what terminals are told begins with Escape
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import test from "node:test";
import { inflateSync } from "node:zlib";
import { drawingOf, graphicsOf } from "../../lib/cli/inline_picture.ts";
import { walkKey } from "../../lib/cli/walk_keys.ts";
import { listPipeline } from "../../lib/film/listing.ts";
import { openPipeline } from "../../lib/pipeline/folder.ts";
import { makeOrder, snapshot } from "../support/choices.ts";
import { bytesOf, runProgram, solidPng, withPipeline } from "../support/harness.ts";
import { onTerminal, type Person, withoutTerminal } from "../support/pseudo_terminal.ts";

const ONLY_WITH_TERMINAL = { skip: withoutTerminal(), timeout: 120_000 };

/** Answers what the program asks its terminal, as a terminal that draws nothing or as kitty does. */
async function answers(person: Person, isKitty: boolean): Promise<void> {
  await person.sees("\x1b[c");
  const kitty = "\x1b_Gi=31;OK\x1b\\\x1bP>|kitty(0.40.0)\x1b\\\x1b[6;20;10t";
  person.types(`${isKitty ? kitty : ""}\x1b[?62;22c`);
}

const kindsOf = async (dir: string) =>
  (await listPipeline(await openPipeline(dir))).illustrations.map(({ decision }) => decision?.kind);

test(
  "the undecided are walked with one key each; undo goes back to where it was",
  ONLY_WITH_TERMINAL,
  async () => {
    await withPipeline(async (pipeline) => {
      const { dir } = pipeline;
      for (const index of [1, 2, 4, 5]) await makeOrder(dir, { index, greys: [201, 202] });
      const args = ["accept", "--pipeline-dir", dir];
      const { code, shown } = await onTerminal(args, async (person) => {
        await answers(person, false);
        await person.sees("1 из 4 · Иллюстрация 1: Картина 1");
        await person.sees("Q закончить");
        person.types("j");
        await person.sees("2 из 4 · Иллюстрация 2");
        await person.sees("Q закончить");
        person.types("9ч"); // No ninth picture; X on a Russian keyboard.
        await person.sees("🚫 Иллюстрация 2");
        await person.sees("3 из 4 · Иллюстрация 4");
        person.types("u");
        await person.sees("2 из 4 · Иллюстрация 2");
        person.types("0");
        await person.sees("оригинал остаётся");
        await person.sees("3 из 4");
        person.types("j");
        await person.sees("4 из 4 · Иллюстрация 5");
        person.types("x");
        // Behind the last one comes what was passed over.
        await person.sees("1 из 4 · Иллюстрация 1");
        person.types("2");
        await person.sees("3 из 4 · Иллюстрация 4");
        person.types("1");
        await person.sees("Решено: 4 иллюстрации; нерешённых больше нет");
      });
      assert.equal(code, 0, shown);
      assert.match(shown, /Заказать заново: --indices 5\r?\n/);
      assert.ok(!shown.includes("\x1b_Ga="), "no picture for a terminal that draws none");
      const kinds = ["accept", "keep", undefined, "accept", "reject", undefined, undefined];
      assert.deepEqual(await kindsOf(dir), kinds);
      const grey = (value: number) => Buffer.from(solidPng(64, 36, value)).toString("base64");
      assert.equal(await bytesOf(pipeline.image("illustration_01.png")), grey(202));
      assert.equal(await bytesOf(pipeline.image("illustration_04.png")), grey(201));
      const again = await onTerminal(args, (person) => answers(person, false));
      assert.equal(again.code, 0);
      assert.match(again.shown, /Решать нечего/);
    });
  },
);

test(
  "a terminal that says so is sent the pictures, small; leaving changes nothing",
  ONLY_WITH_TERMINAL,
  async () => {
    await withPipeline(async ({ dir }) => {
      await makeOrder(dir, { index: 3, greys: [201, 202] });
      const before = snapshot(dir);
      for (const [key, expected] of [["q", 1], ["\x03", 130]] as const) {
        const { code, shown } = await onTerminal(
          ["accept", "--pipeline-dir", dir],
          async (person) => {
            await answers(person, true);
            await person.sees("\x1b_Ga=T,f=24,o=z");
            await person.sees("Q закончить");
            person.types(key);
          },
        );
        assert.equal(code, expected, shown);
        assert.match(shown, /осталось решить: 1/);
      }
      assert.deepEqual(snapshot(dir), before);
    });
  },
);

test("off a terminal a number must be named", async () => {
  await withPipeline(async ({ dir }) => {
    await makeOrder(dir, { index: 3, greys: [201, 202] });
    const { code, stderr } = await runProgram(["accept", "--pipeline-dir", dir, "--lang", "en"]);
    assert.equal(code, 2);
    assert.match(stderr, /--index is missing/);
  });
});

test("what a terminal answers decides, not its name in the environment", () => {
  const attributes = "\x1b[?62;4;22c";
  assert.equal(graphicsOf("\x1b[?62;22c"), undefined);
  assert.equal(graphicsOf(""), undefined);
  assert.equal(graphicsOf(attributes)?.kind, "sixel");
  assert.equal(graphicsOf(`\x1bP>|iTerm2 3.5.0\x1b\\${attributes}`)?.kind, "iterm");
  assert.equal(graphicsOf(`\x1b_Gi=31;EINVAL\x1b\\${attributes}`)?.kind, "sixel");
  const kitty = graphicsOf(`\x1b_Gi=31;OK\x1b\\\x1b[6;40;20t${attributes}`);
  assert.deepEqual(kitty, { kind: "kitty", cell: { width: 20, height: 40 } });
});

/** A picture of four colours, wide enough for repetitions and higher than one band of sixels. */
const PICTURE = {
  width: 40,
  height: 9,
  rgb: Uint8Array.from({ length: 40 * 9 * 3 }, (_, at) => {
    const [pixel, part] = [Math.floor(at / 3), at % 3];
    const [x, y] = [pixel % 40, Math.floor(pixel / 40)];
    return part === 0 ? (x < 20 ? 255 : 0) : part === 1 ? (y < 5 ? 255 : 0) : 0;
  }),
};

test("kitty gets every pixel in pieces that it takes; iTerm2 a picture file with its length", () => {
  const sequence = drawingOf("kitty", PICTURE);
  const pieces = [...sequence.matchAll(/\x1b_G([^;]*);([^\x1b]*)\x1b\\/g)];
  assert.match(pieces[0]?.[1] ?? "", /^a=T,f=24,o=z,q=2,s=40,v=9,m=[01]$/);
  assert.match(pieces.at(-1)?.[1] ?? "", /m=0$/);
  const data = Buffer.from(pieces.map((each) => each[2]).join(""), "base64");
  assert.deepEqual(new Uint8Array(inflateSync(data)), PICTURE.rgb);
  const iterm = /;File=inline=1;size=(\d+);width=40px;height=9px;.*?:(.*)\x07$/.exec(
    drawingOf("iterm", PICTURE),
  );
  const jpeg = Buffer.from(iterm?.[2] ?? "", "base64");
  assert.equal(jpeg.length, Number(iterm?.[1]));
  assert.deepEqual([...jpeg.subarray(0, 2)], [0xff, 0xd8]);
});

test("sixels, drawn as a terminal draws them, give the picture back", () => {
  const sequence = drawingOf("sixel", PICTURE);
  const [, head = "", body = ""] = /^\x1bP0;1q"1;1;40;9((?:#\d+;2;\d+;\d+;\d+)+)(.*)\x1b\\$/.exec(
    sequence,
  ) ?? [];
  const colours = new Map(
    [...head.matchAll(/#(\d+);2;(\d+);(\d+);(\d+)/g)].map((
      [, id, ...rgb],
    ) => [id, rgb.map(Number)]),
  );
  const drawn: (number[] | undefined)[] = [];
  for (const [band, text] of body.split("-").entries()) {
    for (const [, id, dots = ""] of text.matchAll(/#(\d+)([^#$]*)/g)) {
      let x = 0;
      for (const [, count, dot = ""] of dots.matchAll(/(?:!(\d+))?([?-~])/g)) {
        for (let times = Number(count ?? 1); times > 0; times--, x++) {
          for (let row = 0; row < 6; row++) {
            if ((dot.charCodeAt(0) - 63) >> row & 1) {
              drawn[(band * 6 + row) * 40 + x] = colours.get(id);
            }
          }
        }
      }
    }
  }
  assert.equal(drawn.length, 40 * 9);
  const expected = Array.from(
    { length: 40 * 9 },
    (_, at) => [0, 1, 2].map((part) => Math.round((PICTURE.rgb[at * 3 + part] ?? 0) / 2.55)),
  );
  assert.deepEqual(drawn, expected);
});

test("the keys are the same on a Russian keyboard", () => {
  for (
    const [latin, russian] of ["xч", "rк", "uг", "jо", "kл", "qй", "XЧ"].map((pair) => [...pair])
  ) {
    assert.notEqual(walkKey(latin), undefined);
    assert.equal(walkKey(russian), walkKey(latin));
  }
  assert.equal(walkKey("7"), 7);
  assert.equal(walkKey("constructor"), undefined);
});
