// A process that works: claims what is due, runs its handler, renews its lease, takes over from the dead, stops cleanly.

import type { PortFailure } from '../ports/failure.ts';
import { newAlarm, type Alarm } from './alarm.ts';
import { backoffMs } from './after-failure.ts';
import { claimTurns } from './claim-turns.ts';
import { waitsDefault, type EffectWaits, type EngineDeps, type Point, type Turn } from './deps.ts';
import { findNextDueAt, isAnythingDue } from './due-work.ts';
import { newRooms, type RoomLimits, type Stay } from './rooms.ts';
import { runTurn } from './run-turn.ts';
import type { ClaimedWork, WorkResult } from './work.ts';
import { registerWorker, renewLease, retireWorker, takeOverDead } from './workers.ts';
import type { TakenOver } from './workers.ts';

export type { WorkResult } from './work.ts';

/** Must be safe to repeat: a turn may be cut short anywhere and run again. */
export type WorkHandler<Deps> = (
  deps: Deps & { turn: Turn },
  work: ClaimedWork,
) => Promise<WorkResult>;

/** Work in batches that has its own table: run until idle, again on every wake and every `pollMs`. */
export interface WorkLoop<Deps> {
  name: string;
  pollMs: number;
  run(deps: Deps): Promise<'more' | 'idle'>;
}

export interface WorkerOptions<Deps> extends Partial<RoomLimits & EffectWaits> {
  /** Shown to operators: host and process. */
  name: string;
  handlers: Readonly<Record<string, WorkHandler<Deps>>>;
  loops?: readonly WorkLoop<Deps>[];
  /** The caller holds the lock on the database folder: whoever is still registered is dead. */
  isAlone?: boolean;
  pollMs?: number;
  leaseMs?: number;
  heartbeatMs?: number;
  stopWithinMs?: number;
  /** Before the first claim, where a predecessor ended without saying so. */
  onUncleanStart?(takenOver: TakenOver): Promise<void>;
  onUnauthorized?(queueKey: string, failure: PortFailure): Promise<void>;
  onPoint?(point: Point): void | Promise<void>;
}

export interface Worker {
  readonly wasUnclean: boolean;
  epoch(): number;
  /** Something became due. Cheap, never throws. */
  wake(): void;
  /** Resolves once nothing is under way here and nothing is due within `horizonMs`; queues on hold do not count. */
  whenIdle(horizonMs?: number): Promise<void>;
  /** Claims nothing more, lets what is on the wire end within bounds, and leaves. */
  stop(): Promise<void>;
}

const defaults: Omit<Settings, keyof EffectWaits> = {
  pollMs: 500,
  leaseMs: 60_000,
  heartbeatMs: 10_000,
  stopWithinMs: 25_000,
  inFlightMax: 16,
  waitingMax: 3,
};

/** Registers the process and starts to work. */
export async function startWorker<Deps extends EngineDeps>(
  deps: Deps,
  options: WorkerOptions<Deps>,
): Promise<Worker> {
  const settings = settingsOf(options);
  const { clock, db, log } = deps;
  const { epoch, takenOver, wasUnclean } = await registerWorker(db, {
    name: options.name,
    now: clock.now(),
    leaseMs: settings.leaseMs,
    quiesceMs: settings.quiesceMs,
    isAlone: options.isAlone === true,
  });
  log.info('worker.started', { epoch });
  tellTakeover(deps, takenOver);
  if (wasUnclean) await options.onUncleanStart?.(takenOver);
  const running = new RunningWorker(deps, options, { settings, epoch });
  running.start();
  return {
    wasUnclean,
    epoch: () => running.epoch,
    wake: () => running.wake(),
    whenIdle: async (horizonMs = 0) => await running.whenIdle(horizonMs),
    stop: async () => await running.stop(),
  };
}

interface Settings extends RoomLimits, EffectWaits {
  pollMs: number;
  leaseMs: number;
  heartbeatMs: number;
  stopWithinMs: number;
}

function settingsOf(options: Partial<Settings>): Settings {
  const settings = { ...defaults, ...waitsDefault };
  for (const name of Object.keys(settings) as (keyof Settings)[]) {
    settings[name] = options[name] ?? settings[name];
  }
  if (settings.transportTimeoutMs + 2 * settings.heartbeatMs >= settings.leaseMs) {
    throw new Error('leaseMs must be longer than transportTimeoutMs and two heartbeats together.');
  }
  return settings;
}

function tellTakeover(deps: EngineDeps, takenOver: TakenOver): void {
  if (takenOver.epochs.length === 0) return;
  deps.log.warn('worker.took_over', {
    epochs: takenOver.epochs.join(','),
    ambiguousCount: takenOver.ambiguousCount,
  });
}

const idleLookMs = 20;
const heartbeatRetryMs = 1_000;

class RunningWorker<Deps extends EngineDeps> {
  readonly #deps: Deps;
  readonly #options: WorkerOptions<Deps>;
  readonly #settings: Settings;
  readonly #kinds: string[];
  readonly #stop = new AbortController();
  readonly #alarm: Alarm;
  readonly #loops: { loop: WorkLoop<Deps>; alarm: Alarm; isIdle: boolean }[];
  readonly #rooms;
  readonly #atWork = new Map<string, ClaimedWork>();
  readonly #running = new Set<Promise<void>>();
  #epoch: number;
  #hasStopped: Promise<void> | null = null;

  constructor(
    deps: Deps,
    options: WorkerOptions<Deps>,
    start: { settings: Settings; epoch: number },
  ) {
    this.#deps = deps;
    this.#options = options;
    this.#settings = start.settings;
    this.#kinds = Object.keys(options.handlers);
    this.#epoch = start.epoch;
    this.#alarm = newAlarm(deps.clock);
    this.#rooms = newRooms(start.settings, () => this.#alarm.ring());
    this.#loops = (options.loops ?? []).map((loop) => ({
      loop,
      alarm: newAlarm(deps.clock),
      isIdle: false,
    }));
  }

  get epoch(): number {
    return this.#epoch;
  }

  start(): void {
    this.#track(this.#keepLease());
    this.#track(this.#claim());
    for (const loop of this.#loops) this.#track(this.#runLoop(loop));
  }

  wake(): void {
    for (const loop of this.#loops) {
      loop.isIdle = false;
      loop.alarm.ring();
    }
    this.#alarm.ring();
  }

  async whenIdle(horizonMs: number): Promise<void> {
    while (!this.#isStopping) {
      if (this.#isQuiet() && !(await this.#isDueWithin(horizonMs)) && this.#isQuiet()) return;
      await this.#deps.clock.sleep(idleLookMs, this.#stop.signal);
    }
  }

  stop(): Promise<void> {
    this.#hasStopped ??= this.#leave();
    return this.#hasStopped;
  }

  async #leave(): Promise<void> {
    const { clock, db, log } = this.#deps;
    this.#stop.abort();
    this.wake();
    const cut = new AbortController();
    const bound = clock.sleep(this.#settings.stopWithinMs, cut.signal);
    await Promise.race([this.#allEnded(), bound]);
    cut.abort();
    const left = this.#atWork.size;
    const { quiesceMs } = this.#settings;
    await retireWorker(db, { epoch: this.epoch, now: clock.now(), quiesceMs });
    log.info('worker.stopped', { epoch: this.epoch, unfinishedCount: left });
  }

  async #allEnded(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  get #isStopping(): boolean {
    return this.#stop.signal.aborted;
  }

  #isQuiet(): boolean {
    return this.#rooms.inFlightCount() === 0 && this.#loops.every((loop) => loop.isIdle);
  }

  async #isDueWithin(horizonMs: number): Promise<boolean> {
    const now = this.#deps.clock.now();
    const until = new Date(now.getTime() + horizonMs);
    try {
      return await isAnythingDue(this.#deps.db, { now, until, kinds: this.#kinds });
    } catch (error) {
      this.#tellTrouble('worker.look_failed', error);
      return true;
    }
  }

  async #claim(): Promise<void> {
    for (let failures = 0; !this.#isStopping;) {
      try {
        const hasClaimed = await this.#claimOnce();
        failures = 0;
        if (!hasClaimed) await this.#alarm.wait(await this.#idleMs());
      } catch (error) {
        failures++;
        this.#tellTrouble('worker.claim_failed', error);
        await this.#alarm.wait(backoffMs(failures, this.#deps.chance.next()));
      }
    }
  }

  async #claimOnce(): Promise<boolean> {
    // The turns keep the epoch they were claimed under, whatever happens to the worker meanwhile.
    const epoch = this.#epoch;
    const now = this.#deps.clock.now();
    return await claimTurns(this.#deps.db, {
      epoch,
      kinds: this.#kinds,
      rooms: this.#rooms,
      now,
      leaseUntil: this.#leaseFrom(now),
      // A row claimed twice by this process (it slept through the lease) is at work already.
      begin: (work, stay) => this.#begin(work, { stay, epoch }),
    });
  }

  #begin(work: ClaimedWork, at: { stay: Stay; epoch: number }): void {
    const key = `${work.workspaceId} ${work.kind} ${work.subjectId}`;
    if (this.#atWork.has(key)) {
      at.stay.leave();
      return;
    }
    this.#atWork.set(key, work);
    const turn = this.#newTurn(at);
    const handler = this.#options.handlers[work.kind]!;
    const ended = runTurn({ ...this.#deps, turn }, work, handler).finally(() => {
      this.#atWork.delete(key);
      at.stay.leave();
    });
    this.#track(ended);
  }

  #newTurn(at: { stay: Stay; epoch: number }): Turn {
    const { transportTimeoutMs, quiesceMs, quiesceAgainMs } = this.#settings;
    const options = this.#options;
    return {
      epoch: at.epoch,
      signal: this.#stop.signal,
      waits: { transportTimeoutMs, quiesceMs, quiesceAgainMs },
      enter: (phase) => at.stay.enter(phase),
      onUnauthorized: async (queueKey, failure) =>
        await options.onUnauthorized?.(queueKey, failure),
      onPoint: async (point) => await options.onPoint?.(point),
    };
  }

  async #idleMs(): Promise<number> {
    const now = this.#deps.clock.now();
    const nextAt = await findNextDueAt(this.#deps.db, now);
    const { pollMs } = this.#settings;
    return nextAt === null ? pollMs : Math.min(pollMs, nextAt.getTime() - now.getTime());
  }

  async #runLoop(entry: { loop: WorkLoop<Deps>; alarm: Alarm; isIdle: boolean }): Promise<void> {
    const { loop, alarm } = entry;
    for (let failures = 0; !this.#isStopping;) {
      try {
        entry.isIdle = false;
        const found = await loop.run(this.#deps);
        failures = 0;
        if (found === 'more') continue;
        entry.isIdle = true;
        await alarm.wait(loop.pollMs);
      } catch (error) {
        failures++;
        this.#tellTrouble(`loop.${loop.name}_failed`, error);
        await alarm.wait(backoffMs(failures, this.#deps.chance.next()));
      }
    }
  }

  async #keepLease(): Promise<void> {
    let waitMs = this.#settings.heartbeatMs;
    while (!this.#isStopping) {
      await this.#deps.clock.sleep(waitMs, this.#stop.signal);
      if (this.#isStopping) return;
      try {
        await this.#beat();
        waitMs = this.#settings.heartbeatMs;
      } catch (error) {
        this.#tellTrouble('worker.heartbeat_failed', error);
        waitMs = Math.min(heartbeatRetryMs, this.#settings.heartbeatMs);
      }
    }
  }

  async #beat(): Promise<void> {
    const { clock, db } = this.#deps;
    const { leaseMs, quiesceMs } = this.#settings;
    const now = clock.now();
    const atWork = [...this.#atWork.values()];
    const isHeld = await renewLease(db, { epoch: this.#epoch, now, leaseMs, atWork });
    if (!isHeld) await this.#comeBack();
    tellTakeover(
      this.#deps,
      await takeOverDead(db, { epoch: this.epoch, now: clock.now(), quiesceMs }),
    );
  }

  // Somebody took us for dead. What is under way under the old epoch can commit nothing any more.
  async #comeBack(): Promise<void> {
    const { clock, db, log } = this.#deps;
    const { leaseMs, quiesceMs } = this.#settings;
    const now = clock.now();
    const lost = this.epoch;
    const { name } = this.#options;
    const registered = await registerWorker(db, { name, now, leaseMs, quiesceMs, isAlone: false });
    this.#epoch = registered.epoch;
    log.warn('worker.lease_lost', { lost, epoch: this.epoch });
    this.wake();
  }

  #track(promise: Promise<void>): void {
    const tracked = promise
      .catch((error: unknown) => this.#tellTrouble('worker.broke', error))
      .finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
  }

  #leaseFrom(now: Date): Date {
    return new Date(now.getTime() + this.#settings.leaseMs);
  }

  // Names only: a message may hold a person's values.
  #tellTrouble(event: string, error: unknown): void {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    this.#deps.log.error(event, { error: error instanceof Error ? error.name : 'unknown', code });
  }
}
