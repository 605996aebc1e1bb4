// A button copies the text of another element, or of an address; where the browser forbids that, it is marked for a copy by hand.
"use strict";
(() => {
  const start = () => document.querySelectorAll("[data-copy][hidden], [data-copy-from][hidden]").forEach((button) => { button.hidden = false; });
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
  async function copyFrom(button) {
    button.textContent = "Copying";
    const answer = await fetch(button.dataset.copyFrom).catch(() => null);
    try {
      if (!answer || !answer.ok) throw new Error();
      await navigator.clipboard.writeText(await answer.text());
      button.textContent = "Copied";
    } catch {
      button.textContent = "Open it instead";
    }
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy], [data-copy-from]");
    if (button) (button.dataset.copy ? copy : copyFrom)(button);
  });
  document.addEventListener("htmx:afterSettle", start);
  start();
})();
