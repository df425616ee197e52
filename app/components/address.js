// Carries the scenario in the address, without a new entry in the browser's history.
//
// Streamlit makes an entry in the history each time it writes a parameter, and the back button would stop at each: here an
// address with the same path replaces the one before. An address that a control has just written is newer than an answer under way, so
// parameters changed by hand are left alone until everything asked has been answered.
if (!window.addressByHand) {
    const byHand = window.addressByHand = new Map();
    const push = window.history.pushState.bind(window.history);
    const replace = window.history.replaceState.bind(window.history);
    window.addressWrite = url => replace(window.history.state, "", url);
    const noteChanges = url => {
        const before = new URL(window.location.href).searchParams;
        for (const key of new Set([...before.keys(), ...url.searchParams.keys()]))
            if (before.get(key) !== url.searchParams.get(key)) byHand.set(key, performance.now());
    };
    for (const how of ["pushState", "replaceState"])
        window.history[how] = (state, unused, where) => {
            const url = new URL(where ?? "", window.location.href);
            noteChanges(url);
            (url.pathname === window.location.pathname ? replace : push)(state, unused, where);
        };
}

const answered = () => {
    const last = Math.max(-Infinity, ...window.addressByHand.values());
    return document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === "notRunning"
        && performance.now() - last > 1000;
};

export default function ({ data }) {
    const keep = new Set(data.keep);
    const carry = () => {
        if (answered()) window.addressByHand.clear();
        const url = new URL(window.location.href);
        for (const key of [...url.searchParams.keys()])
            if (!keep.has(key) && !(key in data.want)) url.searchParams.delete(key);
        for (const [key, text] of Object.entries(data.want)) url.searchParams.set(key, text);
        for (const [key, text] of Object.entries(data.levers))
            if (window.addressByHand.has(key)) continue;
            else if (text === null) url.searchParams.delete(key);
            else url.searchParams.set(key, text);
        if (url.search !== window.location.search) window.addressWrite(url);
        if (!window.addressByHand.size && answered()) clearInterval(window.addressLate);
    };
    clearInterval(window.addressLate);
    window.addressLate = setInterval(carry, 300);  // Streamlit may write the address of a page just opened after this
    carry();
}
