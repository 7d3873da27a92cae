// What keeps the operator itself from its work in a namespace: a right that it lacks, or a cluster that it cannot read. Results that do not
// fail are then Unknown, and sources are Stalled. Types and texts only.

export interface Hindrance {
  readonly reason: 'RightMissing' | 'ObjectsUnreadable';
  /** For conditions: what is refused, and what to do. */
  readonly message: string;
}

/** `right`: such as `get secrets in the namespace team-a`. */
export function rightMissing(right: string): Hindrance {
  const message = `The operator may not ${right}: grant it to its ServiceAccount (config/rbac/operator-role.yaml).`;
  return { reason: 'RightMissing', message };
}

export const UNREADABLE: Hindrance = {
  reason: 'ObjectsUnreadable',
  message: 'Objects of the cluster cannot be read: the log names them.',
};
