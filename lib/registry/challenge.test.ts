import { expect, test } from 'vitest';
import { actions } from '@/lib/auth/access/actions';
import { parseScopes } from '@/lib/auth/scope';
import { catalogScope, challenge, neededScope } from './challenge';

const origin = 'https://registry.example.com';

test('the challenge has everything in quotes, as some clients read nothing else', () => {
  expect(challenge(origin, [])).toBe(
    'Bearer realm="https://registry.example.com/auth/token",service="cyberdock"',
  );
  expect(challenge(origin, [neededScope('team/app', 'push'), neededScope('team/base', 'pull')])).toBe(
    'Bearer realm="https://registry.example.com/auth/token",service="cyberdock",scope="repository:team/app:pull,push repository:team/base:pull"',
  );
  expect(challenge('http://127.0.0.1:5000', [catalogScope], 'insufficient_scope')).toBe(
    'Bearer realm="http://127.0.0.1:5000/auth/token",service="cyberdock",scope="registry:catalog:*",error="insufficient_scope"',
  );
});

test('what the challenge asks for is what the token endpoint reads', () => {
  for (const action of actions) {
    const needed = neededScope('team/app', action);
    const [read] = parseScopes([`${needed.type}:${needed.name}:${needed.actions}`]);
    expect(read?.name).toBe('team/app');
    expect(read?.actions.length).toBeGreaterThan(0);
  }
  expect(parseScopes([`registry:catalog:${catalogScope.actions}`])).toHaveLength(1);
});
