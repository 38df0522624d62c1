import type { ContentPolicy } from '@/lib/config';
import { isNondistributable } from '@/lib/oci/media-types';
import { quote } from '@/lib/oci/quote';
import { tagMatcher as textMatcher } from '@/lib/oci/tag-glob';
import { isCompanion } from './companion';
import type { ContentFacts } from './content-facts';
import type { Finding } from './finding';

/** What one rule of a policy has against a manifest; undefined for nothing. */
export type ManifestRule = (facts: ContentFacts) => Pick<Finding, 'rule' | 'about' | 'message'> | undefined;

/**
 * The rules of a policy that look at a manifest alone, with their patterns read once. Signatures and attestations pass
 * all but the size of the manifest: a policy for images must not keep images from being signed.
 */
export function manifestRulesOf(policy: ContentPolicy): ManifestRule[] {
  const rules = [
    typeRule('manifestTypes', 'manifests', policy.manifestTypes, ({ mediaType }) => [mediaType]),
    typeRule('configTypes', 'configs', policy.configTypes, ({ config }) =>
      config ? [config.mediaType] : [],
    ),
    typeRule('layerTypes', 'layers', policy.layerTypes, ({ layers }) => layers.map((one) => one.mediaType)),
    typeRule('artifactTypes', 'artifacts', policy.artifactTypes, ({ artifactType }) =>
      artifactType === undefined ? [] : [artifactType],
    ),
    ...(policy.requiredAnnotations ?? []).map(annotationRule),
    policy.maxLayers === undefined ? undefined : layerCountRule(policy.maxLayers),
    policy.foreignLayers === false ? foreignLayerRule : undefined,
    policy.maxImageBytes === undefined ? undefined : imageSizeRule(policy.maxImageBytes),
  ].filter((rule) => rule !== undefined);
  const ofImages = rules.map(
    (rule): ManifestRule =>
      (facts) =>
        isCompanion(facts) ? undefined : rule(facts),
  );
  return policy.maxManifestBytes === undefined
    ? ofImages
    : [...ofImages, manifestSizeRule(policy.maxManifestBytes)];
}

function typeRule(
  rule: string,
  what: string,
  allowed: readonly string[] | undefined,
  typesOf: (facts: ContentFacts) => string[],
): ManifestRule | undefined {
  if (!allowed) return undefined;
  const matches = textMatcher(allowed.map((glob) => glob.toLowerCase()));
  return (facts) => {
    const refused = typesOf(facts).find((type) => !matches(type.toLowerCase()));
    if (refused === undefined) return undefined;
    const use = `use ${allowed.slice(0, 5).join(', ')}${allowed.length > 5 ? ', …' : ''}`;
    return { rule, about: 'content', message: `allows no ${what} of the type ${quote(refused)}: ${use}` };
  };
}

function annotationRule(written: string): ManifestRule {
  const at = written.indexOf('=');
  const key = at < 0 ? written : written.slice(0, at);
  const pattern = at < 0 ? undefined : written.slice(at + 1);
  const matches = textMatcher([pattern ?? '*']);
  const about = { rule: 'requiredAnnotations', about: 'content' } as const;
  return ({ annotations }) => {
    const value = Object.hasOwn(annotations, key) ? annotations[key] : undefined;
    if (value === undefined) {
      const like = pattern === undefined ? '' : ` with a value like ${quote(pattern)}`;
      return { ...about, message: `asks for the annotation ${quote(key)}: add it to the manifest${like}` };
    }
    if (matches(value)) return undefined;
    return {
      ...about,
      message: `asks for an annotation ${quote(key)} like ${quote(pattern ?? '*')}, and it is ${quote(value)}: correct it`,
    };
  };
}

function layerCountRule(layersMax: number): ManifestRule {
  return ({ kind, layers }) =>
    kind === 'index' || layers.length <= layersMax
      ? undefined
      : {
          rule: 'maxLayers',
          about: 'content',
          message: `allows ${layersMax} layers, and this image has ${layers.length}: build it in fewer steps`,
        };
}

const foreignLayerRule: ManifestRule = ({ layers }) => {
  const foreign = layers.find(
    ({ mediaType, urls }) => isNondistributable(mediaType) || (urls?.length ?? 0) > 0,
  );
  return (
    foreign && {
      rule: 'foreignLayers',
      about: 'content',
      message: `allows no layers that lie elsewhere, as ${quote(foreign.digest)} does: push all layers of the image, without urls`,
    }
  );
};

function manifestSizeRule(bytesMax: number): ManifestRule {
  return ({ manifestBytes }) =>
    manifestBytes <= bytesMax
      ? undefined
      : {
          rule: 'maxManifestSize',
          about: 'size',
          message: `allows manifests of ${bytesMax} bytes, and this has ${manifestBytes}: split it, or shorten its annotations`,
        };
}

function imageSizeRule(bytesMax: number): ManifestRule {
  return ({ config, layers }) => {
    const bytes = layers.reduce((sum, { size }) => sum + size, config?.size ?? 0);
    if (bytes <= bytesMax) return undefined;
    return {
      rule: 'maxImageSize',
      about: 'size',
      message: `allows images of ${bytesMax} bytes, and the config and layers of this have ${bytes}: make it smaller`,
    };
  };
}
