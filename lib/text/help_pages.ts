/**
 * The help, ready to be shown; written by `deno task docs`, and a test compares it with the parser.
 * @module
 */
import type { Both } from "./lang.ts";

/** What `--help` prints. */
export const HELP_PAGES: Both<string> = {
  ru: `Использование: alibaba-image-generator [options] [command]

Перегенерация выбранных иллюстраций пайплайна моделями Alibaba Cloud WAN

Параметры:
  -V, --version             Показать версию
  --pipeline-dir <dir>      Каталог пайплайна с images/ и illustrations.json
  --indices <list>          Номера изображений: "1,3,5", диапазоны "1-5,8" или all
  --size <size>             Размер: 1280x720, соотношение 16:9 или fit (под кадры фильма) (по
                            умолчанию: 1024x1024)
  --n <count>               Количество изображений на промпт (1-4, у qwen-image до 6) (по умолчанию:
                            1)
  --prompt-extend           Включить расширение промпта LLM
  --watermark               Добавить водяной знак "AI Generated"
  --seed <number>           Seed для воспроизводимости результатов
  --no-confirm              Не запрашивать подтверждение
  --config <file>           Путь к файлу конфигурации
  --model <name>            Модель вместо ALIBABA_IMAGE_MODEL
  --prompt <text>           Промпт вместо записанного, только для этого заказа
  --negative-prompt <text>  Негативный промпт вместо записанного
  --edit <text>             Изменить сам кадр: картинка на месте оригинала и текст, что в ней
                            изменить
  --reference <picture>     Картинка-образец: номера кадров 2,5, картинка c17, auto или файл; можно
                            повторять
  --retry-without-extend    Если переписанный промпт не прошёл модерацию, заказать один раз без
                            переписывания
  --dry-run                 Показать точные запросы и цену, ничего не отправлять
  --concurrency <count>     Задач одновременно (по умолчанию предел модели)
  --timeout <seconds>       Сколько ждать задачу, секунд (по умолчанию: 900)
  --rehearse                Репетиция на встроенном сервисе: без ключа и оплаты
  --again                   Заказать заново, даже если такой же заказ ещё в работе
  --json                    Результат одним документом JSON
  --lang <lang>             Язык сообщений: ru или en
  -h, --help                Показать справку

Команды:
  list [options]            Фильм по строке на номер: что решено, что нет; --long — с файлами и
                            вариантами
  resume [options]          Забрать то, что оплачено и ещё не сохранено
  cost [options]            Сколько потрачено по дням, моделям и пайплайнам; потолки и остаток
  models [options]          Каталог моделей: размеры, пределы, цены с датой
  emulator [options]        Учебный сервис на порту этой машины: без ключа и без оплаты
  mcp [options]             Сервер MCP для ИИ-ассистента (stdin и stdout)
  licenses [options]        Лицензии программы и всего, что в неё входит
  accept [options]          Поставить вариант на место оригинала (undo вернёт)
  keep [options]            Оставить оригинал: варианты уйдут из images/ в архив
  reject [options]          Ни один не подошёл: варианты уйдут в архив, номер будет помечен
  undo [options]            Отменить последнее решение об иллюстрации, байт в байт
  review [options]          Страница для сравнения и выбора, или она же одним файлом (--export)
  doctor [options]          Бесплатная проверка: ключ, регион, адрес, каталог, журнал, кадры

Коды завершения:
  0    сделано всё, что просили
  1    не удалось, ничего не сделано (или ответ «нет»)
  2    неверный вызов или настройки; ничего не отправлено
  3    сделана часть
  4    оплаченное ещё можно забрать командой resume, в том числе прежние заказы
  130  остановлено Ctrl-C, 143 — SIGTERM, Ctrl-Break, закрытым терминалом;
       оплаченное заберёт resume
Если подходит несколько, действует первый из ряда: 130 и 143, 4, 3, 1, 0.`,
  en: `Usage: alibaba-image-generator [options] [command]

Regenerates chosen illustrations of a pipeline with Alibaba Cloud's WAN models

Options:
  -V, --version             Show the version
  --pipeline-dir <dir>      Pipeline folder with images/ and illustrations.json
  --indices <list>          Image numbers: "1,3,5", ranges "1-5,8" or all
  --size <size>             Size: 1280x720, a ratio 16:9 or fit (for the film's frames) (default:
                            1024x1024)
  --n <count>               Images a prompt (1-4, with qwen-image up to 6) (default: 1)
  --prompt-extend           Let the service's LLM extend the prompt
  --watermark               Add the watermark "AI Generated"
  --seed <number>           Seed for reproducible results
  --no-confirm              Do not ask for confirmation
  --config <file>           Path of the configuration file
  --model <name>            Model instead of ALIBABA_IMAGE_MODEL
  --prompt <text>           Prompt instead of the recorded one, for this order only
  --negative-prompt <text>  Negative prompt instead of the recorded one
  --edit <text>             Change the frame itself: the picture in the original's place, and what
                            to change in it
  --reference <picture>     Reference picture: numbers of frames 2,5, a picture c17, auto or a file;
                            may be repeated
  --retry-without-extend    When a rewritten prompt was refused by moderation, order once without
                            rewriting
  --dry-run                 Show the exact requests and the price, send nothing
  --concurrency <count>     Tasks at once (default: the model's limit)
  --timeout <seconds>       How long to wait for a task, seconds (default: 900)
  --rehearse                Rehearse against the built-in service: no key, no cost
  --again                   Order anew even if the same order is under way
  --json                    The result as one JSON document
  --lang <lang>             Language of messages: ru or en
  -h, --help                Show this help

Commands:
  list [options]            The film in one line a number: what is decided; --long tells files and
                            candidates
  resume [options]          Fetch what was paid for and not yet saved
  cost [options]            What was spent by day, model and pipeline; the ceilings and what they
                            leave
  models [options]          The catalogue of models: sizes, limits, prices with their date
  emulator [options]        The rehearsal service on a port of this machine: no key, no cost
  mcp [options]             MCP server for an AI assistant (stdin and stdout)
  licenses [options]        Licences of the program and of everything inside it
  accept [options]          Put a candidate in the original's place (undo takes it back)
  keep [options]            Keep the original: the candidates leave images/ for the store
  reject [options]          None will do: the candidates leave for the store, the number is marked
  undo [options]            Take the last decision about an illustration back, byte for byte
  review [options]          A page to compare and choose, or the same as one file (--export)
  doctor [options]          Free checks: key, region, address, folder, journal, frames

Exit codes:
  0    all that was asked was made
  1    failed, nothing was made (or the answer was no)
  2    usage or configuration; nothing was sent
  3    partly made
  4    something paid for can still be fetched by \`resume\`, earlier orders included
  130  stopped by Ctrl-C, 143 by SIGTERM, Ctrl-Break or a closed terminal;
       \`resume\` fetches what was paid for
Where several fit, the first of these counts: 130 and 143, 4, 3, 1, 0.`,
};
