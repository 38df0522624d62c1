import { compareQuery } from '@/lib/dashboard/compare/compare-contracts';
import { compareImages } from '@/lib/dashboard/compare/compare-images';
import { comparePackages } from '@/lib/dashboard/compare/compare-packages';
import { compareFiles } from '@/lib/dashboard/files/compare-files';
import { fileComparisonQueryContract } from '@/lib/dashboard/files/file-comparison-contract';
import { apiRoute } from './api-route';
import { contentFor } from './visible-content';

/*
 * `/api/v1/compare`: two manifests beside each other, of one repository or of two. What may not be pulled is as what is not
 * there.
 */

/** `GET`: `Comparison`. */
export const getComparison = apiRoute(
  { for: 'reader', query: compareQuery },
  async ({ server, caller, query }) => ({
    json: await compareImages(contentFor(server, caller).scope, query),
  }),
);

/** `GET …/packages`: what their SBOMs say differently, `PackageComparison`. */
export const getPackageComparison = apiRoute(
  { for: 'reader', query: compareQuery },
  async ({ server, caller, query }) => ({
    json: await comparePackages(contentFor(server, caller).scope, query),
  }),
);

/** `GET …/files`: in which files they differ, or how far reading them is, `FileComparison`. */
export const getFileComparison = apiRoute(
  { for: 'reader', query: fileComparisonQueryContract },
  async ({ server, caller, query }) => ({
    json: await compareFiles(contentFor(server, caller).scope, server.layers, query),
  }),
);
