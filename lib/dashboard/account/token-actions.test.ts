import { expect, it } from 'vitest';
import { actions } from '@/lib/auth/access/actions';
import { tokenActions } from './token-actions';

it('a token can be narrowed to every action that there is', () => expect(tokenActions).toEqual(actions));
