// The one part of @kubernetes/client-node that is used, in a module of its own, so that it is loaded only when a cluster is needed and the
// bundler leaves out the rest of the package (16 MB of generated clients).

export { KubeConfig } from '@kubernetes/client-node';
