// What the sandbox really holds, asked from its control side: no rate limit, no lag, nothing hidden.

export interface HeldOpportunity {
  id: string;
  contact: string;
  posting: string | null;
  stage: string;
  tags: string[];
  sources: string[];
  createdAt: number;
  person: { name: string; emails: string[]; phones: { value: string }[]; links: string[] } | null;
  notes: { id: string; entries: { value: string; user: string | null }[] }[];
  forms: unknown[];
  files: unknown[];
}

export interface SandboxCounters {
  total: number;
  /** Answered with 429. */
  throttled: number;
}

type Groups = Record<string, string[]>;

export interface SandboxWorld {
  opportunities: HeldOpportunity[];
  counters: SandboxCounters;
  duplicates: Record<string, Groups>;
}

const opportunitiesMax = 200_000;

/** One call of the control side. Throws with the sandbox's own words where it refuses. */
export async function control<Answer>(
  controlUrl: string,
  name: string,
  input: object = {},
): Promise<Answer> {
  const response = await fetch(new URL(name, `${controlUrl}/`), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  const answer = (await response.json()) as Answer & { error?: string };
  if (!response.ok) throw new Error(`sandbox ${name}: ${answer.error ?? response.status}`);
  return answer;
}

/** The whole account at this moment. */
export async function readSandbox(controlUrl: string): Promise<SandboxWorld> {
  return {
    opportunities: await control(controlUrl, 'opportunities', { limit: opportunitiesMax }),
    counters: await control(controlUrl, 'counters'),
    duplicates: await control(controlUrl, 'duplicates'),
  };
}
