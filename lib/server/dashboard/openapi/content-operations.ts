import { retentionAnswer } from '@/lib/dashboard/administration/retention-contract';
import { artifactContent } from '@/lib/dashboard/artifacts/artifact-contracts';
import {
  deletionAnswer,
  manifestDeletionPlan,
  repositoryDeletionPlan,
  restorationAnswer,
  retagAnswer,
  tagDeletionAnswer,
  tagDeletionPlan,
  tagDeletionRun,
} from '@/lib/dashboard/changes/change-contracts';
import { comparison, packageComparison } from '@/lib/dashboard/compare/compare-contracts';
import { repositoryPage } from '@/lib/dashboard/contracts';
import { fileComparison } from '@/lib/dashboard/files/file-comparison-contract';
import { fileContent, filesAnswer } from '@/lib/dashboard/files/file-contracts';
import { historyPage, tagNow } from '@/lib/dashboard/history/history-contracts';
import { formerManifest } from '@/lib/dashboard/images/former-contract';
import { manifestView, rawManifest, referrerTree } from '@/lib/dashboard/images/manifest-contracts';
import { liveEvent } from '@/lib/dashboard/live/live-contract';
import { searchAnswer } from '@/lib/dashboard/search/search-contract';
import { tagProtection, tagProtectionsAnswer } from '@/lib/dashboard/tags/protection-contracts';
import { tagPage } from '@/lib/dashboard/tags/tag-contracts';
import { namespacePage } from '@/lib/dashboard/tree/namespace-contract';
import { repositoryUsage } from '@/lib/dashboard/usage/usage-contracts';
import type { SaidOfRoutes } from './said-of-route';

const repository = '/api/v1/repositories/{repository}';
const manifest = `${repository}/manifests/{reference}`;
const notThere = { 404: 'There is no such thing, or the caller may not pull it.' };
const busy = { 429: 'Much is being read now; the answer says when to try again.' };
const changed = { 409: 'Something has changed since it was shown, or a rule forbids it.' };

/** Repositories, and what they hold. */
export const contentOperations: SaidOfRoutes = {
  'GET /api/v1/events': {
    says: 'Hints of what changes in what the caller may pull, as server-sent events',
    answer: 'text/event-stream',
    events: liveEvent,
    refusals: { 429: 'Too many listen already.' },
  },
  'GET /api/v1/search': {
    says: 'Repositories, tags and manifests that the caller may pull, the best eight of each',
    answer: searchAnswer,
  },
  'GET /api/v1/compare': {
    says: 'What two manifests have in common, and in what they differ',
    answer: comparison,
    refusals: notThere,
  },
  'GET /api/v1/compare/packages': {
    says: 'How the packages that the SBOMs of two manifests name differ',
    answer: packageComparison,
    refusals: notThere,
  },
  'GET /api/v1/compare/files': {
    says: 'In which files two images differ, 200 at a time, or how far reading them is: ask again',
    answer: fileComparison,
    refusals: { ...notThere, ...busy },
  },
  'GET /api/v1/repositories': {
    says: 'Repositories that the caller may pull from, 50 at a time, by name',
    answer: repositoryPage,
  },
  'GET /api/v1/namespaces': {
    says: 'What stands right in a namespace, 200 at a time, by name, with what lies below added up',
    answer: namespacePage,
  },
  [`GET ${repository}/tags`]: { says: 'Tags, 100 at a time', answer: tagPage, refusals: notThere },
  [`GET ${repository}/tags/{tag}`]: {
    says: 'What a tag points to now',
    answer: tagNow,
    refusals: notThere,
  },
  [`PUT ${repository}/tags/{tag}`]: {
    says: 'Points a tag to a manifest that is there',
    answer: retagAnswer,
    refusals: { ...notThere, ...changed },
  },
  [`GET ${repository}/tags/{tag}/protection`]: {
    says: 'What forbids to remove a tag: a setting, or somebody who protected it',
    answer: tagProtection,
    refusals: notThere,
  },
  [`PUT ${repository}/tags/{tag}/protection`]: {
    says: 'Protects a tag from being removed, for who administers the repository; a push may still move it',
    answer: tagProtection,
    refusals: { ...notThere, ...changed },
  },
  [`DELETE ${repository}/tags/{tag}/protection`]: {
    says: 'Lifts the protection of a tag, for who administers the repository',
    answer: tagProtection,
    refusals: { ...notThere, ...changed },
  },
  [`POST ${repository}/tag-protections`]: {
    says: 'Protects tags, or lifts their protection, for who administers the repository',
    answer: tagProtectionsAnswer,
    refusals: { ...notThere, ...changed },
  },
  [`POST ${repository}/tag-deletions`]: {
    says: 'Removes tags that are still what was seen of them',
    answer: tagDeletionAnswer,
    refusals: notThere,
  },
  [`POST ${repository}/tag-deletions/plan`]: {
    says: 'Lists what would go with some tags, or with all that match',
    answer: tagDeletionPlan,
    refusals: { ...notThere, ...changed },
  },
  [`POST ${repository}/tag-deletions/{plan}`]: {
    says: 'Begins to remove what a plan lists',
    answer: tagDeletionRun,
    status: 202,
    refusals: { ...notThere, ...changed },
  },
  [`GET ${repository}/tag-deletions/{plan}`]: {
    says: 'How far the removal of what a plan lists has come',
    answer: tagDeletionRun,
    refusals: notThere,
  },
  [`POST ${repository}/tag-deletions/{plan}/cancel`]: {
    says: 'Asks for the end of such a removal',
    refusals: { ...notThere, ...changed },
  },
  [`POST ${repository}/restorations`]: {
    says: 'Brings back entries of the trash of this repository',
    answer: restorationAnswer,
    refusals: notThere,
  },
  [`GET ${repository}/history`]: {
    says: 'Moves of tags, the newest first',
    answer: historyPage,
    refusals: notThere,
  },
  [`PUT ${repository}/star`]: { says: 'Stars a repository for the caller', refusals: notThere },
  [`DELETE ${repository}/star`]: {
    says: 'Takes the star of the caller from a repository',
    refusals: notThere,
  },
  [`GET ${repository}/usage`]: {
    says: 'What a repository holds, what of that others need too, and how it came to it, day by day',
    answer: repositoryUsage,
    refusals: notThere,
  },
  [`GET ${repository}/policy`]: {
    says: 'The retention policies that are about a repository, and what they would do to its tags now',
    answer: retentionAnswer,
    refusals: notThere,
  },
  [`GET ${repository}/deletion`]: {
    says: 'What would go with the repository',
    answer: repositoryDeletionPlan,
    refusals: notThere,
  },
  [`POST ${repository}/deletion`]: {
    says: 'Deletes the repository, if nothing has changed since that was planned',
    answer: deletionAnswer,
    refusals: { ...notThere, ...changed },
  },
  [`GET ${manifest}`]: { says: 'What a manifest is', answer: manifestView, refusals: notThere },
  [`GET ${manifest}/raw`]: {
    says: 'A manifest as it was pushed',
    answer: rawManifest,
    refusals: notThere,
  },
  [`GET ${manifest}/referrers`]: {
    says: 'What refers to a manifest, and what refers to that',
    answer: referrerTree,
    refusals: notThere,
  },
  [`GET ${manifest}/content`]: {
    says: 'What an artifact holds, or what an attestation says, where that can be read',
    answer: artifactContent,
    refusals: notThere,
  },
  [`GET ${manifest}/files`]: {
    says: 'What lies in a folder of an image or of one of its layers, 200 at a time, or how far reading that is: ask again',
    answer: filesAnswer,
    refusals: { ...notThere, ...busy },
  },
  [`DELETE ${manifest}/files/indexing`]: {
    says: 'Ends that layers of a manifest are read; it also ends when nobody asks for 15 seconds',
    refusals: notThere,
  },
  [`GET ${manifest}/files/content`]: {
    says: 'A look into a file of a layer: up to 1 MiB of text, or the first 4 KiB of anything else',
    answer: fileContent,
    refusals: { ...notThere, ...busy },
  },
  [`GET ${manifest}/files/download`]: {
    says: 'A file of a layer, to be saved',
    answer: 'application/octet-stream',
    refusals: { ...notThere, ...busy },
  },
  [`GET ${manifest}/blobs/download`]: {
    says: 'A config, a layer or another blob that a manifest names, to be saved; `Range` gives a part of it',
    answer: 'application/octet-stream',
    refusals: { ...notThere, 416: 'The blob has no such part.' },
  },
  [`GET ${manifest}/trash`]: {
    says: 'What became of a manifest, or a tag, that is not there, and what brings it back for who may',
    answer: formerManifest,
    refusals: notThere,
  },
  [`GET ${manifest}/deletion`]: {
    says: 'What would go with a manifest, by its digest',
    answer: manifestDeletionPlan,
    refusals: notThere,
  },
  [`POST ${manifest}/deletion`]: {
    says: 'Deletes a manifest, if nothing has changed since that was planned',
    answer: deletionAnswer,
    refusals: { ...notThere, ...changed },
  },
};
