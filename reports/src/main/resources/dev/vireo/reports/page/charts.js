"use strict";
// Charts: uPlot draws the lines; the legend, the numbers as a table and the keys are ours.

const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3], [4, 2], [1, 4]];
const view = {difference: false, smooth: false, hidden: new Set()};
const figures = [];

function css(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

// A line of a chart: {run, label, color, dash, x, y} and, where there are intervals, half of each; dots says whether
// its points are marked.
function lines(sources, metrics) {
  const found = [];
  sources.forEach((source, run) => metrics.forEach((metric, place) => {
    const points = source ? source(metric) : null;
    if (!points || !points.y.some(value => value !== null)) return;
    const label = !several ? metric : metrics.length === 1 ? runs[run].name : runs[run].name + ", " + metric;
    found.push({run: run, metric: metric, label: label, color: several ? run : place, dash: DASHES[place % 6], ...points});
  }));
  return found;
}

// Of several runs, what each has more than the first, at the steps that both have.
function differences(all) {
  return all.filter(line => line.run > 0).flatMap(line => {
    const base = all.find(each => each.run === 0 && each.metric === line.metric);
    if (!base) return [];
    const at = new Map(base.x.map((x, i) => [x, i]));
    const common = line.x.map((x, i) => [i, at.get(x)]).filter(([, j]) => j !== undefined);
    const minus = (a, b) => a === null || b === null ? null : a - b;
    const wide = (a, b) => a === null || b === null ? null : Math.hypot(a, b);
    return [{
      ...line,
      label: line.label + " − " + runs[0].name,
      x: common.map(([i]) => line.x[i]),
      y: common.map(([i, j]) => minus(line.y[i], base.y[j])),
      half: line.half && base.half ? common.map(([i, j]) => wide(line.half[i], base.half[j])) : undefined,
    }];
  });
}

// The mean of a value and those before it, over a twentieth of the curve.
function smoothed(line) {
  const width = Math.max(3, Math.round(line.y.length / 20));
  const y = line.y.map((value, i) => {
    const near = line.y.slice(Math.max(0, i - width + 1), i + 1).filter(each => each !== null);
    return value === null ? null : near.reduce((sum, each) => sum + each, 0) / near.length;
  });
  return {...line, y: y};
}

class Figure {
  // lines: as above; sync: charts with the same key share cursor and zoom; unit: what x counts.
  constructor(title, note, all, sync, wide, unit = "step") {
    Object.assign(this, {title: title, all: all, sync: sync, unit: unit});
    this.plot = el("div", {class: "plot", role: "slider", tabindex: "0", "aria-orientation": "horizontal"});
    this.legend = el("ul", {class: "legend"});
    this.numbers = el("details", {}, el("summary", {}, "Numbers"));
    this.numbers.addEventListener("toggle", () => this.tabulate());
    this.element = el("figure", {class: wide ? "chart wide" : "chart"},
      el("figcaption", {}, el("h4", {}, title), note ? el("p", {class: "note"}, note) : null),
      this.plot, this.legend, this.numbers);
    this.plot.addEventListener("keydown", event => this.key(event));
    this.plot.addEventListener("focus", () => this.index === null && this.at(this.x.length - 1));
    this.plot.addEventListener("blur", () => group(this.sync).forEach(each => each.leave()));
    new ResizeObserver(() => this.fit()).observe(this.plot);
    figures.push(this);
  }

  shown() {
    const visible = this.all.filter(line => !view.hidden.has(line.run));
    const chosen = view.difference ? differences(this.all).filter(line => !view.hidden.has(line.run)) : visible;
    return view.smooth ? chosen.map(line => line.half ? line : smoothed(line)) : chosen;
  }

  draw() {
    if (this.chart) this.chart.destroy();
    this.lines = this.shown();
    this.index = null;
    const columns = this.lines.map(line => [line.x, line.y]);
    const joined = columns.length === 0 ? [[]] : uPlot.join(columns);
    this.x = joined[0];
    this.columns = joined.slice(1);
    this.chart = new uPlot(this.options(), joined, this.plot);
    this.values = this.lines.map(() => el("output", {}));
    this.legend.replaceChildren(...this.lines.map((line, i) =>
      el("li", {}, swatch(line.color, line.dash), el("bdi", {class: "name"}, line.label), this.values[i])));
    this.describe();
    this.read(null);
    this.tabulate();
  }

  options() {
    const ink = css("--quiet");
    const grid = {stroke: css("--grid"), width: 1};
    const font = "11px system-ui, sans-serif";
    const axis = {stroke: ink, font: font, grid: grid, ticks: {...grid, size: 4}};
    const widest = texts => Math.max(...(texts || [""]).map(text => text.length));
    return {
      width: this.plot.clientWidth || 300, height: this.plot.clientHeight || 190, legend: {show: false},
      padding: [10, 14, 0, 0],
      cursor: {
        sync: {key: this.sync, setSeries: false, scales: ["x", null]},
        drag: {x: true, y: false}, points: {size: 7}, y: false,
      },
      scales: {x: {time: false, range: (u, low, high) => this.x.length === 1 ? [this.x[0] - 1, this.x[0] + 1] : [low, high]},
        y: {range: (u, low, high) => this.range(low, high)}},
      axes: [
        {...axis, size: 28, gap: 3, values: (u, at) => at.map(value => Number.isInteger(value) ? ticks([value], 1)[0] : "")},
        {...axis, gap: 4, size: (u, texts) => 18 + 6.4 * widest(texts), values: (u, at, index, space, step) => ticks(at, step)},
      ],
      series: [{}, ...this.lines.map(line => ({
        label: line.label, stroke: css("--series-" + line.color % 6), dash: line.dash, width: 2, spanGaps: true,
        points: {show: line.dots ?? (line.half !== undefined || line.x.length < 12), size: 7, fill: css("--series-" + line.color % 6)},
      }))],
      hooks: {draw: [u => this.drawIntervals(u)], setCursor: [u => this.read(u.cursor.idx === undefined ? null : u.cursor.idx)]},
    };
  }

  range(low, high) {
    for (const line of this.lines) {
      (line.half || []).forEach((half, i) => {
        if (half === null || line.y[i] === null) return;
        low = Math.min(low, line.y[i] - half);
        high = Math.max(high, line.y[i] + half);
      });
    }
    if (low === null) return [0, 1];
    if (view.difference) [low, high] = [Math.min(low, 0), Math.max(high, 0)];
    const room = high > low ? (high - low) * 0.06 : Math.abs(high) * 0.1 || 0.5;
    return [low >= 0 && low - room < 0 ? 0 : low - room, high + room];
  }

  // Whiskers of the 95% intervals, and the line of no difference.
  drawIntervals(u) {
    const pen = u.ctx;
    pen.save();
    pen.setLineDash([]);
    pen.lineWidth = 1.5 * devicePixelRatio;
    for (const line of this.lines.filter(each => each.half)) {
      pen.strokeStyle = css("--series-" + line.color % 6);
      pen.beginPath();
      line.x.forEach((x, i) => {
        if (line.half[i] === null || line.y[i] === null) return;
        const left = u.valToPos(x, "x", true);
        const ends = [-1, 1].map(sign => u.valToPos(line.y[i] + sign * line.half[i], "y", true));
        pen.moveTo(left, ends[0]);
        pen.lineTo(left, ends[1]);
        for (const end of ends) {
          pen.moveTo(left - 4 * devicePixelRatio, end);
          pen.lineTo(left + 4 * devicePixelRatio, end);
        }
      });
      pen.stroke();
    }
    if (view.difference) {
      const zero = u.valToPos(0, "y", true);
      pen.strokeStyle = css("--quiet");
      pen.beginPath();
      pen.moveTo(u.bbox.left, zero);
      pen.lineTo(u.bbox.left + u.bbox.width, zero);
      pen.stroke();
    }
    pen.restore();
  }

  // The legend's numbers: at the cursor, and without one the last of each line.
  read(index) {
    this.index = index;
    if (!this.values) return;
    this.lines.forEach((line, i) => {
      const at = index === null ? line.y.length - 1 : line.x.indexOf(this.x[index]);
      const half = line.half && at >= 0 && line.half[at] !== null ? " ± " + number(line.half[at]) : "";
      this.values[i].textContent = at < 0 ? "–" : (view.difference ? signed(line.y[at]) : number(line.y[at])) + half;
    });
    const step = this.x[index === null ? this.x.length - 1 : index];
    this.plot.setAttribute("aria-valuenow", step === undefined ? 0 : step);
    this.plot.setAttribute("aria-valuetext", step === undefined ? "no values" : this.unit + " " + step + ": " + this.lines
      .map((line, i) => line.label + " " + this.values[i].textContent).join(", "));
  }

  describe() {
    const range = values => values.filter(value => value !== null);
    const texts = this.lines.map(line => {
      const y = range(line.y);
      return `${line.label}: first ${number(y[0])}, last ${number(y[y.length - 1])}, `
        + `least ${number(Math.min(...y))}, greatest ${number(Math.max(...y))}`;
    });
    const [first, last] = [this.x[0] ?? 0, this.x[this.x.length - 1] ?? 0];
    this.plot.setAttribute("aria-label", `${this.title}, ${this.unit} ${first} to ${last}. ${texts.join(". ")}`);
    this.plot.setAttribute("aria-valuemin", first);
    this.plot.setAttribute("aria-valuemax", last);
  }

  tabulate() {
    while (this.numbers.children.length > 1) this.numbers.lastChild.remove();
    if (!this.numbers.open) return;
    const rows = this.x.map((x, i) => [String(x), ...this.lines.map((line, k) => {
      const value = this.columns[k][i];
      const half = line.half && value !== undefined ? line.half[line.x.indexOf(x)] : null;
      return number(value) + (half === null || half === undefined ? "" : " ± " + number(half));
    })]);
    this.numbers.append(table(this.title + ", numbers", [this.unit, ...this.lines.map(line => line.label)], rows, {tall: true}));
  }

  key(event) {
    const last = this.x.length - 1;
    const now = this.index ?? last;
    const page = Math.max(1, Math.round(last / 10));
    const to = {ArrowLeft: now - 1, ArrowDown: now - 1, ArrowRight: now + 1, ArrowUp: now + 1,
      PageUp: now + page, PageDown: now - page, Home: 0, End: last}[event.key];
    if (to === undefined || last < 0) return;
    event.preventDefault();
    this.at(Math.min(last, Math.max(0, to)));
  }

  // Puts the cursor of this chart and of those in step with it.
  at(index) {
    const x = this.x[index];
    if (x === undefined) return;
    group(this.sync).forEach(each => {
      const near = each.x.reduce((best, value) => Math.abs(value - x) < Math.abs(best - x) ? value : best, each.x[0] ?? x);
      each.chart.setCursor({left: each.chart.valToPos(near, "x"), top: 0});
    });
    this.read(index);
  }

  leave() {
    this.chart.setCursor({left: -10, top: -10});
    this.read(null);
  }

  fit() {
    if (this.chart && this.plot.clientWidth) {
      this.chart.setSize({width: this.plot.clientWidth, height: this.plot.clientHeight});
    }
  }
}

function group(sync) {
  return figures.filter(each => each.sync === sync && each.chart);
}

function redraw() {
  figures.forEach(each => each.draw());
}

// The curves of a stretch of training in every run, chart by chart under the headings of their groups.
function curveSections(charts, seriesOfRuns, sync) {
  const sources = seriesOfRuns.map(series => series && (metric => ({x: series.step, y: series.metrics[metric] || []})));
  const groups = new Map();
  for (const chart of charts) {
    // Colours for runs leave only the dash for metrics; beyond three nobody can tell lines apart.
    const parts = several && chart.metrics.length > 3 ? chart.metrics.map(metric => [metric]) : [chart.metrics];
    for (const metrics of parts) {
      const found = lines(sources, metrics);
      if (found.length === 0) continue;
      const title = parts.length > 1 ? chart.title + ": " + metrics[0] : chart.title;
      if (!groups.has(chart.group)) groups.set(chart.group, []);
      groups.get(chart.group).push(new Figure(title, chart.note, found, sync).element);
    }
  }
  return [...groups].map(([name, elements]) =>
    el("div", {class: "group"}, el("h3", {}, name), el("div", {class: "charts"}, elements)));
}
