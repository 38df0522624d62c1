import { expect, it } from 'vitest';
import { imageCommands, pullForms } from './image-commands';
import { registryAddress } from './registry-address';

it.each([
  ['https:', 'registry.example.com', 'registry.example.com', false],
  ['https:', 'registry.example.com:8443', 'registry.example.com:8443', false],
  ['http:', 'localhost:5000', 'localhost:5000', false],
  ['http:', 'localhost', 'localhost', false],
  ['http:', '127.0.0.1:5000', '127.0.0.1:5000', false],
  ['http:', '[::1]:5000', '[::1]:5000', false],
  ['http:', '192.168.1.9:5000', '192.168.1.9:5000', true],
  ['http:', '127.example.com', '127.example.com', true],
  ['http:', 'registry.example.com', 'registry.example.com', true],
  // Without a dot or a port, docker would take the host for a namespace of Docker Hub.
  ['http:', 'box', 'box:80', true],
  ['https:', 'box', 'box:443', false],
])('%s//%s is %s to container clients, and insecure: %s', (protocol, host, name, needsInsecure) => {
  expect(registryAddress(protocol, host)).toEqual({ host: name, needsInsecure });
});

it('writes the commands of docker for that address', () => {
  expect(imageCommands('box:80', 'team/app', 'alpine:latest')).toEqual({
    tag: 'docker tag alpine:latest box:80/team/app:latest',
    push: 'docker push box:80/team/app:latest',
    pull: 'docker pull box:80/team/app:latest',
  });
});

const digest = `sha256:${'0'.repeat(64)}`;
const textsOf = (kind: Parameters<typeof pullForms>[3], name?: string) =>
  pullForms('box:80', 'team/app', { name, digest }, kind).map(({ text }) => text);

it('writes every way to pull an image, by its tag and pinned to its digest', () => {
  expect(textsOf('image', 'v1')).toEqual([
    'docker pull box:80/team/app:v1',
    'podman pull box:80/team/app:v1',
    'nerdctl pull box:80/team/app:v1',
    'ctr images pull box:80/team/app:v1',
    'box:80/team/app:v1',
    `box:80/team/app@${digest}`,
  ]);
  expect(textsOf('index')).toContain(`docker pull box:80/team/app@${digest}`);
});

it('names the program that can do something with an artifact that is no image', () => {
  expect(textsOf('artifact', 'v1')[0]).toBe('oras pull box:80/team/app:v1');
  expect(textsOf('helm chart', '1.2.3')[0]).toBe('helm pull oci://box:80/team/app --version 1.2.3');
});
