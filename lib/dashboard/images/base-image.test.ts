import { expect, it } from 'vitest';
import { baseImageOf } from './base-image';

const name = { name: 'org.opencontainers.image.base.name', value: 'docker.io/library/debian:12' };
const digest = { name: 'org.opencontainers.image.base.digest', value: `sha256:${'a'.repeat(64)}` };
const other = { name: 'org.opencontainers.image.title', value: 'app' };

it.each([
  [[other, name, digest], { name: name.value, digest: digest.value }],
  [[name], { name: name.value, digest: undefined }],
  [[digest], { name: undefined, digest: digest.value }],
  [[other], undefined],
  [[{ ...name, value: '' }], undefined],
  [[], undefined],
])('reads of %j the base %j', (annotations, base) => expect(baseImageOf(annotations)).toEqual(base));
