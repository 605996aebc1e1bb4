/* Says when a live page has not heard from the server for 30 s; htmx goes on asking meanwhile. */
"use strict";
(() => {
  const note = document.querySelector("[data-stale]");
  if (!note) return;
  let heard = Date.now();
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) heard = Date.now();
  });
  const watch = setInterval(() => {
    const scan = document.getElementById("scan");
    if (!scan || !scan.hasAttribute("hx-get")) {
      note.hidden = true;
      clearInterval(watch);
      return;
    }
    note.hidden = Date.now() - heard < 30000;
  }, 1000);
})();
