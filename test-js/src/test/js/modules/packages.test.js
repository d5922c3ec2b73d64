import { loads } from './fixtures/nested/loads.js';
import { count } from './fixtures/counter.js';

const byDefault = async (specifier) => (await loads(specifier)).default;

test('packages are found in node_modules above the importer', async () => {
  assert.equal(await byDefault('plain'), 'plain');
  assert.equal(await byDefault('plain/index.js'), 'plain');
});

test('"exports" chooses by condition, and a package finds itself', async () => {
  assert.equal(await byDefault('rich'), 'rich with other');
});

test('subpath patterns match, and null closes a path', async () => {
  assert.equal(await byDefault('rich/features/other'), 'other');
  const message = /'\.\/features\/private'.*loads\.js/;
  await assert.rejects(loads('rich/features/private'), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED', message });
  await assert.rejects(loads('rich/lib/other.js'), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' });
});

test('"module" is preferred to "main", and scoped packages are found', async () => {
  assert.equal(await byDefault('@scope/tool'), 'tool with plain');
});

test('"imports" of the own package.json', async () => {
  assert.equal((await loads('#counter')).count, count);
  assert.equal(await byDefault('#rich'), 'rich with other');
  await assert.rejects(loads('#absent'), { name: 'TypeError', code: 'ERR_PACKAGE_IMPORT_NOT_DEFINED' });
});

test('a package may import itself by its name', async () => {
  assert.equal(await byDefault('fixtures/counter'), 'counter');
});
