// Service worker of the answering pages: the newest page from the network, the last one without.
const CACHE = "answers-2";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(caches.delete("answers-1").then(() => clients.claim())));

const address = (url) => new URL(url, location).pathname;

async function put(request, response) { // a full phone keeps nothing, and goes on all the same
  if (!response.ok || response.redirected || response.type !== "basic") return;
  try { await (await caches.open(CACHE)).put(address(request.url), response); } catch (error) { /* the network has it */ }
}

async function fromNetwork(request) { // twice: the first try may have gone over a connection that was cut
  try { return await fetch(request); } catch (error) { return fetch(request); }
}

async function kept(request) {
  try { return await caches.match(address(request.url)); } catch (error) { return null; }
}

const patience = () => new Promise((resolve) => setTimeout(resolve, 1500)); // some phones' storage never answers

async function newestOrKept(request) {
  try {
    const response = await fromNetwork(request);
    await Promise.race([put(request, response.clone()), patience()]);
    return response;
  } catch (error) {
    return (await kept(request)) || new Response(
      "<!doctype html><html lang=vi><meta charset=utf-8><meta name=viewport content='width=device-width'>" +
      "<title>Chưa có mạng</title><h1>Chưa có mạng</h1><p>Trang này chưa được tải về máy. Các câu trả lời" +
      " đã nhập vẫn được giữ. Xin mở lại khi có mạng.</p><p lang=en>No network. This page is not on your" +
      " phone yet; what you have entered is kept. Please open it again later.</p>",
      { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } },
    );
  }
}

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/s/") || url.pathname.startsWith("/static/")) event.respondWith(newestOrKept(event.request));
});

addEventListener("message", (event) => {
  const { keep, forget } = event.data;
  if (keep) event.waitUntil(Promise.all(keep.map(async (url) => {
    try {
      const request = new Request(`${url}?keep`, { credentials: "same-origin" }); // also a page that is not asked yet
      if (!(await kept(request))) await put(request, await fromNetwork(request));
    } catch (error) { /* the others are kept all the same */ }
  })));
  if (forget) event.waitUntil(caches.open(CACHE).then(async (cache) => {
    for (const request of await cache.keys()) if (new URL(request.url).pathname.startsWith(forget)) await cache.delete(request);
  }));
});
