/**
 * Descriptions of commands and flags, as `--help` shows them.
 * @module
 */
import type { Both } from "./lang.ts";

const both = (ru: string, en: string): Both<string> => ({ ru, en });

/** Descriptions of commands by name. */
export const COMMAND_TEXTS = {
  main: both(
    "Заново генерирует выбранные иллюстрации пайплайна моделями WAN от Alibaba Cloud",
    "Regenerates chosen illustrations of a pipeline with Alibaba Cloud's WAN models",
  ),
  list: both(
    "Показать фильм, по строке на иллюстрацию; --long добавит файлы и варианты",
    "Show the film, one line per illustration; --long adds files and candidates",
  ),
  resume: both(
    "Скачать оплаченное, но ещё не сохранённое",
    "Fetch pictures that were paid for but not saved yet",
  ),
  accept: both(
    "Поставить вариант на место оригинала (undo вернёт)",
    "Use a candidate in place of the original (undo restores it)",
  ),
  keep: both(
    "Оставить оригинал: варианты уйдут из images/ в хранилище",
    "Keep the original: its candidates move from images/ to .alibaba/",
  ),
  reject: both(
    "Ни один вариант не подошёл: они уйдут в хранилище, номер будет помечен",
    "Reject all candidates: they move to .alibaba/, and the number is marked",
  ),
  undo: both(
    "Отменить последнее решение об иллюстрации, байт в байт",
    "Undo the last decision about an illustration, byte for byte",
  ),
  review: both(
    "Открыть страницу для сравнения и выбора или сохранить её одним файлом (--export)",
    "Open a page to compare and choose, or save it as one file (--export)",
  ),
  doctor: both(
    "Бесплатно проверить ключ, регион, адрес, папку, журнал и кадры",
    "Check key, region, address, folder, journal and frames, free of charge",
  ),
  models: both(
    "Показать модели: размеры, ограничения и цены с датой",
    "List the models: sizes, limits and dated prices",
  ),
  cost: both(
    "Показать расходы по дням, моделям и пайплайнам, потолки и остаток",
    "Show spending by day, model and pipeline, and what is left under the ceilings",
  ),
  emulator: both(
    "Запустить учебный сервис на локальном порту: без ключа и оплаты",
    "Run the rehearsal service on a local port: no key, no cost",
  ),
  mcp: both(
    "Запустить сервер MCP для ИИ-ассистента (stdin и stdout)",
    "Run the MCP server for an AI assistant (stdin and stdout)",
  ),
  licenses: both(
    "Показать лицензии программы и всего, что в неё входит",
    "Show the licences of the program and of everything inside it",
  ),
} as const;

/** Descriptions of flags by name. */
export const FLAG_TEXTS = {
  pipelineDir: both(
    "Папка пайплайна с images/ и illustrations.json",
    "Pipeline folder with images/ and illustrations.json",
  ),
  indices: both(
    'Номера изображений: "1,3,5", диапазоны "1-5,8" или all',
    'Illustration numbers: "1,3,5", ranges "1-5,8" or all',
  ),
  size: both(
    "Размер: 1280x720, соотношение 16:9 или fit (как кадры фильма)",
    "Size: 1280x720, a ratio such as 16:9, or fit (to match the film)",
  ),
  n: both(
    "Количество изображений на промпт (1-4, у qwen-image до 6)",
    "Images per prompt (1-4, up to 6 with qwen-image)",
  ),
  promptExtend: both("Включить расширение промпта LLM", "Let the service's LLM extend the prompt"),
  watermark: both('Добавить водяной знак "AI Generated"', 'Add the watermark "AI Generated"'),
  seed: both("Seed для воспроизводимости результатов", "Seed for reproducible results"),
  noConfirm: both("Не запрашивать подтверждение", "Do not ask for confirmation"),
  config: both("Путь к файлу конфигурации", "Path to the configuration file"),
  model: both("Модель вместо ALIBABA_IMAGE_MODEL", "Model to use instead of ALIBABA_IMAGE_MODEL"),
  prompt: both(
    "Промпт вместо записанного в illustrations.json, только для этого заказа",
    "Prompt instead of the one in illustrations.json, for this order only",
  ),
  negativePrompt: both(
    "Негативный промпт вместо записанного в illustrations.json",
    "Negative prompt instead of the one in illustrations.json",
  ),
  reference: both(
    "Картинка-образец: номера кадров 2,5, картинка c17, auto или файл; можно повторять",
    "Reference picture: frame numbers 2,5, a picture c17, auto or a file; can be repeated",
  ),
  edit: both(
    "Изменить сам кадр: нынешняя картинка уйдёт сервису вместе с текстом, что в ней изменить",
    "Edit the frame itself: the current picture is sent along with the text of what to change",
  ),
  retryWithoutExtend: both(
    "Если переписанный промпт не пройдёт модерацию, заказать ещё раз без переписывания",
    "If moderation refuses a rewritten prompt, order once more without rewriting",
  ),
  region: both(
    "Регион: singapore, beijing, virginia, frankfurt, tokyo, hongkong или all",
    "Region: singapore, beijing, virginia, frankfurt, tokyo, hongkong or all",
  ),
  lang: both("Язык сообщений: ru или en", "Language of messages: ru or en"),
  json: both("Вывести результат одним документом JSON", "Print the result as one JSON document"),
  dryRun: both(
    "Показать точные запросы и цену, ничего не отправляя",
    "Show the exact requests and the price without sending anything",
  ),
  concurrency: both(
    "Сколько задач вести одновременно (по умолчанию — предел модели)",
    "Tasks in parallel (default: the model's limit)",
  ),
  timeout: both("Сколько секунд ждать задачу", "Seconds to wait for a task"),
  rehearse: both(
    "Репетиция на встроенном учебном сервисе: без ключа и оплаты",
    "Rehearse with the built-in rehearsal service: no key, no cost",
  ),
  again: both(
    "Заказать заново, даже если такой же заказ ещё в работе",
    "Order again even if the same order is already in progress",
  ),
  index: both("Номер иллюстрации", "Number of the illustration"),
  candidate: both(
    "Вариант: id (c17), место в последнем заказе (2) или путь к PNG",
    "Candidate: id (c17), position in the newest order (2) or path to a PNG",
  ),
  reason: both(
    "Причина: сохранится вместе с решением",
    "Reason: stored with the decision",
  ),
  savePrompt: both(
    "Записать промпт варианта в illustrations.json",
    "Save the candidate's prompt to illustrations.json",
  ),
  setAsideClips: both(
    "Убрать video_NN.mp4 в хранилище: иначе видео-шаг возьмёт его вместо картинки",
    "Move video_NN.mp4 to .alibaba/: otherwise the video step uses it instead of the picture",
  ),
  only: both(
    "Только в этих состояниях: undecided, decided, rejected, working, failed, bare (через запятую)",
    "Only in these states: undecided, decided, rejected, working, failed, bare (comma-separated)",
  ),
  openOnly: both(
    "Только то, что требует внимания: не решено, не подошло, в работе, не удалось",
    "Only what needs attention: undecided, rejected, in progress, failed",
  ),
  long: both(
    "Показать файлы, варианты, незавершённые задачи и решения каждого номера",
    "Show files, candidates, unfinished tasks and decisions of each number",
  ),
  noOpen: both("Не открывать браузер", "Do not open the browser"),
  export: both(
    "Сохранить сравнение одним файлом HTML, который открывается без сети",
    "Save the comparison as one HTML file that opens offline",
  ),
  force: both(
    "Перезаписать файл, созданный не этой программой",
    "Overwrite a file that this program did not make",
  ),
  paid: both(
    "После бесплатных проверок заказать одну картинку у самой дешёвой модели (сначала покажет цену и спросит)",
    "After the free checks, order one picture from the cheapest model (shows the price and asks first)",
  ),
  tidy: both(
    "Убрать лишние кадры в хранилище как варианты, оставив по одному на номер",
    "Move extra frames to .alibaba/ as candidates, leaving one per number",
  ),
  by: both(
    "Показать только одну разбивку, целиком: day, model или pipeline",
    "Show only one breakdown, in full: day, model or pipeline",
  ),
  csv: both("Вывести CSV для электронной таблицы", "Print CSV for a spreadsheet"),
  root: both(
    "Папка с пайплайнами (или ALIBABA_PIPELINES_DIR)",
    "Folder with the pipelines (or ALIBABA_PIPELINES_DIR)",
  ),
  http: both(
    "Streamable HTTP на этом порту 127.0.0.1 вместо stdin и stdout",
    "Streamable HTTP on this port of 127.0.0.1 instead of stdin and stdout",
  ),
  version: both("Показать версию", "Show the version"),
  help: both("Показать справку", "Show this help"),
  port: both("Порт", "Port"),
  faults: both(
    "JSON-файл со сбоями, которые сервис должен имитировать",
    "JSON file with the faults the service should simulate",
  ),
  state: both(
    "Файл, где сервис помнит задачи между запусками",
    "File where the service remembers its tasks between runs",
  ),
  duration: both(
    "Сколько секунд выполняется задача: 3 или 2-4",
    "Seconds a task takes: 3 or 2-4",
  ),
  strictSizes: both(
    "Проверять размеры по новым, более строгим правилам",
    "Check sizes by the newer, stricter rules",
  ),
  unknownModel: both(
    "Чем отвечать на неизвестную модель: 400 или 404",
    "How to refuse an unknown model: 400 or 404",
  ),
  overflow: both(
    "Задачи сверх предела: pending (ждут) или refuse (отказ 429)",
    "Tasks over the limit: pending (they wait) or refuse (429)",
  ),
} as const;

/** Headings of the help, by their English names. */
export const HEADING_TEXTS: Readonly<Record<string, string>> = {
  "Usage:": "Использование:",
  "Options:": "Параметры:",
  "Commands:": "Команды:",
  "Arguments:": "Аргументы:",
  "Global Options:": "Общие параметры:",
};

/** Words that commander puts around defaults and the help command. */
export const DEFAULT_WORD: Both<string> = both("по умолчанию", "default");
