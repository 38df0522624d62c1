import { Lock } from 'lucide-react';
import { Notice } from '../feedback/notice';
import { PageHeader } from '../layout/page-header';

/** Stands where a page would that somebody may not read: which right is missing, and who grants it. */
export function Forbidden({ title }: { title: string }) {
  return (
    <>
      <PageHeader title={title} />
      <Notice Icon={Lock} title="Only administrators and auditors read this">
        An administrator can give you the role of an auditor: it reads everything, and changes nothing.
      </Notice>
    </>
  );
}
