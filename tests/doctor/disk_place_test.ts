/**
 * A journal in a folder that a service copies, or on another machine's disk, can be damaged: `doctor`
 * says so before money is lost, and says nothing about folders that only sound like it.
 */
import assert from "node:assert/strict";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import test from "node:test";
import { diskRiskOf, type FolderFacts, mountKindOf } from "../../lib/doctor/disk_place.ts";
import { makePipeline, runProgram, withPipeline } from "../support/harness.ts";

/** What is found about a path: the service, `network …`, or nothing. */
function found(path: string, more: Partial<FolderFacts> = {}): string {
  const risk = diskRiskOf({
    path,
    isWindows: /^[A-Z]:|^\\\\/.test(path),
    env: {},
    stands: () => false,
    fileSystem: undefined,
    ...more,
  });
  if (risk === undefined) return "";
  return risk.kind === "synced" ? risk.service : `network ${risk.fileSystem}`;
}

const NAMED: readonly (readonly [path: string, expected: string])[] = [
  ["C:\\Users\\Анна\\OneDrive\\Песни\\pipeline 1", "OneDrive"],
  ["C:\\Users\\Анна\\OneDrive - Школа № 5\\pipeline", "OneDrive"],
  ["/Users/anna/Library/CloudStorage/OneDrive-Personal/песня", "OneDrive"],
  ["/Users/anna/Library/Mobile Documents/com~apple~CloudDocs/Песни", "iCloud Drive"],
  ["C:\\Users\\Анна\\iCloudDrive\\Песни", "iCloud Drive"],
  ["/home/анна/Yandex.Disk/мои песни/pipeline_Цветок", "Yandex.Disk"],
  ["C:\\Users\\Анна\\YandexDisk\\Песни", "Yandex.Disk"],
  ["/Users/anna/Яндекс.Диск/Песни", "Yandex.Disk"],
  ["D:\\Яндекс Диск\\Песни", "Yandex.Disk"],
  ["/home/анна/Dropbox/pipeline", "Dropbox"],
  ["/home/анна/Dropbox (Личный)/pipeline", "Dropbox"],
  ["/Users/anna/Library/CloudStorage/Dropbox/pipeline", "Dropbox"],
  ["/Users/anna/Google Drive/Песни", "Google Drive"],
  ["G:\\Мой диск\\Песни", "Google Drive"],
  ["/Users/anna/Library/CloudStorage/GoogleDrive-anna@example.com/My Drive/x", "Google Drive"],
  ["/Users/anna/Library/CloudStorage/ProtonDrive-anna@example.com/x", "ProtonDrive"],
  ["\\\\nas\\общая\\Песни", "network UNC"],
];

const HARMLESS: readonly string[] = [
  "/home/анна/my dropbox pictures/pipeline",
  "/home/анна/Dropbox2020/pipeline",
  "/home/анна/не OneDrive/pipeline",
  "/home/анна/OneDrives/pipeline",
  "/home/анна/Яндекс.Диски/pipeline_OneDrive",
  "/home/анна/песни про Google Drive/x",
  "/home/анна/My Drive/x",
  "C:\\Users\\Анна\\Documents\\My Drive\\x",
  "/srv/nfs/pipeline",
  "/home/анна/\\\\nas",
];

test("synced folders are known by the names that services give them, and by no part of a name", () => {
  for (const [path, expected] of NAMED) assert.equal(found(path), expected, path);
  for (const path of HARMLESS) assert.equal(found(path), "", path);
});

test("a synced folder under another name is known by what its service keeps there", () => {
  const path = "/home/анна/облако и песни/pipeline";
  const markers: Readonly<Record<string, readonly [kind: string, service: string]>> = {
    ".dropbox": ["file", "Dropbox"],
    ".dropbox.cache": ["folder", "Dropbox"],
    ".tmp.drivedownload": ["folder", "Google Drive"],
    ".stfolder": ["folder", "Syncthing"],
  };
  for (const [name, [kind, service]] of Object.entries(markers)) {
    const marker = join(dirname(path), name);
    const stands: FolderFacts["stands"] = (at, what) => at === marker && what === kind;
    assert.equal(found(path, { stands }), service, name);
  }
  // The settings of Dropbox lie in the home folder of whoever has it.
  const settings: FolderFacts["stands"] = (at, what) =>
    at === "/home/анна/.dropbox" && what === "folder";
  assert.equal(found(path, { stands: settings }), "");
  const env = { OneDriveCommercial: "D:\\Облако школы\\" };
  assert.equal(found("d:\\облако школы\\песня", { env, isWindows: true }), "OneDrive");
  assert.equal(found("D:\\Облако школы 2\\песня", { env }), "");
});

const MOUNTS = [
  "/dev/sda1 / ext4 rw 0 0",
  "nas:/songs /mnt/общие\\040песни nfs4 rw 0 0",
  "anna@host: /home/анна/удалённо fuse.sshfs rw 0 0",
  "/dev/sdb1 /mnt/флешка fuseblk rw 0 0",
  "//nas/x /mnt/дважды cifs rw 0 0",
  "/dev/sdc1 /mnt/дважды ext4 rw 0 0",
].join("\n");

test("network disks are known by their mount, whatever they are called", () => {
  const cases: readonly (readonly [path: string, expected: string])[] = [
    ["/mnt/общие песни/pipeline", "network nfs4"],
    ["/mnt/общие песни", "network nfs4"],
    ["/home/анна/удалённо/pipeline", "network fuse.sshfs"],
    ["/mnt/общие песни 2/pipeline", ""],
    ["/mnt/флешка/pipeline", ""],
    ["/mnt/дважды/pipeline", ""],
    ["/home/анна/pipeline", ""],
  ];
  for (const [path, expected] of cases) {
    assert.equal(found(path, { fileSystem: mountKindOf(MOUNTS, path) }), expected, path);
  }
});

interface Said {
  readonly code: number | null;
  readonly codes: readonly string[];
  readonly text: string;
}

async function doctor(dir: string, lang: string): Promise<Said> {
  const args = ["doctor", "--pipeline-dir", dir, "--lang", lang];
  const env = { ALIBABA_API_KEY: "sk-nobody", ALIBABA_BASE_URL: "http://127.0.0.1:9/api/v1" };
  const { stdout } = await runProgram([...args, "--json"], { env });
  const { stdout: text, code } = await runProgram(args, { env });
  const { checks } = JSON.parse(stdout) as { checks: { code: string; status: string }[] };
  const warned = checks.filter(({ status }) => status === "warning").map((each) => each.code);
  return { code, codes: warned, text };
}

test("doctor warns once, with what to do, also through a link; a name that only sounds so is quiet", () =>
  withPipeline(async ({ home }) => {
    const { dir } = await makePipeline(join(home, "Яндекс.Диск", "мои песни"));
    await symlink(dir, join(home, "песня"), "junction");
    for (const path of [dir, join(home, "песня")]) {
      const { codes, text } = await doctor(path, "ru");
      assert.deepEqual(codes, ["journal_synced"]);
      assert.match(text, /⚠️ {2}.*Яндекс\.Диск.* синхронизирует Yandex\.Disk/);
      assert.match(text, /Решение: Держите пайплайн на локальном диске вне синхронизации/);
    }
    const { text } = await doctor(dir, "en");
    assert.match(
      text,
      /is synced by Yandex\.Disk.*\n.*What to do: Keep the pipeline on a local disk/,
    );
    const quiet = await makePipeline(join(home, "my dropbox pictures"));
    assert.deepEqual((await doctor(quiet.dir, "ru")).codes, []);
    const marked = join(home, "облако");
    const { dir: inMarked } = await makePipeline(marked);
    await mkdir(join(marked, ".dropbox"));
    assert.deepEqual((await doctor(inMarked, "ru")).codes, []);
    await mkdir(join(marked, ".dropbox.cache"));
    await writeFile(join(marked, ".dropbox.cache", "x"), "");
    assert.deepEqual((await doctor(inMarked, "ru")).codes, ["journal_synced"]);
  }));
