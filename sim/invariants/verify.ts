import type { Simulation } from '../world/set-up.ts';
export async function verifyInvariants(_simulation: Simulation): Promise<void> {}
