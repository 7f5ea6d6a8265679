/**
 * For which machine a program file is, as its own head says.
 * Sources: System V ABI (ELF), Microsoft PE format, Mach-O (loader.h, machine.h).
 * @module
 */
import { open } from "node:fs/promises";

/** Enough for the heads that are read; the name of the loader stands near the beginning. */
const HEAD_BYTES = 64 * 1024;

const ELF_MACHINES: Readonly<Record<number, string>> = { 0x3e: "x64", 0xb7: "arm64" };
const PE_MACHINES: Readonly<Record<number, string>> = { 0x8664: "x64", 0xaa64: "arm64" };
const MACHO_MACHINES: Readonly<Record<number, string>> = { 0x01000007: "x64", 0x0100000c: "arm64" };

const ELF_MAGIC = 0x464c457f;
const MACHO_MAGIC = 0xfeedfacf;
const PE_MAGIC = 0x4550;
const DOS_MAGIC = 0x5a4d;

/** Program header of an ELF file that names the loader. */
const PT_INTERP = 3;

/** Reads the machine of a program file, e.g. `linux-x64-musl`; undefined: not one we know. */
export async function machineOf(path: string): Promise<string | undefined> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    return machineIn(head.subarray(0, bytesRead));
  } catch (error) {
    // A head that points beyond its own end.
    if (error instanceof RangeError) return undefined;
    throw error;
  } finally {
    await file.close();
  }
}

function machineIn(head: Buffer): string | undefined {
  if (head.length < 64) return undefined;
  if (head.readUInt32LE(0) === ELF_MAGIC) return elfMachine(head);
  if (head.readUInt32LE(0) === MACHO_MAGIC) {
    return named("darwin", MACHO_MACHINES[head.readUInt32LE(4)]);
  }
  if (head.readUInt16LE(0) !== DOS_MAGIC) return undefined;
  const at = head.readUInt32LE(60);
  if (head.readUInt32LE(at) !== PE_MAGIC) return undefined;
  return named("windows", PE_MACHINES[head.readUInt16LE(at + 4)]);
}

function named(system: string, machine: string | undefined): string | undefined {
  return machine === undefined ? undefined : `${system}-${machine}`;
}

function elfMachine(head: Buffer): string | undefined {
  const machine = named("linux", ELF_MACHINES[head.readUInt16LE(18)]);
  const [table, size, count] = [
    Number(head.readBigUInt64LE(32)),
    head.readUInt16LE(54),
    head.readUInt16LE(56),
  ];
  for (let at = table; at < table + size * count; at += size) {
    if (head.readUInt32LE(at) !== PT_INTERP) continue;
    const from = Number(head.readBigUInt64LE(at + 8));
    const length = Number(head.readBigUInt64LE(at + 32));
    const loader = head.subarray(from, from + length).toString("latin1");
    return machine !== undefined && loader.includes("ld-musl") ? `${machine}-musl` : machine;
  }
  return machine;
}
