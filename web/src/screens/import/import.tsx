// Import: a spreadsheet is dropped, understood, tried, taken in. The address names the import, so a reload goes on.
import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { importQuery, type Import as ImportShown } from '../../api/imports.ts';
import { LinkTo } from '../../parts/link-to.tsx';
import { Page } from '../../parts/page.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { importing as words } from '../../texts/import.ts';
import { DropSheet } from './drop-sheet.tsx';
import { ImportProgress } from './import-progress.tsx';
import { PastImports } from './past-imports.tsx';
import { Prepare } from './prepare.tsx';

export function Import() {
  const { id } = useSearch({ from: '/shell/import' });
  if (id !== undefined) return <OneImport key={id} id={id} />;
  return (
    <Page title={words.title}>
      <Stack gap="md">
        <DropSheet />
        <PastImports />
      </Stack>
    </Page>
  );
}

function OneImport({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(importQuery(id));
  return (
    <Page
      title={data?.fileName ?? words.title}
      actions={
        <LinkTo to="/import" search={{}} size="sm">
          {words.back}
        </LinkTo>
      }
    >
      {error === null ? null : <Trouble error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null ? <Skeleton h={360} /> : null}
      {data === undefined ? null : <Stage shown={data} />}
    </Page>
  );
}

function Stage({ shown }: { shown: ImportShown }) {
  return shown.state === 'ready' ? <Prepare shown={shown} /> : <ImportProgress shown={shown} />;
}
