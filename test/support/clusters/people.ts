// People at a real API server: kubectl in the name of a user, with the roles that they are given. What kubectl prints is returned whether it
// works or not, so that a test can say what a refusal tells.

import { stringify } from 'yaml';
import type { ControlPlaneAccess } from '../../../tools/control-plane/access.ts';

export interface People {
  /** What kubectl says when it works, or why it does not. Without `as`: the admin. */
  kubectl(
    args: readonly string[],
    options?: { readonly as?: string; readonly input?: object | string },
  ): Promise<string>;
  apply(input: object | string, as?: string): Promise<string>;
  /** A merge patch of an object in the namespace. */
  merge(target: string, patch: object, as?: string): Promise<string>;
  remove(target: string, as?: string): Promise<string>;
  /** Binds a ClusterRole in the namespace. */
  grant(role: string, user: string): Promise<void>;
}

/** In one namespace. */
export function peopleAt(plane: () => ControlPlaneAccess, namespace: string): People {
  const kubectl: People['kubectl'] = async (args, { as, input } = {}) => {
    const user = as === undefined ? [] : [`--as=${as}`, '--as-group=system:authenticated'];
    const text = input === undefined ? {} : { input: typeof input === 'string' ? input : stringify(input) };
    try {
      return (await plane().kubectl([...args, ...user], text)).stdout.trim();
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
      return `${stdout}${stderr}`.trim();
    }
  };
  const by = (as: string | undefined) => (as === undefined ? {} : { as });
  return {
    kubectl,
    apply: (input, as) => kubectl(['apply', '-f', '-'], { input, ...by(as) }),
    merge: (target, patch, as) =>
      kubectl(['patch', target, '-n', namespace, '--type=merge', '-p', JSON.stringify(patch)], by(as)),
    remove: (target, as) => kubectl(['delete', target, '-n', namespace, '--wait=false'], by(as)),
    async grant(role, user) {
      const name = `${role}-${user.split(':').at(-1) ?? ''}`;
      const whom = [`--clusterrole=${role}`, `--user=${user}`, '-n', namespace];
      await plane().kubectl(['create', 'rolebinding', name, ...whom]);
    },
  };
}

/** An object of Docket. */
export function docketObject(kind: string, name: string, spec: object, metadata: object = {}): object {
  return { apiVersion: 'docket.dev/v1alpha1', kind, metadata: { name, ...metadata }, spec };
}
