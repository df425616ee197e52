// Asks for what takes long once the page is at rest, so that a lever need not wait for it.
const REST = 250;  // milliseconds without another question
const timers = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
    const stop = () => clearTimeout(timers.get(parentElement));
    stop();
    timers.set(parentElement, setTimeout(() => setStateValue("what", data.what), REST));
    return stop;
}
