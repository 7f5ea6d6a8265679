/**
 * Sentences for models that cannot be ordered.
 * @module
 */
import { advice, type AdviceTable } from "./lang.ts";

/** Errors about a model's name, by code. */
export const MODEL_ERROR_TEXTS = {
  model_retired: advice(
    (f) =>
      `модель ${f["model"]} закрыта сервисом ${f["retiredOn"]}; сервис предлагает вместо неё ${
        f["successor"]
      }, а она отвечает только сразу и здесь не поддержана. Ничего не отправлено`,
    (f) =>
      `model ${f["model"]} was retired by the service on ${f["retiredOn"]}; the service names ${
        f["successor"]
      } instead, which answers only at once and is not supported here. Nothing was sent`,
    (f) => `Возьмите --model ${f["instead"]}.`,
    (f) => `Use --model ${f["instead"]}.`,
  ),
  model_synchronous: advice(
    (f) =>
      `модель ${
        f["model"]
      } пока не поддержана: она отвечает только сразу, и оплаченную картинку, чей ответ потерялся в пути, найти было бы нельзя. Ничего не отправлено`,
    (f) =>
      `model ${
        f["model"]
      } is not supported yet: it answers only at once, and a paid picture whose answer was lost on the way could not be found again. Nothing was sent`,
    (f) => `Возьмите --model ${f["instead"]}.`,
    (f) => `Use --model ${f["instead"]}.`,
  ),
} satisfies AdviceTable;
