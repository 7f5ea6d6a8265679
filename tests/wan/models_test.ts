import assert from "node:assert/strict";
import { MODELS, PRICES_AS_OF } from "../../lib/wan/models.ts";
import { runProgram } from "../support/harness.ts";
import { scenarios } from "../support/scenarios.ts";

scenarios({
  "the catalogue for people: every model with its names, prices, limits and the day they were read":
    async () => {
      const { code, stdout } = await runProgram(["models", "--region", "all"]);
      assert.equal(code, 0);
      for (const { id, title, maxPromptChars, regions } of MODELS) {
        assert.ok(stdout.includes(`${id}`) && stdout.includes(title), id);
        assert.ok(stdout.includes(`Промпт: до ${maxPromptChars} символов`));
        for (const { name } of Object.values(regions)) assert.ok(stdout.includes(name), name);
      }
      assert.match(
        stdout,
        /singapore: wan2\.1-t2i-turbo, \$0\.025, 2 запроса\/с, 2 задачи одновременно/,
      );
      assert.match(stdout, /beijing: wanx2\.1-t2i-turbo, ¥0\.14/);
      assert.match(
        stdout,
        /singapore: qwen-image-3\.0-pro, \$0\.04, \$0\.075 свыше 2250000 пикселей, \$0\.003 за образец, 5 запросов\/мин/,
      );
      assert.match(stdout, /wan2\.6-image \(.*\n(.*\n){3} {2}Картинки-образцы: от 1 до 4\n/);
      assert.match(
        stdout,
        /wan2\.7-image \((.*\n){5} {2}Не поддерживает: negative_prompt, prompt_extend\n/,
      );
      assert.match(
        stdout,
        /от 768×768 до 1440×1440 пикселей в сумме, соотношение сторон от 1:4 до 4:1/,
      );
      assert.match(stdout, /16:9 {2}1280x720\n/);
      assert.ok(stdout.includes(`Цены за картинку на ${PRICES_AS_OF}, справочно`));
    },

  "the catalogue in English": async () => {
    const { stdout } = await runProgram(["models", "--lang", "en", "--region", "all"]);
    assert.ok(!/[а-яё]/i.test(stdout));
    assert.match(stdout, /wan2\.5-t2i-preview \(recommended\) - Wan 2\.5 preview\n/);
    assert.match(stdout, / {2}Images per order: up to 4\n/);
    assert.match(stdout, /, 1 request\/s, \d+ tasks? at a time\n/);
    assert.doesNotMatch(stdout, /\b1 (?:requests|tasks)\b|an order|a picture/);
  },

  "the catalogue for programs is one JSON document": async () => {
    const { stdout } = await runProgram(["models", "--region", "all", "--json"]);
    const { models, pricesAsOf, recommendedSizes } = JSON.parse(stdout);
    assert.deepEqual(models, JSON.parse(JSON.stringify(MODELS)));
    assert.deepEqual([pricesAsOf, recommendedSizes["21:9"].width], [PRICES_AS_OF, 1344]);
  },

  "the catalogue shows what the region of the configured address has, and names what it has not":
    async () => {
      const env = { ALIBABA_BASE_URL: "https://ws1.eu-central-1.maas.aliyuncs.com/api/v1" };
      const { code, stdout } = await runProgram(["models"], { env });
      assert.equal(code, 0);
      assert.match(stdout, /^wan2\.6-t2i \(рекомендуется\)/);
      assert.ok(
        !stdout.includes("singapore:") && stdout.includes("frankfurt: wan2.6-image, ¥0.20"),
      );
      assert.match(
        stdout,
        /В регионе frankfurt недоступны: wan2\.5-t2i-preview, .*wan2\.7-image-pro\n/,
      );
      const { stdout: json } = await runProgram(["models", "--region", "tokyo", "--json"], { env });
      const { region, models } = JSON.parse(json);
      assert.deepEqual([region, models.map(({ id }: { id: string }) => id)], [
        "tokyo",
        ["qwen-image-3.0", "qwen-image-3.0-pro"],
      ]);
      assert.deepEqual(Object.keys(models[0].regions), ["tokyo"]);
    },

  "a region that does not exist is refused with the names of those that do": async () => {
    const { code, stderr } = await runProgram(["models", "--region", "мars"]);
    assert.equal(code, 2);
    assert.match(stderr, /--region: «мars» — допустимо: singapore, beijing/);
  },
});
