import { finishOidc } from '@/lib/server/oidc/oidc-routes';

export const dynamic = 'force-dynamic';

export { finishOidc as GET, finishOidc as HEAD };
