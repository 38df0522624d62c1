import type { Action } from '@/lib/auth/access/actions';
import type { Principal } from '@/lib/auth/principal';
import type { RepositoryName } from '@/lib/oci/repository-name';

/** Who asks, and what else they may do. */
export interface Permission {
  principal: Principal;
  may: (action: Action, repository: RepositoryName) => boolean;
}
