// A long line of source is scrolled sideways until what is marked in it can be seen.
"use strict";
document.querySelectorAll(".t-source").forEach((source) => {
  const mark = source.querySelector("mark");
  if (!mark) return;
  const beyond = mark.getBoundingClientRect().right - source.getBoundingClientRect().right;
  if (beyond > 0) source.scrollLeft += beyond + 48;
});
