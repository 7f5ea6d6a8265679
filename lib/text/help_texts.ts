/**
 * Descriptions of commands and flags, as `--help` shows them.
 * @module
 */
import type { Both } from "./lang.ts";

const both = (ru: string, en: string): Both<string> => ({ ru, en });

/** Descriptions of commands by name. */
export const COMMAND_TEXTS = {
  main: both(
    "Перегенерация выбранных иллюстраций пайплайна моделями Alibaba Cloud WAN",
    "Regenerates chosen illustrations of a pipeline with Alibaba Cloud's WAN models",
  ),
  list: both(
    "Фильм по строке на номер: что решено, что нет; --long — с файлами и вариантами",
    "The film in one line a number: what is decided; --long tells files and candidates",
  ),
  resume: both(
    "Забрать то, что оплачено и ещё не сохранено",
    "Fetch what was paid for and not yet saved",
  ),
  accept: both(
    "Поставить вариант на место оригинала (undo вернёт)",
    "Put a candidate in the original's place (undo takes it back)",
  ),
  keep: both(
    "Оставить оригинал: варианты уйдут из images/ в архив",
    "Keep the original: the candidates leave images/ for the store",
  ),
  reject: both(
    "Ни один не подошёл: варианты уйдут в архив, номер будет помечен",
    "None will do: the candidates leave for the store, the number is marked",
  ),
  undo: both(
    "Отменить последнее решение об иллюстрации, байт в байт",
    "Take the last decision about an illustration back, byte for byte",
  ),
  review: both(
    "Страница для сравнения и выбора, или она же одним файлом (--export)",
    "A page to compare and choose, or the same as one file (--export)",
  ),
  doctor: both(
    "Бесплатная проверка: ключ, регион, адрес, каталог, журнал, кадры",
    "Free checks: key, region, address, folder, journal, frames",
  ),
  models: both(
    "Каталог моделей: размеры, пределы, цены с датой",
    "The catalogue of models: sizes, limits, prices with their date",
  ),
  cost: both(
    "Сколько потрачено по дням, моделям и пайплайнам; потолки и остаток",
    "What was spent by day, model and pipeline; the ceilings and what they leave",
  ),
  emulator: both(
    "Учебный сервис на порту этой машины: без ключа и без оплаты",
    "The rehearsal service on a port of this machine: no key, no cost",
  ),
  mcp: both(
    "Сервер MCP для ИИ-ассистента (stdin и stdout)",
    "MCP server for an AI assistant (stdin and stdout)",
  ),
  licenses: both(
    "Лицензии программы и всего, что в неё входит",
    "Licences of the program and of everything inside it",
  ),
} as const;

/** Descriptions of flags by name. */
export const FLAG_TEXTS = {
  pipelineDir: both(
    "Каталог пайплайна с images/ и illustrations.json",
    "Pipeline folder with images/ and illustrations.json",
  ),
  indices: both(
    'Номера изображений: "1,3,5", диапазоны "1-5,8" или all',
    'Image numbers: "1,3,5", ranges "1-5,8" or all',
  ),
  size: both(
    "Размер: 1280x720, соотношение 16:9 или fit (под кадры фильма)",
    "Size: 1280x720, a ratio 16:9 or fit (for the film's frames)",
  ),
  n: both(
    "Количество изображений на промпт (1-4, у qwen-image до 6)",
    "Images a prompt (1-4, with qwen-image up to 6)",
  ),
  promptExtend: both("Включить расширение промпта LLM", "Let the service's LLM extend the prompt"),
  watermark: both('Добавить водяной знак "AI Generated"', 'Add the watermark "AI Generated"'),
  seed: both("Seed для воспроизводимости результатов", "Seed for reproducible results"),
  noConfirm: both("Не запрашивать подтверждение", "Do not ask for confirmation"),
  config: both("Путь к файлу конфигурации", "Path of the configuration file"),
  model: both("Модель вместо ALIBABA_IMAGE_MODEL", "Model instead of ALIBABA_IMAGE_MODEL"),
  prompt: both(
    "Промпт вместо записанного, только для этого заказа",
    "Prompt instead of the recorded one, for this order only",
  ),
  negativePrompt: both(
    "Негативный промпт вместо записанного",
    "Negative prompt instead of the recorded one",
  ),
  reference: both(
    "Картинка-образец: номера кадров 2,5, картинка c17, auto или файл; можно повторять",
    "Reference picture: numbers of frames 2,5, a picture c17, auto or a file; may be repeated",
  ),
  edit: both(
    "Изменить сам кадр: картинка на месте оригинала и текст, что в ней изменить",
    "Change the frame itself: the picture in the original's place, and what to change in it",
  ),
  retryWithoutExtend: both(
    "Если переписанный промпт не прошёл модерацию, заказать один раз без переписывания",
    "When a rewritten prompt was refused by moderation, order once without rewriting",
  ),
  region: both(
    "Регион: singapore, beijing, virginia, frankfurt, tokyo, hongkong или all",
    "Region: singapore, beijing, virginia, frankfurt, tokyo, hongkong or all",
  ),
  lang: both("Язык сообщений: ru или en", "Language of messages: ru or en"),
  json: both("Результат одним документом JSON", "The result as one JSON document"),
  dryRun: both(
    "Показать точные запросы и цену, ничего не отправлять",
    "Show the exact requests and the price, send nothing",
  ),
  concurrency: both(
    "Задач одновременно (по умолчанию предел модели)",
    "Tasks at once (default: the model's limit)",
  ),
  timeout: both("Сколько ждать задачу, секунд", "How long to wait for a task, seconds"),
  rehearse: both(
    "Репетиция на встроенном сервисе: без ключа и оплаты",
    "Rehearse against the built-in service: no key, no cost",
  ),
  again: both(
    "Заказать заново, даже если такой же заказ ещё в работе",
    "Order anew even if the same order is under way",
  ),
  index: both("Номер иллюстрации", "Number of the illustration"),
  candidate: both(
    "Вариант: id (c17), место в последнем заказе (2) или путь к PNG",
    "Candidate: id (c17), place in the newest order (2) or path of a PNG",
  ),
  reason: both(
    "Почему: запомнится вместе с решением",
    "Why: remembered with the decision",
  ),
  savePrompt: both(
    "Записать промпт варианта в illustrations.json",
    "Write the candidate's prompt into illustrations.json",
  ),
  setAsideClips: both(
    "Убрать video_NN.mp4 в архив: видео-шаг взял бы его вместо картинки",
    "Move video_NN.mp4 to the store: the video step would prefer it to the picture",
  ),
  only: both(
    "Только такие: undecided, decided, rejected, working, failed, bare (через запятую)",
    "Only these: undecided, decided, rejected, working, failed, bare (with commas)",
  ),
  openOnly: both(
    "Только то, что ещё ждёт: не решено, не подошло, в работе, не удалось",
    "Only what still waits: undecided, rejected, at work, failed",
  ),
  long: both(
    "Файлы, варианты, незавершённые задачи и решения каждого номера",
    "Files, candidates, open tasks and decisions of each number",
  ),
  noOpen: both("Не открывать браузер", "Do not open the browser"),
  export: both(
    "Записать сравнение одним файлом HTML, который открывается без сети",
    "Write the comparison as one HTML file that opens without a network",
  ),
  force: both("Перезаписать чужой файл", "Overwrite somebody else's file"),
  paid: both(
    "После бесплатных проверок заказать одну картинку самой дешёвой модели (с ценой и вопросом)",
    "After the free checks order one picture of the cheapest model (with its price, after asking)",
  ),
  tidy: both(
    "Убрать лишние кадры в архив как варианты, оставив по одному на номер",
    "Move surplus frames to the store as candidates, leaving one a number",
  ),
  by: both(
    "Только одна разбивка, целиком: day, model или pipeline",
    "Only one way to tell costs apart, in full: day, model or pipeline",
  ),
  csv: both("Строки CSV для таблицы", "Rows of CSV for a spreadsheet"),
  root: both(
    "Каталог с пайплайнами (или ALIBABA_PIPELINES_DIR)",
    "Folder that holds the pipelines (or ALIBABA_PIPELINES_DIR)",
  ),
  http: both(
    "Streamable HTTP на 127.0.0.1 на этом порту вместо stdin и stdout",
    "Streamable HTTP on 127.0.0.1 at this port instead of stdin and stdout",
  ),
  version: both("Показать версию", "Show the version"),
  help: both("Показать справку", "Show this help"),
  port: both("Порт", "Port"),
  faults: both(
    "JSON-файл со сбоями, которые сервис должен устроить",
    "JSON file of faults the service is to make",
  ),
  state: both(
    "Файл, где сервис помнит задачи между запусками",
    "File in which the service remembers tasks between starts",
  ),
  duration: both(
    "Время работы над задачей, секунд: 3 или 2-4",
    "Time a task takes, seconds: 3 or 2-4",
  ),
  strictSizes: both(
    "Размеры по новым, более строгим документам",
    "Sizes by the newer, stricter documents",
  ),
  unknownModel: both(
    "Отказ на неизвестную модель: 400 или 404",
    "Refusal of an unknown model: 400 or 404",
  ),
  overflow: both(
    "Лишние задачи: pending (ждут) или refuse (отказ 429)",
    "Surplus tasks: pending (wait) or refuse (429)",
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

/** The table of exit codes at the end of the help. */
export const EXIT_CODE_TEXTS: Both<string> = both(
  `Коды завершения:
  0    сделано всё, что просили
  1    не удалось, ничего не сделано (или ответ «нет»)
  2    неверный вызов или настройки; ничего не отправлено
  3    сделана часть
  4    оплаченное ещё можно забрать командой resume, в том числе прежние заказы
  130  остановлено Ctrl-C, 143 — SIGTERM, Ctrl-Break, закрытым терминалом;
       оплаченное заберёт resume
Если подходит несколько, действует первый из ряда: 130 и 143, 4, 3, 1, 0.`,
  `Exit codes:
  0    all that was asked was made
  1    failed, nothing was made (or the answer was no)
  2    usage or configuration; nothing was sent
  3    partly made
  4    something paid for can still be fetched by \`resume\`, earlier orders included
  130  stopped by Ctrl-C, 143 by SIGTERM, Ctrl-Break or a closed terminal;
       \`resume\` fetches what was paid for
Where several fit, the first of these counts: 130 and 143, 4, 3, 1, 0.`,
);
