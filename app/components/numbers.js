// A click on what names a number asks for its dialog; in the dialog the number is added to the way that led there.
//
// Such a thing has the number's key in data-number, or is a link to it. One that has data-trail goes back to a number before.
// The address has the number until the dialog is closed.
// Ctrl+Z in a field undoes typing, and never the last change of the scenario.
const NAME = "open-number";
const TYPED = 'input:not([type]), input[type="text"], input[type="number"], input[type="search"], textarea, [contenteditable="true"]';

const wanted = event => {
    const open = new URL(window.location.href).searchParams.get(NAME);
    for (const node of event.composedPath()) {
        if (!(node instanceof Element)) continue;
        if (node.dataset?.trail) return node.dataset.trail;
        const isLink = node.localName === "a" && node.getAttribute("href")?.startsWith(`?${NAME}=`);
        const key = node.dataset?.number ?? (isLink ? new URL(node.href).searchParams.get(NAME) : null);
        if (!key) continue;
        const before = node.getRootNode().host ?? node;
        if (!open || !before.closest('[role="dialog"]')) return key;
        const trail = open.split(",");
        return [...(trail.includes(key) ? trail.slice(0, trail.indexOf(key)) : trail), key].join(",");
    }
    return null;
};

if (!window.undoOfTyping) {
    window.undoOfTyping = true;
    window.addEventListener("keydown", event => {
        if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && event.target.closest?.(TYPED))
            event.stopImmediatePropagation();
    }, true);
}

export default function ({ setTriggerValue }) {
    const clicked = event => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        const trail = wanted(event);
        if (!trail) return;
        event.preventDefault();
        setTriggerValue("opened", trail);
    };
    const closed = new MutationObserver(changes => {
        const isDialog = node => node instanceof Element && node.matches(".stDialog");
        if (!changes.some(change => [...change.removedNodes].some(isDialog)) || document.querySelector(".stDialog")) return;
        const url = new URL(window.location.href);
        url.searchParams.delete(NAME);
        const replace = window.addressWrite ?? (to => window.history.replaceState(window.history.state, "", to));
        if (url.search !== window.location.search) replace(url);
    });
    closed.observe(document.body, { childList: true });
    document.addEventListener("click", clicked);
    return () => {
        closed.disconnect();
        document.removeEventListener("click", clicked);
    };
}
