// A button copies the text of another element; where the browser forbids that, it is marked for a copy by hand.
"use strict";
(() => {
  const start = () => document.querySelectorAll("[data-copy][hidden]").forEach((button) => { button.hidden = false; });
  async function copy(button) {
    const text = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(text);
      button.textContent = "Marked";
    }
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
  });
  document.addEventListener("htmx:afterSettle", start);
  start();
})();
