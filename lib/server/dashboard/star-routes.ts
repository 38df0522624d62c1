import { apiRoute } from './api-route';
import { scopeOf } from './visible-content';

/* `/api/v1/repositories/{repository}/star`: whether whoever asks has starred a repository that they may pull from. */

/** `PUT`: stars it. */
export const putStar = apiRoute({ for: 'owner' }, ({ server, caller, params }) => {
  const { repository } = scopeOf(server, caller, params.repository);
  server.content.stars.set(caller.principal.name, repository, true);
  return {};
});

/** `DELETE`: takes the star away. */
export const deleteStar = apiRoute({ for: 'owner' }, ({ server, caller, params }) => {
  const { repository } = scopeOf(server, caller, params.repository);
  server.content.stars.set(caller.principal.name, repository, false);
  return {};
});
