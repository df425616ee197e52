// A place in the page where overview.js draws. It is sent with each answer, and overview.js only once.
export default async function (component) {
    const figures = globalThis.overviewFigures ??= { waiting: [] };
    if (!figures.draw) await new Promise(arrived => figures.waiting.push(arrived));
    return figures.draw(component);
}
