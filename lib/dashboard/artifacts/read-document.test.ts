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
