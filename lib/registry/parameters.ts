import { refuseLongDatedTag } from '@/lib/oci/dated-tag';
import { type Digest, parseDigest } from '@/lib/oci/digest';
import { parseReference, type Reference } from '@/lib/oci/reference';
import { parseRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';
import { isUploadId, type UploadId } from '@/lib/storage/paths';
import { RegistryError } from './registry-error';
import type { RegistryRequest } from './request';

/** The repository that a path names, and the name as the client wrote it: `alpine` for `library/alpine`. */
export function repositoryOf(request: RegistryRequest): { repository: RepositoryName; name: string } {
  const name = request.params.name ?? '';
  const { allow, deny, maxNameLength } = request.config.repositories;
  const repository = parseRepositoryName(name, { allow, deny, lengthMax: maxNameLength });
  request.facts.repository = repository;
  return { repository, name };
}

/** The digest that a path names. */
export function digestOf(request: RegistryRequest): Digest {
  const digest = parseDigest(request.params.digest ?? '');
  request.facts.digest = digest;
  return digest;
}

/** The tag or digest that a path names. */
export function referenceOf(request: RegistryRequest): Reference {
  const text = request.params.reference ?? '';
  refuseLongDatedTag(text); // It says what a plain tag's error would not: how long the tag before the date may be.
  const reference = parseReference(text);
  request.facts.reference = reference.kind === 'tag' ? reference.tag : reference.digest;
  return reference;
}

/** The upload session that a path names. @throws RegistryError BLOB_UPLOAD_UNKNOWN for what can't be one */
export function uploadOf(request: RegistryRequest): UploadId {
  const id = request.params.upload ?? '';
  if (!isUploadId(id)) throw new RegistryError('BLOB_UPLOAD_UNKNOWN');
  request.facts.uploadId = id;
  return id;
}
