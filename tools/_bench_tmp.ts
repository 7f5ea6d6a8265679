/// <reference lib="dom" />
import { chromium } from "playwright-core";
import { spawn } from "node:child_process";
const b = await chromium.launch({executablePath:"/usr/bin/chromium"});
for (let k=0;k<3;k++){
const child = spawn("deno", ["run","-A","--no-check","main.ts","review","--pipeline-dir","/tmp/rv/bench100","--rehearse","--no-open"],{stdio:["ignore","pipe","ignore"]});
const address: string = await new Promise((r)=>{child.stdout.once("data",(d)=>r(String(d).trim()));});
const ctx=await b.newContext({viewport:{width:1440,height:900}}); const page=await ctx.newPage();
const view=async(go:()=>Promise<unknown>)=>{const t=performance.now(); await go(); const tl=performance.now(); await page.waitForSelector(".frame img[src]"); const tr=performance.now(); await page.waitForFunction(()=>{const s=[...document.querySelectorAll<HTMLImageElement>(".frame img")].filter(i=>{const r=i.parentElement!.getBoundingClientRect();return r.bottom>0&&r.top<innerHeight;});(window as any).n=s.length;return s.length>0&&s.every(i=>i.complete&&i.naturalWidth>0)},undefined,{polling:20}); return [tl-t,tr-t,performance.now()-t].map(Math.round).join("/")+" n="+await page.evaluate(()=>(window as any).n);};
console.log("first", await view(()=>page.goto(address)), "reload", await view(()=>page.reload()));
await new Promise(r=>setTimeout(r,3000));
console.log("   later reload", await view(()=>page.reload()));
if(k===0) await page.screenshot({path:"/tmp/rv/shots/bench.png"});
await ctx.close(); child.kill("SIGINT"); await new Promise(r=>child.once("exit",r));
}
await b.close();
