import { describe, expect, it } from 'vitest';
import { readDocument } from './read-document';

const read = async (document: unknown) => await readDocument(Buffer.from(JSON.stringify(document)));
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
const digest = `sha256:${'a'.repeat(64)}`;

const spdx = {
  spdxVersion: 'SPDX-2.3',
  name: 'app',
  packages: [
    {
      name: 'zlib',
      versionInfo: '1.3',
      licenseConcluded: 'NOASSERTION',
      licenseDeclared: 'Zlib',
      externalRefs: [
        { referenceType: 'cpe23Type', referenceLocator: 'cpe:2.3:a:zlib' },
        { referenceType: 'purl', referenceLocator: 'pkg:deb/debian/zlib1g@1.3?arch=amd64' },
      ],
    },
    { name: 'base-files', primaryPackagePurpose: 'LIBRARY', licenseConcluded: 'NONE' },
  ],
};
const cycloneDx = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  metadata: { component: { name: 'app', version: '2' } },
  components: [
    {
      type: 'library',
      group: '@scope',
      name: 'left-pad',
      version: '1.0.0',
      purl: 'pkg:npm/%40scope/left-pad@1.0.0',
      licenses: [{ license: { id: 'MIT' } }, { license: { name: 'Own words' } }],
    },
    { type: 'operating-system', name: 'debian', licenses: [{ expression: 'MIT OR Apache-2.0' }] },
  ],
};
const spdxList = {
  format: 'SPDX-2.3',
  name: 'app',
  total: 2,
  packages: [
    { name: 'base-files', version: '', type: 'library', license: '' },
    { name: 'zlib', version: '1.3', type: 'deb', license: 'Zlib' },
  ],
};
const statement = (predicateType: string, predicate: unknown) => ({
  _type: 'https://in-toto.io/Statement/v1',
  predicateType,
  subject: [{ name: 'pkg:docker/app', digest: { sha256: 'a'.repeat(64) } }],
  predicate,
});

describe('readDocument', () => {
  it('lists the packages of SPDX and of CycloneDX', async () => {
    expect(await read(spdx)).toMatchObject({ packages: spdxList, statement: null, text: null });
    expect((await read(cycloneDx))?.packages).toEqual({
      format: 'CycloneDX 1.6',
      name: 'app 2',
      total: 2,
      packages: [
        { name: '@scope/left-pad', version: '1.0.0', type: 'npm', license: 'MIT, Own words' },
        { name: 'debian', version: '', type: 'operating-system', license: 'MIT OR Apache-2.0' },
      ],
    });
  });

  it('opens what BuildKit and cosign put around an SBOM', async () => {
    const attested = statement('https://spdx.dev/Document', spdx);
    const envelope = {
      payloadType: 'application/vnd.in-toto+json',
      payload: base64(attested),
      signatures: [{ sig: '' }],
    };
    const forms = [
      attested,
      envelope,
      { mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json', dsseEnvelope: envelope },
    ];
    for (const [at, form] of forms.entries()) {
      const told = await read(form);
      expect(told).toMatchObject({ packages: spdxList, statement: { signatures: at === 0 ? null : 1 } });
      expect(JSON.parse(told?.text ?? '')).toEqual(attested);
    }
  });

  it('says who built what from what, by both versions of SLSA provenance', async () => {
    const old = statement('https://slsa.dev/provenance/v0.2', {
      builder: { id: 'https://builder' },
      buildType: 'https://mobyproject.org/buildkit@v1',
      invocation: { configSource: { entryPoint: 'Dockerfile' } },
      materials: [{ uri: 'pkg:docker/alpine@3', digest: { sha256: 'b'.repeat(64) } }],
      metadata: { buildStartedOn: '2026-01-01T00:00:00Z', buildFinishedOn: '2026-01-01T00:01:00Z' },
    });
    const now = statement('https://slsa.dev/provenance/v1', {
      buildDefinition: {
        buildType: 'https://mobyproject.org/buildkit@v1',
        externalParameters: { configSource: { entryPoint: 'Dockerfile' } },
        resolvedDependencies: [{ uri: 'pkg:docker/alpine@3', digest: { sha256: 'b'.repeat(64) } }],
      },
      runDetails: {
        builder: { id: 'https://builder' },
        metadata: { startedOn: '2026-01-01T00:00:00Z', finishedOn: '2026-01-01T00:01:00Z' },
      },
    });
    for (const document of [old, now]) {
      expect((await read(document))?.statement).toMatchObject({
        subjects: [{ name: 'pkg:docker/app', digests: [{ name: 'sha256', value: 'a'.repeat(64) }] }],
        subjectTotal: 1,
        builder: 'https://builder',
        buildType: 'https://mobyproject.org/buildkit@v1',
        startedOn: '2026-01-01T00:00:00Z',
        finishedOn: '2026-01-01T00:01:00Z',
        materials: [{ name: 'pkg:docker/alpine@3', digests: [{ name: 'sha256', value: 'b'.repeat(64) }] }],
        invocation: expect.stringContaining('"entryPoint": "Dockerfile"'),
      });
    }
  });

  it('says of which vulnerabilities a VEX tells what, alone or in a statement, in each form of it', async () => {
    const products = Array.from({ length: 25 }, (_, at) => `pkg:oci/app@${at}`);
    const openVex = {
      '@context': 'https://openvex.dev/ns/v0.2.0',
      author: 'Security team',
      statements: [
        {
          vulnerability: { name: 'CVE-2026-1' },
          status: 'not_affected',
          justification: 'component_not_present',
          impact_statement: 'It is not built in.',
          products: products.map((id) => ({ '@id': id })),
        },
        { vulnerability: 'CVE-2026-2', status: 'fixed', products: ['pkg:oci/app'] },
        {
          vulnerability: { '@id': 'https://example.com/3' },
          status: 'affected',
          action_statement: 'Update.',
        },
        {},
      ],
    };
    const told = {
      format: 'OpenVEX',
      author: 'Security team',
      total: 4,
      statements: [
        {
          vulnerability: 'CVE-2026-1',
          status: 'not_affected',
          justification: 'component_not_present: It is not built in.',
          products: products.slice(0, 20),
          productTotal: 25,
        },
        {
          vulnerability: 'CVE-2026-2',
          status: 'fixed',
          justification: '',
          products: ['pkg:oci/app'],
          productTotal: 1,
        },
        {
          vulnerability: 'https://example.com/3',
          status: 'affected',
          justification: 'Update.',
          products: [],
          productTotal: 0,
        },
        { vulnerability: '', status: '', justification: '', products: [], productTotal: 0 },
      ],
    };
    expect(await read(openVex)).toMatchObject({ vex: told, packages: null, statement: null });
    expect(await read(statement('https://openvex.dev/ns/v0.2.0', openVex))).toMatchObject({
      vex: told,
      statement: { predicateType: 'https://openvex.dev/ns/v0.2.0', predicate: null },
    });
    const ofCycloneDx = {
      ...cycloneDx,
      vulnerabilities: [
        {
          id: 'CVE-2026-4',
          analysis: { state: 'exploitable', justification: 'code_not_reachable', detail: 'Only at night.' },
          affects: [{ ref: 'urn:cdx:app' }],
        },
      ],
    };
    expect(await read(ofCycloneDx)).toMatchObject({
      packages: { format: 'CycloneDX 1.6' },
      vex: {
        format: 'CycloneDX 1.6',
        author: null,
        total: 1,
        statements: [
          {
            vulnerability: 'CVE-2026-4',
            status: 'exploitable',
            justification: 'code_not_reachable: Only at night.',
            products: ['urn:cdx:app'],
          },
        ],
      },
    });
    expect((await read(cycloneDx))?.vex).toBeNull();
  });

  it('gives the predicate of a statement that it knows nothing else of', async () => {
    const tests = { result: 'PASSED', configuration: [{ name: 'ci' }] };
    const said = (await read(statement('https://in-toto.io/attestation/test-result/v0.1', tests)))?.statement;
    expect(JSON.parse(said?.predicate ?? '')).toEqual(tests);
    expect(said?.subjects[0]?.name).toBe('pkg:docker/app');
    const known = statement('https://slsa.dev/provenance/v1', { runDetails: { builder: { id: 'x' } } });
    for (const document of [known, statement('https://spdx.dev/Document', spdx)])
      expect((await read(document))?.statement?.predicate).toBeNull();
    expect(
      (await read(statement('https://example.com/nothing', undefined)))?.statement?.predicate,
    ).toBeNull();
  });

  it('takes of a VEX no more than is shown', async () => {
    const statements = Array.from({ length: 2_100 }, (_, at) => ({ vulnerability: `CVE-2026-${at}` }));
    const vex = (await read({ '@context': 'https://openvex.dev/ns', statements }))?.vex;
    expect([vex?.statements.length, vex?.total]).toEqual([2_000, 2_100]);
  });

  it('says what cosign and notation say that they sign', async () => {
    const cosign = {
      critical: {
        type: 'cosign container image signature',
        image: { 'docker-manifest-digest': digest },
        identity: { 'docker-reference': 'registry.example.com/app' },
      },
      optional: { who: 'ci', at: 1 },
    };
    expect((await read(cosign))?.signature).toMatchObject({
      form: 'cosign',
      signs: digest,
      identity: 'registry.example.com/app',
      annotations: [{ name: 'who', value: 'ci' }],
    });
    const notation = {
      payload: base64({ targetArtifact: { digest, annotations: { build: '7' } } }),
      protected: base64({ alg: 'PS256', 'io.cncf.notary.signingTime': '2026-01-01T00:00:00Z' }),
      signature: 'x',
      header: {},
    };
    expect(await read(notation)).toMatchObject({
      statement: null,
      signature: {
        form: 'notation',
        signs: digest,
        signedAt: '2026-01-01T00:00:00Z',
        annotations: [{ name: 'build', value: '7' }],
      },
    });
  });

  it('says nothing of what it does not know, and gives its text', async () => {
    const told = await read({ spdxVersion: 3, _type: 'https://example.com/Statement', critical: 'x' });
    expect(told).toMatchObject({ packages: null, statement: null, signature: null });
    expect(told?.text).toContain('Statement');
    expect(await readDocument(Buffer.from('spdx: yaml'))).toBeUndefined();
  });
});
