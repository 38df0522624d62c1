import type { Shape } from './read-json';

/** Packages of an SBOM that are shown. */
export const packagesMax = 5_000;
const materialsMax = 200;
/** Statements of a VEX that are shown, and products of each. */
const vexStatementsMax = 2_000;
const vexProductsMax = 20;

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
/** A name, or an object that has it. */
const named = (...names: string[]): Shape => ({
  either: ['word', { fields: Object.fromEntries(names.map((name) => [name, 'word' as const])) }],
});

/** OpenVEX (0.0 and 0.2, "The VEX statement") and CycloneDX ("vulnerabilities"). */
const vex: Record<string, Shape> = {
  '@context': 'word',
  author: named('name'),
  statements: {
    each: {
      fields: {
        vulnerability: named('name', '@id'),
        status: 'word',
        justification: 'word',
        impact_statement: 'word',
        action_statement: 'word',
        products: { each: named('@id'), max: vexProductsMax },
      },
    },
    max: vexStatementsMax,
  },
  vulnerabilities: {
    each: {
      fields: {
        id: 'word',
        analysis: { fields: { state: 'word', justification: 'word', detail: 'word' } },
        affects: { each: { fields: { ref: 'word' } }, max: vexProductsMax },
      },
    },
    max: vexStatementsMax,
  },
};
const component: Shape = { fields: { component: { fields: { name: 'word', version: 'word' } } } };

const materials = (fields: Record<string, Shape>): Shape => ({
  each: { fields: { name: 'word', uri: 'word', digest: 'texts', ...fields } },
  max: materialsMax,
});

/** An in-toto statement, with the predicates of SLSA provenance 0.2 and 1, SPDX and CycloneDX. */
const statement: Record<string, Shape | { of: string; take: Shape }> = {
  _type: 'word',
  predicateType: 'word',
  subject: materials({}),
  /** The whole of it too, for one of a type that is not known here. */
  predicateText: { of: 'predicate', take: 'text' },
  predicate: {
    fields: {
      ...sbom,
      ...vex,
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
    ...vex,
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
