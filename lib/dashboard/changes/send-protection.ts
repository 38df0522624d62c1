import { sendJson } from '../fetch-json';
import { toSegment } from '../repository-path';

const contracts = () => import('../tags/protection-contracts');

const pathOf = (repository: string) => `/api/v1/repositories/${toSegment(repository)}`;
const ofTag = (repository: string, tag: string) =>
  `${pathOf(repository)}/tags/${encodeURIComponent(tag)}/protection`;

/** Protects a tag, or lifts that. @throws ApiError */
export function sendProtection(repository: string, tag: string, isProtected: boolean) {
  return sendJson(isProtected ? 'PUT' : 'DELETE', ofTag(repository, tag), {
    answer: async () => (await contracts()).tagProtection,
  });
}

/** The same of many tags. @throws ApiError */
export function sendProtections(repository: string, names: readonly string[], isProtected: boolean) {
  return sendJson('POST', `${pathOf(repository)}/tag-protections`, {
    body: { names, isProtected },
    answer: async () => (await contracts()).tagProtectionsAnswer,
  });
}
