// The rest of the account: records the main path of most integrations never touches. They are kept close
// to the shape they are served in.

export type Extra = Record<string, unknown> & { id: string };

export type Extras = {
  requisitions: Map<string, Extra>;
  requisitionFields: Map<string, Extra>;
  feedback: Map<string, Extra[]>;
  feedbackTemplates: Map<string, Extra>;
  panels: Map<string, Extra[]>;
  interviews: Map<string, Extra[]>;
  offers: Map<string, Extra[]>;
  referrals: Map<string, Extra[]>;
  surveys: Map<string, Extra>;
  eeo: Extra[];
  auditEvents: Extra[];
  deletedPostings: Extra[];
  deletedApplications: Extra[];
};

export function emptyExtras(): Extras {
  return {
    requisitions: new Map(),
    requisitionFields: new Map(),
    feedback: new Map(),
    feedbackTemplates: new Map(),
    panels: new Map(),
    interviews: new Map(),
    offers: new Map(),
    referrals: new Map(),
    surveys: new Map(),
    eeo: [],
    auditEvents: [],
    deletedPostings: [],
    deletedApplications: [],
  };
}
