import assert from "node:assert/strict";
import test from "node:test";
import { BrowserKey } from "../../lib/http/browser_key.ts";
import { BearerToken, Guard } from "../../lib/http/guard.ts";

const PORT = 4_321;
const HOST = `127.0.0.1:${PORT}`;
const HERE = `http://${HOST}`;

function guarded(wayIn: BearerToken | BrowserKey): Guard {
  const guard = new Guard(wayIn);
  guard.listensOn(PORT);
  return guard;
}

const request = (path: string, headers: Record<string, string>, method = "GET") => ({
  method,
  url: HERE + path,
  headers: new Headers({ host: HOST, ...headers }),
} as Request);

test("another host, origin or site is refused whatever the way in", () => {
  for (const guard of [guarded(new BearerToken("secret")), guarded(new BrowserKey())]) {
    const refusal = (headers: Record<string, string>) => guard.refusal(request("/x", headers));
    assert.equal(refusal({}), undefined);
    assert.equal(refusal({ host: `localhost:${PORT}` }), undefined);
    assert.equal(refusal({ origin: HERE, "sec-fetch-site": "same-origin" }), undefined);
    assert.equal(refusal({ "sec-fetch-site": "none" }), undefined);
    for (const host of ["example.org", "127.0.0.1", "127.0.0.1:1", `evil.test:${PORT}`, ""]) {
      assert.equal(refusal({ host }), "host", host);
    }
    for (const origin of ["null", "https://example.org", `https://${HOST}`, "http://127.0.0.1"]) {
      assert.equal(refusal({ origin }), "origin", origin);
    }
    assert.equal(refusal({ origin: `http://localhost:${PORT}` }), "origin", "another of our names");
    for (const site of ["cross-site", "same-site"]) {
      assert.equal(refusal({ "sec-fetch-site": site }), "site", site);
    }
  }
});

test("a browser must name its page to change something; programs have none to name", () => {
  const post = request("/x", {}, "POST");
  assert.equal(guarded(new BrowserKey()).refusal(post), "origin_missing");
  assert.equal(guarded(new BearerToken("secret")).refusal(post), undefined);
});

test("only the page itself can be reached from a link elsewhere, and only where there is a page", () => {
  const fromElsewhere = (path: string, method = "GET") =>
    request(path, { "sec-fetch-site": "cross-site", origin: HERE }, method);
  assert.equal(guarded(new BrowserKey()).refusal(fromElsewhere("/")), undefined);
  assert.equal(guarded(new BrowserKey()).refusal(fromElsewhere("/x")), "site");
  assert.equal(guarded(new BrowserKey()).refusal(fromElsewhere("/", "POST")), "site");
  assert.equal(guarded(new BearerToken("secret")).refusal(fromElsewhere("/")), "site");
});

test("the token is asked for whole and alone", () => {
  const guard = guarded(new BearerToken("secret"));
  const isAdmitted = (authorization: string) =>
    guard.admit(request("/x", { authorization })).isAdmitted;
  assert.ok(isAdmitted("Bearer secret"));
  assert.ok(isAdmitted("bearer  secret"));
  for (const wrong of ["", "Bearer", "Bearer secre", "Bearer secret x", "Basic secret", "secret"]) {
    assert.ok(!isAdmitted(wrong), wrong);
  }
});

test("a ticket opens once, the address always; a wrong key takes the cookie away", () => {
  const key = new BrowserKey();
  const guard = guarded(key);
  const visit = (address: string) => guard.admit(request(address.slice(HERE.length), {}));
  const ticket = key.ticketAddress(HERE);
  assert.ok(visit(ticket).isAdmitted);
  assert.ok(!visit(ticket).isAdmitted);
  assert.ok(!visit(key.ticketAddress(HERE)).isAdmitted, "no ticket is left to be guessed");
  const { isAdmitted, setCookie } = visit(key.address(HERE));
  assert.ok(isAdmitted);
  assert.match(setCookie ?? "", /^review_4321=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict$/);
  assert.ok(visit(key.address(HERE)).isAdmitted);
  const cookie = setCookie?.split(";")[0] ?? "";
  assert.ok(guard.admit(request("/x", { cookie: `other=1; ${cookie}` })).isAdmitted);
  assert.ok(!guard.admit(request("/x", { cookie: cookie.slice(0, -1) })).isAdmitted);
  assert.ok(!guard.admit(request("/x", {})).isAdmitted);
  assert.match(visit(`${HERE}/?key=wrong`).setCookie ?? "", /^review_4321=; Max-Age=0; Path=\/$/);
  assert.ok(!guard.admit(request(`/x?key=${cookie.split("=")[1]}`, {})).isAdmitted, "page only");
});
