/**
 * Sentences about the MCP server's settings and about paths that it refuses.
 * @module
 */
import { advice, type AdviceTable, entryOf } from "./lang.ts";

const WHY: Readonly<Record<string, readonly [ru: string, en: string]>> = {
  nul: ["в пути есть нулевой байт", "it contains a NUL byte"],
  dots: ["в пути есть ..", "it contains .."],
  outside: ["это вне разрешённой папки", "it is outside the allowed folder"],
  link: ["это символическая ссылка", "it is a symbolic link"],
};

/** Errors by code. */
export const MCP_SETTINGS_TEXTS = {
  root_unset: advice(
    () => "не указано, где лежат пайплайны",
    () => "this server does not know where the pipelines are",
    () => "Задайте --root ПАПКА или ALIBABA_PIPELINES_DIR в настройках MCP-сервера.",
    () =>
      "Ask the user to add `--root FOLDER` to this MCP server's arguments, or ALIBABA_PIPELINES_DIR to its `env`, and to restart it.",
  ),
  root_missing: advice(
    (f) => `папка с пайплайнами не найдена: ${f["path"]}`,
    (f) => `the pipelines folder does not exist: ${f["path"]}`,
    () => "Исправьте --root или ALIBABA_PIPELINES_DIR в настройках MCP-сервера.",
    () => "Ask the user to correct `--root` or ALIBABA_PIPELINES_DIR of this MCP server.",
  ),
  path_refused: advice(
    (f) => `путь «${f["path"]}» отклонён: ${entryOf(WHY, String(f["why"]))?.[0] ?? ""}`,
    (f) => `path "${f["path"]}" is not allowed: ${entryOf(WHY, String(f["why"]))?.[1] ?? ""}`,
    () => "Доступны только папки внутри --root.",
    () => "Only folders inside the allowed root can be used; `list_pipelines` lists them.",
  ),
  token_weak: advice(
    (f) => `ALIBABA_MCP_TOKEN короче ${f["min"]} символов или содержит пробелы`,
    (f) => `ALIBABA_MCP_TOKEN is shorter than ${f["min"]} characters or contains spaces`,
    () => "Задайте длинный случайный токен или уберите переменную: сервер выберет его сам.",
    () => "Set a long random token, or unset it and let the server choose one.",
  ),
} satisfies AdviceTable;
