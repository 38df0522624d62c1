import { expect, it } from 'vitest';
import { layerCommands } from './layer-commands';

it('gives each layer the command that made it, past those that made none', () => {
  const history = [
    { created_by: '/bin/sh -c #(nop) ADD file:1 in / ', created: '2026-01-01T00:00:00Z' },
    { created_by: 'ENV A=1', empty_layer: true },
    { created_by: '/bin/sh -c apt-get update' },
    { created_by: 'COPY . . # buildkit' },
  ];
  expect(layerCommands(history, 3)).toEqual({
    matches: true,
    commands: [
      { command: 'ADD file:1 in /', createdAt: '2026-01-01T00:00:00Z' },
      { command: 'RUN apt-get update', createdAt: null },
      { command: 'COPY . .', createdAt: null },
    ],
  });
});

it.each([[[{ created_by: 'one' }]], ['text'], [{}]])(
  'says so when the history %j does not match',
  (history) => {
    const { commands, matches } = layerCommands(history, 2);
    expect(matches).toBe(false);
    expect(commands).toEqual([
      { command: null, createdAt: null },
      { command: null, createdAt: null },
    ]);
  },
);

it('takes whatever a pusher wrote', () => {
  expect(layerCommands([null, 7, { created_by: 7, created: {} }], 1).commands).toEqual([
    { command: null, createdAt: null },
  ]);
});
