'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { useState } from 'react';
import { refreshAccountMs } from '@/lib/dashboard/account/queries';
import type { RuleList } from '@/lib/dashboard/administration/access-contract';
import { accessKey, accessQueries } from '@/lib/dashboard/administration/access-queries';
import { sendJson } from '@/lib/dashboard/fetch-json';
import { ListHead } from '../administration/list-head';
import { Panel } from '../administration/panel';
import { Unloaded } from '../administration/unloaded';
import { useMayChange } from '../administration/use-may-change';
import { Notice } from '../feedback/notice';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { leave } from '../ui/leaving';
import { MakeButton } from '../ui/make-button';
import { AccessFrame } from './access-frame';
import { Explain } from './explain';
import { RuleForm } from './rule-form';
import { RuleRow, ruleColumns } from './rule-row';

type Rule = RuleList['rules'][number];

/** The rules of access, and who may do what by them. */
export function RuleBrowser() {
  const client = useQueryClient();
  const mayChange = useMayChange();
  const [isMaking, setMaking] = useState(false);
  const [edited, setEdited] = useState<string>();
  const [doomed, setDoomed] = useState<Rule>();
  const query = useQuery({
    ...accessQueries.rules,
    refetchInterval: refreshAccountMs,
  });
  const { data } = query;
  const refresh = () => client.invalidateQueries({ queryKey: accessKey });
  const remove = useMutation({
    mutationFn: ({ id }: Rule) => sendJson('DELETE', `/api/v1/access/rules/${encodeURIComponent(id)}`),
    onSuccess: () => {
      setDoomed(undefined);
      return refresh();
    },
  });
  return (
    <AccessFrame
      isOpen={data?.isOpen}
      action={
        mayChange &&
        !isMaking && (
          <MakeButton
            onClick={() =>
              leave(() => {
                setEdited(undefined);
                setMaking(true);
              })
            }
          >
            Add a rule
          </MakeButton>
        )
      }
    >
      {isMaking && (
        <RuleForm
          onClose={() => setMaking(false)}
          onMade={() => {
            setMaking(false);
            void refresh();
          }}
        />
      )}
      <Unloaded what="The rules" query={query} rows={4} />
      {data && (
        <Panel
          title="Rules"
          about="What no rule allows is forbidden; a rule that forbids counts before all that allow, whatever their order."
        >
          {data.rules.length === 0 ? (
            <Notice Icon={ScrollText} title="There are no rules">
              Only administrators and auditors get at anything. Add a rule to let others pull and push.
            </Notice>
          ) : (
            <div className="rounded-box border border-line bg-surface">
              <ListHead columns={ruleColumns}>
                <span>Rule</span>
                <span>Who</span>
                <span>What</span>
                <span>Where</span>
              </ListHead>
              <ul aria-label="Rules" className="divide-y divide-line">
                {data.rules.map((rule) =>
                  rule.id === edited ? (
                    <li key={rule.id} className="px-2 pt-2">
                      <RuleForm
                        rule={rule}
                        onClose={() => setEdited(undefined)}
                        onMade={() => {
                          setEdited(undefined);
                          void refresh();
                        }}
                      />
                    </li>
                  ) : (
                    <RuleRow
                      key={rule.id}
                      rule={rule}
                      actions={
                        mayChange && rule.isStored
                          ? {
                              onEdit: () =>
                                leave(() => {
                                  setMaking(false);
                                  setEdited(rule.id);
                                }),
                              onRemove: () => {
                                remove.reset();
                                setDoomed(rule);
                              },
                            }
                          : undefined
                      }
                    />
                  ),
                )}
              </ul>
            </div>
          )}
        </Panel>
      )}
      {data && (
        <Panel title="Who may do what here, and why" about="Asked of the same rules that every request is.">
          <Explain />
        </Panel>
      )}
      {doomed && (
        <ConfirmDialog
          title={`Remove ${doomed.id}?`}
          action="Remove rule"
          doing="Removing"
          isDoing={remove.isPending}
          problem={remove.error}
          onConfirm={() => !remove.isPending && remove.mutate(doomed)}
          onClose={() => setDoomed(undefined)}
        >
          {doomed.subjects.join(', ')} {doomed.effect === 'allow' ? 'lose' : 'are no longer forbidden'}{' '}
          {doomed.actions.join(', ')} in {doomed.repositories.join(', ')}, unless another rule says so. It
          counts at once.
        </ConfirmDialog>
      )}
    </AccessFrame>
  );
}
