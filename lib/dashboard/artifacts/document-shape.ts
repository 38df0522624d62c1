import type { Shape } from './read-json';

/** Packages of an SBOM that are shown. */
export const packagesMax = 5_000;
const materialsMax = 200;

/** SPDX 2 (clause 7, "Package information") and CycloneDX ("components"). */
const sbom: Record<string, Shape> = {
  spdxVersion: 'word',
  name: 'word',
  packages: {
    each: {
      fields: {
        name: 'word',
        versionInfo: 'word',
        licenseConcluded: 'word',
        licenseDeclared: 'word',
        primaryPackagePurpose: 'word',
        externalRefs: { first: { where: 'referenceType', is: 'purl', take: 'referenceLocator' } },
      },
    },
    max: packagesMax,
  },
  bomFormat: 'word',
  specVersion: 'word',
  components: {
    each: {
      fields: {
        type: 'word',
        group: 'word',
        name: 'word',
        version: 'word',
        purl: 'word',
        licenses: {
          each: { fields: { expression: 'word', license: { fields: { id: 'word', name: 'word' } } } },
          max: 10,
        },
      },
    },
    max: packagesMax,
  },
};
const component: Shape = { fields: { component: { fields: { name: 'word', version: 'word' } } } };

const materials = (fields: Record<string, Shape>): Shape => ({
  each: { fields: { name: 'word', uri: 'word', digest: 'texts', ...fields } },
  max: materialsMax,
});

/** An in-toto statement, with the predicates of SLSA provenance 0.2 and 1, SPDX and CycloneDX. */
const statement: Record<string, Shape> = {
  _type: 'word',
  predicateType: 'word',
  subject: materials({}),
  predicate: {
    fields: {
      ...sbom,
      builder: { fields: { id: 'word' } },
      buildType: 'word',
      invocation: 'text',
      materials: materials({}),
      metadata: {
        fields: {
          buildStartedOn: 'word',
          buildFinishedOn: 'word',
          component: { fields: { name: 'word', version: 'word' } },
        },
      },
      buildDefinition: {
        fields: {
          buildType: 'word',
          externalParameters: 'text',
          resolvedDependencies: materials({}),
        },
      },
      runDetails: {
        fields: {
          builder: { fields: { id: 'word' } },
          metadata: { fields: { invocationId: 'word', startedOn: 'word', finishedOn: 'word' } },
        },
      },
    },
  },
};

/** A payload of cosign ("Simple Signing"). */
const simpleSigning: Record<string, Shape> = {
  critical: {
    fields: {
      type: 'word',
      image: { fields: { 'docker-manifest-digest': 'word' } },
      identity: { fields: { 'docker-reference': 'word' } },
    },
  },
  optional: 'texts',
};

/** What the payload of an envelope may be: a statement (DSSE), or the target of notation (JWS). */
const payload: Shape = {
  base64: { fields: { ...statement, targetArtifact: { fields: { digest: 'word', annotations: 'texts' } } } },
};

const envelope: Record<string, Shape> = { payloadType: 'word', payload, signatures: 'count' };

/** Everything that is looked for in the JSON files of a manifest, whatever its media type says. */
export const documentShape: Shape = {
  fields: {
    ...sbom,
    metadata: component,
    ...statement,
    ...envelope,
    dsseEnvelope: { fields: envelope },
    ...simpleSigning,
    protected: {
      base64: { fields: { 'io.cncf.notary.signingTime': 'word', 'io.cncf.notary.expiry': 'word' } },
    },
    signature: 'word',
  },
};
