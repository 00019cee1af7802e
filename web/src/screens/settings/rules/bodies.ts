// The rules as the server keeps them; it checks every part again and says what is wrong with which.
import type { outcomeStatuses } from '../../../texts/settings-words.ts';
import type { touchWords } from '../../../texts/settings-words.ts';

export type Status = keyof typeof outcomeStatuses;
export type TouchKind = keyof typeof touchWords;
export type Effect = 'continue' | 'pause' | 'stop';

export interface PauseBody {
  statuses: Record<Status, Effect>;
  reply: Effect;
}

export interface MatchBody {
  keys: { kind: MatchKeyKind; strength: Strength; except?: string[] }[];
  mergeFrom: number;
  askFrom: number;
  guards: Record<string, boolean>;
}
export type MatchKeyKind =
  | 'external_id'
  | 'profile_url'
  | 'email'
  | 'phone'
  | 'name_employer_place';
export type Strength = 'always' | 'scored' | 'never';

export interface StatusBody {
  stages: Record<string, Status>;
  otherStage: Status;
  archiveReasons: Record<string, Status>;
  hiredReason: Status;
  reasonTexts: { contains: string; status: Status }[];
  otherReason: Status;
}

export type Treatment = 'digest' | 'digest_later' | 'own_note' | 'off';
export interface TimelineBody {
  treatments: Record<TouchKind, Treatment>;
  quietMinutes: number;
}

export interface StageMovesBody {
  isOn: boolean;
  contactedStageId: string | null;
  repliedStageId: string | null;
}

export interface BrakeBody {
  shareMax: number;
  countFree: number;
}

export interface RetentionBody {
  keepDays: number | null;
  because: string;
}

/** A form of rules: what it shows, and what it is changed to. */
export interface FormProps<Body> {
  body: Body;
  onChange: (body: Body) => void;
  isLocked: boolean;
}
