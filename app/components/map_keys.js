// The keyboard of the price-cut map. An element of its own lies over the map and takes the focus, so that it keeps it when the map is
// drawn again. Cells are read from the figure: each has its month and depth and its words. Enter clicks the cell as a mouse does.
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

const element = (name, traits = {}) => Object.assign(document.createElement(name), traits);

const cellsOf = figure => {
    const cells = new Map();
    for (const path of figure?.querySelectorAll(".role-mark.mark-rect path") ?? []) {
        const datum = path.__data__?.datum;
        if (datum?.kind === "cell") cells.set(datum.cell, { path, words: datum.tip });  // the last is the one that is clicked
    }
    return cells;
};

const place = cell => cell.split("|").map(Number);

const nearest = (cells, [month, depth]) => {
    const distance = name => {
        const [otherMonth, otherDepth] = place(name);
        return Math.abs(otherMonth - month) + 100 * Math.abs(otherDepth - depth);
    };
    return [...cells.keys()].reduce((best, name) => (best && distance(best) <= distance(name) ? best : name), "");
};

const bestOf = (figure, cells) => {
    const ring = [...figure.querySelectorAll(".role-mark.mark-symbol path")].map(path => path.__data__?.datum)
        .find(datum => datum?.kind === "ring");
    if (!ring) return [...cells.keys()][0];
    const centre = [...cells].find(([, { path }]) => {
        const { begin, end, low, high } = path.__data__.datum;
        return begin <= ring.begin && ring.begin < end && low < ring.depth && ring.depth < high;
    });
    return centre?.[0] ?? [...cells.keys()][0];
};

const start = (parent, words) => {
    const box = parent.closest(".st-key-ui_timing_map");
    const frame = element("div", { className: "map-keys", tabIndex: 0 });
    frame.setAttribute("role", "application");
    frame.setAttribute("aria-label", words.label);
    const outline = element("div", { className: "map-keys-cell", hidden: true });
    const spoken = element("div", { className: "map-keys-words" });
    spoken.setAttribute("aria-live", "polite");
    frame.append(outline, spoken);
    parent.append(frame);
    let chosen = "";
    const figure = () => box.querySelector('[data-testid="stVegaLiteChart"]');
    const lay = () => {
        const svg = figure()?.querySelector("svg");
        if (!svg) return;  // the map is being drawn again: what is hidden would lose the focus
        const origin = (frame.offsetParent ?? box).getBoundingClientRect();
        const inside = svg.getBoundingClientRect();
        Object.assign(frame.style, { left: `${inside.left - origin.left}px`, top: `${inside.top - origin.top}px`,
            width: `${inside.width}px`, height: `${inside.height}px` });
        const cell = cellsOf(figure()).get(chosen);
        outline.hidden = !cell;
        if (!cell) return;
        const around = cell.path.getBoundingClientRect();
        Object.assign(outline.style, { left: `${around.left - inside.left - 2}px`, top: `${around.top - inside.top - 2}px`,
            width: `${around.width + 4}px`, height: `${around.height + 4}px` });
    };
    const say = text => { if (spoken.textContent !== text) spoken.textContent = text; };
    const choose = name => {
        chosen = name;
        frame.dataset.cell = name;
        lay();
        say(cellsOf(figure()).get(name)?.words ?? "");
    };
    const undo = () => document.querySelector(".st-key-ui_timing_undo button");
    frame.addEventListener("focus", () => {
        const cells = cellsOf(figure());
        if (cells.size) choose(cells.has(chosen) ? chosen : bestOf(figure(), cells));
    });
    frame.addEventListener("keydown", event => {
        const cells = cellsOf(figure());
        const step = STEPS[event.key];
        if (step && cells.size) {
            const [month, depth] = place(chosen || bestOf(figure(), cells));
            const [right, up] = step;
            choose(nearest(cells, [month + right, depth + up]));
        } else if (event.key === "Enter" && cells.has(chosen)) {
            cells.get(chosen).path.dispatchEvent(new MouseEvent("click", { bubbles: true, view: window }));
            say(`${cells.get(chosen).words}. ${words.chosen}`);
        } else if (event.key === "Escape") {
            undo()?.click();
            say(undo() ? words.back : "");
            if (!undo()) chosen = frame.dataset.cell = "", lay();
        } else return;
        event.preventDefault();
        event.stopPropagation();
    });
    const watch = new MutationObserver(lay);
    watch.observe(box, { childList: true, subtree: true });
    const sizes = new ResizeObserver(lay);
    sizes.observe(box);
    lay();
    return () => { watch.disconnect(); sizes.disconnect(); frame.remove(); };
};

const begun = new WeakMap();

export default function ({ data, parentElement }) {
    if (!begun.has(parentElement)) begun.set(parentElement, start(parentElement, data));
    return () => {
        begun.get(parentElement)?.();
        begun.delete(parentElement);
    };
}
