import assert from "node:assert/strict";
import test from "node:test";
import { findModel, MODELS } from "../../lib/wan/models.ts";
import { fitSize, isSameRatio, type Size, sizeFault } from "../../lib/wan/size_rule.ts";

function fit(modelId: string, width: number, height: number, hasReferences = false): string {
  const model = findModel(modelId);
  assert.ok(model);
  const film = { width, height };
  const { size: rule, recommendedSizes: recommended } = model;
  const best = fitSize({ rule, recommended, film, hasReferences });
  return `${best.width}*${best.height}`;
}

test("a film's size becomes the recommended size of its ratio, else its own, else the nearest", () => {
  const cases: readonly [model: string, width: number, height: number, size: string][] = [
    ["wan2.5-t2i-preview", 1280, 720, "1696*960"],
    ["wan2.5-t2i-preview", 1920, 1080, "1696*960"],
    ["wan2.5-t2i-preview", 720, 1280, "960*1696"],
    ["wan2.5-t2i-preview", 1024, 1024, "1280*1280"],
    ["wan2.5-t2i-preview", 1024, 768, "1472*1104"],
    ["wan2.2-t2i-flash", 1280, 720, "1280*720"],
    ["wan2.2-t2i-flash", 1920, 1080, "1280*720"],
    ["wan2.2-t2i-flash", 3840, 2160, "1280*720"],
    ["wan2.7-image", 1280, 720, "1280*720"],
    ["wan2.7-image", 1920, 1080, "1920*1080"],
    ["qwen-image-3.0", 1280, 720, "1280*720"],
  ];
  for (const [model, width, height, size] of cases) {
    assert.equal(fit(model, width, height), size, `${model} ${width}×${height}`);
  }
});

test("whatever the film's size, what is proposed is legal, promised and of the film's ratio if it can be", () => {
  const films: Size[] = [];
  for (const width of [100, 333, 640, 1280, 1999, 3840, 8000]) {
    for (const height of [100, 480, 721, 1080, 2160, 7000]) films.push({ width, height });
  }
  for (const { id, size: rule, recommendedSizes: recommended } of MODELS) {
    const maxRatio = rule.kind === "side" ? rule.maxSide / rule.minSide : rule.maxRatio;
    for (const film of films) {
      for (const hasReferences of [false, true]) {
        const best = fitSize({ rule, recommended, film, hasReferences });
        const facts = `${id} ${JSON.stringify(film)} ${JSON.stringify(best)}`;
        assert.equal(sizeFault(best, rule, hasReferences), undefined, facts);
        const ratio = Math.max(film.width / film.height, film.height / film.width);
        if (ratio < maxRatio * 0.95) assert.ok(isSameRatio(best, film), facts);
      }
    }
  }
});

test("a picture that goes along takes the largest sizes away", () => {
  assert.equal(fit("wan2.7-image-pro", 3840, 2160), "3840*2160");
  const [width = 0, height = 0] = fit("wan2.7-image-pro", 3840, 2160, true).split("*").map(Number);
  assert.ok(
    width * height <= 2048 ** 2 && isSameRatio({ width, height }, { width: 16, height: 9 }),
  );
});
