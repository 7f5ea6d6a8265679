/**
 * The Deno permissions each command needs, and no more. docs/permissions.md shows this table, and a
 * test runs every command with exactly these flags.
 * @module
 */

/** What stands for a path or host in the table. */
const PLACEHOLDERS = [
  "PIPELINE",
  "ROOT",
  "CONFIG",
  "API",
  "PICTURES",
  "PROXY",
  "AUTHORITY",
  "STATE",
] as const;

/** One of {@link PLACEHOLDERS}. */
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** The command as it is called and its permission flags. */
export interface CommandPermissions {
  readonly command: string;
  readonly flags: readonly string[];
}

/** The second is read where the first names no key; unset or not, looking is a permission. */
const SETTINGS = "--allow-env=ALIBABA_*,DASHSCOPE_API_KEY";
const READ = "--allow-read=PIPELINE,CONFIG";
const WRITE = "--allow-write=PIPELINE";
const SERVICE = "--allow-net=API,PICTURES";
const LOOPBACK = "--allow-net=127.0.0.1";

/** All commands. */
export const PERMISSIONS: readonly CommandPermissions[] = [
  { command: "--help", flags: [] },
  { command: "models", flags: [SETTINGS, "--allow-read=CONFIG"] },
  { command: "models --region all", flags: [] },
  { command: "licenses", flags: [] },
  { command: "list", flags: ["--allow-read=PIPELINE", "--allow-write=PIPELINE/.alibaba"] },
  { command: "--indices", flags: [SETTINGS, READ, WRITE, SERVICE] },
  {
    command: "--indices (ALIBABA_MAX_USD_PER_DAY)",
    flags: [`${SETTINGS},XDG_STATE_HOME`, `${READ},STATE`, `${WRITE},STATE`, SERVICE],
  },
  {
    command: "cost",
    flags: [`${SETTINGS},XDG_STATE_HOME`, "--allow-read=CONFIG,STATE", "--allow-write=STATE"],
  },
  { command: "--indices --dry-run", flags: [SETTINGS, READ, "--allow-write=PIPELINE/.alibaba"] },
  { command: "--indices --rehearse", flags: [SETTINGS, READ, WRITE, LOOPBACK] },
  { command: "resume", flags: [SETTINGS, READ, WRITE, SERVICE] },
  { command: "accept", flags: ["--allow-read=PIPELINE", WRITE] },
  { command: "keep", flags: ["--allow-read=PIPELINE", WRITE] },
  { command: "reject", flags: ["--allow-read=PIPELINE", WRITE] },
  { command: "undo", flags: ["--allow-read=PIPELINE", WRITE] },
  { command: "review", flags: [SETTINGS, READ, WRITE, "--allow-net=127.0.0.1,API,PICTURES"] },
  {
    command: "doctor",
    flags: [SETTINGS, READ, "--allow-write=PIPELINE/.alibaba", "--allow-net=API"],
  },
  { command: "doctor --tidy", flags: [SETTINGS, READ, WRITE, "--allow-net=API"] },
  {
    command: "mcp",
    flags: [SETTINGS, "--allow-read=ROOT,CONFIG", "--allow-write=ROOT", SERVICE],
  },
  { command: "emulator", flags: [LOOPBACK] },
  {
    command: "--indices (HTTPS_PROXY, SSL_CERT_FILE)",
    flags: [
      `${SETTINGS},HTTPS_PROXY,SSL_CERT_FILE`,
      `${READ},AUTHORITY`,
      WRITE,
      "--allow-net=PROXY",
    ],
  },
];

/** Flags of a command with real values in place of the placeholders. */
export function flagsOf(
  command: string,
  values: Readonly<Partial<Record<Placeholder, string>>>,
): string[] {
  const row = PERMISSIONS.find((each) => each.command === command);
  if (row === undefined) throw new Error(`no permissions are written down for ${command}`);
  const placeholder = new RegExp(`(?<=[=,])(${PLACEHOLDERS.join("|")})\\b`, "g");
  return row.flags.map((flag) =>
    flag.replace(placeholder, (name) => {
      const value = values[name as Placeholder];
      if (value === undefined) throw new Error(`${command}: no value for ${name}`);
      return value;
    })
  );
}

/** Variables that proxies and own certificate authorities are named by. */
const NETWORK = [
  "HTTPS_PROXY,https_proxy,HTTP_PROXY,http_proxy,ALL_PROXY,all_proxy,NO_PROXY,no_proxy",
  "SSL_CERT_FILE,NODE_EXTRA_CA_CERTS,DENO_CERT",
].join(",");

/**
 * What is built into Deno's binaries. Folders and hosts are not known when a binary is made, so
 * these are not narrowed; running other programs, native code and the machine's details stay denied.
 * Denied at once: a binary that asked on the terminal would wait there for an answer that no text of
 * ours explains, and an assistant's server would wait for ever.
 */
export const COMPILED_PERMISSIONS: readonly string[] = [
  "--no-prompt",
  `--allow-env=ALIBABA_*,DASHSCOPE_API_KEY,${NETWORK},TERM,NO_COLOR,XDG_STATE_HOME,HOME,LOCALAPPDATA`,
  "--allow-read",
  "--allow-write",
  "--allow-net",
];
