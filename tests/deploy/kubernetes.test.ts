import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../lib/config';
import { readFile, readYaml, settingsOf } from './deploy-file';
import { pairsOf, readDockerfile, type Stage, valuesOf } from './dockerfile';

interface Probe {
  httpGet: { path: string; port: string };
}

interface Container {
  name: string;
  image: string;
  ports: { name: string; containerPort: number }[];
  volumeMounts: { name: string; mountPath: string; readOnly?: boolean }[];
  startupProbe: Probe;
  livenessProbe: Probe;
  readinessProbe: Probe;
  resources: { requests: Record<string, string>; limits: Record<string, string> };
  securityContext: unknown;
}

interface StatefulSet {
  spec: {
    replicas: number;
    serviceName: string;
    selector: { matchLabels: Record<string, string> };
    template: {
      metadata: { labels: Record<string, string> };
      spec: {
        automountServiceAccountToken: boolean;
        terminationGracePeriodSeconds: number;
        securityContext: Record<string, unknown>;
        containers: [Container];
        volumes: {
          name: string;
          persistentVolumeClaim?: { claimName: string };
          configMap?: { name: string };
        }[];
      };
    };
  };
}

const folder = 'deploy/kubernetes';
const kustomization = readYaml<{
  resources: string[];
  configMapGenerator: { name: string; files: string[] }[];
  images: { name: string; newTag: string }[];
}>(`${folder}/kustomization.yaml`);
const { spec } = readYaml<StatefulSet>(`${folder}/stateful-set.yaml`);
const pod = spec.template.spec;
const [container] = pod.containers;
const image = readDockerfile().at(-1) as Stage;

/** The settings that the server has in its pod: of the image, and of cyberdock.yaml. */
function settingsInPod() {
  const cwd = mkdtempSync(path.join(tmpdir(), 'cyberdock-deploy-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  writeFileSync(path.join(cwd, 'cyberdock.yaml'), readFile(`${folder}/cyberdock.yaml`));
  return loadConfig({ cwd, env: settingsOf(pairsOf(image, 'ENV')) });
}

describe('deploy/kubernetes', () => {
  test('meets the restricted Pod Security Standard, which its namespace demands', () => {
    const { metadata } = readYaml<{ metadata: { labels: object } }>(`${folder}/namespace.yaml`);
    expect(metadata.labels).toHaveProperty(['pod-security.kubernetes.io/enforce'], 'restricted');
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod.automountServiceAccountToken).toBe(false);
  });

  test('runs as the user of the image, who may write the volume, without touching every file of it at each start', () => {
    const [user, group] = (valuesOf(image, 'USER')[0] ?? '').split(':').map(Number);
    expect(pod.securityContext).toMatchObject({
      runAsUser: user,
      runAsGroup: group,
      fsGroup: group,
      fsGroupChangePolicy: 'OnRootMismatch',
    });
  });

  test('is one server on one volume, in the place where the image has it, with its settings beside it', () => {
    expect(spec.replicas).toBe(1);
    const mountOf = (name: string) => container.volumeMounts.find((mount) => mount.name === name);
    expect([mountOf('data')?.mountPath]).toEqual(valuesOf(image, 'VOLUME'));
    expect(mountOf('config')).toMatchObject({ mountPath: valuesOf(image, 'WORKDIR')[0], readOnly: true });
    const claim = readYaml<{ metadata: { name: string } }>(`${folder}/volume-claim.yaml`).metadata.name;
    const [data, config] = pod.volumes;
    expect(data?.persistentVolumeClaim?.claimName).toBe(claim);
    expect(config?.configMap?.name).toBe(kustomization.configMapGenerator[0]?.name);
    expect(kustomization.configMapGenerator[0]?.files).toEqual(['cyberdock.yaml']);
  });

  test('has valid settings; running transfers get their time at the end', () => {
    const { server, storage } = settingsInPod();
    expect(server.publicUrl).toBe('https://registry.example.com');
    expect(storage.root.startsWith(`${valuesOf(image, 'VOLUME')[0]}/`)).toBe(true);
    expect(pod.terminationGracePeriodSeconds * 1000).toBeGreaterThan(server.drainTimeoutMs + 20_000);
    expect(container.ports).toEqual([{ name: 'http', containerPort: server.port }]);
  });

  test('is asked whether it answers, and apart from that whether it can serve', () => {
    const paths = (['startupProbe', 'livenessProbe', 'readinessProbe'] as const).map(
      (name) => container[name].httpGet,
    );
    expect(paths).toEqual([
      { path: '/healthz', port: 'http' },
      { path: '/healthz', port: 'http' },
      { path: '/readyz', port: 'http' },
    ]);
  });

  test('can be reached: from the way in by the service to the pod', () => {
    const service = readYaml<{
      metadata: { name: string };
      spec: { selector: object; ports: { name: string; targetPort: string }[] };
    }>(`${folder}/service.yaml`);
    const ingress = readYaml<{
      metadata: { annotations: Record<string, string> };
      spec: {
        rules: { http: { paths: { backend: { service: { name: string; port: { name: string } } } }[] } }[];
      };
    }>(`${folder}/ingress.yaml`);
    expect(service.spec.selector).toEqual(spec.template.metadata.labels);
    expect(spec.selector.matchLabels).toEqual(spec.template.metadata.labels);
    expect(spec.serviceName).toBe(service.metadata.name);
    const [port] = service.spec.ports;
    expect(port?.targetPort).toBe(container.ports[0]?.name);
    expect(ingress.spec.rules[0]?.http.paths[0]?.backend.service).toEqual({
      name: service.metadata.name,
      port: { name: port?.name },
    });
    expect(ingress.metadata.annotations).toMatchObject({
      'nginx.ingress.kubernetes.io/proxy-body-size': '0',
      'nginx.ingress.kubernetes.io/proxy-request-buffering': 'off',
      'nginx.ingress.kubernetes.io/proxy-buffering': 'off',
    });
  });

  test('has requests and a limit of memory, and the version of the package', () => {
    expect(Object.keys(container.resources.requests)).toEqual(['cpu', 'memory']);
    expect(Object.keys(container.resources.limits)).toEqual(['memory']);
    const { version } = JSON.parse(readFile('package.json')) as { version: string };
    expect(kustomization.images).toEqual([{ name: container.image, newName: 'cyberdock', newTag: version }]);
  });
});
