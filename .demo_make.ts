import { chromium } from "playwright-core";
import { mkdir, readFile, writeFile, cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { openPipeline } from "./lib/pipeline/folder.ts";
import { Journal } from "./lib/pipeline/journal.ts";
import { originalName } from "./lib/pipeline/names.ts";
import { sha256Of, Store } from "./lib/pipeline/store.ts";
const [dir = "/tmp/demo/pipeline_Цветок", COUNT = "12", N = "4"] = process.argv.slice(2);
function rng(seed: number) { let s = seed * 2654435761 % 4294967296; return () => (s = (s * 1664525 + 1013904223) % 4294967296) / 4294967296; }
const SKIES = [["#1d2b4a","#6d5a7a","#e8a06a"],["#0e1630","#27345e","#8aa0c8"],["#e9c98f","#f3dfb4","#d48f5a"],["#8fb7d6","#cfe3e8","#f2e6c4"],["#402436","#92425a","#f0a27a"],["#20302e","#4c6a58","#c9c68d"]];
function scene(i: number, v: number): string {
  const r = rng(i * 97 + v * 13 + 5); const sky = SKIES[(i + (v > 0 ? v : 0) * (v % 2)) % SKIES.length]!;
  const hill = (y: number, a: number, c: string) => { let d = `M0 720 L0 ${y}`; for (let x = 0; x <= 1280; x += 80) d += ` Q${x + 40} ${y + (r() - .5) * a * 2} ${x + 80} ${y + (r() - .5) * a}`; return `<path d="${d} L1280 720Z" fill="${c}"/>`; };
  const mx = 200 + r() * 880, my = 90 + r() * 170, mr = 38 + r() * 40;
  const trees = Array.from({ length: 5 }, () => { const x = r() * 1280, y = 430 + r() * 60, h = 90 + r() * 130; return `<path d="M${x} ${y} q-4 -${h / 2} 2 -${h}" stroke="#2a1d18" stroke-width="6" fill="none"/><ellipse cx="${x}" cy="${y - h}" rx="${h * .35}" ry="${h * .45}" fill="#2f4630" opacity=".85"/>`; }).join("");
  const fx = 330 + r() * 620, fy = 640; const dress = ["#b8394a","#e8e0d2","#5a7ab0","#7a4a8a","#c98a2a"][(i === 4 || i === 5 ? 0 : Math.floor(r() * 5))];
  const lady = i % 3 !== 1 ? `<g transform="translate(${fx} ${fy}) scale(${1 + r() * .25})"><path d="M-46 0 Q-30 -110 -12 -150 L12 -150 Q34 -100 52 0Z" fill="${dress}"/><path d="M-12 -150 q12 -34 24 0z" fill="${dress}"/><ellipse cx="0" cy="-182" rx="17" ry="21" fill="#f0cdb0"/><path d="M-20 -186 q20 -36 40 0 q4 30 -4 40 q2 -34 -12 -46 q-16 4 -24 6z" fill="#3a2318"/><path d="M-11 -146 q-40 40 -20 78" stroke="#f0cdb0" stroke-width="9" fill="none" stroke-linecap="round"/>${v === 0 && i % 2 === 0 ? `<path d="M10 -146 q50 20 30 70 M10 -146 q60 -10 70 40" stroke="#f0cdb0" stroke-width="9" fill="none" stroke-linecap="round"/>` : `<path d="M11 -146 q38 34 24 80" stroke="#f0cdb0" stroke-width="9" fill="none" stroke-linecap="round"/>`}</g>` : `<g transform="translate(640 600)"><path d="M-230 60 q110 -70 230 -10 q120 -60 230 10 l0 40 q-120 -50 -230 0 q-120 -50 -230 0z" fill="#e9d9b4"/><path d="M0 50 v42" stroke="#7a5a34" stroke-width="4"/><path d="M-40 40 q-30 -60 10 -90" stroke="#4a5a34" stroke-width="6" fill="none"/>${[0,72,144,216,288].map(a => `<ellipse cx="-28" cy="-62" rx="14" ry="26" fill="#a8324a" transform="rotate(${a + v * 20} -30 -52)"/>`).join("")}</g>`;
  const flowers = Array.from({ length: 60 }, () => `<circle cx="${r() * 1280}" cy="${560 + r() * 150}" r="${2 + r() * 5}" fill="${["#d8485a","#f0d878","#f4efe6","#c070a0"][Math.floor(r() * 4)]}" opacity="${.5 + r() * .5}"/>`).join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="720"><defs><linearGradient id="s" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${sky[0]}"/><stop offset=".55" stop-color="${sky[1]}"/><stop offset="1" stop-color="${sky[2]}"/></linearGradient><radialGradient id="g"><stop offset="0" stop-color="#fff6d8"/><stop offset="1" stop-color="#fff6d8" stop-opacity="0"/></radialGradient><filter id="p"><feTurbulence type="fractalNoise" baseFrequency=".012 .03" numOctaves="3" seed="${i * 7 + v}"/><feDisplacementMap in="SourceGraphic" scale="26"/></filter><filter id="n"><feTurbulence type="fractalNoise" baseFrequency=".7" numOctaves="2" seed="${i + v}"/><feColorMatrix values="0 0 0 0 .5 0 0 0 0 .5 0 0 0 0 .5 0 0 0 .35 0"/></filter></defs><rect width="1280" height="720" fill="url(#s)"/><circle cx="${mx}" cy="${my}" r="${mr * 4}" fill="url(#g)" opacity=".5"/><circle cx="${mx}" cy="${my}" r="${mr}" fill="#fff3d0"/><g filter="url(#p)">${hill(430, 90, "#53607a")}${hill(500, 70, "#46584a")}${trees}${hill(580, 50, "#39482f")}${flowers}</g>${lady}<rect width="1280" height="720" filter="url(#n)" opacity=".35" style="mix-blend-mode:overlay"/></svg>`;
}
const example = JSON.parse(await readFile("examples/pipeline_ЦветокПушкинМНеороманс/illustrations.json", "utf8"));
const count = Number(COUNT), n = Number(N);
await rm(dir, { recursive: true, force: true });
await mkdir(join(dir, "images"), { recursive: true });
const illustrations = Array.from({ length: count }, (_, at) => ({ ...example.illustrations[at % 8], index: at + 1 }));
await writeFile(join(dir, "illustrations.json"), JSON.stringify({ bible_ref: "bible.json", illustrations }, null, 1));
await writeFile(join(dir, "bible.json"), JSON.stringify({ characters: [{ id: "young_lady", name: "Барышня" }], objects: [{ id: "book", name: "Книга" }, { id: "flower", name: "Цветок" }, { id: "dried_flower", name: "Засохший цветок" }] }));
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
const made = new Map<string, Uint8Array>();
const draw = async (i: number, v: number) => { const key = `${(i - 1) % 8 + 1} ${v}`; if (!made.has(key)) { await page.setContent(`<body style="margin:0">${scene((i - 1) % 8 + 1, v)}`); made.set(key, await page.screenshot()); } return made.get(key)!; };
for (const { index } of illustrations) await writeFile(join(dir, "images", originalName(index)), await draw(index, 0));
// sound: count*2.5 s of soft tones, mono 8-bit 8 kHz
const seconds = count * 2.5, rate = 8000, wav = Buffer.alloc(44 + seconds * rate, 128);
wav.write("RIFF", 0); wav.writeUInt32LE(36 + seconds * rate, 4); wav.write("WAVEfmt ", 8); wav.writeUInt32LE(16, 16); wav.writeUInt16LE(1, 20); wav.writeUInt16LE(1, 22); wav.writeUInt32LE(rate, 24); wav.writeUInt32LE(rate, 28); wav.writeUInt16LE(1, 32); wav.writeUInt16LE(8, 34); wav.write("data", 36); wav.writeUInt32LE(seconds * rate, 40);
for (let i = 0; i < seconds * rate; i++) wav[44 + i] = 128 + Math.round(30 * Math.sin(i / rate * 2 * Math.PI * 220 * (1 + Math.floor(i / rate / 2.5) % 5 / 4)));
await writeFile(join(dir, "audio.wav"), wav);
const pipeline = await openPipeline(dir);
const journal = Journal.open(pipeline.stateDir);
const store = new Store(pipeline, journal);
await store.prepare();
const runId = journal.runs.begin("bench");
for (const { index, prompt = "" } of pipeline.illustrations) {
  const spec: any = { illustration: index, protocol: "text2image", references: [], service: "https://dashscope-intl.aliyuncs.com", model: "wan2.5-t2i-preview", prompt, negativePrompt: (pipeline.illustrations.find(x => x.index === index) as any).negativePrompt, width: 1280, height: 720, n, seed: 100 + index, promptExtend: false, watermark: false, unitPrice: 0.03, currency: "USD", parentId: undefined };
  for (const { order } of journal.orders.plan(runId, [spec], true)) {
    journal.orders.claim(order.id, runId); journal.orders.accept(order.id, `task-${order.id}`, undefined);
    journal.pictures.expect(order.id, index, Array.from({ length: n }, (_, at) => ({ place: at + 1 })));
    journal.orders.settle(order.id, n, undefined);
    for (const picture of journal.pictures.ofOrder(order.id)) {
      const bytes = await draw(index, picture.place); const file = await store.begin(); await file.write(bytes); await file.finish();
      store.saveCandidate(picture, file.path, { sha256: sha256Of(bytes), bytes: bytes.length, width: 1280, height: 720 });
      journal.pictures.show(picture.id, undefined);
    }
  }
}
journal.runs.end(runId); journal.close(); await browser.close();
console.log(dir);
