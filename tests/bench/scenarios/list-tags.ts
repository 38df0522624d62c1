import { fillTags } from '../fill/fill-tags';
import { randomNumbers } from '../load/random-bytes';
import type { Scenario } from '../measurement';

const repository = 'bench/tagged';

/**
 * Pages of the tags of one repository, each after a tag chosen at random. docker-registry 2.8.2 knows no pages of tags:
 * it answers every request with all of them, which is what its clients get.
 */
export const listTags: Scenario = ({ sizes, seed }) => {
  const tags = Array.from({ length: sizes.tags }, (_, index) => `v${String(index).padStart(7, '0')}`);
  const random = randomNumbers(`list-tags ${seed}`);
  const after = Array.from({ length: 1000 }, () => tags[Math.floor(random() * tags.length)]);
  return {
    diskBytes: sizes.tags * 30 * 1024,
    setUp: (server, load) => fillTags(server, load, seed, repository, tags),
    measurements: [
      {
        name: 'tag-page',
        title: `tag page of ${sizes.pageEntries} among ${sizes.tags} tags`,
        unit: 'ms',
        job: ({ url }) => ({
          kind: 'read-loop',
          url,
          seed,
          method: 'GET',
          paths: after.map((tag) => `/v2/${repository}/tags/list?n=${sizes.pageEntries}&last=${tag}`),
          accept: 'application/json',
          connections: 1,
          seconds: sizes.readSeconds,
        }),
      },
    ],
  };
};
