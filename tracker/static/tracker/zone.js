// Times of day are told in the reader's zone; the title keeps them in UTC. Without this script they stand in UTC.
"use strict";
(() => {
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const WRITTEN = /^(?:(\d{1,2} [A-Z][a-z]{2} \d{4})(, )?)?(?:(\d\d:\d\d)(:\d\d)?)?( UTC)?$/;
  const two = (number) => String(number).padStart(2, "0");
  const day = (at, utc) => (utc ? `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}` : `${at.getDate()} ${MONTHS[at.getMonth()]} ${at.getFullYear()}`);
  const hour = (at, utc) => (utc ? `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}` : `${two(at.getHours())}:${two(at.getMinutes())}`);

  function tell(element) {
    const at = new Date(element.dateTime);
    if (!element.dateTime.includes("T") || Number.isNaN(at.getTime())) return;  // a day has no zone
    if (!element.title) element.title = `${day(at, true)}, ${hour(at, true)} UTC`;
    const written = WRITTEN.exec(element.textContent.trim());  // words such as “2 h ago” stay as they are
    if (!written || at.getTimezoneOffset() === 0) return;
    const [, date, , minutes, seconds] = written;
    element.textContent = [date && day(at), minutes && hour(at) + (seconds ? `:${two(at.getSeconds())}` : "")].filter(Boolean).join(", ");
  }
  function tellAll() {
    document.querySelectorAll("time[datetime]").forEach(tell);
    if (new Date().getTimezoneOffset() !== 0) document.querySelectorAll("[data-utc]").forEach((words) => { words.hidden = true; });
  }
  tellAll();
  document.addEventListener("htmx:afterSettle", tellAll);
})();
