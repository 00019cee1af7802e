// Numbers for Prometheus, one registry per server; labels hold no workspace and no personal value.
import type { FastifyInstance } from 'fastify';
import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { IntakeResult } from '../flows/take-intake.ts';

export interface Metrics {
  registry: Registry;
  countIntake(kind: 'profile' | 'touch', results: readonly IntakeResult[]): void;
}

export function startMetrics(app: FastifyInstance): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'fulcrum_http_request_seconds',
    help: 'Time from the first byte of a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30],
    registers: [registry],
  });
  const intake = new Counter({
    name: 'fulcrum_intake_items_total',
    help: 'Profiles and touches by what became of them.',
    labelNames: ['kind', 'result'] as const,
    registers: [registry],
  });
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    const labels = { method: request.method, route, status: reply.statusCode };
    seconds.observe(labels, reply.elapsedTime / 1000);
    done();
  });
  return {
    registry,
    countIntake(kind, results) {
      for (const { result } of results) intake.inc({ kind, result });
    },
  };
}
