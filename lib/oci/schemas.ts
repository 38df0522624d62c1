import { z } from 'zod';
import { type Digest, isDigest } from './digest';
import { isTag, type Tag } from './reference';
import { isRepositoryName, type RepositoryName } from './repository-name';

/*
 * For files that name content: what is read back from a disk is as little to be trusted as what comes from a network.
 */

export const digestSchema = z.custom<Digest>(
  (value) => typeof value === 'string' && isDigest(value),
  'no digest',
);

export const tagSchema = z.custom<Tag>((value) => typeof value === 'string' && isTag(value), 'no tag');

export const repositoryNameSchema = z.custom<RepositoryName>(
  (value) => typeof value === 'string' && isRepositoryName(value),
  'no repository name',
);
