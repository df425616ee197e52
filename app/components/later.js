// Requests slow content once the page has stopped changing, so that a lever need not wait for it.
const REST = 250;  // milliseconds without another question
const timers = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
    const stop = () => clearTimeout(timers.get(parentElement));
    stop();
    timers.set(parentElement, setTimeout(() => setStateValue("what", data.what), REST));
    return stop;
}
