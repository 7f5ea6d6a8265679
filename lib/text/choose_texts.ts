/**
 * Sentences for choosing and taking back.
 * @module
 */
import { advice, type AdviceTable } from "./lang.ts";

/** Why a choice was refused, by code. */
export const CHOOSE_ERROR_TEXTS = {
  index_unknown: advice(
    (f) => `иллюстрации ${f["index"]} нет в illustrations.json`,
    (f) => `illustrations.json has no illustration ${f["index"]}`,
    () => "Все номера показывает команда list.",
    () => "`list` shows the numbers.",
  ),
  original_missing: advice(
    (f) => `у иллюстрации ${f["index"]} нет оригинала, оставлять нечего: ${f["path"]}`,
    (f) => `illustration ${f["index"]} has no original to keep: ${f["path"]}`,
    (f) => `Выберите вариант: accept --index ${f["index"]}.`,
    (f) => `Choose a candidate: accept --index ${f["index"]}.`,
  ),
  candidate_ambiguous: advice(
    (f) => `у иллюстрации ${f["index"]} несколько вариантов: ${f["candidates"]}`,
    (f) => `illustration ${f["index"]} has several candidates: ${f["candidates"]}`,
    () => "Выберите один: --candidate ID; сравнить их можно командой review.",
    () => "Choose one: --candidate ID; `review` lets you compare them.",
  ),
  candidate_none: advice(
    (f) => `у иллюстрации ${f["index"]} нет вариантов`,
    (f) => `illustration ${f["index"]} has no candidates`,
    (f) => `Сначала закажите их: --indices ${f["index"]}.`,
    (f) => `Order some first: --indices ${f["index"]}.`,
  ),
  candidate_unknown: advice(
    (f) => `у иллюстрации ${f["index"]} нет варианта ${f["candidate"]}`,
    (f) => `illustration ${f["index"]} has no candidate ${f["candidate"]}`,
    (f) => `Варианты показывает list --long --indices ${f["index"]}.`,
    (f) => `\`list --long --indices ${f["index"]}\` shows the candidates.`,
  ),
  parent_unknown: advice(
    (f) => `нет варианта ${f["candidate"]}, на основе которого заказан новый`,
    (f) => `there is no candidate ${f["candidate"]} to make a variation of`,
    () => "Варианты показывает list --long.",
    () => "`list --long` shows the candidates.",
  ),
  candidate_elsewhere: advice(
    (f) => `${f["candidate"]} — вариант иллюстрации ${f["other"]}, а не ${f["index"]}`,
    (f) => `${f["candidate"]} is a candidate of illustration ${f["other"]}, not of ${f["index"]}`,
    () => "Если так и задумано, укажите сам файл: --candidate ФАЙЛ.",
    () => "If that is what you want, give its file: --candidate FILE.",
  ),
  candidate_file_missing: advice(
    (f) => `нет такого варианта и такого файла: ${f["path"]}`,
    (f) => `no such candidate and no such file: ${f["path"]}`,
    () => "Ожидался id (c17), место в последнем заказе (2) или путь к PNG.",
    () => "Expected an id (c17), a position in the newest order (2) or the path to a PNG.",
  ),
  candidate_not_png: advice(
    (f) => `${f["path"]}: это не PNG, а ${f["kind"] ?? "что-то другое"}; видео-шагу нужен PNG`,
    (f) =>
      `${f["path"]} is not a PNG but ${f["kind"] ?? "something else"}; the video step needs a PNG`,
    () => "Ничего не изменено. Сохраните картинку в формате PNG: сменить расширение мало.",
    () => "Nothing was changed. Save the picture as a PNG: renaming it is not enough.",
  ),
  candidate_damaged: advice(
    (f) => `${f["path"]}: картинка повреждена${f["where"] ? ` (${f["where"]})` : " (обрывается)"}`,
    (f) => `${f["path"]}: the picture is damaged${f["where"] ? ` (${f["where"]})` : " (cut off)"}`,
    () => "Ничего не изменено. Выберите другой вариант.",
    () => "Nothing was changed. Choose another candidate.",
  ),
  candidate_lost: advice(
    (f) => `файла варианта ${f["candidate"]} больше нет: ${f["path"]}`,
    (f) => `the file of candidate ${f["candidate"]} is missing: ${f["path"]}`,
    () => "Ничего не изменено. Верните файл из резервной копии или выберите другой вариант.",
    () => "Nothing was changed. Restore the file from a backup, or choose another candidate.",
  ),
  prompt_is_edit: advice(
    (f) =>
      `иллюстрация ${
        f["index"]
      }: вариант сделан правкой (--edit), и её текст не подходит как промпт иллюстрации`,
    (f) =>
      `illustration ${
        f["index"]
      }: the candidate was made with --edit, and the text of an edit cannot serve as the illustration's prompt`,
    () => "Примите его без --save-prompt.",
    () => "Accept it without --save-prompt.",
  ),
  prompt_unrecorded: advice(
    (f) =>
      `иллюстрация ${
        f["index"]
      }: вариант заказан не здесь, его промпт неизвестен, и --save-prompt нечего записать`,
    (f) =>
      `illustration ${
        f["index"]
      }: the candidate was not ordered here, its prompt is unknown, so --save-prompt has nothing to save`,
    () => "Ничего не изменено. Повторите без --save-prompt.",
    () => "Nothing was changed. Try again without --save-prompt.",
  ),
  illustrations_not_utf8: advice(
    (f) => `${f["path"]} не в кодировке UTF-8: запись испортила бы остальной текст`,
    (f) => `${f["path"]} is not UTF-8: saving to it would damage the rest of the text`,
    () => "Ничего не изменено. Пересохраните файл в UTF-8 или повторите без --save-prompt.",
    () => "Nothing was changed. Save the file as UTF-8, or try again without --save-prompt.",
  ),
  files_changed: advice(
    (f) => `файлы в ${f["path"]} изменились прямо во время работы`,
    (f) => `files in ${f["path"]} changed while the command was running`,
    () => "Ничего не изменено. Повторите.",
    () => "Nothing was changed. Try again.",
  ),
  undo_none: advice(
    (f) => `у иллюстрации ${f["index"]} нечего отменять`,
    (f) => `there is nothing to undo for illustration ${f["index"]}`,
  ),
  undo_lost: advice(
    (f) => `прежней картинки больше нет: ${f["path"]}`,
    (f) => `the previous picture is missing: ${f["path"]}`,
    () => "Ничего не изменено. Верните файл из резервной копии и повторите.",
    () => "Nothing was changed. Restore the file from a backup and try again.",
  ),
} satisfies AdviceTable;

/** What is found while choosing and taking back, by code. */
export const CHOOSE_FINDING_TEXTS = {
  clip_wins: advice(
    (f) => `images/${f["name"]}: видео-шаг возьмёт этот клип вместо новой картинки`,
    (f) => `images/${f["name"]}: the video step will use this clip instead of the new picture`,
    (f) =>
      `Убрать его в хранилище: accept --index ${f["index"]} --set-aside-clips; undo вернёт его.`,
    (f) =>
      `To move it to .alibaba/: accept --index ${
        f["index"]
      } --set-aside-clips; undo brings it back.`,
  ),
  film_old: advice(
    (f) => `${f["name"]}: фильм собран с прежней картинкой`,
    (f) => `${f["name"]}: this film was made with the previous picture`,
    () => "Соберите его заново видео-шагом.",
    () => "Make it again with the video step.",
  ),
  cover_old: advice(
    (f) => `${f["name"]}: на обложке может быть прежняя картинка`,
    (f) => `${f["name"]}: this cover may still show the previous picture`,
    () => "Сделайте обложку заново.",
    () => "Make the cover again.",
  ),
  page_old: advice(
    (f) => `${f["name"]}: страница собрана до замены картинки`,
    (f) => `${f["name"]}: this page was made before the picture was replaced`,
    () => "Соберите её заново.",
    () => "Make it again.",
  ),
  accepted_size_differs: advice(
    (f) =>
      `картинка ${f["size"]}, а остальные кадры ${f["filmSize"]}: в фильме она будет ${
        f["isSameRatio"] ? "масштабирована" : "с полями или растянута"
      }`,
    (f) =>
      `the picture is ${f["size"]}, the other frames are ${f["filmSize"]}: in the film it will be ${
        f["isSameRatio"] ? "scaled" : "padded with borders or stretched"
      }`,
    (f) =>
      f["isSameRatio"]
        ? "Делать ничего не нужно."
        : `Чтобы совпала с фильмом, закажите так: --indices ${f["index"]} --size fit.`,
    (f) =>
      f["isSameRatio"]
        ? "No action needed."
        : `To match the film, order it with --indices ${f["index"]} --size fit.`,
  ),
  accepted_sets_size: advice(
    (f) =>
      `это первый кадр: его размер ${f["size"]} станет размером всего фильма, а остальные кадры ${
        f["filmSize"]
      }`,
    (f) =>
      `this is the first frame: its size ${
        f["size"]
      } will be the size of the whole film, while the other frames are ${f["filmSize"]}`,
    (f) =>
      `Закажите в размере остальных кадров: --indices ${f["index"]} --size ${
        String(f["filmSize"]).replace("×", "x")
      }. Если модель такого не делает, приведите картинку к нему сами: accept --candidate ФАЙЛ.`,
    (f) =>
      `Order it in the size of the other frames: --indices ${f["index"]} --size ${
        String(f["filmSize"]).replace("×", "x")
      }. If the model does not make that size, scale the picture yourself: accept --candidate FILE.`,
  ),
  original_was_changed: advice(
    (f) =>
      `${f["name"]} меняли после выбора: эта версия сохранена как ${f["keptAs"]} (${f["path"]})`,
    (f) =>
      `${f["name"]} was changed after you chose it: that version is kept as ${f["keptAs"]} (${
        f["path"]
      })`,
  ),
  original_was_removed: advice(
    (f) => `${f["name"]} удалили после выбора`,
    (f) => `${f["name"]} was deleted after you chose it`,
  ),
  candidates_stay_aside: advice(
    (f) =>
      `в images/ уже лежат более новые варианты номера ${f["index"]}: прежние остались в хранилище`,
    (f) =>
      `images/ already has newer candidates of illustration ${
        f["index"]
      }: the earlier ones stay in .alibaba/`,
  ),
  clip_was_changed: advice(
    (f) => `после выбора был сделан новый клип: он сохранён в ${f["keptAs"]}`,
    (f) => `a newer clip was made after the choice; it is kept in ${f["keptAs"]}`,
  ),
  clip_lost: advice(
    (f) => `прежнего клипа больше нет: ${f["path"]}`,
    (f) => `the previous clip is missing: ${f["path"]}`,
    () => "Сделайте его заново.",
    () => "Make it again.",
  ),
  prompts_were_changed: advice(
    () => "illustrations.json меняли после выбора, поэтому файл оставлен как есть",
    () => "illustrations.json was changed after the choice, so it was left as it is",
    (f) => `Прежний промпт иллюстрации ${f["index"]} верните вручную: копии в .alibaba/prompts.`,
    (f) =>
      `Restore the previous prompt of illustration ${
        f["index"]
      } by hand: copies are in .alibaba/prompts.`,
  ),
} satisfies AdviceTable;
