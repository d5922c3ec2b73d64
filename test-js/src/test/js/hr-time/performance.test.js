test('now never goes back and counts from timeOrigin', () => {
  const a = performance.now();
  const b = performance.now();
  assert.ok(b >= a && a > 0);
  assert.ok(Math.abs(performance.timeOrigin + b - Date.now()) < 60_000);
  assert.deepEqual(performance.toJSON(), { timeOrigin: performance.timeOrigin });
  assert.throws(() => performance.now.call({}), TypeError);
});
