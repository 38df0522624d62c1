import * as z from 'zod/mini';
import { auditPage } from '@/lib/dashboard/administration/audit-contract';
import { draftAnswer, madePolicy } from '@/lib/dashboard/administration/draft-contract';
import { storePage, storeUsers } from '@/lib/dashboard/administration/inventory-contract';
import { begunJob, jobDetail, jobList, plannedTags } from '@/lib/dashboard/administration/jobs-contract';
import { retentionAnswer } from '@/lib/dashboard/administration/retention-contract';
import { doctorAnswer, settingsAnswer } from '@/lib/dashboard/administration/settings-contract';
import { storageAnswer, storageDaysAnswer } from '@/lib/dashboard/administration/storage-contract';
import {
  purgedAnswer,
  restoredAnswer,
  trashPage,
  trashUsage,
  trashYield,
} from '@/lib/dashboard/administration/trash-contract';
import { activity, healthReport } from '@/lib/dashboard/health-contract';
import { connectionReport } from '@/lib/doctor/connection-report';
import { notThere, refused, type SaidOfRoutes } from './said-of-route';

/** The state of the registry, and what is done about it. */
export const administrationOperations: SaidOfRoutes = {
  'GET /api/v1/openapi.json': { says: 'This document', answer: z.looseObject({ openapi: z.string() }) },
  'GET /api/v1/connection': { says: 'What the server sees of this request', answer: connectionReport },
  'GET /api/v1/health': { says: 'Every check of the registry’s health', answer: healthReport },
  'GET /api/v1/activity': { says: 'Requests, errors and open uploads', answer: activity },
  'GET /api/v1/storage/days': {
    says: 'What the registry held on each of the last days on which it was measured',
    answer: storageDaysAnswer,
  },
  'GET /api/v1/storage/blobs': {
    says: 'What is in the store and why, 100 things at a time, as the latest plan of a collection found it',
    answer: storePage,
  },
  'GET /api/v1/storage/blobs/{digest}': {
    says: 'Who uses a blob or a manifest: repositories, manifests that name it, and tags',
    answer: storeUsers,
    refusals: notThere,
  },
  'GET /api/v1/storage': { says: 'What everything takes on disk', answer: storageAnswer },
  'GET /api/v1/retention': {
    says: 'Which tags the retention policies would keep now, and why',
    answer: retentionAnswer,
    refusals: notThere,
  },
  'GET /api/v1/retention/draft': {
    says: 'What a retention policy would do that nobody has saved: the tags that would go or stay and why, 50 at a time',
    answer: draftAnswer,
    refusals: notThere,
  },
  'POST /api/v1/retention/policies': {
    says: 'Makes a retention policy, unless other tags would go than those that were shown',
    answer: madePolicy,
    status: 201,
    refusals: refused,
  },
  'PUT /api/v1/retention/policies/{policy}': {
    says: 'Changes a retention policy of the database where it stands, or switches it on or off',
    refusals: { ...notThere, ...refused },
  },
  'DELETE /api/v1/retention/policies/{policy}': {
    says: 'Removes a retention policy of the database',
    refusals: { ...notThere, ...refused },
  },
  'GET /api/v1/settings': {
    says: 'The configuration with which the server started, without secrets',
    answer: settingsAnswer,
  },
  'GET /api/v1/doctor': { says: 'The last look at the way to this registry', answer: doctorAnswer },
  'POST /api/v1/doctor': {
    says: 'Looks at the way to this registry again',
    answer: z.object({}),
    status: 202,
    refusals: refused,
  },
  'GET /api/v1/jobs': { says: 'Runs of maintenance, the newest first', answer: jobList },
  'POST /api/v1/jobs': {
    says: 'Begins a run, which goes on behind the answer',
    answer: begunJob,
    status: 202,
    refusals: { ...notThere, ...refused },
  },
  'GET /api/v1/jobs/{job}': {
    says: 'A run with all that came out of it',
    answer: jobDetail,
    refusals: notThere,
  },
  'GET /api/v1/jobs/{job}/tags': {
    says: 'Tags that a plan of retention lists',
    answer: plannedTags,
    refusals: { ...notThere, ...refused },
  },
  'POST /api/v1/jobs/{job}/cancel': {
    says: 'Asks for the end of a run',
    refusals: { ...notThere, ...refused },
  },
  'GET /api/v1/audit': { says: 'The audit trail, the newest record first', answer: auditPage },
  'GET /api/v1/audit/export': {
    says: 'The audit trail as a file, one JSON object a line',
    answer: 'application/x-ndjson',
  },
  'GET /api/v1/trash': { says: 'Deletions that can be undone, the newest first', answer: trashPage },
  'GET /api/v1/trash/usage': { says: 'How much the trash holds', answer: trashUsage },
  'GET /api/v1/trash/{entry}': {
    says: 'What comes free when an entry goes for good',
    answer: trashYield,
    refusals: notThere,
  },
  'DELETE /api/v1/trash/{entry}': {
    says: 'Lets an entry go for good',
    refusals: { ...notThere, ...refused },
  },
  'POST /api/v1/trash/{entry}/restore': {
    says: 'Brings back what was deleted',
    answer: restoredAnswer,
    refusals: { ...notThere, ...refused },
  },
  'POST /api/v1/trash/purge': {
    says: 'Lets everything go for good that is as old as an entry, or older',
    answer: purgedAnswer,
    refusals: { ...notThere, ...refused },
  },
};
