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
    () => "Номера показывает команда list.",
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
    () => "Назовите один: --candidate ID; сравнить их: review.",
    () => "Name one: --candidate ID; to compare them: review.",
  ),
  candidate_none: advice(
    (f) => `у иллюстрации ${f["index"]} нет вариантов`,
    (f) => `illustration ${f["index"]} has no candidates`,
    (f) => `Сначала сделайте их: --indices ${f["index"]}.`,
    (f) => `Make some first: --indices ${f["index"]}.`,
  ),
  candidate_unknown: advice(
    (f) => `у иллюстрации ${f["index"]} нет варианта ${f["candidate"]}`,
    (f) => `illustration ${f["index"]} has no candidate ${f["candidate"]}`,
    (f) => `Варианты показывает list --indices ${f["index"]}.`,
    (f) => `\`list --indices ${f["index"]}\` shows the candidates.`,
  ),
  parent_unknown: advice(
    (f) => `нет варианта ${f["candidate"]}, от которого делать новый`,
    (f) => `there is no candidate ${f["candidate"]} to vary`,
    () => "Варианты показывает команда list.",
    () => "`list` shows the candidates.",
  ),
  candidate_elsewhere: advice(
    (f) => `${f["candidate"]} — вариант иллюстрации ${f["other"]}, а не ${f["index"]}`,
    (f) => `${f["candidate"]} is a candidate of illustration ${f["other"]}, not of ${f["index"]}`,
    () => "Если так и задумано, укажите путь к файлу: --candidate ФАЙЛ.",
    () => "If that is what you mean, name its file: --candidate FILE.",
  ),
  candidate_file_missing: advice(
    (f) => `нет такого варианта и такого файла: ${f["path"]}`,
    (f) => `no such candidate and no such file: ${f["path"]}`,
    () => "Ожидались id (c17), место в последнем заказе (2) или путь к PNG.",
    () => "Expected an id (c17), a place in the newest order (2) or a path of a PNG.",
  ),
  candidate_not_png: advice(
    (f) => `${f["path"]}: это не PNG, а ${f["kind"]}; видео-шаг ждёт PNG`,
    (f) => `${f["path"]}: this is no PNG but ${f["kind"]}; the video step expects PNG`,
    () => "Ничего не изменено. Сохраните картинку как PNG: одного имени .png мало.",
    () => "Nothing was changed. Save the picture as PNG: the name .png is not enough.",
  ),
  candidate_damaged: advice(
    (f) => `${f["path"]}: картинка повреждена${f["where"] ? ` (${f["where"]})` : " (обрывается)"}`,
    (f) => `${f["path"]}: the picture is damaged${f["where"] ? ` (${f["where"]})` : " (cut off)"}`,
    () => "Ничего не изменено. Выберите другой вариант.",
    () => "Nothing was changed. Choose another candidate.",
  ),
  candidate_lost: advice(
    (f) => `файла варианта ${f["candidate"]} больше нет: ${f["path"]}`,
    (f) => `the file of candidate ${f["candidate"]} is gone: ${f["path"]}`,
    () => "Ничего не изменено. Верните файл из резервной копии или выберите другой вариант.",
    () => "Nothing was changed. Restore the file from a backup, or choose another candidate.",
  ),
  prompt_is_edit: advice(
    (f) =>
      `номер ${
        f["index"]
      }: вариант сделан правкой (--edit), её текст не может стать промптом иллюстрации`,
    (f) =>
      `number ${
        f["index"]
      }: the candidate was made by an edit (--edit), whose text cannot become the illustration's prompt`,
    () => "Примите его без --save-prompt.",
    () => "Accept it without --save-prompt.",
  ),
  prompt_unrecorded: advice(
    () => "этот вариант заказан не здесь: его промпт неизвестен, --save-prompt нечего записать",
    () => "this candidate was not ordered here: its prompt is not known, --save-prompt has no text",
    () => "Ничего не изменено. Повторите без --save-prompt.",
    () => "Nothing was changed. Repeat without --save-prompt.",
  ),
  illustrations_not_utf8: advice(
    (f) => `${f["path"]}: не UTF-8, запись испортила бы остальной текст`,
    (f) => `${f["path"]} is not UTF-8: writing would harm the rest of it`,
    () => "Ничего не изменено. Пересохраните файл в UTF-8 или повторите без --save-prompt.",
    () => "Nothing was changed. Save the file as UTF-8, or repeat without --save-prompt.",
  ),
  files_changed: advice(
    (f) => `файлы в ${f["path"]} изменились в этот самый момент`,
    (f) => `files in ${f["path"]} changed at this very moment`,
    () => "Ничего не изменено. Повторите.",
    () => "Nothing was changed. Repeat.",
  ),
  undo_none: advice(
    (f) => `у иллюстрации ${f["index"]} нечего отменять`,
    (f) => `illustration ${f["index"]} has nothing to take back`,
  ),
  undo_lost: advice(
    (f) => `прежней картинки больше нет: ${f["path"]}`,
    (f) => `the former picture is gone: ${f["path"]}`,
    () => "Ничего не изменено. Верните файл из резервной копии и повторите.",
    () => "Nothing was changed. Restore the file from a backup and repeat.",
  ),
} satisfies AdviceTable;

/** What is found while choosing and taking back, by code. */
export const CHOOSE_FINDING_TEXTS = {
  clip_wins: advice(
    (f) => `images/${f["name"]}: видео-шаг возьмёт этот клип вместо новой картинки`,
    (f) => `images/${f["name"]}: the video step takes this clip instead of the new picture`,
    (f) => `Убрать его в архив: accept --index ${f["index"]} --set-aside-clips; undo вернёт его.`,
    (f) =>
      `To put it into the store: accept --index ${
        f["index"]
      } --set-aside-clips; undo brings it back.`,
  ),
  film_old: advice(
    (f) => `${f["name"]}: фильм собран с прежней картинкой`,
    (f) => `${f["name"]}: this film was made with the former picture`,
    () => "Соберите его заново видео-шагом.",
    () => "Make it anew with the video step.",
  ),
  cover_old: advice(
    (f) => `${f["name"]}: на обложке может быть прежняя картинка`,
    (f) => `${f["name"]}: this cover may show the former picture`,
    () => "Сделайте обложку заново.",
    () => "Make the cover anew.",
  ),
  page_old: advice(
    (f) => `${f["name"]}: страница собрана до замены`,
    (f) => `${f["name"]}: this page was made before the replacement`,
    () => "Соберите её заново.",
    () => "Make it anew.",
  ),
  accepted_size_differs: advice(
    (f) =>
      `картинка ${f["size"]}, а остальные кадры ${f["filmSize"]}: в фильме ${
        f["isSameRatio"] ? "её масштабируют" : "она будет с полями или растянута"
      }`,
    (f) =>
      `the picture is ${f["size"]}, the other frames ${f["filmSize"]}: in the film it will ${
        f["isSameRatio"] ? "be scaled" : "have borders or be stretched"
      }`,
    (f) =>
      f["isSameRatio"]
        ? "Делать ничего не нужно."
        : `Закажите под фильм: --indices ${f["index"]} --size fit.`,
    (f) =>
      f["isSameRatio"]
        ? "Nothing needs to be done."
        : `Order it for the film: --indices ${f["index"]} --size fit.`,
  ),
  accepted_sets_size: advice(
    (f) =>
      `это первый кадр: его размер ${f["size"]} станет размером всего фильма (остальные ${
        f["filmSize"]
      })`,
    (f) =>
      `this is the first frame: its size ${
        f["size"]
      } becomes the size of the whole film (the others: ${f["filmSize"]})`,
    (f) =>
      `Закажите размер остальных кадров: --indices ${f["index"]} --size ${
        String(f["filmSize"]).replace("×", "*")
      }.`,
    (f) =>
      `Order the size of the other frames: --indices ${f["index"]} --size ${
        String(f["filmSize"]).replace("×", "*")
      }.`,
  ),
  original_was_changed: advice(
    (f) =>
      `${f["name"]} меняли после выбора: эта версия сохранена как ${f["keptAs"]} (${f["path"]})`,
    (f) =>
      `${f["name"]} was changed after the choice: that version is kept as ${f["keptAs"]} (${
        f["path"]
      })`,
  ),
  original_was_removed: advice(
    (f) => `${f["name"]} удалили после выбора`,
    (f) => `${f["name"]} was removed after the choice`,
  ),
  candidates_stay_aside: advice(
    (f) => `в images/ уже более новые варианты номера ${f["index"]}: прежние остались в архиве`,
    (f) =>
      `newer candidates of number ${f["index"]} stand in images/: the former stay in the store`,
  ),
  clip_was_changed: advice(
    (f) => `после выбора был сделан новый клип: он сохранён в ${f["keptAs"]}`,
    (f) => `a newer clip was made after the choice: it is kept in ${f["keptAs"]}`,
  ),
  clip_lost: advice(
    (f) => `прежнего клипа больше нет: ${f["path"]}`,
    (f) => `the former clip is gone: ${f["path"]}`,
    () => "Сделайте его заново.",
    () => "Make it anew.",
  ),
  prompts_were_changed: advice(
    () => "illustrations.json меняли после выбора: файл оставлен как есть",
    () => "illustrations.json was changed after the choice: the file was left as it is",
    (f) => `Прежний промпт иллюстрации ${f["index"]} верните вручную: копии в .alibaba/prompts.`,
    (f) =>
      `Put back the former prompt of illustration ${
        f["index"]
      } by hand: copies in .alibaba/prompts.`,
  ),
} satisfies AdviceTable;
