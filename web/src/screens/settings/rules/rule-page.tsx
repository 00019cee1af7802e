// One kind of rules: the form, trying, saving on top of the version that was looked at, and the history.
import { Badge, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState, type ComponentType } from 'react';
import { Problem } from '../../../api/request.ts';
import {
  ruleQuery,
  useChangeRules,
  useTryRules,
  type RuleKind,
  type RuleVersion,
} from '../../../api/rules.ts';
import { useMay } from '../../../api/session.ts';
import { Section } from '../../../parts/section.tsx';
import { tell } from '../../../parts/told.tsx';
import { Trouble } from '../../../parts/trouble.tsx';
import { settings as words } from '../../../texts/settings.ts';
import { texts } from '../../../texts/en.ts';
import type { FormProps } from './bodies.ts';
import { History } from './history.tsx';
import { Overtaken } from './overtaken.tsx';
import { Tried } from './tried.tsx';

interface Props<Body extends object> {
  kind: RuleKind & keyof typeof words.helps;
  /** Kinds that can be tried before they are saved. */
  canTry?: boolean;
  form: ComponentType<FormProps<Body>>;
}

export function RulePage<Body extends object>(props: Props<Body>) {
  const list = useInfiniteQuery(ruleQuery(props.kind));
  if (list.error !== null) {
    return <Trouble error={list.error} onRetry={() => void list.refetch()} />;
  }
  const current = list.data?.pages[0]?.current;
  if (current === undefined) return <Skeleton h={320} />;
  const versions = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack gap="md">
      <Editor {...props} current={current} />
      <History kind={props.kind} current={current} versions={versions} list={list} />
    </Stack>
  );
}

interface Draft<Body> {
  body: Body;
  basedOn: number;
}

function Editor<Body extends object>(props: Props<Body> & { current: RuleVersion }) {
  const { kind, current, canTry = false, form: Form } = props;
  const [draft, setDraft] = useState<Draft<Body> | null>(null);
  const save = useChangeRules(kind);
  const trying = useTryRules(kind);
  const mayChange = useMay('rules.write');
  // What the server keeps was checked by it before.
  const inForce = current.body as Body;
  const body = draft?.body ?? inForce;
  const reset = (): void => {
    setDraft(null);
    save.reset();
    trying.reset();
  };
  const keep = (wish: Draft<Body>): void =>
    save.mutate(wish, {
      onSuccess({ version }) {
        tell(words.saved(version));
        reset();
      },
    });
  const isOvertaken = save.error instanceof Problem && save.error.status === 409;
  return (
    <Section title={words.tabs[kind]} aside={<Mark version={current} isChanged={draft !== null} />}>
      <Text size="sm" className="quiet">
        {words.helps[kind]} {mayChange ? '' : words.readOnly}
      </Text>
      <Form
        body={body}
        isLocked={!mayChange}
        onChange={(next) => {
          setDraft({ body: next, basedOn: draft?.basedOn ?? current.version });
          trying.reset();
        }}
      />
      {trying.data === undefined ? null : <Tried trial={trying.data} />}
      {trying.error === null ? null : <Trouble error={trying.error} />}
      {isOvertaken && draft !== null ? (
        <Overtaken
          message={save.error?.message ?? ''}
          theirs={inForce}
          mine={draft.body}
          onTakeTheirs={reset}
          onKeepMine={() => keep({ body: draft.body, basedOn: current.version })}
        />
      ) : null}
      {save.error === null || isOvertaken ? null : <Trouble error={save.error} />}
      {draft === null || isOvertaken ? null : (
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={reset}>
            {words.discard}
          </Button>
          {canTry ? (
            <Button
              variant="default"
              loading={trying.isPending}
              onClick={() => trying.mutate(draft.body)}
            >
              {words.try}
            </Button>
          ) : null}
          <Button loading={save.isPending} onClick={() => keep(draft)}>
            {texts.save}
          </Button>
        </Group>
      )}
    </Section>
  );
}

function Mark({ version, isChanged }: { version: RuleVersion; isChanged: boolean }) {
  if (isChanged) return <Badge color="orange">{words.unsaved}</Badge>;
  return (
    <Badge color="gray">
      {version.version === 0 ? words.ships : words.version(version.version)}
    </Badge>
  );
}
