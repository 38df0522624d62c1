import type { Shown } from './fill';

/** `platform/api` as it stands in the path of a page. */
export const segment = (repository: string) => repository.replaceAll('/', '~');

/** The tags of the repository that is shown. */
export const tags = ({ repository }: Shown) => `/r/${segment(repository)}/tags`;

/** The image that is shown. */
export const image = ({ repository, image: digest }: Shown) =>
  `/r/${segment(repository)}/m/${digest}/overview`;
