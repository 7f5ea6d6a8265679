/**
 * Where a pipeline's journal lies, as far as that endangers it: in a folder that a service copies while
 * it is written, or on a disk of another machine, where SQLite cannot rely on locks.
 * @module
 */
import { existsSync, readFileSync, realpathSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { type Environment, grantedEnvironment, isReadGranted } from "../environment.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { pathIn } from "../pipeline/paths.ts";
import { type Check, check } from "./check.ts";

/** What is known about a folder before anything is concluded. */
export interface FolderFacts {
  /** Absolute, without links, in the spelling of its system. */
  readonly path: string;
  readonly isWindows: boolean;
  readonly env: Environment;
  /** Whether a file or folder stands at a path. */
  readonly stands: (path: string, kind: "file" | "folder") => boolean;
  /** The kind of its file system as Linux names it: `nfs4`, `fuse.sshfs`; undefined: not told. */
  readonly fileSystem: string | undefined;
}

/** What endangers a journal: its folder is synced by a service, or lies on the network. */
export type DiskRisk =
  | { readonly kind: "synced"; readonly service: string }
  | { readonly kind: "network"; readonly fileSystem: string };

/** Names that services give their folders; a whole name, never a part of one. */
const SYNCED_FOLDERS: readonly (readonly [name: RegExp, service: string])[] = [
  [/^OneDrive(?: - .+)?$/, "OneDrive"],
  [/^(?:iCloud Drive|iCloudDrive|com~apple~CloudDocs)$/, "iCloud Drive"],
  [/^(?:Yandex\.?Disk|Яндекс[.\s]?Диск)(?:\.localized)?$/i, "Yandex.Disk"],
  [/^Dropbox(?: \(.+\))?$/, "Dropbox"],
  [/^(?:Google Drive|GoogleDrive|Google Диск)$/, "Google Drive"],
  [/^Nextcloud\d*$/, "Nextcloud"],
];

/** Variables that hold the path of a synced folder on Windows. */
const SYNC_VARIABLES = ["OneDrive", "OneDriveConsumer", "OneDriveCommercial"] as const;

/** What services leave in the folders that they sync. */
const MARKERS: readonly (readonly [name: string, kind: "file" | "folder", service: string])[] = [
  // In a home folder `.dropbox` is a folder with settings, in a synced one a file.
  [".dropbox", "file", "Dropbox"],
  [".dropbox.cache", "folder", "Dropbox"],
  [".tmp.drivedownload", "folder", "Google Drive"],
  [".stfolder", "folder", "Syncthing"],
];

/** Where macOS keeps folders of any service: `~/Library/CloudStorage/GoogleDrive-name@example.com`. */
const CLOUD_STORAGE_REGEXP = /\/Library\/CloudStorage\/([^/]+)/;

/** Streamed by Google Drive as a disk of its own: `G:\My Drive`. */
const STREAMED_REGEXP = /^[A-Z]:\\(?:My Drive|Мой\sдиск)(?:\\|$)/i;

/** Kinds of file systems that lie on another machine. */
const NETWORK_REGEXP =
  /^(?:nfs\d?|cifs|smb\d?|smbfs|afs|ceph|coda|davfs2?|ncpfs|glusterfs|lustre|fuse\.(?:sshfs|rclone|gvfsd-fuse|davfs2?|glusterfs|s3fs|goofys|onedriver|google-drive-ocamlfuse))$/;

/** What endangers a journal in this folder; undefined: nothing that can be seen. */
export function diskRiskOf(facts: FolderFacts): DiskRisk | undefined {
  const service = syncServiceOf(facts);
  if (service !== undefined) return { kind: "synced", service };
  const { path, isWindows, fileSystem } = facts;
  if (isWindows && /^[\\/]{2}/.test(path)) return { kind: "network", fileSystem: "UNC" };
  return fileSystem !== undefined && NETWORK_REGEXP.test(fileSystem)
    ? { kind: "network", fileSystem }
    : undefined;
}

function syncServiceOf({ path, isWindows, env, stands }: FolderFacts): string | undefined {
  // macOS adds the account to the name of the service.
  const cloud = CLOUD_STORAGE_REGEXP.exec(path)?.[1]?.split("-")[0];
  const names = path.split(isWindows ? /[\\/]/ : "/");
  for (const [name, service] of SYNCED_FOLDERS) {
    if (names.some((each) => name.test(each)) || (cloud && name.test(cloud))) return service;
  }
  if (cloud !== undefined) return cloud;
  if (isWindows && STREAMED_REGEXP.test(path)) return "Google Drive";
  if (SYNC_VARIABLES.some((name) => isBelow(path, env[name]))) return "OneDrive";
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) {
    const marker = MARKERS.find(([name, kind]) => stands(pathIn(folder, name), kind));
    if (marker !== undefined) return marker[2];
  }
  return undefined;
}

/** Windows, which has these variables, makes no difference between capitals and small letters. */
function isBelow(path: string, folder: string | undefined): boolean {
  if (!folder) return false;
  const [inner, outer] = [path, folder].map((each) =>
    `${each.replace(/[\\/]+$/, "")}\\`.toLowerCase()
  );
  return inner?.startsWith(outer ?? "") ?? false;
}

/** At most one warning, about what can be seen without asking for anything. */
export function checkDiskPlace({ dir, stateDir }: Pipeline, env: Environment): Check[] {
  const path = realPathOf(existsSync(stateDir) ? stateDir : dir);
  const risk = diskRiskOf({
    path,
    isWindows: process.platform === "win32",
    env: process.platform === "win32" ? grantedEnvironment(env, SYNC_VARIABLES) : {},
    stands,
    fileSystem: process.platform === "linux" ? fileSystemOf(path) : undefined,
  });
  if (risk === undefined) return [];
  return [
    risk.kind === "synced"
      ? check("journal", "warning", "journal_synced", { path, service: risk.service })
      : check("journal", "warning", "journal_on_network", { path, kind: risk.fileSystem }),
  ];
}

/** What cannot be looked at is judged by the name it was given. */
function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

/** A marker that cannot be looked at marks nothing: there is no warning without a sign. */
function stands(path: string, kind: "file" | "folder"): boolean {
  if (!isReadGranted(path)) return false;
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return (kind === "file" ? found?.isFile() : found?.isDirectory()) ?? false;
  } catch {
    return false;
  }
}

/** Numbers of network file systems, from linux/magic.h and the systems' own sources. */
const MAGIC_NAMES: Readonly<Record<number, string>> = {
  0x6969: "nfs",
  0x517b: "smbfs",
  0xfe534d42: "smb3",
  0xff534d42: "cifs",
  0x5346414f: "afs",
  0x00c36400: "ceph",
  0x73757245: "coda",
  0x564c: "ncpfs",
};

const MOUNTS_PATH = "/proc/mounts";

/** From the table of mounts, which tells FUSE systems apart, else from the number of the kind. */
function fileSystemOf(path: string): string | undefined {
  // Both unsigned and as a C `int`, depending on the runtime.
  return told(() => mountKindOf(readFileSync(MOUNTS_PATH, "utf8"), path)) ??
    told(() => MAGIC_NAMES[Number(statfsSync(path).type) >>> 0]);
}

/** Undefined, too, where the runtime does not let it be told: Deno shows the mounts only under `-A`. */
function told(look: () => string | undefined): string | undefined {
  try {
    return isReadGranted(MOUNTS_PATH) ? look() : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The kind of the file system that a path lies on.
 * @param mounts lines of /proc/mounts: device, mount point, kind, …; spaces stand as `\040`
 * @param path absolute
 */
export function mountKindOf(mounts: string, path: string): string | undefined {
  let longest = -1;
  let found: string | undefined;
  for (const line of mounts.split("\n")) {
    const [, escaped = "", kind] = line.split(" ");
    const point = escaped.replaceAll(
      /\\([0-7]{3})/g,
      (_, octal) => String.fromCharCode(parseInt(octal, 8)),
    );
    const prefix = point.endsWith("/") ? point : `${point}/`;
    // Of two on the same point the later one hides the other.
    if (`${path}/`.startsWith(prefix) && point.length >= longest) {
      longest = point.length;
      found = kind;
    }
  }
  return found;
}
