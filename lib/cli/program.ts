/**
 * Commands and flags. What a command needs is loaded when it runs, so that `--help` is quick.
 * @module
 */
import { Command } from "commander";
import { EXIT_CODE_TEXTS } from "../text/exit_code_texts.ts";
import { COMMAND_TEXTS, DEFAULT_WORD, FLAG_TEXTS, HEADING_TEXTS } from "../text/help_texts.ts";
import type { Lang } from "../text/lang.ts";
import { MCP_FLAG_SPELLINGS } from "../text/mcp_flags.ts";
import { PROGRAM, VERSION } from "../version.ts";
import type { Terminal } from "./terminal.ts";

/** Runs one command with its flags; returns the exit code. */
type Run<F> = (terminal: Terminal, flags: F) => Promise<number> | number;

type FlagName = keyof typeof FLAG_TEXTS;

/** Builds the program; `onExit` gets the exit code of the command that ran. */
export function buildProgram(terminal: Terminal, onExit: (code: number) => void): Command {
  const { lang } = terminal;
  const program = new Command(PROGRAM).enablePositionalOptions();
  prepare(program, lang, terminal);
  program.description(COMMAND_TEXTS.main[lang]).version(
    VERSION,
    "-V, --version",
    FLAG_TEXTS.version[lang],
  );
  const define = <F>(command: Command, load: () => Promise<Run<F>>) => {
    command.action(async () => {
      onExit(await (await load())(terminal, mergedFlags(program, command) as F));
    });
  };
  // Help lists them in this order.
  defineGenerate(program, lang, define);
  defineReads(program, lang, define);
  defineServers(program, lang, define);
  defineLicenses(program, lang, define);
  defineDecisions(program, lang, define);
  defineReview(program, lang, define);
  defineDoctor(program, lang, define);
  return program;
}

type Define = <F>(command: Command, load: () => Promise<Run<F>>) => void;

function prepare(command: Command, lang: Lang, terminal: Terminal): void {
  command
    .helpOption("-h, --help", FLAG_TEXTS.help[lang])
    .helpCommand(false)
    // Ours names it in the session's language.
    .showSuggestionAfterError(false)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(...text.trimEnd().split("\n")),
      writeErr: () => {},
      // Commander would read the environment to find out.
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({
      helpWidth: Math.min(100, terminal.columns ?? 100),
      minWidthToWrap: 20,
      // Defaults stand in the descriptions: commander's own wording knows one language only.
      optionDescription: (option) => option.description,
      ...(lang === "ru" ? { styleTitle: (title: string) => HEADING_TEXTS[title] ?? title } : {}),
    });
}

function addFlags(command: Command, lang: Lang, flags: Readonly<Record<string, FlagName>>): void {
  for (const [spelling, name] of Object.entries(flags)) {
    command.option(spelling, FLAG_TEXTS[name][lang]);
  }
}

function withDefault(
  command: Command,
  lang: Lang,
  spelling: string,
  name: FlagName,
  value: string,
): void {
  const option = command.createOption(
    spelling,
    `${FLAG_TEXTS[name][lang]} (${DEFAULT_WORD[lang]}: ${value})`,
  );
  // The default is told in the description: commander's own wording knows one language only.
  option.default(value);
  option.defaultValueDescription = "";
  command.addOption(option);
}

function defineGenerate(program: Command, lang: Lang, define: Define): void {
  addFlags(program, lang, { "--pipeline-dir <dir>": "pipelineDir", "--indices <list>": "indices" });
  withDefault(program, lang, "--size <size>", "size", "1024x1024");
  withDefault(program, lang, "--n <count>", "n", "1");
  addFlags(program, lang, {
    "--prompt-extend": "promptExtend",
    "--watermark": "watermark",
    "--seed <number>": "seed",
    "--no-confirm": "noConfirm",
  });
  addFlags(program, lang, {
    "--config <file>": "config",
    "--model <name>": "model",
    "--prompt <text>": "prompt",
    "--negative-prompt <text>": "negativePrompt",
    "--edit <text>": "edit",
  });
  const reference = program.createOption("--reference <picture>", FLAG_TEXTS.reference[lang]);
  program.addOption(
    reference.argParser((value: string, former: readonly string[] = []) => [...former, value]),
  );
  addFlags(program, lang, {
    "--retry-without-extend": "retryWithoutExtend",
    "--dry-run": "dryRun",
    "--concurrency <count>": "concurrency",
  });
  withDefault(program, lang, "--timeout <seconds>", "timeout", "900");
  addFlags(program, lang, {
    "--rehearse": "rehearse",
    "--again": "again",
    "--json": "json",
    "--lang <lang>": "lang",
  });
  program.addHelpText("after", `\n${EXIT_CODE_TEXTS[lang]}`);
  define(program, async () => (await import("./generate.ts")).runGenerate);
}

/** Makes commands that are named, each with `--json` and `--lang`. */
function subcommands(program: Command, lang: Lang) {
  return (name: keyof typeof COMMAND_TEXTS, flags: Readonly<Record<string, FlagName>>) => {
    const command = program.command(name).description(COMMAND_TEXTS[name][lang]);
    command.copyInheritedSettings(program);
    command.helpOption("-h, --help", FLAG_TEXTS.help[lang]);
    addFlags(command, lang, { ...flags, "--json": "json", "--lang <lang>": "lang" });
    return command;
  };
}

function defineReads(program: Command, lang: Lang, define: Define): void {
  const sub = subcommands(program, lang);
  const list = sub("list", {
    "--pipeline-dir <dir>": "pipelineDir",
    "--indices <list>": "indices",
    "--only <states>": "only",
    "--open": "openOnly",
    "--long": "long",
  });
  define(list, async () => (await import("./list.ts")).runList);
  const resume = sub("resume", {
    "--pipeline-dir <dir>": "pipelineDir",
    "--config <file>": "config",
  });
  withDefault(resume, lang, "--timeout <seconds>", "timeout", "900");
  addFlags(resume, lang, { "--rehearse": "rehearse" });
  define(resume, async () => (await import("./resume.ts")).runResume);
  const cost = sub("cost", {
    "--pipeline-dir <dir>": "pipelineDir",
    "--config <file>": "config",
    "--by <what>": "by",
    "--csv": "csv",
  });
  define(cost, async () => (await import("./cost.ts")).runCost);
  const models = sub("models", { "--config <file>": "config", "--region <name>": "region" });
  define(models, async () => (await import("./models.ts")).runModels);
}

function defineServers(program: Command, lang: Lang, define: Define): void {
  const sub = subcommands(program, lang);
  const emulator = sub("emulator", {
    "--faults <file>": "faults",
    "--state <file>": "state",
    "--duration <seconds>": "duration",
    "--strict-sizes": "strictSizes",
    "--unknown-model <status>": "unknownModel",
    "--overflow <way>": "overflow",
  });
  withDefault(emulator, lang, "--port <port>", "port", "8089");
  define(emulator, async () => (await import("./emulator.ts")).runEmulator);
  define(sub("mcp", MCP_FLAG_SPELLINGS), async () => (await import("./mcp.ts")).runMcpCommand);
}

function defineLicenses(program: Command, lang: Lang, define: Define): void {
  const licenses = subcommands(program, lang)("licenses", {});
  define(licenses, async () => (await import("./licenses.ts")).runLicenses);
}

function defineDecisions(program: Command, lang: Lang, define: Define): void {
  const sub = subcommands(program, lang);
  const accept = sub("accept", {
    "--pipeline-dir <dir>": "pipelineDir",
    "--index <number>": "index",
    "--indices <list>": "indices",
    "--candidate <id>": "candidate",
    "--save-prompt": "savePrompt",
    "--set-aside-clips": "setAsideClips",
    "--config <file>": "config",
    "--rehearse": "rehearse",
  });
  define(accept, async () => (await import("./accept.ts")).runAccept);
  const verdict = {
    "--pipeline-dir <dir>": "pipelineDir",
    "--index <number>": "index",
    "--indices <list>": "indices",
    "--reason <text>": "reason",
  } as const;
  define(sub("keep", verdict), async () => (await import("./verdict.ts")).runKeep);
  define(sub("reject", verdict), async () => (await import("./verdict.ts")).runReject);
  const undo = sub("undo", {
    "--pipeline-dir <dir>": "pipelineDir",
    "--index <number>": "index",
    "--indices <list>": "indices",
  });
  define(undo, async () => (await import("./undo.ts")).runUndo);
}

function defineReview(program: Command, lang: Lang, define: Define): void {
  const review = subcommands(program, lang)("review", {
    "--pipeline-dir <dir>": "pipelineDir",
    "--config <file>": "config",
    "--model <name>": "model",
    "--rehearse": "rehearse",
    "--no-open": "noOpen",
    "--export <file>": "export",
    "--force": "force",
  });
  define(review, async () => (await import("./review.ts")).runReview);
}

function defineDoctor(program: Command, lang: Lang, define: Define): void {
  const doctor = subcommands(program, lang)("doctor", {
    "--pipeline-dir <dir>": "pipelineDir",
    "--config <file>": "config",
    "--tidy": "tidy",
    "--paid": "paid",
    "--no-confirm": "noConfirm",
  });
  define(doctor, async () => (await import("./doctor.ts")).runDoctor);
}

/** Flags before the command's name belong to it as well, unless it was given its own. */
function mergedFlags(program: Command, command: Command): Record<string, unknown> {
  const flags: Record<string, unknown> = { ...command.opts() };
  for (const [name, value] of Object.entries(program.opts())) {
    const isTyped = program.getOptionValueSource(name) === "cli";
    if (isTyped && command.getOptionValueSource(name) !== "cli") flags[name] = value;
  }
  return flags;
}
