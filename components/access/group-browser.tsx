'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { UsersRound, X } from 'lucide-react';
import type { FormEvent } from 'react';
import { refreshAccountMs } from '@/lib/dashboard/account/queries';
import type { GroupList } from '@/lib/dashboard/administration/access-contract';
import { accessKey, accessQueries } from '@/lib/dashboard/administration/access-queries';
import { sendJson } from '@/lib/dashboard/fetch-json';
import { Unloaded } from '../administration/unloaded';
import { useMayChange } from '../administration/use-may-change';
import { Failure } from '../feedback/failure';
import { Notice } from '../feedback/notice';
import { buttonClass } from '../ui/button';
import { controlClass } from '../ui/field';
import { textIn } from '../ui/form-values';
import { useFormChanges } from '../ui/use-form-changes';
import { useUnsaved } from '../ui/use-unsaved';
import { AccessFrame } from './access-frame';

/** The groups of users, which rules can name. */
export function GroupBrowser() {
  const client = useQueryClient();
  const mayChange = useMayChange();
  const query = useQuery({
    ...accessQueries.groups,
    refetchInterval: refreshAccountMs,
  });
  const { data } = query;
  const onSettled = () => client.invalidateQueries({ queryKey: accessKey });
  const join = useMutation({
    mutationFn: (body: { group: string; member: string }) =>
      sendJson('POST', '/api/v1/access/groups', { body }),
    onSettled,
  });
  const leave = useMutation({
    mutationFn: ({ group, member }: { group: string; member: string }) =>
      sendJson(
        'DELETE',
        `/api/v1/access/groups/${encodeURIComponent(group)}/members/${encodeURIComponent(member)}`,
      ),
    onSettled,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    join.mutate(
      { group: textIn(fields, 'group'), member: textIn(fields, 'member') },
      { onSuccess: () => form.reset() },
    );
  };
  const changes = useFormChanges();
  const question = useUnsaved(changes.isChanged);
  const problem = join.error ?? leave.error;
  return (
    <AccessFrame isOpen={data?.isOpen}>
      {question}
      {mayChange && data && (
        <form
          {...changes.form}
          onSubmit={submit}
          aria-label="Put somebody into a group"
          className="mb-4 flex max-w-3xl flex-wrap gap-2"
        >
          <input
            name="member"
            required
            aria-label="User"
            placeholder="User"
            maxLength={128}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            className={controlClass('flex-1 basis-52')}
          />
          <input
            name="group"
            required
            aria-label="Group"
            placeholder="Group, which may be new"
            maxLength={64}
            list="groups"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            className={controlClass('flex-1 basis-52')}
          />
          <datalist id="groups">
            {data.groups.map(({ name }) => (
              <option key={name} value={name} />
            ))}
          </datalist>
          <button type="submit" className={buttonClass('plain', 'h-9')} aria-disabled={join.isPending}>
            {join.isPending ? 'Adding' : 'Add to the group'}
          </button>
        </form>
      )}
      {problem && (
        <div className="mb-3 max-w-3xl">
          <Failure error={problem} />
        </div>
      )}
      <Unloaded what="The groups" query={query} rows={4} />
      {data?.groups.length === 0 && (
        <Notice Icon={UsersRound} title="There are no groups">
          A group begins with its first member; rules name it as group:NAME.
        </Notice>
      )}
      {data && data.groups.length > 0 && (
        <ul aria-label="Groups" className="divide-y divide-line rounded-box border border-line bg-surface">
          {data.groups.map((group) => (
            <GroupRow
              key={group.name}
              group={group}
              onLeave={mayChange ? (member) => leave.mutate({ group: group.name, member }) : undefined}
            />
          ))}
        </ul>
      )}
    </AccessFrame>
  );
}

interface GroupRowProps {
  group: GroupList['groups'][number];
  onLeave: ((member: string) => void) | undefined;
}

function GroupRow({ group: { name, members, written }, onLeave }: GroupRowProps) {
  const byConfiguration = written.filter((member) => !members.includes(member));
  return (
    <li data-row className="grid gap-x-6 gap-y-2 px-4 py-3 text-table md:grid-cols-[14rem_minmax(0,1fr)]">
      <span className="font-medium [overflow-wrap:anywhere]">{name}</span>
      <ul aria-label={`Members of ${name}`} className="flex flex-wrap gap-1.5">
        {members.map((member) => (
          <li key={member} className="inline-flex items-center gap-1 rounded-control bg-sunken pl-2">
            <span className={onLeave ? '' : 'pr-2'}>{member}</span>
            {onLeave && (
              <button
                type="button"
                onClick={() => onLeave(member)}
                aria-label={`Take ${member} out of ${name}`}
                className="flex size-6 items-center justify-center rounded-control text-ink-dim transition-colors hover:bg-line hover:text-ink"
              >
                <X className="size-3" aria-hidden="true" />
              </button>
            )}
          </li>
        ))}
        {byConfiguration.map((member) => (
          <li
            key={member}
            title="By the configuration"
            className="rounded-control border border-line px-2 text-ink-soft"
          >
            {member}
          </li>
        ))}
      </ul>
    </li>
  );
}
