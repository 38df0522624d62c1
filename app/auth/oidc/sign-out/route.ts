import { leaveOidc } from '@/lib/server/oidc/oidc-routes';

export const dynamic = 'force-dynamic';

export { leaveOidc as GET, leaveOidc as HEAD };
