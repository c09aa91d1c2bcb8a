// Both postures at the point where the sliders stand: curves by year, the map about it, and a sentence.
const NAMES = { wiifwe: "WIIFWE", wiifme: "WIIFME rigid" };
const WHO = ["both together", "buyers", "suppliers"];
const SHAPE = { width: 380, height: 250, left: 52, right: 104, top: 28, bottom: 38 };
const curves = numbers(data.curves);
const differences = numbers(data.differences);
const state = { party: 0 };
for (const name of data.axes) state[name] = data.own[name];

function numbers(text) {
  const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float64Array.from({ length: bytes.length / 2 }, (_, place) => {
    const whole = view.getInt16(2 * place, true);
    return whole === data.unknown ? NaN : whole * data.step;
  });
}

function point(where) {
  return data.axes.reduce((sum, name) => sum * data.levels[name].length + where[name], 0);
}

function curve(where, posture, outcome) {
  const start = ((point(where) * data.postures.length + posture) * data.outcomes.length + outcome) * data.years * 2;
  return Array.from({ length: data.years }, (_, year) => ({
    x: year + 1, value: curves[start + 2 * year], half: curves[start + 2 * year + 1],
  })).filter((one) => !Number.isNaN(one.value) && !Number.isNaN(one.half));
}

function difference(where, party) {
  const start = (point(where) * 3 + party) * 3;
  const sign = "-0+".indexOf(data.signs[point(where) * 3 + party]) - 1;
  return { mean: differences[start], low: differences[start + 1], high: differences[start + 2], sign };
}

function verdict(found) {
  return found.sign;
}

function told(value, signed) {
  const text = Math.abs(value).toFixed(3);
  return (value < 0 && Number(text) !== 0 ? "−" : signed ? "+" : "") + text;
}

function shown(name, level) {
  return name === "opportunists" ? `${Math.round(100 * level)} %` : `${level}`;
}

function span(found) {
  return `${told(found.mean, true)} (${told(found.low)} to ${told(found.high)})`;
}

function sentence() {
  const found = WHO.map((_, party) => difference(state, party));
  const joint = verdict(found[0]);
  const winner = joint > 0 ? "WIIFWE makes more for both together" : joint < 0 ? "WIIFME makes more for both together"
    : "Neither posture can be said to make more for both together";
  const sides = [1, 2].map((party) => {
    const sign = verdict(found[party]);
    const verb = sign > 0 ? "gain by WIIFWE" : sign < 0 ? "lose by WIIFWE" : "neither gain nor lose for certain";
    return `${WHO[party]} ${verb}, ${span(found[party])}`;
  });
  const lives = [0, 1].map((posture) => curve(state, posture, 3).at(-1));
  const alive = lives[0] && lives[1] && lives[0].x === lives[1].x
    ? ` After ${lives[0].x} ${lives[0].x === 1 ? "year" : "years"} ${Math.round(100 * lives[0].value)} % of the `
      + `relationships are alive, against ${Math.round(100 * lives[1].value)} %.` : "";
  return `${winner}: ${span(found[0])}; ${sides.join("; ")}.${alive}`;
}

function element(name, attributes, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function canvas(id, title) {
  const svg = element("svg", { viewBox: `0 0 ${SHAPE.width} ${SHAPE.height}`, role: "img", "aria-label": title });
  svg.append(element("text", { x: 4, y: 15, class: "title" }, title));
  document.getElementById(id).replaceChildren(svg);
  return svg;
}

function scale(low, high, from, to) {
  return (value) => from + ((value - low) / (high - low || 1)) * (to - from);
}

function nice(low, high) {
  const raw = (high - low) / 4 || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= raw);
  const ticks = [];
  for (let tick = Math.ceil(low / step - 1e-9) * step; tick <= high + 1e-9; tick += step) ticks.push(tick);
  return { ticks, digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}

function axes(svg, x, y, ticks, format, below) {
  const { left, right, top, bottom, width, height } = SHAPE;
  svg.append(element("path", { d: `M${left} ${top}V${height - bottom}H${width - right}`, fill: "none", class: "axis" }));
  for (const tick of ticks) {
    svg.append(element("text", { x: left - 6, y: y(tick) + 4, "text-anchor": "end", class: "tick" }, format(tick)));
    svg.append(element("path", { d: `M${left - 3} ${y(tick)}h3`, class: "axis" }));
  }
  for (let year = 1; year <= data.years; year += data.years > 6 ? 3 : 1) {
    svg.append(element("text", { x: x(year), y: height - bottom + 15, "text-anchor": "middle", class: "tick" }, year));
  }
  svg.append(element("text", { x: (left + width - right) / 2, y: height - 6, "text-anchor": "middle" }, below));
}

function drawCurves(id, title, outcome, share) {
  const found = data.postures.map((_, posture) => curve(state, posture, outcome));
  const every = found.flat();
  const low = share ? 0 : Math.min(0, ...every.map((one) => one.value - one.half));
  const high = share ? 1 : Math.max(0.05, ...every.map((one) => one.value + one.half));
  const svg = canvas(id, title);
  const x = scale(1, Math.max(2, data.years), SHAPE.left + 8, SHAPE.width - SHAPE.right);
  const y = scale(low, high, SHAPE.height - SHAPE.bottom, SHAPE.top);
  const { ticks, digits } = nice(low, high);
  const format = (tick) => share ? `${Math.round(100 * tick)} %` : tick.toFixed(digits).replace("-", "−");
  axes(svg, x, y, ticks, format, "year");
  const ends = [];
  found.forEach((line, posture) => {
    if (!line.length) return;
    const name = data.postures[posture];
    const colour = data.colours[name];
    const within = (value) => y(Math.min(high, Math.max(low, value)));
    const upper = line.map((one) => `${x(one.x)} ${within(one.value + one.half)}`);
    const lower = line.map((one) => `${x(one.x)} ${within(one.value - one.half)}`).reverse();
    svg.append(element("path", { d: `M${[...upper, ...lower].join("L")}Z`, fill: colour, opacity: 0.18 }));
    svg.append(element("path", {
      d: `M${line.map((one) => `${x(one.x)} ${y(one.value)}`).join("L")}`, fill: "none", stroke: colour,
      "stroke-width": 2.2, "stroke-dasharray": name === "wiifme" ? "7 4" : "none", class: `curve ${name}`,
    }));
    ends.push({ name, colour, y: y(line.at(-1).value), x: x(line.at(-1).x) });
  });
  if (ends.length === 2 && Math.abs(ends[0].y - ends[1].y) < 15) {
    const middle = (ends[0].y + ends[1].y) / 2;
    const above = ends[0].y <= ends[1].y ? 0 : 1;
    ends[above].y = middle - 7.5;
    ends[1 - above].y = middle + 7.5;
  }
  for (const one of ends) {
    svg.append(element("text", { x: one.x + 7, y: one.y + 4, style: `fill:${one.colour}` }, NAMES[one.name]));
  }
}

function strength(found) {
  return verdict(found) === 0 ? 0 : 0.25 + 0.75 * Math.min(1, Math.abs(found.mean) / data.strongest);
}

function tone(found) {
  if (verdict(found) === 0) return "#e3e6e9";
  const colour = data.colours[found.mean > 0 ? "wiifwe" : "wiifme"];
  const full = [1, 3, 5].map((place) => parseInt(colour.slice(place, place + 2), 16));
  return `rgb(${full.map((one) => Math.round(255 + (one - 255) * strength(found))).join(",")})`;
}

function drawMap() {
  const across = data.levels.trust;
  const up = data.levels.volatility;
  const svg = canvas("map", `What WIIFWE adds for ${WHO[state.party]}`);
  const { left, top, bottom, height, width } = SHAPE;
  const side = (width - left - 12) / across.length;
  const tall = (height - top - bottom) / up.length;
  across.forEach((trust, i) => up.forEach((volatility, j) => {
    const where = { ...state, trust: i, volatility: j };
    const found = difference(where, state.party);
    const x = left + i * side;
    const y = height - bottom - (j + 1) * tall;
    const cell = element("rect", { x, y, width: side, height: tall, fill: tone(found), class: "cell" });
    cell.append(element("title", {}, `trust ${trust}, volatility ${volatility}: ${span(found)}`));
    cell.addEventListener("click", () => { state.trust = i; state.volatility = j; draw(); });
    svg.append(cell);
    const sign = ["−", "·", "+"][verdict(found) + 1];
    const mark = { x: x + side / 2, y: y + tall / 2 + 4, "text-anchor": "middle", "pointer-events": "none" };
    if (strength(found) > 0.6) mark.style = "fill:#fff";
    svg.append(element("text", mark, sign));
  }));
  svg.append(element("rect", {
    x: left + state.trust * side, y: height - bottom - (state.volatility + 1) * tall, width: side, height: tall,
    class: "here", "pointer-events": "none",
  }));
  across.forEach((trust, i) => svg.append(element("text", {
    x: left + (i + 0.5) * side, y: height - bottom + 15, "text-anchor": "middle", class: "tick" }, trust)));
  up.forEach((volatility, j) => svg.append(element("text", {
    x: left - 6, y: height - bottom - (j + 0.5) * tall + 4, "text-anchor": "end", class: "tick" }, volatility)));
  svg.append(element("text", { x: (left + width) / 2, y: height - 6, "text-anchor": "middle" }, "trust in a stranger"));
  svg.append(element("text", {
    x: 0, y: 0, "text-anchor": "middle", transform: `translate(11 ${(top + height - bottom) / 2}) rotate(-90)`,
  }, "volatility"));
}

function draw() {
  for (const name of data.axes) {
    const slider = document.getElementById(name);
    const level = shown(name, data.levels[name][state[name]]);
    slider.value = state[name];
    slider.setAttribute("aria-valuetext", level);
    document.getElementById(`${name}-told`).textContent = level;
  }
  document.getElementById("sentence").textContent = sentence();
  drawCurves("value", `Payoff of ${WHO[state.party]}, money a month`, state.party, false);
  drawCurves("relationships", "Relationships alive", 3, true);
  drawCurves("firms", "Founders alive", 4, true);
  drawMap();
}

for (const name of data.axes) {
  document.getElementById(name).addEventListener("input", (event) => {
    state[name] = Number(event.target.value);
    draw();
  });
}
document.getElementById("parties").addEventListener("input", (event) => {
  state.party = Number(event.target.value);
  draw();
});
draw();
