// Single keys, menus that close, the list of keys. Every page makes sense without it.
"use strict";
(() => {
  const SINGLE = "/gjk[]?icdsr";
  let went = 0;  // when g was pressed

  const off = () => "keysOff" in document.documentElement.dataset;
  const types = (event) => event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, [contenteditable]");
  const dialog = () => document.getElementById("keys");
  const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.querySelector("a[href]"));

  function step(by) {
    const all = rows();
    const at = all.findIndex((row) => row.contains(document.activeElement));
    const row = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
    if (row) row.querySelector("a[href]").focus();
  }
  function search(event) {
    const field = document.getElementById("search");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  }
  function go(key) {
    const link = document.querySelector(`[data-go="${key}"]`);
    if (link) link.click();
  }

  // In the capturing phase, so that keys that are off are off for the other scripts too.
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") close(null);
    if (types(event) || event.key.length !== 1 || !SINGLE.includes(event.key)) return;
    if (off() || dialog()?.open) { event.stopPropagation(); return; }
    if (event.timeStamp - went < 1500 && "icdsr".includes(event.key)) { went = 0; go(event.key); return; }
    went = event.key === "g" ? event.timeStamp : 0;
    if (event.key === "/") search(event);
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
    if (event.key === "?") dialog()?.showModal();
  }, true);

  function close(besides) {
    document.querySelectorAll("details.t-menu[open]").forEach((menu) => {
      if (menu === besides) return;
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      menu.open = false;
    });
  }
  addEventListener("click", (event) => close(event.target.closest("details.t-menu")));

  const button = document.querySelector("[data-keys]");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => dialog().showModal());
  }
})();
