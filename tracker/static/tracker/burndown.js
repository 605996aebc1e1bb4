// Draws the lanes of one issue: its places by category, what is ticked against what is measured, unreadable files. One cursor goes through all.
"use strict";
(() => {
  const A_DAY = 86400;
  const sums = (deltas) => { let total = 0; return deltas.map((step) => (total += step)); };
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];  // as the server writes them
  const shortDay = (seconds) => `${new Date(seconds * 1000).getUTCDate()} ${MONTHS[new Date(seconds * 1000).getUTCMonth()]}`;
  const day = (seconds) => `${shortDay(seconds)} ${new Date(seconds * 1000).getUTCFullYear()}`;
  const monthOf = (seconds) => `${MONTHS[new Date(seconds * 1000).getUTCMonth()]} ${new Date(seconds * 1000).getUTCFullYear()}`;
  const number = (value) => value.toLocaleString("en-GB");

  function start(root) {
    const data = JSON.parse(document.getElementById(root.dataset.burndown).textContent);
    const x = sums(data.x);
    const times = data.times ? sums(data.times) : x;
    const last = x.length - 1;
    const until = Math.max(data.future ? data.future.until : 0, x[last]);
    const lanes = [];
    const subjects = new Map();
    const part = (name) => root.querySelector(`[data-r=${name}]`);
    const scrub = root.querySelector("input[type=range]");
    let at = last;
    let waiting = 0;

    // Colours live in the legend: the chart reads its own key, so that a theme is one thing.
    const paint = (element, what) => (element ? getComputedStyle(element)[what] : "gray");
    const ink = (name) => paint(root.querySelector(`[data-ink=${name}]`), "borderTopColor");
    const swatch = (key, what) => paint(root.querySelector(`.t-sw.t-${key}`), what);
    const narrow = () => matchMedia("(max-width: 767px)").matches;
    const points = (values) => x.map((value, index) => ({ x: value, y: values[index] }));

    const cursor = { id: "cursor", afterDraw(chart) {
      const place = chart.scales.x.getPixelForValue(x[at]), { top, bottom } = chart.chartArea, pen = chart.ctx;
      pen.save(); pen.strokeStyle = ink("text"); pen.lineWidth = 1; pen.beginPath(); pen.moveTo(place, top); pen.lineTo(place, bottom); pen.stroke(); pen.restore();
    } };
    function axisWords(value) {
      if (data.axis === "commit") return number(value + 1);
      return until - x[0] > 500 * A_DAY ? monthOf(value) : shortDay(value);
    }
    const axisX = (shown) => ({ type: "linear", min: x[0], max: Math.max(until, x[0] + 1), border: { display: false }, grid: { display: false },
      ticks: { display: shown, color: ink("text"), align: "inner", maxRotation: 0, autoSkip: true, maxTicksLimit: narrow() ? 4 : 9, includeBounds: true,
        ...(data.axis === "date" ? { stepSize: step(narrow() ? 4 : 9) } : { precision: 0 }), callback: axisWords, font: { size: 11 } } });
    const step = (ticks) => Math.max(Math.ceil((until - x[0]) / A_DAY / ticks), 1) * A_DAY;
    const axisY = (more) => ({ min: 0, border: { display: false }, grid: { color: ink("grid"), drawTicks: false }, afterFit: (scale) => { scale.width = 44; },
      ticks: { color: ink("text"), padding: 6, font: { size: 11 }, precision: 0, maxTicksLimit: 7, callback: (value) => number(value) }, ...more });
    // Flags that stand closer than their numbers are wide share one: "3–5".
    function shared() {
      const pixels = (root.querySelector("[data-lane=left]").parentElement.clientWidth - 52) / Math.max(until - x[0], 1), groups = [];
      data.flags.forEach((flag) => {
        const group = groups[groups.length - 1];
        if (group && (flag.x - group.end) * pixels < 20) Object.assign(group, { end: flag.x, to: flag.label, bad: group.bad || flag.bad });
        else groups.push({ x: flag.x, end: flag.x, from: flag.label, to: flag.label, bad: flag.bad });
      });
      return new Map(groups.map((group) => [group.x, { words: group.from === group.to ? group.from : `${group.from}–${group.to}`, bad: group.bad }]));
    }
    function flags(numbered) {
      const labels = numbered ? shared() : new Map();
      return Object.fromEntries(data.flags.map((flag, index) => {
        const label = labels.get(flag.x);
        labels.delete(flag.x);
        return ["flag" + index, { type: "line", xMin: flag.x, xMax: flag.x, borderWidth: 1, borderDash: [3, 3], borderColor: ink(flag.bad ? "bad" : "text"),
          label: { display: !!label, content: label?.words, position: "end", yAdjust: -18, padding: { x: 5, y: 2 }, borderRadius: 4, font: { size: 11, weight: 600 }, backgroundColor: ink(label?.bad ? "bad" : "text"), color: ink("surface") } }];
      }));
    }
    function hatch(colour) {
      const tile = Object.assign(document.createElement("canvas"), { width: 6, height: 6 }), pen = tile.getContext("2d");
      pen.strokeStyle = colour; pen.lineWidth = 1.2;
      for (const shift of [-6, 0, 6]) { pen.beginPath(); pen.moveTo(shift, 6); pen.lineTo(shift + 6, 0); pen.stroke(); }
      return pen.createPattern(tile, "repeat");
    }
    const options = (scales, annotations, padding) => ({ animation: false, responsive: true, maintainAspectRatio: false, parsing: false, normalized: true, scales,
      onResize: () => setTimeout(place),
      events: ["mousemove", "click", "touchstart", "touchmove"], interaction: { mode: "index", intersect: false }, layout: { padding: { right: 8, ...padding } },
      plugins: { legend: { display: false }, tooltip: { enabled: false }, annotation: { clip: false, annotations } },
      onHover: (event, _, chart) => show(nearest(chart.scales.x.getValueForPixel(event.x))), onClick: () => root.querySelector("[data-open]").click() });
    const stepped = (values, more) => ({ data: points(values), stepped: "before", pointRadius: last ? 0 : 4, pointHitRadius: 0, borderWidth: 1.5, ...more });

    function draw() {
      lanes.splice(0).forEach((chart) => chart.destroy());
      Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
      const areas = data.series.map((series, index) => stepped(series.y, { label: series.name, fill: index ? "-1" : "origin", stack: "left",
        backgroundColor: swatch(series.key, "backgroundColor"), borderColor: swatch(series.key, "borderTopColor") }));
      const claims = root.querySelector("[data-lane=claims]"), below = root.querySelector("[data-lane=unreadable]");
      lane("left", [...areas, ...ahead()], options({ x: axisX(!claims && !below), y: axisY({ stacked: true, suggestedMax: 1 }) }, flags(true), { top: data.flags.length ? 22 : 6 }));
      if (claims) lane("claims", curves(), options({ x: axisX(!below), y: axisY({ max: 100, ticks: { color: ink("text"), padding: 6, font: { size: 11 }, stepSize: 50, callback: (value) => `${value} %` } }) }, flags(false), { top: 4 }));
      if (below) {
        const grey = stepped(data.unreadable, { label: "Unreadable files", fill: "origin", backgroundColor: ink("grid"), borderColor: ink("text") });
        lane("unreadable", [grey], options({ x: axisX(true), y: axisY({ ticks: { display: true, maxTicksLimit: 2, padding: 6, precision: 0, color: ink("text"), font: { size: 11 } }, suggestedMax: 1 }) }, flags(false), {}));
      }
      place();
    }
    // From the last point to the two ends of the forecast, and from the most there was to the target; each line is a stack of its own.
    function ahead() {
      const line = (name, colour, more) => (data.future && data.future[name] ? [{ label: name, data: data.future[name].map(([time, places]) => ({ x: time, y: places })), stack: name,
        order: -1, borderColor: colour, borderWidth: 1.5, pointRadius: 0, pointHitRadius: 0, fill: false, ...more }] : []);
      const tint = ink("forecast").replace(/^rgb\((.*)\)$/, "rgba($1, 0.12)");
      return [...line("early", ink("forecast"), { fill: "+1", backgroundColor: tint }), ...line("late", ink("forecast")), ...line("target", ink("target"), { borderDash: [6, 4], borderWidth: 2 })];
    }
    // The gap is filled only where more is ticked than measured.
    function curves() {
      const ticked = stepped(data.ticked, { label: "Ticked", borderColor: ink("claimed"), borderDash: [6, 3], borderWidth: 2.5, pointRadius: 0,
        fill: data.measured && { target: "-1", above: hatch(ink("claimed")), below: "transparent" } });
      return data.measured ? [stepped(data.measured, { label: "Measured", borderColor: ink("measured"), borderWidth: 2.5, pointRadius: 0 }), ticked] : [ticked];
    }
    function lane(name, datasets, settings) {
      const canvas = root.querySelector(`[data-lane=${name}]`);
      canvas.hidden = false;
      lanes.push(new Chart(canvas, { type: "line", data: { datasets }, plugins: [cursor], options: settings }));
    }
    function place() {
      if (!lanes.length) return;
      const scale = lanes[0].scales.x, from = scale.getPixelForValue(x[0]), to = scale.getPixelForValue(x[last]);
      scrub.style.marginLeft = `${from - 8}px`;
      scrub.style.width = `${Math.max(to - from, 0) + 16}px`;
    }
    function nearest(value) {
      let low = 0, high = last;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (x[middle] <= value) low = middle; else high = middle;
      }
      return value - x[low] <= x[high] - value ? low : high;
    }
    function show(index) {
      if (index === at) return;
      at = index;
      words();
      lanes.forEach((chart) => chart.draw());
      clearTimeout(waiting);
      waiting = setTimeout(subject, 100, index);
    }
    function words() {
      const total = data.series.reduce((sum, series) => sum + series.y[at], 0);
      const before = at ? data.series.reduce((sum, series) => sum + series.y[at - 1], 0) : total;
      const change = total - before;
      part("when").textContent = day(times[at]);
      part("sha").textContent = data.shas[at].slice(0, 9);
      part("what").textContent = subjects.get(at) || "";
      part("left").textContent = `${number(total)} ${data.word}`;
      const mark = document.createElement("span");
      mark.className = `t-delta ${change > 0 ? "t-up" : change < 0 ? "t-down" : "t-muted"}`;
      mark.textContent = change ? `${change > 0 ? "▲" : "▼"} ${number(Math.abs(change))}` : "±0";
      part("delta").replaceChildren(mark);
      data.series.forEach((series) => { root.querySelector(`[data-n=${series.key}]`).textContent = number(series.y[at]); });
      ["ticked", "measured"].forEach((name) => { if (data[name]) root.querySelector(`[data-n=${name}]`).textContent = data[name][at] ?? "–"; });
      root.querySelector("[data-open]").href = address();
      const then = root.querySelector("[data-then]");
      if (then) then.href = then.dataset.then.replace("0000000", data.shas[at]);
      scrub.value = scrubbed(at);
      scrub.setAttribute("aria-valuetext", `${day(times[at])}, ${number(total)} ${data.word}${change ? `, ${number(Math.abs(change))} ${change > 0 ? "more" : "fewer"}` : ""}${claimed()}`);
    }
    const claimed = () => (data.ticked && data.ticked[at] !== null ? `, ${data.ticked[at]} % ticked${data.measured && data.measured[at] !== null ? `, ${data.measured[at]} % measured` : ""}` : "");
    const address = () => root.dataset.commits.replace("0000000", data.shas[at]);
    async function subject(index) {
      if (!subjects.has(index)) {
        const answer = await fetch(`${address()}?readout=1`).catch(() => null);
        if (answer && answer.ok) subjects.set(index, await answer.text());
      }
      if (index === at) part("what").textContent = subjects.get(index) || "";
    }
    // The slider stands below the cursor: its steps are those of the axis, its places those of the commits.
    const scrubbed = (index) => Math.round(((x[index] - x[0]) / Math.max(x[last] - x[0], 1)) * 10000);
    function slide() {
      const wanted = x[0] + (scrub.valueAsNumber / 10000) * (x[last] - x[0]);
      show(nearest(wanted));
    }
    function keys(event) {
      const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -20, PageUp: 20, Home: -last, End: last };
      if (event.key === "Enter") root.querySelector("[data-open]").click();
      if (!(event.key in steps)) return;
      event.preventDefault();
      show(Math.min(Math.max(at + steps[event.key], 0), last));
    }

    Object.assign(scrub, { min: 0, max: 10000, step: 1, hidden: false });
    scrub.addEventListener("input", slide);
    scrub.addEventListener("keydown", keys);
    root.querySelectorAll("[data-drawing]").forEach((drawing) => drawing.remove());
    root.burndown = { step: (by) => show(Math.min(Math.max(at + by, 0), last)), redraw: draw, place };
    subjects.set(last, part("what").textContent);
    scrub.value = scrubbed(at);
    draw();
    words();
  }

  const each = (act) => document.querySelectorAll("[data-burndown]").forEach((root) => root.burndown && act(root.burndown));
  const startAll = () => document.querySelectorAll("[data-burndown]").forEach((root) => root.burndown || start(root));
  document.fonts.ready.then(startAll);
  document.addEventListener("htmx:afterSettle", startAll);
  addEventListener("resize", () => requestAnimationFrame(() => each((chart) => chart.place())));
  ["(prefers-color-scheme: dark)", "print"].forEach((media) => matchMedia(media).addEventListener("change", () => each((chart) => chart.redraw())));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    if (document.querySelector("a[data-key]")) return;  // a page as of a commit goes on to another one
    if (event.key === "[" || event.key === "]") each((chart) => chart.step(event.key === "[" ? -1 : 1));
  });
})();
