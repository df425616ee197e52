// The graph of a number's causes, in columns, and the way to the number in the address.
const write = trail => {
    const url = new URL(window.location.href);
    url.searchParams.set("open-number", trail);
    const replace = window.addressWrite ?? (to => window.history.replaceState(window.history.state, "", to));
    if (url.search !== window.location.search) replace(url);
};

const element = (name, traits = {}, text = "") => Object.assign(document.createElement(name), traits, { textContent: text });

const draw = (place, graph) => {
    const columns = [];
    const boxes = graph.nodes.map(node => {
        const box = element(node.key ? "button" : "span", { className: node.assumption ? "box given" : "box" }, node.label);
        if (node.key) Object.assign(box.dataset, { number: node.key }), box.type = "button";
        if (node.value) box.append(element("small", {}, node.value));
        (columns[node.level] ??= element("div", { className: "column" })).append(box);
        return box;
    });
    const lines = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    lines.setAttribute("aria-hidden", "true");
    const drawn = element("div", { className: "columns" });
    drawn.append(lines, ...columns);
    place.replaceChildren(drawn);
    const join = () => {
        const origin = drawn.getBoundingClientRect();
        lines.replaceChildren(...graph.links.map(([cause, effect]) => {
            const [from, to] = [boxes[cause], boxes[effect]].map(box => box.getBoundingClientRect());
            const [x1, x2] = [from.left - origin.left, to.right - origin.left];
            const [y1, y2] = [from, to].map(box => box.top + box.height / 2 - origin.top);
            const middle = (x1 + x2) / 2;
            const path = document.createElementNS(lines.namespaceURI, "path");
            path.setAttribute("d", `M${x1},${y1}C${middle},${y1} ${middle},${y2} ${x2},${y2}`);
            return path;
        }));
    };
    const watch = new ResizeObserver(join);
    watch.observe(drawn);
    return watch;
};

const shown = new WeakMap();

export default function ({ data, parentElement }) {
    const before = shown.get(parentElement);
    if (!(parentElement.host ?? parentElement).isConnected) return;  // the dialog was closed meanwhile
    write(data.trail);
    window.numberShown = data.trail;
    if (before?.trail !== data.trail) {
        before?.watch?.disconnect();
        const place = parentElement.querySelector(".graph");
        place.dataset.way = data.trail;
        const watch = data.graph.nodes.length > 1 ? draw(place, data.graph) : place.replaceChildren();
        shown.set(parentElement, { trail: data.trail, watch });
        const dialog = document.querySelector('[role="dialog"]');
        if (before || !dialog?.contains(document.activeElement)) dialog?.querySelector("h3")?.focus();
    }
    return () => {
        shown.get(parentElement)?.watch?.disconnect();
        shown.delete(parentElement);
    };
}
