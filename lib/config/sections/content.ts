import path from 'node:path';
import { z } from 'zod';
import {
  boolean,
  fullList,
  groups,
  integer,
  optionalSetting,
  requiredSetting,
  setting,
  size,
  text,
} from '../setting';
import { isRepositoryGlob, repositoryGlobsAllowed } from './repositories';
import { isTagGlob, tagGlobsAllowed } from './retention';

/** A media type, in which `*` may stand for any characters. */
const mediaTypeGlob = /^[a-zA-Z0-9!#$&^_.+\-*]+(\/[a-zA-Z0-9!#$&^_.+\-*]+)?$/;
const mediaTypes = fullList('media types, with the wildcard *', (value) => mediaTypeGlob.test(value));
const annotations = fullList(
  'annotations as KEY or KEY=VALUE, where * in the value stands for any characters',
  (value) => /^[^=\s\p{C}]+(=[^\p{C}]+)?$/u.test(value),
);
const files = fullList('paths of files', (value) => value.trim() !== '' && !value.includes('\0'));

const policyFields = {
  name: optionalSetting(
    text('a text of 1 to 64 characters', (value) => /^[^\p{C}]{1,64}$/u.test(value)),
    { description: 'What the policy is called in refusals.', example: 'releases' },
  ),
  repositories: requiredSetting(fullList(repositoryGlobsAllowed, isRepositoryGlob), {
    description: 'The repositories that the policy is about: patterns as in `repositories.allow`.',
    example: '[team-a/**]',
  }),
  manifestTypes: optionalSetting(mediaTypes, {
    description: 'The media types that manifests may have.',
    example: '["application/vnd.oci.image.*"]',
  }),
  configTypes: optionalSetting(mediaTypes, {
    description: 'The media types that the configs of manifests may have.',
    example: '[application/vnd.oci.image.config.v1+json]',
  }),
  layerTypes: optionalSetting(mediaTypes, {
    description: 'The media types that layers may have.',
    example: '["application/vnd.oci.image.layer.v1.tar*"]',
  }),
  artifactTypes: optionalSetting(mediaTypes, {
    description:
      'The artifact types that manifests may have; for an image without one it is the media type of its config.',
    example: '["application/vnd.cncf.helm.*"]',
  }),
  requiredAnnotations: optionalSetting(annotations, {
    description: 'Annotations that every manifest must have, images and indexes alike.',
    example: '[org.opencontainers.image.source=https://git.example.com/*]',
  }),
  maxLayers: optionalSetting(integer(1, 100_000), {
    description: 'How many layers an image may have.',
    example: '127',
  }),
  foreignLayers: optionalSetting(boolean(), {
    description:
      '`false` refuses layers that clients are to get from elsewhere: those with `urls`, and of the nondistributable (in Docker, foreign) types.',
    example: 'false',
  }),
  maxManifestSize: optionalSetting(size('1KiB', '64MiB'), {
    description: 'How large a manifest may be. `storage.maxManifestSize` counts besides.',
    example: '256KiB',
  }),
  maxImageSize: optionalSetting(size('1B', '1PiB'), {
    description:
      'How much the config and the layers of an image may have together, compressed. Each image of an index is looked at by itself.',
    example: '2GiB',
  }),
  signedTags: optionalSetting(fullList(tagGlobsAllowed, isTagGlob), {
    description:
      'Tags that may only be set to manifests which have a signature of cosign or notation by one of `signers`.',
    example: '["v*", latest]',
  }),
  signers: optionalSetting(files, {
    description:
      'Files of the keys whose signatures count for `signedTags`, as PEM: public keys for cosign, certificates for notation. They are read at the start. A relative path starts at the working directory of the server.',
    example: '[/etc/cyberdock/cosign.pub, /etc/cyberdock/notation-ca.pem]',
  }),
};

/** What may be pushed, besides what the specification asks for. */
export const contentSettings = z
  .strictObject({
    policies: setting(groups('a list of policies, each a group of settings', policyFields), [], {
      description:
        'What manifests must be like to be pushed. All policies count whose `repositories` match, in whatever order they stand. What is there already stays. See [content policies](content-policy.md).',
      example: '[{"repositories": ["team-a/**"], "maxLayers": 100, "foreignLayers": false}]',
    }),
  })
  .superRefine(({ policies }, context) => {
    for (const [index, { signedTags, signers }] of policies.entries()) {
      const wants = (name: string, hint: string) =>
        context.addIssue({ code: 'custom', path: ['policies', index, name], params: { hint } });
      if (signedTags && !signers)
        wants('signers', 'signedTags is set: name the files of the keys that must have signed');
      if (signers && !signedTags) wants('signedTags', 'signers is set: say which tags must be signed');
    }
  })
  .meta({
    description:
      'What may be pushed, besides what the specification asks for. In variables, policies are written as JSON.',
  });

type WrittenPolicy = z.output<typeof contentSettings>['policies'][number];

/** One policy: what manifests of some repositories must be like. Sizes in bytes, paths absolute. */
export type ContentPolicy = Omit<WrittenPolicy, 'maxManifestSize' | 'maxImageSize' | 'signers'> & {
  maxManifestBytes?: number;
  maxImageBytes?: number;
  signerFiles?: string[];
};

/** @returns the section as the server uses it: units in the names, paths absolute. */
export function contentConfig({ policies }: z.output<typeof contentSettings>, cwd: string) {
  return { policies: policies.map((policy) => policyConfig(policy, cwd)) };
}

function policyConfig(written: WrittenPolicy, cwd: string): ContentPolicy {
  const { maxManifestSize, maxImageSize, signers, ...policy } = written;
  return {
    ...policy,
    maxManifestBytes: maxManifestSize,
    maxImageBytes: maxImageSize,
    signerFiles: signers?.map((file) => path.resolve(cwd, file)),
  };
}
