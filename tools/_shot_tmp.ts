import { chromium } from "playwright-core";
import { spawn } from "node:child_process";
const dir = process.argv[2]; const out = "/tmp/rv/shots";
const child = spawn("deno", ["run","-A","--no-check","/work/main/main.ts","review","--pipeline-dir",dir!,"--rehearse","--no-open"],{stdio:["ignore","pipe","inherit"]});
const address: string = await new Promise((r)=>{let s="";child.stdout.on("data",(d)=>{s+=d;const m=/http:\S+/.exec(s);if(m)r(m[0]);});});
const browser = await chromium.launch({executablePath:"/usr/bin/chromium"});
async function shot(name: string, o: {w:number,h:number,dark?:boolean,lang?:string}, act?: (p:any)=>Promise<void>) {
  const ctx = await browser.newContext({viewport:{width:o.w,height:o.h},colorScheme:o.dark?"dark":"light",deviceScaleFactor:1});
  const p = await ctx.newPage();
  p.on("console",(m)=>console.log(name,m.type(),m.text()));
  p.on("pageerror",(e)=>console.log(name,"ERR",e.message));
  await p.goto(address+`&lang=${o.lang??"ru"}`);
  await p.waitForSelector(".card img[src]");
  await p.waitForTimeout(900);
  if (act) await act(p);
  await p.waitForTimeout(400);
  await p.screenshot({path:`${out}/${name}.png`});
  await ctx.close();
}
const only = process.argv[3];
const all: Record<string, ()=>Promise<void>> = {
 wide: ()=>shot("wide",{w:1440,h:900}),
 dark: ()=>shot("dark",{w:1440,h:900,dark:true,lang:"en"}),
 narrow: ()=>shot("narrow",{w:390,h:844}),
 narrowdark: ()=>shot("narrowdark",{w:390,h:844,dark:true,lang:"en"}),
 help: ()=>shot("help",{w:1100,h:800},async p=>{await p.keyboard.press("?");}),
 order: ()=>shot("order",{w:1100,h:800},async p=>{await p.keyboard.press("r");}),
 price: ()=>shot("price",{w:1100,h:800,lang:"en"},async p=>{await p.keyboard.press("r"); await p.fill("#field-negative","text, extra");await p.click("dialog[open] button.primary");await p.waitForSelector(".price");}),
 ordernarrow: ()=>shot("ordernarrow",{w:390,h:844,dark:true},async p=>{await p.keyboard.press("r");}),
 zoom: ()=>shot("zoom",{w:1300,h:800},async p=>{await p.keyboard.press("2");await p.keyboard.press("z");await p.waitForTimeout(500);}),
 beside: ()=>shot("beside",{w:1300,h:800},async p=>{await p.keyboard.press("2");await p.keyboard.press("z");await p.keyboard.press("s");await p.waitForTimeout(500);}),
 besidenarrow: ()=>shot("besidenarrow",{w:390,h:844},async p=>{await p.keyboard.press("2");await p.keyboard.press("z");await p.keyboard.press("s");await p.waitForTimeout(500);}),
 work: ()=>shot("work",{w:1300,h:800},async p=>{await p.keyboard.press("j");await p.keyboard.press("r"); await p.click("dialog[open] button.primary");await p.waitForSelector(".price");await p.click("dialog[open] button.primary");await p.waitForSelector(".is-working");await p.waitForTimeout(1300)}),
 chosen: ()=>shot("chosen",{w:1300,h:800},async p=>{await p.keyboard.press("3");await p.keyboard.press("c");await p.waitForSelector(".toast");await p.waitForTimeout(800);}),
};
for (const [n,f] of Object.entries(all)) if (!only || only.split(",").includes(n)) await f().catch((e)=>console.log(n,"FAILED",e.message.slice(0,500)));
await browser.close(); child.kill("SIGINT");
