// Says which number is open: a click on what names a number opens it, in the dialog the number is added to the way that led there,
// and once the dialog is gone no number is open. The last message holds, also where the server has not answered yet.
//
// An element that names a number has its key in data-number, or is a link to it, or is a figure with such a link. An element with
// data-trail goes back to a number before. A part of the dialog has the way to its number in data-way, because the address may
// still have the way to the number before. A click that asks for another tab opens the address of the number there.
// Ctrl+Z in a field undoes typing, and never the last change of the scenario. A list in which nothing is being searched is no field.
// When the dialog is gone, the focus is on what opened it.
const NAME = "open-number", DIALOG = ".stDialog";
const TYPED = 'input:not([type]), input[type="text"], input[type="number"], input[type="search"], textarea, [contenteditable="true"]';

const isSearched = list => list.getAttribute("aria-expanded") === "true" && list.value !== "";
const isTypedIn = node => node?.matches?.(TYPED) && (node.getAttribute("role") !== "combobox" || isSearched(node));

const isLink = node => node.localName === "a" && node.getAttribute("href")?.startsWith(`?${NAME}=`);
const keyOf = node => node.dataset?.number ?? (isLink(node) ? new URL(node.href).searchParams.get(NAME) : null);

const wayOf = path => path.find(node => node.dataset?.way)?.dataset.way;

const wanted = path => {
    for (const node of path) {
        if (!(node instanceof Element)) continue;
        if (node.dataset?.trail) return node.dataset.trail;
        const value = node.matches('[data-testid="stMetricValue"]') ? node.closest('[data-testid="stMetric"]') : null;
        const link = value?.querySelector(`a[href^="?${NAME}="]`);
        const key = keyOf(node) ?? (link && keyOf(link));
        if (!key) continue;
        const trail = wayOf(path)?.split(",");
        if (!trail) return key;
        return [...(trail.includes(key) ? trail.slice(0, trail.indexOf(key)) : trail), key].join(",");
    }
    return null;
};

const write = trail => {
    const url = new URL(window.location.href);
    if (trail) url.searchParams.set(NAME, trail);
    else url.searchParams.delete(NAME);
    const replace = window.addressWrite ?? (to => window.history.replaceState(window.history.state, "", to));
    if (url.search !== window.location.search) replace(url);
};

if (!window.undoOfTyping) {
    window.undoOfTyping = true;
    window.addEventListener("keydown", event => {
        if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && isTypedIn(event.target.closest?.(TYPED)))
            event.stopImmediatePropagation();
    }, true);
}

// Elements that name a number on the page and can have the focus: the link or the button itself, or the link of a figure that was clicked.
const openerOf = path => {
    for (const node of path) {
        if (!(node instanceof Element)) continue;
        if (keyOf(node)) return node;
        if (node.matches('[data-testid="stMetric"]')) return node.querySelector(`a[href^="?${NAME}="]`);
    }
    return null;
};

// The opener, or what has come instead of it since and names the same number.
const nowOnPage = opener => {
    if (!opener || opener.isConnected) return opener;
    const key = CSS.escape(keyOf(opener));
    return document.querySelector(`[data-number="${key}"], a[href="?${NAME}=${key}"]`);
};

const last = new WeakMap();  // the element of the component → the number that was open last, as far as the browser knows

export default function ({ data, parentElement, setStateValue }) {
    const say = trail => {
        // The dialog of what was said before may still be on its way. The time is sent so that the same number can be opened again.
        const late = !trail && last.get(parentElement) !== window.numberShown;
        last.set(parentElement, trail);
        setStateValue("number", { trail, late, time: performance.now() });
    };
    if (data.open) last.set(parentElement, data.open);
    else if (!document.querySelector(DIALOG)) write("");
    const clicked = event => {
        if (event.button > 1) return;
        const trail = wanted(event.composedPath());
        if (!trail) return;
        event.preventDefault();
        if (!document.querySelector(DIALOG)) window.numberOpener = openerOf(event.composedPath());
        if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) {
            const url = new URL(window.location.href);
            url.searchParams.set(NAME, trail);
            window.open(url, "_blank");
        } else say(trail);
    };
    const pressed = event => {
        const dialog = document.querySelector(DIALOG);
        // The dialog itself sees the key only while the focus is in it, and what had the focus may have been replaced.
        if (event.key === "Escape" && dialog && !dialog.contains(document.activeElement))
            dialog.querySelector('[aria-label="Close"]')?.click();
        const number = event.target.closest?.('[role="button"][data-number]');
        if (number && ["Enter", " "].includes(event.key)) {
            event.preventDefault();
            number.click();
        }
    };
    const closed = new MutationObserver(changes => {
        const isDialog = node => node instanceof Element && (node.matches(DIALOG) || node.querySelector(DIALOG));
        if (!changes.some(change => [...change.removedNodes].some(isDialog)) || document.querySelector(DIALOG)) return;
        write("");
        if (last.get(parentElement)) say("");
        if (document.activeElement === document.body) nowOnPage(window.numberOpener)?.focus();
    });
    closed.observe(document.body, { childList: true });
    document.addEventListener("click", clicked);
    document.addEventListener("auxclick", clicked);
    document.addEventListener("keydown", pressed);
    return () => {
        closed.disconnect();
        document.removeEventListener("click", clicked);
        document.removeEventListener("auxclick", clicked);
        document.removeEventListener("keydown", pressed);
    };
}
