// Explains the words of the field where texts have them: they are underlined, and hover or tap opens the meaning. Streamlit changes
// texts in place, so the words are marked by ranges and the texts stay as they are.
const TEXTS = '[data-testid="stMain"] [data-testid="stMarkdownContainer"] :is(p, li)';
const NO_TEXT = 'a, button, code, label, summary, [data-testid="stMetric"]';
const NAME = "term", PAUSE = 300, GAP = 8;

const escaped = text => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
const spelling = text => text.toLowerCase().replace(/\s+/g, " ");

// One pattern for all forms, the longest first. Capitals alone are an abbreviation, which small letters are not.
const patternOf = forms => new RegExp(
    `(?<![\\p{L}\\d-])(?:${[...forms].sort((a, b) => b.length - a.length).map(escaped).join("|")})s?(?![\\p{L}\\d-])`, "giu");

const meaningIn = (meanings, text) => {
    const term = meanings.get(spelling(text)) ?? meanings.get(spelling(text).replace(/s$/, ""));
    return term && (term.form !== term.form.toUpperCase() || text.startsWith(term.form)) ? term : null;
};

const wordsOf = (block, pattern, meanings) => {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT), words = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node.parentElement.closest(NO_TEXT)) continue;
        for (const match of node.data.matchAll(pattern)) {
            const term = meaningIn(meanings, match[0]);
            if (!term) continue;
            const range = document.createRange();
            range.setStart(node, match.index);
            range.setEnd(node, match.index + match[0].length);
            words.push({ range, term });
        }
    }
    return words;
};

let words = [];

// The first place of each term in sight is underlined, so that a page is not full of lines.
const markAll = (pattern, meanings) => {
    words = [...document.querySelectorAll(TEXTS)].flatMap(block => wordsOf(block, pattern, meanings));
    const first = new Map();
    for (const { range, term } of words) {
        if (!first.has(term.meaning) && range.getClientRects().length) first.set(term.meaning, range);
    }
    CSS.highlights.set(NAME, new Highlight(...first.values()));
};

const wordAt = event => words.find(({ range }) => [...range.getClientRects()].some(box =>
    box.left <= event.clientX && event.clientX <= box.right && box.top <= event.clientY && event.clientY <= box.bottom));

export default function ({ data }) {
    if (!CSS.highlights) return;
    const meanings = new Map(Object.entries(data.meanings).map(([form, meaning]) => [spelling(form), { form, meaning }]));
    const pattern = patternOf(Object.keys(data.meanings));
    const tip = document.createElement("div");
    tip.className = "term-meaning";
    tip.setAttribute("role", "tooltip");
    tip.hidden = true;
    document.body.append(tip);

    const hide = () => { tip.hidden = true; };
    const show = ({ range, term }) => {
        const box = range.getClientRects()[0];
        tip.textContent = term.meaning;
        tip.hidden = false;
        const space = document.documentElement.clientWidth - tip.offsetWidth - GAP;
        const below = box.bottom + GAP / 2, above = box.top - tip.offsetHeight - GAP / 2;
        tip.style.left = `${Math.max(GAP, Math.min(box.left, space))}px`;
        tip.style.top = `${below + tip.offsetHeight > window.innerHeight ? above : below}px`;
    };
    const point = event => {
        const word = event.target.closest?.(TEXTS) && wordAt(event);
        if (word) show(word); else hide();
    };
    const escape = event => { if (event.key === "Escape") hide(); };

    let timer = null;
    const later = () => { clearTimeout(timer); timer = setTimeout(() => markAll(pattern, meanings), PAUSE); };
    const watch = new MutationObserver(changes => {
        if (changes.some(change => !tip.contains(change.target))) later();
    });
    watch.observe(document.body, { subtree: true, childList: true, characterData: true });
    later();
    document.addEventListener("pointermove", point);
    document.addEventListener("click", point);
    document.addEventListener("scroll", hide, true);
    document.addEventListener("keydown", escape);
    return () => {
        clearTimeout(timer);
        watch.disconnect();
        document.removeEventListener("pointermove", point);
        document.removeEventListener("click", point);
        document.removeEventListener("scroll", hide, true);
        document.removeEventListener("keydown", escape);
        CSS.highlights.delete(NAME);
        tip.remove();
    };
}
