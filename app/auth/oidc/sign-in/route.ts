import { beginOidc } from '@/lib/server/oidc/oidc-routes';

export const dynamic = 'force-dynamic';

export { beginOidc as GET, beginOidc as HEAD };
