/**
 * A sound for films of tests.
 */
import { Buffer } from "node:buffer";

const RATE = 8_000;

/** So many seconds of silence, which a browser plays like any other sound: 8 kB a second. */
export function silence(seconds: number): Uint8Array {
  const data = Buffer.alloc(seconds * RATE, 128);
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write("data", 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}
