export const home = {
  title: 'Home',
  needsYou: 'Needs you',
  nothingNeeds: 'Nothing needs you now. What does will stand here, with the next step.',
  moves: 'What moves',
  figures: {
    profiles: 'Profiles taken in',
    people: 'People',
    inLever: 'In Lever',
    touches: 'Touches',
    paused: 'Outreach held',
    calls: 'Calls to Lever',
    refusedCalls: 'of them refused for the rate',
    waitingIntake: 'Waiting to be identified',
    waitingRecords: 'Waiting for Lever',
  },
  needs: {
    parkedIntents: ['change to Lever is parked', 'changes to Lever are parked'],
    parkedIntake: ['profile could not be read', 'profiles could not be read'],
    parkedDeliveries: ['webhook could not be delivered', 'webhooks could not be delivered'],
  } as Record<string, readonly [string, string]>,
};
