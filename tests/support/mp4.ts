/**
 * MP4 files with headers and no film: enough for whoever asks for their size.
 */

/** What the file is like. */
export interface Mp4Options {
  readonly width: number;
  readonly height: number;
  /** Headers behind the (empty) film, as cameras write them. @default {false} */
  readonly isHeaderLast?: boolean;
  /** Shown turned by a quarter. @default {false} */
  readonly isTurned?: boolean;
  /** A track of sound stands before that of pictures. @default {true} */
  readonly hasSound?: boolean;
  /** No sample description: only the track's header tells the size. @default {false} */
  readonly isBare?: boolean;
}

/** The bytes of a file. */
export function mp4(options: Mp4Options): Buffer {
  const { isHeaderLast = false, hasSound = true } = options;
  const head = box("ftyp", Buffer.from("isom\0\0\x02\0isomiso2avc1mp41", "latin1"));
  const tracks = [
    ...(hasSound ? [track("soun", { width: 0, height: 0 })] : []),
    track("vide", options),
  ];
  const moov = box("moov", box("mvhd", Buffer.alloc(100)), ...tracks);
  const film = longBox("mdat", Buffer.alloc(5_000, 7));
  return Buffer.concat(isHeaderLast ? [head, film, moov] : [head, moov, film]);
}

function track(kind: "soun" | "vide", options: Mp4Options): Buffer {
  const { width, height, isTurned = false, isBare = false } = options;
  const header = Buffer.alloc(84);
  const matrix = isTurned ? [0, 1, 0, -1, 0, 0, 0, 0, 0x4000] : [1, 0, 0, 0, 1, 0, 0, 0, 0x4000];
  matrix.forEach((part, at) => header.writeInt32BE(part * 0x10000, 40 + at * 4));
  header.writeUInt32BE(width * 0x10000, 76);
  header.writeUInt32BE(height * 0x10000, 80);
  const handler = Buffer.alloc(24);
  handler.write(kind, 8, "latin1");
  const entry = Buffer.alloc(78);
  entry.writeUInt16BE(width, 24);
  entry.writeUInt16BE(height, 26);
  const table = Buffer.concat([Buffer.from("0000000000000001", "hex"), box("avc1", entry)]);
  const tables = isBare ? [] : [box("stsd", table)];
  const media = box("minf", box("stbl", ...tables));
  return box("trak", box("tkhd", header), box("mdia", box("hdlr", handler), media));
}

function box(type: string, ...content: readonly Buffer[]): Buffer {
  const whole = Buffer.concat([Buffer.alloc(8), ...content]);
  whole.writeUInt32BE(whole.length, 0);
  whole.write(type, 4, "latin1");
  return whole;
}

/** A box whose length takes eight bytes. */
function longBox(type: string, content: Buffer): Buffer {
  const whole = Buffer.concat([Buffer.alloc(16), content]);
  whole.writeUInt32BE(1, 0);
  whole.write(type, 4, "latin1");
  whole.writeBigUInt64BE(BigInt(whole.length), 8);
  return whole;
}
