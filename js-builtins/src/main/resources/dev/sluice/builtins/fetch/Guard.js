/** The values of a Headers object's guard (Fetch §5.1). */
const Guard = { __proto__: null, None: 0, Request: 1, Response: 2, Immutable: 3 };

module.exports = { Guard };
