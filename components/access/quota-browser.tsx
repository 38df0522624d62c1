'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Gauge } from 'lucide-react';
import { useState } from 'react';
import { refreshAccountMs } from '@/lib/dashboard/account/queries';
import { accessKey } from '@/lib/dashboard/administration/access-queries';
import { counted } from '@/lib/dashboard/administration/counted';
import type { ShownQuota } from '@/lib/dashboard/administration/quota-contract';
import { quotaPath, quotasQuery } from '@/lib/dashboard/administration/quota-queries';
import { sendJson } from '@/lib/dashboard/fetch-json';
import { ListHead } from '../administration/list-head';
import { Panel } from '../administration/panel';
import { Unloaded } from '../administration/unloaded';
import { useMayChange } from '../administration/use-may-change';
import { Notice } from '../feedback/notice';
import { buttonClass } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { leave } from '../ui/leaving';
import { MakeButton } from '../ui/make-button';
import { AccessFrame } from './access-frame';
import { QuotaForm } from './quota-form';
import { QuotaRow, quotaColumns } from './quota-row';

const refreshCountsMs = 1_000;

/** How much namespaces may hold, and what they hold: whatever the authentication is. */
export function QuotaBrowser() {
  const client = useQueryClient();
  const mayChange = useMayChange();
  const [form, setForm] = useState<{ quota?: ShownQuota }>();
  const [doomed, setDoomed] = useState<string>();
  const query = useQuery({
    ...quotasQuery,
    refetchInterval: ({ state }) =>
      state.data?.quotas.some(({ isCounted }) => !isCounted) ? refreshCountsMs : refreshAccountMs,
  });
  const { data } = query;
  const refresh = () => client.invalidateQueries({ queryKey: accessKey });
  const remove = useMutation({
    mutationFn: (namespace: string) => sendJson('DELETE', quotaPath(namespace)),
    onSuccess: () => {
      setDoomed(undefined);
      return refresh();
    },
  });
  const askToRemove = (namespace: string) => {
    remove.reset();
    setDoomed(namespace);
  };
  const change = (quota: ShownQuota) => {
    if (quota.namespace !== form?.quota?.namespace) leave(() => setForm({ quota }));
  };
  return (
    <AccessFrame
      isOpen={data && false}
      action={mayChange && !form && <MakeButton onClick={() => setForm({})}>Set a quota</MakeButton>}
    >
      {form && (
        <QuotaForm
          key={form.quota?.namespace}
          quota={form.quota}
          onClose={() => setForm(undefined)}
          onSet={() => {
            setForm(undefined);
            void refresh();
          }}
        />
      )}
      <Unloaded what="The quotas" query={query} rows={4} />
      {data && (
        <Panel
          title="Quotas"
          about="What does not fit is refused when it is pushed. A blob that two repositories hold counts in both, though it lies on the disk once."
        >
          {data.quotas.length === 0 ? (
            <Notice Icon={Gauge} title="Nothing has a quota">
              Every namespace may hold as much as there is room for.
            </Notice>
          ) : (
            <div className="rounded-box border border-line bg-surface">
              <ListHead columns={quotaColumns}>
                <span>Namespace</span>
                <span>Size</span>
                <span>Repositories</span>
                <span>Set by</span>
              </ListHead>
              <ul aria-label="Quotas" className="divide-y divide-line">
                {data.quotas.map((quota) => (
                  <QuotaRow
                    key={quota.namespace}
                    quota={quota}
                    onChange={mayChange ? () => change(quota) : undefined}
                    onRemove={mayChange && quota.isStored ? () => askToRemove(quota.namespace) : undefined}
                  />
                ))}
              </ul>
            </div>
          )}
          {data.more > 0 && (
            <p className="mt-2 text-ink-dim text-meta">
              And {counted(data.more, 'namespace')} that {data.more === 1 ? 'is' : 'are'} less full.
            </p>
          )}
        </Panel>
      )}
      {data && data.exempt.length > 0 && (
        <Panel title="Without a limit" about="Whatever the configuration says.">
          <ul aria-label="Without a limit" className="divide-y divide-line rounded-box border border-line">
            {data.exempt.map((namespace) => (
              <li
                key={namespace}
                data-row
                className="flex items-center justify-between gap-4 px-4 py-2 text-table"
              >
                <span className="min-w-0 [overflow-wrap:anywhere]">{namespace}</span>
                {mayChange && (
                  <button
                    type="button"
                    className={buttonClass('plain')}
                    onClick={() => askToRemove(namespace)}
                    aria-label={`Remove the exemption of ${namespace}`}
                  >
                    Remove
                  </button>
                )}
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {doomed !== undefined && (
        <ConfirmDialog
          title={`Remove the quota of ${doomed}?`}
          action="Remove quota"
          doing="Removing"
          isDoing={remove.isPending}
          problem={remove.error}
          onConfirm={() => !remove.isPending && remove.mutate(doomed)}
          onClose={() => setDoomed(undefined)}
        >
          What the configuration says of {doomed} holds again, or no limit if it says nothing. It counts
          within a second.
        </ConfirmDialog>
      )}
    </AccessFrame>
  );
}
