import { getAuditExport } from '@/lib/server/dashboard/administration/audit-routes';

export const dynamic = 'force-dynamic';

export { getAuditExport as GET };
