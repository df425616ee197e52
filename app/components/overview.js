// Draws the figures of the Overview in the page: panels of lines by month, and bars of effects.
//
// Nodes are kept: new data change the attributes of what is there. The numbers, words and ends of axes come from Python; here
// are only their places. Colours are those of the theme, read each time, so that light and dark change without a reload.
const SVG = "http://www.w3.org/2000/svg";
const WORD = 11, LABEL = 10.5, LINE = 13;  // font sizes and the height of a line of words, in pixels
const HEIGHT = { panel: 160, wide: 180 };  // of a plot
const FOOT = 18, RIGHT = 8, NARROW = 430;  // below the axis, beside it, and the width from which names have values
const NO_NUMBERS = ["rest", "together", "all"];  // bars of several changes
const PLACES = 18;  // along a line, tried for its name
const places = new WeakMap();  // the element of a component → what is drawn in it

const kept = (parent, key, make) => {
    const children = parent.kept ??= new Map();
    let node = children.get(key);
    if (!node) {
        node = make();
        children.set(key, node);
        parent.append(node);
    }
    node.isUsed = true;
    return node;
};
const shape = (parent, key, tag) => kept(parent, key, () => document.createElementNS(SVG, tag));
const element = (parent, key, tag, name) => kept(parent, key, () => {
    const node = document.createElement(tag);
    if (name) node.className = name;
    return node;
});
const sweep = parent => {
    for (const [key, node] of parent.kept ?? [])
        if (node.isUsed) node.isUsed = false;
        else {
            node.remove();
            parent.kept.delete(key);
        }
};
const set = (node, attributes) => {
    for (const [name, value] of Object.entries(attributes)) {
        const text = value === null ? null : String(value);
        if (node.getAttribute(name) === text) continue;
        if (text === null) node.removeAttribute(name);
        else node.setAttribute(name, text);
    }
    return node;
};
const write = (node, text) => {
    if (node.textContent !== text) node.textContent = text;
    return node;
};
const round = number => Math.round(number * 10) / 10;
const limit = (number, low, high) => Math.max(low, Math.min(high, number));

// The width of words, measured once each; all digits are as wide as a zero.
const paper = document.createElement("canvas").getContext("2d");
let widths = new Map();
const width = (text, size, weight, family) => {
    const font = `${weight} ${size}px ${family}`, key = font + text;
    if (!widths.has(key)) {
        paper.font = font;
        widths.set(key, paper.measureText(text.replace(/\d/g, "0")).width);
    }
    return widths.get(key);
};

// A path through the months that have a value; each gap begins a new stretch.
const linePath = (values, x, y) => {
    let path = "", isOn = false;
    values.forEach((value, month) => {
        if (value !== null) path += `${isOn ? "L" : "M"}${round(x(month))} ${round(y(value))}`;
        isOn = value !== null;
    });
    return path;
};
const areaPath = (upper, lower, x, y) => {
    let path = "", from = -1;
    for (let month = 0; month <= upper.length; month++) {
        const isDrawn = month < upper.length && upper[month] !== null && lower[month] !== null;
        if (isDrawn && from < 0) from = month;
        if (!isDrawn && from >= 0) {
            const months = Array.from({ length: month - from }, (_, place) => from + place);
            const edge = (values, list) => list.map(at => `${round(x(at))} ${round(y(values[at]))}`).join("L");
            path += `M${edge(upper, months)}L${edge(lower, months.reverse())}Z`;
            from = -1;
        }
    }
    return path;
};

// The baseline is drawn where it visibly differs from the scenario, with the month before and after.
const whereItDiffers = (line, span) => {
    if (!line.before) return null;
    const differs = line.before.map((value, month) => value !== null
        && (line.values[month] === null || Math.abs(value - line.values[month]) > span * 0.003));
    return line.before.map((value, month) => differs[month] || differs[month - 1] || differs[month + 1] ? value : null);
};

const boxesTouch = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

// How much of the width of a box a path runs through, as a share.
const ink = (points, box) => {
    let covered = 0;
    for (let place = 1; place < points.length; place++) {
        const from = points[place - 1], to = points[place];
        if (!from || !to || to[0] < box.left || from[0] > box.right) continue;
        const left = Math.max(box.left, from[0]), right = Math.min(box.right, to[0]);
        const slope = to[0] > from[0] ? (to[1] - from[1]) / (to[0] - from[0]) : 0;
        const atLeft = from[1] + slope * (left - from[0]), atRight = from[1] + slope * (right - from[0]);
        if (Math.min(atLeft, atRight) < box.bottom && Math.max(atLeft, atRight) > box.top) covered += Math.max(right - left, 1);
    }
    return Math.min(1, covered / (box.right - box.left));
};

const atX = (points, x) => {
    for (let place = 1; place < points.length; place++) {
        const from = points[place - 1], to = points[place];
        if (from && to && from[0] <= x && x <= to[0])
            return from[1] + (to[1] - from[1]) * (to[0] > from[0] ? (x - from[0]) / (to[0] - from[0]) : 0);
    }
    return null;
};

// The place of a name with the least ink in it: beside its line, or in or near its area. The place before is kept where it is as good.
const bestPlace = (candidates, size, taken, inked, plot, before) => {
    let best = null;
    for (const { x, y, cost } of candidates) {
        const box = { left: x - size / 2 - 2, right: x + size / 2 + 2, top: y - LINE / 2, bottom: y + LINE / 2 };
        let sum = cost;
        if (box.left < plot.left || box.right > plot.right + RIGHT || box.top < plot.top - 2 || box.bottom > plot.bottom) sum += 100;
        for (const other of taken) if (boxesTouch(box, other)) sum += 60;
        for (const points of inked) {
            const share = ink(points, box);
            if (share) sum += 3 + 10 * share;
        }
        if (before && Math.abs(before.x - x) < size && Math.abs(before.y - y) < 2 * LINE) sum -= 2;
        if (!best || sum < best.sum) best = { x, y, box, sum };
    }
    return best;
};

const besideLine = (points, size, plot) => {
    const candidates = [];
    for (let place = 0; place < PLACES; place++) {
        const x = plot.left + size / 2 + 2 + (plot.right - plot.left - size - 4) * place / (PLACES - 1);
        const y = atX(points, x);
        if (y === null) continue;
        for (const off of [-10, 11, -18, 19, -27, 28])
            candidates.push({ x, y: y + off, cost: (Math.abs(off) - 10) * 0.25 + (off > 0) + 2 * (1 - place / PLACES) });
    }
    return candidates;
};

// Outside of an area only where nothing else could be meant, and close to it.
const nearArea = (upper, lower, size, plot, mayBeOutside) => {
    const candidates = [];
    let thickest = 0, where = 0, highest = 0, deepest = 0;
    upper.forEach((point, month) => {
        const thick = point && lower[month] ? lower[month][1] - point[1] : 0;
        if (thick > thickest) [thickest, where, highest, deepest] = [thick, point[0], point[1], lower[month][1]];
    });
    if (thickest < 3) return [];
    for (let place = 0; place < PLACES; place++) {
        const x = plot.left + size / 2 + 2 + (plot.right - plot.left - size - 4) * place / (PLACES - 1);
        const top = atX(upper, x), foot = atX(lower, x);
        for (let level = 1; level < 8; level++) {
            const y = plot.top + (plot.bottom - plot.top) * level / 8;
            const isInside = top !== null && foot !== null && top < y - LINE / 2 && y + LINE / 2 < foot;
            if (!isInside && !mayBeOutside) continue;
            const middle = isInside ? Math.abs(y - (top + foot) / 2) / 20 : Math.abs(y - (deepest + highest) / 2) / 20;
            candidates.push({ x, y, cost: (isInside ? 0 : 6) + middle + Math.abs(x - where) / 30 });
        }
    }
    return candidates;
};

// A page is opened by Streamlit's own link to it, which is on the page and not shown: a session goes on in it.
const openPage = name => {
    const link = [...document.querySelectorAll(".st-key-ui_overview_code a")].find(({ pathname }) => pathname.endsWith(`/${name}`));
    link?.click();
    return Boolean(link);
};

class Figure {
    constructor(root, spec) {
        this.node = element(root, spec.key, "section", `overview-figure overview-${spec.wide ? "wide" : "panel"}`);
        this.named = new Map();
        this.month = null;
        this.node.dataset.figure = spec.key;
        const title = element(this.node, "title", "h2", "overview-title");
        this.link = element(title, "link", "a");
        const number = element(this.node, "number", "p", "overview-number");
        this.values = element(number, "values", "strong", "overview-values");
        this.note = element(number, "note", "span");
        this.change = element(number, "change", "span", "overview-change");
        this.unit = element(this.node, "unit", "p", "overview-unit");
        this.plot = element(this.node, "plot", "div", "overview-plot");
        this.svg = shape(this.plot, "svg", "svg");
        this.layers = Object.fromEntries(["defs", "grid", "areas", "zero", "baselines", "events", "lines", "names", "cursor"]
            .map(name => [name, set(shape(this.svg, name, name === "defs" ? "defs" : "g"), { class: `overview-${name}` })]));
        this.tip = element(this.plot, "tip", "div", "overview-tip");
        this.tip.hidden = true;
        set(this.tip, { "aria-hidden": "true" });
        this.words = element(this.node, "words", "div", "overview-unseen");
        this.takeaway = element(this.words, "takeaway", "p");
        this.table = element(this.words, "table", "table");
        this.listen();
    }

    listen() {
        const { svg } = this;
        svg.addEventListener("pointermove", moved => this.read(this.monthAt(moved)));
        svg.addEventListener("pointerdown", moved => this.read(this.monthAt(moved)));
        svg.addEventListener("pointerleave", moved => {
            if (moved.pointerType === "mouse" && !svg.matches(":focus-visible")) this.read(null);
        });
        svg.addEventListener("blur", () => this.read(null));
        svg.addEventListener("focus", () => {
            if (svg.matches(":focus-visible") && this.month === null) this.read(this.last);
        });
        svg.addEventListener("keydown", pressed => {
            const now = this.month ?? this.last;
            const month = { ArrowLeft: now - 1, ArrowDown: now - 1, ArrowRight: now + 1, ArrowUp: now + 1, Home: 0,
                            End: this.last, PageDown: now - 12, PageUp: now + 12, Escape: null }[pressed.key];
            if (month === undefined) return;
            pressed.preventDefault();
            this.read(month === null ? null : limit(month, 0, this.last));
        });
    }

    monthAt(moved) {
        const x = moved.clientX - this.svg.getBoundingClientRect().left;
        return limit(Math.round((x - this.box.left) / (this.box.right - this.box.left) * this.axisMonths), 0, this.last);
    }

    update(spec, shared) {
        Object.assign(this, { spec, shared, last: shared.months.length - 1 });
        write(this.link, `${spec.title} →`);
        this.link.onclick = pressed => {
            if (pressed.button || pressed.ctrlKey || pressed.metaKey || pressed.shiftKey || pressed.altKey) return;
            if (openPage(spec.page)) pressed.preventDefault();
        };
        const address = () => set(this.link, { href: spec.page + window.location.search });
        this.link.onpointerdown = this.link.onfocus = address;  // the address changes without a message
        address();
        this.writeValues(spec.number.values.split(" → "));
        write(this.note, spec.number.note);
        const { change, rises, better } = spec.number;
        const isSize = change !== "" && change !== shared.words.unchanged;
        write(this.change, isSize ? `${rises ? "▲" : "▼"} ${change}` : change);
        const side = isSize && better ? ((better > 0) === rises ? " overview-good" : " overview-bad") : "";
        set(this.change, { class: `overview-change${side}` });
        write(this.unit, spec.unitLine);
        write(this.takeaway, spec.takeaway);
        set(this.svg, {
            role: "slider", tabindex: "0", "aria-label": `${spec.title}: ${shared.words.read}`, "aria-valuemin": 0,
            "aria-valuemax": this.last, "aria-orientation": "horizontal",
        });
        this.draw();
        this.isTableLate = true;
    }

    writeValues(values) {
        values.forEach((value, place) => {
            if (place) write(element(this.values, `arrow ${place}`, "i"), " → ");
            const month = this.shared.months[this.spec.number.months[place]];
            set(write(element(this.values, place, "span"), value), {  // opens the dialog of its number in its month
                "data-number": this.spec.opens[place], role: "button", tabindex: "0",
                "aria-label": `${value} ${this.spec.number.note}, ${month}`,
            });
        });
        sweep(this.values);
    }

    draw() {
        const { spec, shared } = this, { family } = shared;
        const wide = Math.floor(this.plot.clientWidth);
        if (!wide) return;
        const high = spec.wide ? HEIGHT.wide : HEIGHT.panel;
        const rows = !spec.wide ? Math.min(spec.events.length, 1) : wide < NARROW ? spec.events.length : 3;
        const labels = Math.max(...spec.labels.map(([, text]) => width(text, LABEL, 400, family)));
        const ends = spec.wide ? this.endNames(wide, family) : [];
        const gutter = Math.max(RIGHT, ...ends.map(({ size }) => size + 9));
        const box = this.box = {
            left: Math.ceil(labels) + 8, right: wide - Math.ceil(gutter), top: rows * LINE + 6, bottom: high - FOOT,
        };
        this.axisMonths = this.last;
        const x = month => box.left + (box.right - box.left) * month / Math.max(this.last, 1);
        const y = value => box.bottom - (box.bottom - box.top) * (value - spec.low) / (spec.high - spec.low);
        Object.assign(this, { x, y });
        set(this.svg, { width: wide, height: high, viewBox: `0 0 ${wide} ${high}` });
        this.drawGrid(wide, high);
        this.points = new Map();
        const toPoints = values => values.map((value, month) => value === null ? null : [x(month), y(value)]);
        for (const line of spec.lines) this.points.set(line.key, toPoints(line.values));
        this.drawAreas(toPoints);
        this.drawLines();
        this.taken = [];
        this.drawEvents(wide);
        if (spec.wide) this.drawEndNames(ends);
        this.drawNames(toPoints, family);
        for (const layer of Object.values(this.layers)) sweep(layer);
        this.read(this.month);
    }

    drawGrid(wide, high) {
        const { spec, shared, box, x, y, layers } = this, { grid, zero } = layers;
        const signature = spec.labels.map(([, text]) => text).join();
        if (this.signature !== undefined && this.signature !== signature) {
            grid.classList.remove("overview-blink");
            grid.getBBox();  // the animation begins again
            grid.classList.add("overview-blink");
        }
        this.signature = signature;
        for (const [value, text] of spec.labels) {
            const height = round(y(value));
            set(shape(grid, `line ${value}`, "line"), { x1: box.left, x2: box.right, y1: height, y2: height });
            write(set(shape(grid, `label ${value}`, "text"), { x: box.left - 6, y: height + 3.5, "text-anchor": "end" }), text);
        }
        const years = shared.years, room = years.length > 1 ? x(years[1][0]) - x(years[0][0]) : wide;
        const every = Math.max(1, Math.ceil(34 / room));
        years.filter((_, place) => place % every === 0).forEach(([month, text]) => {
            const half = width(text, LABEL, 400, shared.family) / 2 + 1;
            write(set(shape(grid, text, "text"), { x: round(limit(x(month), half, wide - half)), y: high - 4, "text-anchor": "middle" }), text);
        });
        if ((spec.wide || spec.low < 0) && spec.high >= 0)
            set(shape(zero, "zero", "line"), { x1: box.left, x2: box.right, y1: round(y(0)), y2: round(y(0)) });
    }

    edge(edge) {
        const line = this.spec.lines.find(({ key }) => key === edge);
        return line ? line.values : Array.isArray(edge) ? edge : this.shared.months.map(() => edge);
    }

    drawAreas(toPoints) {
        const { spec, layers, x, y } = this;
        for (const area of spec.areas) {
            const upper = this.edge(area.upper), lower = this.edge(area.lower);
            let fill = `var(--overview-${area.hue})`;
            if (area.hatched) {
                const name = `overview-hatch-${spec.key}`;
                const hatch = set(shape(layers.defs, "hatch", "pattern"), {
                    id: name, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)",
                });
                set(shape(hatch, "line", "line"), { y2: 6, style: `stroke:${fill}` });
                fill = `url(#${name})`;
            }
            set(shape(layers.areas, area.key, "path"), {
                d: areaPath(upper, lower, x, y), class: area.hatched ? "overview-hatched" : null, style: `fill:${fill}`,
            });
            this.points.set(area.key, { upper: toPoints(upper), lower: toPoints(lower) });
        }
    }

    drawLines() {
        const { spec, layers, x, y } = this, span = spec.high - spec.low;
        this.baselines = [];
        for (const line of spec.lines) {
            const before = whereItDiffers(line, span);
            const path = before ? linePath(before, x, y) : "";
            set(shape(layers.baselines, line.key, "path"), { d: path, class: "overview-baseline" });
            if (path) this.baselines.push(before.map((value, month) => value === null ? null : [x(month), y(value)]));
            set(shape(layers.lines, line.key, "path"), {
                d: linePath(line.values, x, y), class: line.subject ? "overview-subject" : "overview-context",
                style: `stroke:var(--overview-${line.hue})`,
            });
        }
    }

    // Words at the right of their rule, or at its left where there is no room; each on the first line that is free.
    drawEvents(wide) {
        const { spec, shared, box, layers, x } = this, boxes = [];
        for (const [month, words] of spec.events) {
            const at = round(x(month)), size = width(words, WORD, 400, shared.family);
            const isRight = at + size + 6 <= wide;
            const left = limit(isRight ? at + 4 : at - 4 - size, 0, wide - size);
            let row = 0;
            const free = () => boxes.every(other => other.row !== row || left > other.right + 6 || left + size + 6 < other.left);
            while (!free()) row++;
            const base = row * LINE + LINE - 2;
            boxes.push({ row, left, right: left + size });
            set(shape(layers.events, `rule ${words}`, "line"), { x1: at, x2: at, y1: base - LINE + 3, y2: box.bottom });
            write(set(shape(layers.events, `words ${words}`, "text"), { x: round(left), y: base }), words);
            this.taken.push({ left, right: left + size, top: base - LINE + 2, bottom: base + 3 });
        }
    }

    endNames(wide, family) {
        const { spec, shared } = this, names = [];
        const last = values => values.findLast(value => value !== null);
        const add = (key, name, hue, values) => {
            const value = last(values);
            if (value === undefined) return;
            const words = wide < NARROW ? name : `${name} ${this.number(value, Math.abs(value) >= 10 ? 0 : spec.decimals)}`;
            names.push({ key, words, hue, value, size: width(words, WORD, 600, family) });
        };
        for (const line of spec.lines) {
            add(line.key, line.name, line.hue, line.values);
            const before = line.before && last(line.before), now = last(line.values);
            if (before !== undefined && before !== null && Math.abs(before - now) > (spec.high - spec.low) * 0.003)
                add(`before ${line.key}`, shared.words.baseline, 6, line.before);
        }
        return names;
    }

    drawEndNames(names) {
        const { box, layers, y } = this;
        const places = names.map(name => ({ ...name, at: y(name.value) })).sort((a, b) => a.at - b.at);
        for (let place = 1; place < places.length; place++) places[place].at = Math.max(places[place].at, places[place - 1].at + LINE);
        let most = box.bottom;
        for (const place of places.toReversed()) most = (place.at = Math.min(place.at, most)) - LINE;
        for (const { key, words, hue, at } of places)
            write(set(shape(layers.names, `end ${key}`, "text"), { x: box.right + 5, y: round(at + 3.5), style: `fill:var(--overview-${hue})` }), words);
    }

    drawNames(toPoints, family) {
        const { spec, shared, box, layers, taken, points, baselines } = this;
        const inked = [...spec.lines.map(line => points.get(line.key)), ...baselines];
        for (const [month] of spec.events) inked.push([[this.x(month), box.top], [this.x(month) + 0.1, box.bottom]]);
        const name = (key, words, hue, candidates, most = 100) => {
            const size = width(words, WORD, 600, family);
            const best = bestPlace(candidates(size), size, taken, inked, box, this.named.get(key));
            if (!best || best.sum >= most) return;
            taken.push(best.box);
            this.named.set(key, { x: best.x, y: best.y });
            write(set(shape(layers.names, key, "text"), {
                x: round(best.x), y: round(best.y + 3.8), "text-anchor": "middle", style: `fill:var(--overview-${hue})`,
            }), words);
        };
        if (!spec.wide) for (const line of spec.lines.toReversed())
            name(line.key, line.name, line.hue, size => besideLine(points.get(line.key), size, box), 60);
        for (const area of spec.areas) {
            const { upper, lower } = points.get(area.key);
            const mayBeOutside = typeof area.upper === "number" || typeof area.lower === "number";
            name(area.key, area.name, area.hue, size => nearArea(upper, lower, size, box, mayBeOutside), 20);
        }
        if (baselines.length && shared.namesBaseline === spec.key && !spec.wide)
            name("baseline", shared.words.baseline, 6, size => besideLine(baselines[0], size, box));
    }

    number(value, decimals = this.spec.decimals) {
        if (value === null || value === undefined) return this.shared.words.missing;
        const text = value.toLocaleString(this.shared.locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
        return text.replace("-", "−").replace(/^−([0.,]+)$/, "$1");
    }

    // Each line and area of the month: its name, its value with the unit, and the baseline's where any of the panel differs.
    rows(month) {
        const { spec } = this, series = [...spec.lines, ...spec.areas], hasBaseline = series.some(({ before }) => before);
        return series.map(({ key, name, hue, values, before }) => ({
            key, name, hue, value: `${this.number(values[month])} ${spec.unit}`,
            before: hasBaseline ? this.number((before ?? values)[month]) : "",
        }));
    }

    read(month) {
        const { spec, shared, svg, tip, layers, box } = this;
        this.month = month === null ? null : limit(month, 0, this.last);
        const shown = this.month ?? this.last, rows = this.rows(shown);
        const baseline = row => row.before ? `, ${shared.words.baseline} ${row.before}` : "";
        set(svg, {
            "aria-valuenow": shown,
            "aria-valuetext": `${shared.months[shown]}: ${rows.map(row => `${row.name} ${row.value}${baseline(row)}`).join("; ")}`,
        });
        tip.hidden = this.month === null;
        if (!tip.hidden) {
            const at = round(this.x(shown));
            set(shape(layers.cursor, "rule", "line"), { x1: at, x2: at, y1: box.top, y2: box.bottom });
            for (const line of spec.lines) if (line.values[shown] !== null)
                set(shape(layers.cursor, line.key, "circle"), { cx: at, cy: round(this.y(line.values[shown])), r: 3, style: `fill:var(--overview-${line.hue})` });
            this.writeTip(rows, shared.months[shown], at);
        }
        sweep(layers.cursor);
    }

    writeTip(rows, month, at) {
        const { tip, shared, svg } = this;
        const table = element(tip, "table", "table"), hasBaseline = rows.some(({ before }) => before);
        const add = (key, cells, hue) => {
            const row = element(table, key, "tr");
            cells.forEach((text, place) => {
                const cell = write(element(row, place, place ? "td" : "th"), text);
                if (!place && hue !== undefined) set(cell, { style: `--overview-mark:var(--overview-${hue})`, class: "overview-marked" });
            });
            sweep(row);
        };
        add("head", [month, "", ...(hasBaseline ? [shared.words.baseline] : [])]);
        for (const { key, name, value, before, hue } of rows) add(key, [name, value, ...(hasBaseline ? [before] : [])], hue);
        sweep(table);
        const wide = Number(svg.getAttribute("width")), size = tip.offsetWidth;
        const isRight = at + 12 + size <= wide || at < wide / 2;
        tip.style.left = `${limit(isRight ? at + 12 : at - 12 - size, Math.min(0, wide - size), Math.max(0, wide - size))}px`;
    }

    // All numbers by month, for readers of the screen: written when the browser has nothing else to do.
    writeTable() {
        if (!this.isTableLate) return;
        this.isTableLate = false;
        const { spec, shared, table } = this, series = [...spec.lines, ...spec.areas];
        write(element(table, "caption", "caption"), `${spec.title}, ${spec.unitLine}`);
        const columns = series.flatMap(line => [
            [line.name, line.values], ...(line.before ? [[`${line.name}, ${shared.words.baseline}`, line.before]] : []),
        ]);
        const add = (key, cells, tag) => {
            const row = element(table, key, "tr");
            cells.forEach((text, place) => {
                const cell = write(element(row, `${tag} ${place}`, place ? tag : "th"), text);
                set(cell, { scope: tag === "th" ? "col" : place ? null : "row" });
            });
            sweep(row);
        };
        add("head", [shared.words.month, ...columns.map(([name]) => `${name}, ${spec.unit}`)], "th");
        shared.months.forEach((month, place) => add(month, [month, ...columns.map(([, values]) => this.number(values[place]))], "td"));
        sweep(table);
    }
}

// Bars from one number to another, one row each, with words at both ends; as long as the words allow.
const drawBars = (root, bars, family) => {
    const table = element(root, "bars", "table", "overview-bars");
    set(table, { "aria-label": bars.title });
    const cells = bars.rows.map(row => {
        const line = element(table, row.key, "tr");
        set(line, { class: `overview-${row.look}` });
        const name = element(line, "name", "th"), isNumber = !NO_NUMBERS.includes(row.key);
        const words = element(name, isNumber, isNumber ? "button" : "em");
        if (isNumber) set(words, { "data-number": row.key, type: "button" });
        write(words, row.name);
        sweep(name);
        return set(element(line, "bar", "td"), {});
    });
    const foot = bars.labels.length ? element(element(table, "foot", "tr"), "axis", "td") : null;
    if (foot) set(foot, { colspan: 2, "aria-hidden": "true" });
    sweep(table);
    const order = [...cells.map(cell => cell.parentNode), ...(foot ? [foot.parentNode] : [])];
    if (order.some((line, place) => table.children[place] !== line)) table.append(...order);
    const room = Math.floor(cells[0]?.clientWidth ?? 0);
    if (!room) return;
    const size = text => text ? width(text, WORD, 400, family) + 7 : 2;
    const sides = bars.rows.map(row => ({
        low: Math.min(row.begin, row.end), high: Math.max(row.begin, row.end), before: size(row.before), after: size(row.after),
    }));
    const spare = scale => room - Math.max(...sides.map(({ low, before }) => before - scale * low), -scale * bars.base)
        - Math.max(...sides.map(({ high, after }) => after + scale * high), scale * bars.base);
    let [least, most] = [0, 1e9];
    for (let round = 0; round < 80; round++) {
        const middle = least && most / least < 10 ? (least + most) / 2 : Math.sqrt(Math.max(least, 1e-9) * most);
        if (spare(middle) >= 0) least = middle;
        else most = middle;
    }
    const scale = least, zero = Math.max(...sides.map(({ low, before }) => before - scale * low), -scale * bars.base);
    const x = value => round(zero + scale * value);
    bars.rows.forEach((row, place) => {
        const cell = cells[place], { low, high } = sides[place];
        const bar = element(cell, "bar", "i");
        set(bar, { style: `left:${x(low)}px;width:${Math.max(round(scale * (high - low)), 1)}px` });
        set(element(cell, "base", "b"), { style: `left:${x(bars.base)}px` });
        write(set(element(cell, "before", "span"), { style: `right:${round(room - x(low) + 5)}px` }), row.before);
        write(set(element(cell, "after", "span"), { style: `left:${round(x(high) + 5)}px` }), row.after);
    });
    if (foot) {
        const offset = cells[0].offsetLeft;
        let free = -1e9;
        for (const [value, text] of bars.labels) {
            const half = width(text, LABEL, 400, family) / 2, at = x(value);
            if (at - half < free || at + half > room + 1 || at + half < half) continue;
            free = at + half + 8;
            write(set(element(foot, text, "span"), { style: `left:${round(offset + at - half)}px` }), text);
        }
        sweep(foot);
    }
};

class Place {
    constructor(parent) {
        this.root = document.createElement("div");
        this.figures = new Map();
        parent.append(this.root);
        this.observer = new ResizeObserver(() => {
            if (this.data && this.size() !== this.drawnAt) this.redraw();
        });
        this.observer.observe(parent.closest('[data-testid="stVerticalBlock"]') ?? parent);
        this.refont = () => {
            widths = new Map();
            this.redraw();
        };
        document.fonts.addEventListener("loadingdone", this.refont);
    }

    size() {
        return [...this.root.querySelectorAll(".overview-plot, .overview-bars")].map(node => node.clientWidth).join();
    }

    update(data) {
        this.data = data;
        this.root.className = data.bars ? "overview-effects" : "overview-panels";
        const style = getComputedStyle(this.root);
        style.getPropertyValue("--st-chart-categorical-colors").split(/,(?![^(]*\))/).forEach((colour, place) =>
            this.root.style.setProperty(`--overview-${place}`, colour.trim()));
        data.family = style.fontFamily;
        if (data.bars) {
            this.redraw();
            return;
        }
        const differs = figure => figure.lines.some(line => whereItDiffers(line, figure.high - figure.low)?.some(value => value !== null));
        const wide = data.figures.find(figure => figure.wide && differs(figure));
        data.namesBaseline = (wide ?? data.figures.find(differs))?.key;
        for (const spec of data.figures) {
            if (!this.figures.has(spec.key)) this.figures.set(spec.key, new Figure(this.root, spec));
            this.figures.get(spec.key).update(spec, data);
        }
        this.drawnAt = this.size();
        (window.requestIdleCallback ?? setTimeout)(() => {
            for (const figure of this.figures.values()) figure.writeTable();
        });
    }

    redraw() {
        if (this.data.bars) {
            drawBars(this.root, this.data.bars, this.data.family);
            sweep(this.root);
        } else for (const figure of this.figures.values()) figure.draw();
        this.drawnAt = this.size();
    }

    end() {
        this.observer.disconnect();
        document.fonts.removeEventListener("loadingdone", this.refont);
        this.root.remove();
    }
}

const draw = ({ data, parentElement }) => {
    if (!places.has(parentElement)) places.set(parentElement, new Place(parentElement));
    const place = places.get(parentElement);
    place.update(data);
    return () => {
        place.end();
        places.delete(parentElement);
    };
};

export default function () {
    const figures = globalThis.overviewFigures ??= { waiting: [] };
    figures.draw = draw;
    for (const arrived of figures.waiting.splice(0)) arrived();
}
