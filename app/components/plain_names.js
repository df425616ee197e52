// Gives screen readers names without the marks of Markdown: Streamlit names the help button of a figure by the source of its label.
const MARKED = '[aria-label*="\\\\"], [aria-label*="]("], [aria-label*="**"], [aria-label*=":material/"]';

const plain = text => text
    .replace(/(?<!\\)\[((?:\\.|[^\]\\])*)\]\([^)]*\)/g, "$1")
    .replace(/:material\/\w+:/g, "")
    .replace(/(?<!\\)\*\*/g, "")
    .replace(/\\([^\w\s])/g, "$1")
    .replace(/\u2060/g, "");

const nameAll = () => {
    for (const node of document.querySelectorAll(MARKED)) {
        const name = node.getAttribute("aria-label"), read = plain(name);
        if (read !== name) node.setAttribute("aria-label", read);
    }
};

export default function () {
    nameAll();
    const watch = new MutationObserver(nameAll);
    watch.observe(document.body, { subtree: true, childList: true, attributeFilter: ["aria-label"] });
    return () => watch.disconnect();
}
