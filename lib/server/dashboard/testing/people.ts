import { hashSync } from '@node-rs/bcrypt';
import type { Server } from '../../server';
import { password } from './api-server';

const passwordHash = hashSync(password, 4);

/** Makes an administrator, `root`, an auditor, `carol`, and a user, `alice`, whose password is `password`. */
export function addPeople({ auth }: Pick<Server, 'auth'>): void {
  auth.accounts.create({ name: 'root', kind: 'user', role: 'administrator', passwordHash }, 'test');
  auth.accounts.create({ name: 'carol', kind: 'user', role: 'auditor', passwordHash }, 'test');
  auth.accounts.create({ name: 'alice', kind: 'user', passwordHash }, 'test');
  auth.directory.forget();
}
