import type { ContentPolicy, Signers } from '@/lib/config';
import type { Digest } from '@/lib/oci/digest';
import type { Manifest } from '@/lib/oci/manifest';
import { nameMatcher } from '@/lib/oci/name-glob';
import { quote } from '@/lib/oci/quote';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { tagMatcher } from '@/lib/oci/tag-glob';
import { isCompanion } from './companion';
import { type ContentFacts, contentFactsOf } from './content-facts';
import type { Finding } from './finding';
import { type ManifestRule, manifestRulesOf } from './manifest-rules';
import { isSigned, type SignatureStorage } from './signature/find-signature';

/** A manifest that is about to be stored, and the tags that are about to point to it. */
export interface PushedManifest {
  digest: Digest;
  bytes: Uint8Array;
  manifest: Manifest;
  tags: readonly Tag[];
}

interface CompiledPolicy {
  label: string;
  isAbout: (repository: RepositoryName) => boolean;
  rules: readonly ManifestRule[];
  isSignedTag: ((tag: Tag) => boolean) | undefined;
  signers: Signers | undefined;
}

/** Tags under which cosign keeps what belongs to a manifest. */
const companionTag = /^sha(256|512)-[0-9a-f]{64}(\.(sig|att|sbom))?$/;

/**
 * What the settings ask of manifests that are pushed (`content.policies`). Every policy counts whose `repositories`
 * match. Nothing is remembered: what is signed is looked up at each push of a tag that must be.
 */
export class ContentPolicies {
  readonly #policies: readonly CompiledPolicy[];
  readonly #storage: SignatureStorage;

  /** @param signers for each policy, in their order, whose signatures count */
  constructor(
    policies: readonly ContentPolicy[],
    signers: readonly (Signers | undefined)[],
    storage: SignatureStorage,
  ) {
    this.#storage = storage;
    this.#policies = policies.map((policy, index) => {
      const names = policy.repositories.map(nameMatcher);
      const called = policy.name === undefined ? '' : `${quote(policy.name)} `;
      return {
        label: `the policy ${called}(content.policies[${index}])`,
        isAbout: (repository) => names.some((matches) => matches(repository)),
        rules: manifestRulesOf(policy),
        isSignedTag: policy.signedTags && tagMatcher(policy.signedTags),
        signers: signers[index],
      };
    });
  }

  /**
   * What the policies have against a push, before anything of it is stored.
   * @returns nothing when it may be stored
   */
  async examine(repository: RepositoryName, push: PushedManifest): Promise<Finding[]> {
    const policies = this.#policies.filter(({ isAbout }) => isAbout(repository));
    if (policies.length === 0) return [];
    const facts = contentFactsOf(push.manifest, push.bytes);
    const findings = policies.flatMap(({ label, rules }) =>
      rules.flatMap((rule) => {
        const found = rule(facts);
        return found ? [{ policy: label, ...found }] : [];
      }),
    );
    // Only of what would be stored otherwise: signatures are read from the disk.
    if (findings.length > 0) return findings;
    for (const policy of policies) {
      const finding = await this.#unsigned(policy, repository, push, facts);
      if (finding) return [finding];
    }
    return [];
  }

  async #unsigned(
    { label, isSignedTag, signers }: CompiledPolicy,
    repository: RepositoryName,
    { digest, tags }: PushedManifest,
    facts: ContentFacts,
  ): Promise<Finding | undefined> {
    const signed = tags.filter(
      (tag) => isSignedTag?.(tag) && !(companionTag.test(tag) && isCompanion(facts)),
    );
    if (signed.length === 0 || !signers) return undefined;
    if (await isSigned(this.#storage, repository, digest, signers)) return undefined;
    const [first] = signed;
    return {
      policy: label,
      rule: 'signedTags',
      about: 'signature',
      message: `lets the tag ${first} point only to what its signers have signed, and ${digest} has no such signature here: push the image under another tag or by its digest, sign it with cosign or notation, then push this tag again`,
    };
  }
}
