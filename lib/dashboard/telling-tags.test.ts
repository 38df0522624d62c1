import { expect, it } from 'vitest';
import { tellingTags } from './telling-tags';

const namesOf = (names: string[], limit: number) =>
  tellingTags(
    names.map((name) => ({ name, digest: 'sha256:0' })),
    limit,
  ).map(({ name }) => name);

it('puts latest first, then the highest version, with numbers compared as numbers', () => {
  expect(namesOf(['1.10', '1.2', '1.9', 'latest'], 3)).toEqual(['latest', '1.10', '1.9']);
});

it('does not change the list that it is given', () => {
  const tags = Object.freeze([
    { name: 'a', digest: 'sha256:0' },
    { name: 'b', digest: 'sha256:0' },
  ]);
  expect(tellingTags(tags, 1)).toEqual([{ name: 'b', digest: 'sha256:0' }]);
});
