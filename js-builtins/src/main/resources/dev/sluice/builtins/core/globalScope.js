// The global object, and what is known of it as an event target without evaluating any of dom/: most programs never listen on it.

/**
 * `global` is the global object, whatever a script makes of the name `globalThis`. `eventTarget` holds its event listener slots
 * once `html/globalEventTarget` has been evaluated, and is null before: then nothing can be listening, and no event need be made.
 * `process` holds what `process/process` does about errors that nobody caught, and is null before that has been evaluated.
 */
module.exports = { __proto__: null, global: globalThis, eventTarget: null, process: null };
