/**
 * Sentences for models that cannot be ordered.
 * @module
 */
import { advice, type AdviceTable } from "./lang.ts";

/** Errors about a model's name, by code. */
export const MODEL_ERROR_TEXTS = {
  model_retired: advice(
    (f) =>
      `сервис закрыл модель ${f["model"]} ${f["retiredOn"]}. Вместо неё он предлагает ${
        f["successor"]
      }, но она работает только синхронно и здесь не поддерживается. Ничего не отправлено`,
    (f) =>
      `the service retired model ${f["model"]} on ${f["retiredOn"]}. It suggests ${
        f["successor"]
      } instead, but that model works only synchronously and is not supported here. Nothing was sent`,
    (f) => `Возьмите --model ${f["instead"]}.`,
    (f) => `Use --model ${f["instead"]}.`,
  ),
  model_synchronous: advice(
    (f) =>
      `модель ${
        f["model"]
      } пока не поддерживается: она работает только синхронно, и если бы ответ потерялся, готовую картинку было бы не найти. Ничего не отправлено`,
    (f) =>
      `model ${
        f["model"]
      } is not supported yet: it works only synchronously, so if its answer were lost, the finished picture could not be found again. Nothing was sent`,
    (f) => `Возьмите --model ${f["instead"]}.`,
    (f) => `Use --model ${f["instead"]}.`,
  ),
} satisfies AdviceTable;
