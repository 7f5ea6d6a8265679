/**
 * The help, ready to be shown; written by `deno task docs`, and a test compares it with the parser.
 * @module
 */
import type { Both } from "./lang.ts";

/** What `--help` prints. */
export const HELP_PAGES: Both<string> = {
  ru: `Использование: alibaba-image-generator [options] [command]

Заново генерирует выбранные иллюстрации пайплайна моделями WAN от Alibaba Cloud

Параметры:
  -V, --version             Показать версию
  --pipeline-dir <dir>      Папка пайплайна с images/ и illustrations.json
  --indices <list>          Номера изображений: "1,3,5", диапазоны "1-5,8" или all
  --size <size>             Размер: 1280x720, соотношение 16:9 или fit (как кадры фильма) (по
                            умолчанию: 1024x1024)
  --n <count>               Количество изображений на промпт (1-4, у qwen-image до 6) (по умолчанию:
                            1)
  --prompt-extend           Включить расширение промпта LLM
  --watermark               Добавить водяной знак "AI Generated"
  --seed <number>           Seed для воспроизводимости результатов
  --no-confirm              Не запрашивать подтверждение
  --config <file>           Путь к файлу конфигурации
  --model <name>            Модель вместо ALIBABA_IMAGE_MODEL
  --prompt <text>           Промпт вместо записанного в illustrations.json, только для этого заказа
  --negative-prompt <text>  Негативный промпт вместо записанного в illustrations.json
  --edit <text>             Изменить сам кадр: нынешняя картинка уйдёт сервису вместе с текстом, что
                            в ней изменить
  --reference <picture>     Картинка-образец: номера кадров 2,5, картинка c17, auto или файл; можно
                            повторять
  --retry-without-extend    Если переписанный промпт не пройдёт модерацию, заказать ещё раз без
                            переписывания
  --dry-run                 Показать точные запросы и цену, ничего не отправляя
  --concurrency <count>     Сколько задач вести одновременно (по умолчанию — предел модели)
  --timeout <seconds>       Сколько секунд ждать задачу (по умолчанию: 900)
  --rehearse                Репетиция на встроенном учебном сервисе: без ключа и оплаты
  --again                   Заказать заново, даже если такой же заказ ещё в работе
  --json                    Вывести результат одним документом JSON
  --lang <lang>             Язык сообщений: ru или en
  -h, --help                Показать справку

Команды:
  list [options]            Показать фильм, по строке на иллюстрацию; --long добавит файлы и
                            варианты
  resume [options]          Скачать оплаченное, но ещё не сохранённое
  cost [options]            Показать расходы по дням, моделям и пайплайнам, потолки и остаток
  models [options]          Показать модели: размеры, ограничения и цены с датой
  emulator [options]        Запустить учебный сервис на локальном порту: без ключа и оплаты
  mcp [options]             Запустить сервер MCP для ИИ-ассистента (stdin и stdout)
  licenses [options]        Показать лицензии программы и всего, что в неё входит
  accept [options]          Поставить вариант на место оригинала (undo вернёт)
  keep [options]            Оставить оригинал: варианты уйдут из images/ в хранилище
  reject [options]          Ни один вариант не подошёл: они уйдут в хранилище, номер будет помечен
  undo [options]            Отменить последнее решение об иллюстрации, байт в байт
  review [options]          Открыть страницу для сравнения и выбора или сохранить её одним файлом
                            (--export)
  doctor [options]          Бесплатно проверить ключ, регион, адрес, папку, журнал и кадры

Коды завершения:
  0    сделано всё, что просили
  1    ничего не сделано: ошибка или ответ «нет»
  2    неверные параметры или настройки; ничего не отправлено
  3    сделана часть
  4    оплаченное (в том числе раньше) ещё можно забрать командой resume
  130  остановлено Ctrl-C, 143 — SIGTERM, Ctrl-Break, закрытым терминалом;
       оплаченное заберёт resume
Если подходит несколько кодов, действует первый из ряда: 130 и 143, 4, 3, 1, 0.`,
  en: `Usage: alibaba-image-generator [options] [command]

Regenerates chosen illustrations of a pipeline with Alibaba Cloud's WAN models

Options:
  -V, --version             Show the version
  --pipeline-dir <dir>      Pipeline folder with images/ and illustrations.json
  --indices <list>          Illustration numbers: "1,3,5", ranges "1-5,8" or all
  --size <size>             Size: 1280x720, a ratio such as 16:9, or fit (to match the film)
                            (default: 1024x1024)
  --n <count>               Images per prompt (1-4, up to 6 with qwen-image) (default: 1)
  --prompt-extend           Let the service's LLM extend the prompt
  --watermark               Add the watermark "AI Generated"
  --seed <number>           Seed for reproducible results
  --no-confirm              Do not ask for confirmation
  --config <file>           Path to the configuration file
  --model <name>            Model to use instead of ALIBABA_IMAGE_MODEL
  --prompt <text>           Prompt instead of the one in illustrations.json, for this order only
  --negative-prompt <text>  Negative prompt instead of the one in illustrations.json
  --edit <text>             Edit the frame itself: the current picture is sent along with the text
                            of what to change
  --reference <picture>     Reference picture: frame numbers 2,5, a picture c17, auto or a file; can
                            be repeated
  --retry-without-extend    If moderation refuses a rewritten prompt, order once more without
                            rewriting
  --dry-run                 Show the exact requests and the price without sending anything
  --concurrency <count>     Tasks in parallel (default: the model's limit)
  --timeout <seconds>       Seconds to wait for a task (default: 900)
  --rehearse                Rehearse with the built-in rehearsal service: no key, no cost
  --again                   Order again even if the same order is already in progress
  --json                    Print the result as one JSON document
  --lang <lang>             Language of messages: ru or en
  -h, --help                Show this help

Commands:
  list [options]            Show the film, one line per illustration; --long adds files and
                            candidates
  resume [options]          Fetch pictures that were paid for but not saved yet
  cost [options]            Show spending by day, model and pipeline, and what is left under the
                            ceilings
  models [options]          List the models: sizes, limits and dated prices
  emulator [options]        Run the rehearsal service on a local port: no key, no cost
  mcp [options]             Run the MCP server for an AI assistant (stdin and stdout)
  licenses [options]        Show the licences of the program and of everything inside it
  accept [options]          Use a candidate in place of the original (undo restores it)
  keep [options]            Keep the original: its candidates move from images/ to .alibaba/
  reject [options]          Reject all candidates: they move to .alibaba/, and the number is marked
  undo [options]            Undo the last decision about an illustration, byte for byte
  review [options]          Open a page to compare and choose, or save it as one file (--export)
  doctor [options]          Check key, region, address, folder, journal and frames, free of charge

Exit codes:
  0    everything asked for was made
  1    nothing was made: an error, or the answer was no
  2    wrong options or settings; nothing was sent
  3    only part of it was made
  4    something paid for, now or earlier, can still be fetched with \`resume\`
  130  stopped by Ctrl-C, 143 by SIGTERM, Ctrl-Break or a closed terminal;
       \`resume\` fetches what was paid for
If several apply, the first of these counts: 130 and 143, 4, 3, 1, 0.`,
};
