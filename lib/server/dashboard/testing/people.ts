import { hashSync } from '@node-rs/bcrypt';
import type { Server } from '../../server';
import { password } from './api-server';

const passwordHash = hashSync(password, 4);

/** An administrator, an auditor and a user, whose password is `password`. */
export const people = ['root', 'carol', 'alice'] as const;

/** Makes them. */
export function addPeople({ auth }: Pick<Server, 'auth'>): void {
  auth.accounts.create({ name: 'root', kind: 'user', role: 'administrator', passwordHash }, 'test');
  auth.accounts.create({ name: 'carol', kind: 'user', role: 'auditor', passwordHash }, 'test');
  auth.accounts.create({ name: 'alice', kind: 'user', passwordHash }, 'test');
  auth.directory.forget();
}
