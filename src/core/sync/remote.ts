// What Lever has of a person, as far as planning needs it. The adapter's richer rows fit these shapes.

export interface RemotePhone {
  type?: string;
  value: string;
}

export interface RemoteOpportunity {
  id: string;
  contact: string;
  name: string;
  headline?: string;
  location?: string;
  phones?: RemotePhone[];
  emails: string[];
  links: string[];
  tags: string[];
  sources: string[];
  stage?: string | null;
  stageChanges?: { stageId: string; at: number }[];
  archived: { reason: string; archivedAt: number } | null;
  postingIds: string[];
  createdAt: number;
}

export interface RemoteContact {
  id: string;
  name: string;
  headline: string;
  location: string;
  emails: string[];
  phones: RemotePhone[];
}

export interface RemoteNoteEntry {
  value: string;
  createdAt: number;
}
