import { fillRepositories } from '../fill/fill-repositories';
import { randomNumbers } from '../load/random-bytes';
import type { Scenario } from '../measurement';

/** Pages of the catalog, each after a repository chosen at random: a page's cost must not depend on where it is. */
export const listCatalog: Scenario = ({ sizes, seed }) => {
  const names = Array.from({ length: sizes.repositories }, (_, index) => {
    const number = String(index).padStart(6, '0');
    return `team-${number.slice(0, -2)}/app-${number.slice(-2)}`;
  });
  const random = randomNumbers(`list-catalog ${seed}`);
  const after = Array.from({ length: 1000 }, () => names[Math.floor(random() * names.length)]);
  return {
    diskBytes: sizes.repositories * 100 * 1024,
    setUp: (server, load) => fillRepositories(server, load, seed, names),
    measurements: [
      {
        name: 'catalog-page',
        title: `catalog page of ${sizes.pageEntries} among ${sizes.repositories} repositories`,
        unit: 'ms',
        target: { ratio: 50 },
        job: ({ url }) => ({
          kind: 'read-loop',
          url,
          seed,
          method: 'GET',
          paths: after.map((name) => `/v2/_catalog?n=${sizes.pageEntries}&last=${name}`),
          accept: 'application/json',
          connections: 1,
          seconds: sizes.readSeconds,
        }),
      },
    ],
  };
};
