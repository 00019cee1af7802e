// The audit explorer: narrowed by what, whom, who and when; each entry with its detail; the chain checked on demand.
import {
  Alert,
  Button,
  Group,
  Paper,
  Select,
  Skeleton,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { usersQuery } from '../../api/access.ts';
import {
  auditPagesQuery,
  useVerifyAudit,
  type AuditFilter,
  type Verdict,
} from '../../api/audit.ts';
import { useMay } from '../../api/session.ts';
import { MoreButton } from '../../parts/more-button.tsx';
import { countWords } from '../../parts/number-words.ts';
import { Trouble } from '../../parts/trouble.tsx';
import { access } from '../../texts/access.ts';
import { audit as words } from '../../texts/audit.ts';
import { AuditLine } from './audit-line.tsx';

const typingMs = 300;

interface Wish {
  action: string;
  person: string;
  actor: string | null;
  from: string;
  to: string;
}

const noWish: Wish = { action: '', person: '', actor: null, from: '', to: '' };

export function Audit() {
  const [wish, setWish] = useState(noWish);
  const [settled] = useDebouncedValue(wish, typingMs);
  const list = useInfiniteQuery(auditPagesQuery(filterOf(settled)));
  const entries = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack gap="md">
      <Text size="sm" className="quiet">
        {words.help}
      </Text>
      <Verify filter={filterOf(settled)} />
      <Filters wish={wish} onChange={setWish} />
      {list.error === null ? null : (
        <Trouble error={list.error} onRetry={() => void list.refetch()} />
      )}
      {list.isPending ? <Skeleton h={320} /> : null}
      {list.isSuccess && entries.length === 0 ? <Text size="sm">{words.none}</Text> : null}
      {entries.length === 0 ? null : (
        <Paper p={0}>
          <Stack gap={0} component="ul" className="lines">
            {entries.map((entry) => (
              <AuditLine key={entry.seq} entry={entry} />
            ))}
          </Stack>
        </Paper>
      )}
      <MoreButton list={list} />
    </Stack>
  );
}

/** Days are the viewer's own. */
function filterOf({ action, person, actor, from, to }: Wish): AuditFilter {
  const until = to === '' ? null : new Date(`${to}T00:00:00`);
  until?.setDate(until.getDate() + 1);
  return {
    ...(action.trim() === '' ? {} : { action: action.trim() }),
    ...(/^[0-9a-f-]{36}$/u.test(person.trim()) ? { personId: person.trim() } : {}),
    ...(actor === null ? {} : { actor }),
    ...(from === '' ? {} : { from: new Date(`${from}T00:00:00`).toISOString() }),
    ...(until === null ? {} : { to: until.toISOString() }),
  };
}

function Filters({ wish, onChange }: { wish: Wish; onChange: (wish: Wish) => void }) {
  const users = useQuery(usersQuery).data?.items ?? [];
  const actors = [
    ...users.map((user) => ({ value: `user:${user.id}`, label: user.name })),
    ...(['system', 'cli', 'lever'] as const).map((name) => {
      return { value: name, label: access.actors[name] ?? name };
    }),
  ];
  return (
    <Group align="flex-end" gap="sm">
      <TextInput
        label={words.action}
        placeholder={words.actionHelp}
        flex={2}
        miw={180}
        value={wish.action}
        onChange={(event) => onChange({ ...wish, action: event.currentTarget.value })}
      />
      <Select
        label={words.who}
        placeholder={words.any}
        clearable
        searchable
        flex={1}
        miw={140}
        data={actors}
        value={wish.actor}
        onChange={(actor) => onChange({ ...wish, actor })}
      />
      <TextInput
        label={words.person}
        flex={1}
        miw={140}
        value={wish.person}
        onChange={(event) => onChange({ ...wish, person: event.currentTarget.value })}
      />
      <TextInput
        label={words.from}
        type="date"
        value={wish.from}
        onChange={(event) => onChange({ ...wish, from: event.currentTarget.value })}
      />
      <TextInput
        label={words.to}
        type="date"
        value={wish.to}
        onChange={(event) => onChange({ ...wish, to: event.currentTarget.value })}
      />
    </Group>
  );
}

function Verify({ filter }: { filter: AuditFilter }) {
  const verify = useVerifyAudit();
  const mayExport = useMay('audit.export');
  const query = new URLSearchParams({ ...filter }).toString();
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Button
          variant="default"
          loading={verify.isPending}
          onClick={() => verify.mutate(undefined)}
        >
          {words.verify}
        </Button>
        {mayExport ? (
          <Button
            component="a"
            variant="default"
            href={`/v1/audit/export?${query}`}
            download
            leftSection={<IconDownload size={14} aria-hidden />}
          >
            {words.download}
          </Button>
        ) : null}
      </Group>
      {verify.data === undefined ? null : <Told verdict={verify.data} />}
    </Stack>
  );
}

function Told({ verdict }: { verdict: Verdict }) {
  return verdict.isWhole ? (
    <Alert color="green" role="status">
      {words.whole(countWords(verdict.entryCount))}
    </Alert>
  ) : (
    <Alert color="red" role="alert">
      {words.broken(countWords(verdict.seq))} {verdict.because}
    </Alert>
  );
}
